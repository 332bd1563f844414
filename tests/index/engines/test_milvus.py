"""A library on a Milvus server finds what the embedded one finds, and never searches what does not fit the store."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random

import httpx
import numpy as np
import pytest
from filelock import FileLock
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from corpus.records import Article
from corpus.store import Store
from eval.throwaway import throwaway
from index.encoder import FakeEncoder
from index.engines import Evidence, embedded
from index.engines.milvus import FILE, Milvus, milvus
from index.engines.milvus_server import Address
from index.engines.vocabulary import Vocabulary
from index.errors import EngineBusy, EngineUnavailable
from index.library import Library
from index.retrieval import Query, search
from index.terms import terms
from service.settings import Settings
from tests.index.engines.serving import milvus_server
from tests.support import fill as fill_service
from tests.support import server, service

WORDS = "tỉnh ký thỏa thuận hợp tác với Hủa Phăn về nông nghiệp cảng Nghi Sơn đón 12 tàu lớn 1.115 lượt khách bán đất".split()
ALL = 1000  # more than there are passages: no tie is cut in two


def article(origin: str, text: str) -> Article:
    return Article(origin=origin, text=text, title="")


@contextmanager
def opened(folder: Path, uri: str, encoder: FakeEncoder | None = None) -> Iterator[Library]:
    engine = milvus(Address(uri), folder)
    with closing(Library(Store(folder / "t.sqlite"), encoder or FakeEncoder(), engine)) as library:
        yield library


def fill(library: Library, seed: int = 0, count: int = 60) -> None:
    rng = Random(seed)
    library.put_all(
        article(f"{k}.txt", ". ".join(" ".join(rng.choices(WORDS, k=rng.randint(3, 30))) for _ in range(3)) + ".")
        for k in range(count)
    )


def told(library: Library, question: str, documents: frozenset[str] | None = None) -> dict[int, Evidence]:
    found = library.evidence(library.query_vector(question), terms(question), ALL, documents)
    return {item.passage_id: item for item in found}


def collections(uri: str) -> list[str]:
    with closing(MilvusClient(uri)) as client:
        names: list[str] = client.list_collections()
    return names


def collection_of(library: Library) -> str:
    assert isinstance(library.engine, Milvus)
    name = library.engine._vocabulary.meta("collection")
    assert name is not None
    return name


QUESTIONS = (
    "Tỉnh ký thỏa thuận nào với Hủa Phăn?",
    "cang nghi son don bao nhieu tau lon",
    "1115 lượt khách",
    "bán đất",
    "không từ nào ở đây",
    "",
)


def test_all_scores_are_those_of_the_embedded_engine(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library)
        exact = Library(library.store, FakeEncoder(), embedded(tmp_path / "index"))
        for question in QUESTIONS:
            ours, theirs = told(library, question), told(exact, question)
            assert ours.keys() == theirs.keys()
            for k, item in ours.items():
                assert item.dense == theirs[k].dense
                assert (item.toned, item.folded) == pytest.approx((theirs[k].toned, theirs[k].folded), rel=1e-4)
            for term in (*terms(question).toned, *terms(question).folded):
                assert library.idf(term) == exact.idf(term)
                assert library.idf(term, folded=True) == exact.idf(term, folded=True)
                assert library.forms(term) == exact.forms(term)
        hits = [hit.passage for hit in search(library, QUESTIONS[0], 8)]
        assert hits == [hit.passage for hit in search(exact, QUESTIONS[0], 8)]


def test_the_best_of_each_signal_are_asked_for(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library)
        query = Query("Tỉnh ký thỏa thuận nào với Hủa Phăn?")
        every = told(library, query.text)
        few = library.evidence(library.query_vector(query.text), query.terms, 3)
        assert 3 <= len(few) <= 9
        for signal in ("dense", "toned", "folded"):
            best = sorted((getattr(item, signal) for item in every.values()), reverse=True)[:3]
            assert sorted((getattr(item, signal) for item in few), reverse=True)[:3] == pytest.approx(best, rel=1e-4)
        for item in few:
            whole = every[item.passage_id]
            assert (item.dense, item.toned, item.folded) == pytest.approx((whole.dense, whole.toned, whole.folded))


def test_search_can_be_held_to_some_documents(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=10)
        some = frozenset(article(f"{k}.txt", "").id for k in (2, 5))
        found = library.store.passages(told(library, "tỉnh ký thỏa thuận", some))
        assert {passage.document_id for passage in found.values()} == some
        assert told(library, "tỉnh ký", frozenset()) == {}
        assert told(library, "tỉnh ký", frozenset({'không có"] or id > 0 or document in ["'})) == {}


def test_whatever_comes_and_goes_it_holds_what_the_store_holds(tmp_path: Path, milvus_uri: str) -> None:
    rng = Random(7)
    for round_ in range(4):
        with opened(tmp_path, milvus_uri) as library:  # a start each round
            for _ in range(6):
                origin = f"{rng.randrange(8)}.txt"
                if rng.random() < 0.3:
                    library.remove(article(origin, "").id)
                else:
                    library.put(origin, [article(origin, " ".join(rng.choices(WORDS, k=rng.randint(1, 12))) + ".")])
            fresh = Library(library.store, FakeEncoder(), embedded(tmp_path / f"fresh {round_}"))
            assert library.verify() == []
            for question in QUESTIONS[:4]:
                ours, theirs = told(library, question), told(fresh, question)
                assert {k: (e.dense, e.toned > 0, e.folded > 0) for k, e in ours.items()} == {
                    k: (e.dense, e.toned > 0, e.folded > 0) for k, e in theirs.items()
                }
                assert all(library.idf(term) == fresh.idf(term) for term in terms(question).toned)


def test_a_passage_without_a_word_is_held(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        library.put("a.txt", [article("a.txt", "— … !")])
        assert terms("— … !").toned == []
        library.put("b.txt", [article("b.txt", "Tỉnh ký 38 thỏa thuận.")])
        assert library.verify() == []
        assert [item.toned > 0 for item in told(library, "thỏa thuận").values()] == [False, True]
        library.remove(article("a.txt", "").id)
        assert (len(library), library.verify()) == (1, [])


def no_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Milvus, "add", lambda _, batch: pytest.fail(f"sent again: {batch.ids}"))


def test_a_second_start_sends_nothing_again(tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library)
        expected = told(library, QUESTIONS[0])
    no_adding(monkeypatch)
    with opened(tmp_path, milvus_uri) as library:
        assert library.rebuilt_because is None
        assert told(library, QUESTIONS[0]) == expected


def test_a_change_that_was_broken_off_is_made_anew(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = MilvusClient.upsert

    def dies(self: MilvusClient, name: str, rows: list[dict[str, object]], **more: object) -> None:
        sent(self, name, rows[: len(rows) // 2], **more)
        raise KeyboardInterrupt

    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        monkeypatch.setattr(MilvusClient, "upsert", dies)
        with pytest.raises(KeyboardInterrupt):
            fill(library, seed=1, count=20)
        monkeypatch.undo()
        name = collection_of(library)
        assert len(told(library, "tỉnh ký thỏa thuận cảng đất")) > 0, "the next question makes it whole"
        assert library.verify() == []
        assert len(library) == len(library.store.passage_ids())
    with opened(tmp_path, milvus_uri) as library:
        assert library.rebuilt_because is None
        assert collection_of(library) == name, "what was sent before stays"
        for question in QUESTIONS:
            exact = Library(library.store, FakeEncoder(), embedded(tmp_path / "index"))
            assert all(library.idf(term) == exact.idf(term) for term in terms(question).toned), "nothing counts twice"


def test_a_filling_that_was_broken_off_is_gone_on_with_by_whoever_asks_next(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.milvus._ROWS", 10)
    sent, calls = MilvusClient.upsert, []

    def dies(self: MilvusClient, name: str, rows: list[dict[str, object]], **more: object) -> None:
        calls.append(len(rows))
        if len(calls) == 3:
            raise KeyboardInterrupt
        sent(self, name, rows, **more)

    with opened(tmp_path, milvus_uri) as serving, opened(tmp_path, milvus_uri) as building:
        fill(building)
        expected = told(serving, QUESTIONS[0])
        monkeypatch.setattr(MilvusClient, "upsert", dies)
        with pytest.raises(KeyboardInterrupt):
            building.rebuild()
        monkeypatch.setattr(
            MilvusClient,
            "upsert",
            lambda self, name, rows, **more: (calls.append(len(rows)), sent(self, name, rows, **more)),
        )
        assert not serving.engine.whole()
        assert told(serving, QUESTIONS[0]).keys() == expected.keys()
        assert sum(calls[3:]) == len(serving) - 20, "two parts of ten were there already"
        assert serving.verify() == []
        building.put("moi.txt", [article("moi.txt", "Tỉnh ký 38 thỏa thuận.")])
        assert building.verify() == []


def test_a_drop_that_is_refused_loses_nothing_and_leaves_nothing(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = collections(milvus_uri)

    def refuses(*_: object, **__: object) -> None:
        raise MilvusException(code=1, message="not now")

    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        monkeypatch.setattr(MilvusClient, "drop_collection", refuses)
        with pytest.raises(EngineUnavailable, match="not now"):
            library.rebuild()
        monkeypatch.undo()
        library.rebuild()
        assert library.verify() == []
        assert sorted(collections(milvus_uri)) == sorted([*before, collection_of(library)])


def test_a_collection_that_is_not_in_memory_is_loaded(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library, closing(MilvusClient(milvus_uri)) as other:
        fill(library, count=5)
        name = collection_of(library)
        expected = told(library, QUESTIONS[0])
        for use in (lambda: told(library, QUESTIONS[0]), library.verify, library.engine.reach):
            other.release_collection(name)
            use()
        other.release_collection(name)
        assert library.remove(article("0.txt", "").id)
        assert (library.verify(), collection_of(library)) == ([], name)
        assert told(library, QUESTIONS[0]).keys() < expected.keys()


def test_while_another_process_writes_questions_are_answered_by_what_is_there(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, milvus_uri) as serving:
        serving.put("a.txt", [article("a.txt", "Tỉnh ký 38 thỏa thuận.")])
        with FileLock(tmp_path / f"{FILE}.lock"):
            serving.put("b.txt", [article("b.txt", "Tỉnh ký 40 thỏa thuận.")])
            assert len(told(serving, "thỏa thuận")) == 1, "nobody waits"
            monkeypatch.setattr("index.engines.milvus._WAIT_S", 0.05)
            with pytest.raises(EngineBusy):
                serving.rebuild()
        assert len(told(serving, "thỏa thuận")) == 2


def test_a_data_directory_that_was_copied_does_not_search_what_the_copy_wrote(tmp_path: Path, milvus_uri: str) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with opened(here, milvus_uri) as library:
        fill(library, count=3)
    shutil.copytree(here, there)
    with opened(there, milvus_uri) as copy:
        copy.remove(article("0.txt", "").id)
        copy.put("c.txt", [article("c.txt", "Đập Cửa Đạt chứa nhiều nước. Cảng đón tàu lớn. Lễ hội mở.")])
        assert copy.verify() == []
    with opened(here, milvus_uri) as library:
        assert library.rebuilt_because is not None
        assert library.document_frequency("đập") == 0
        assert library.verify() == []
    with opened(there, milvus_uri) as copy:
        assert copy.rebuilt_because is None, "the copy keeps what it went on with"
        assert copy.document_frequency("đập") == 1
        assert copy.verify() == []


def test_a_store_that_was_never_on_milvus_takes_the_place_of_one_that_was(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=3)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "t.sqlite"
    with closing(Library(Store(other), FakeEncoder(), embedded(tmp_path / "other" / "index"))) as library:
        library.put("c.txt", [article("c.txt", "Đập Cửa Đạt chứa nhiều nước.")])
    shutil.copyfile(other, tmp_path / "t.sqlite")
    with opened(tmp_path, milvus_uri) as library:
        assert library.rebuilt_because is not None
        assert (library.document_frequency("đập"), library.verify()) == (1, [])


def test_an_end_that_was_broken_off_is_gone_on_with(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server and the store have the new token, the vocabulary does not yet: nothing is filled anew."""
    set_meta = Vocabulary.set_meta

    def dies(self: Vocabulary, **words: str) -> None:
        if words.get("token"):
            raise KeyboardInterrupt
        set_meta(self, **words)

    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=3)
        name = collection_of(library)
        monkeypatch.setattr(Vocabulary, "set_meta", dies)
        with pytest.raises(KeyboardInterrupt):
            library.put("c.txt", [article("c.txt", "Đập Cửa Đạt chứa nhiều nước.")])
        monkeypatch.undo()
    with opened(tmp_path, milvus_uri) as library:
        assert (library.rebuilt_because, collection_of(library)) == (None, name)
        assert (library.document_frequency("đập"), library.verify()) == (1, [])


def test_what_a_copy_holds_is_not_taken_back_by_the_original(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with opened(here, milvus_uri) as library:
        fill(library, count=3)
        monkeypatch.setattr(MilvusClient, "upsert", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            library.put("c.txt", [article("c.txt", "Cảng Nghi Sơn đón tàu lớn.")])
        monkeypatch.undo()
    shutil.copytree(here, there)
    for folder in (there, here, there):
        with opened(folder, milvus_uri) as library:
            assert (library.document_frequency("cảng_nghi") > 0, library.verify()) == (True, [])
            name = collection_of(library)
    with opened(here, milvus_uri) as library:
        assert collection_of(library) != name


def test_a_question_that_a_change_overtakes_is_asked_again(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, milvus_uri) as serving, opened(tmp_path, milvus_uri) as building:
        fill(building)
        expected = told(serving, QUESTIONS[0])
        weighed = Milvus._weighed

        def overtaken(self: Milvus, field: str, words: list[str]) -> dict[int, float]:
            monkeypatch.undo()
            building.rebuild()  # other numbers for the same terms, in another collection
            return weighed(self, field, words)  # type: ignore[arg-type]

        monkeypatch.setattr(Milvus, "_weighed", overtaken)
        again = told(serving, QUESTIONS[0])
        assert again.keys() == expected.keys()
        assert [item.folded for item in again.values()] == pytest.approx([item.folded for item in expected.values()])


def test_thousands_of_documents_can_be_allowed(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        many = frozenset(article(f"{k}.txt", "").id for k in range(3, 5000))
        found = library.store.passages(told(library, "tỉnh ký thỏa thuận", many))
        assert {passage.document_id for passage in found.values()} == {article(f"{k}.txt", "").id for k in (3, 4)}


def test_a_collection_that_is_gone_or_not_whole_is_filled_anew(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        name = collection_of(library)
        with closing(MilvusClient(milvus_uri)) as other:
            other.delete(name, ids=library.store.passage_ids()[:1].tolist())
        assert library.verify() == ["Milvus có các đoạn văn khác với kho: hãy chạy `trich index build`"]
    with opened(tmp_path, milvus_uri) as library:
        assert library.rebuilt_because == f"{name} holds 4 passages, not 5"
        assert library.verify() == []
        assert name not in collections(milvus_uri)
        with closing(MilvusClient(milvus_uri)) as other:
            other.drop_collection(collection_of(library))
        with pytest.raises(EngineUnavailable, match="không còn bộ sưu tập"):
            library.engine.reach()
        library.rebuild()
        library.engine.reach()
        assert library.verify() == []


def test_another_encoder_has_another_collection(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        old = collection_of(library)
    with opened(tmp_path, milvus_uri, FakeEncoder(dim=64)) as library:
        assert library.rebuilt_because == "the collection was made by another encoder or recipe"
        assert library.verify() == []
        assert old not in collections(milvus_uri)
        assert collection_of(library) in collections(milvus_uri)


def test_a_copy_of_the_store_that_went_another_way_is_not_searched_by_what_is_not_its_own(
    tmp_path: Path, milvus_uri: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with opened(here, milvus_uri) as library:
        fill(library, count=3)
    there.mkdir()
    shutil.copyfile(here / "t.sqlite", there / "t.sqlite")
    for folder, text in ((here, "Cảng Nghi Sơn đón tàu lớn."), (there, "Đập Cửa Đạt chứa nhiều nước.")):
        with opened(folder, milvus_uri) as library:  # the same passage id, another text
            library.put("c.txt", [article("c.txt", text)])
            assert library.verify() == []
    shutil.copyfile(there / "t.sqlite", here / "t.sqlite")
    with opened(here, milvus_uri) as library:
        assert library.document_frequency("đập") == 1
        assert library.verify() == []
    with opened(there, milvus_uri) as library:
        assert library.rebuilt_because is None, "the other machine keeps its own collection"
        assert library.verify() == []


def test_what_another_process_ingests_is_seen_at_the_next_question(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, milvus_uri) as serving, opened(tmp_path, milvus_uri) as ingesting:
        ingesting.put("a.txt", [article("a.txt", "Tỉnh ký 38 thỏa thuận.")])
        no_adding(monkeypatch)
        assert [hit.passage.text for hit in search(serving, "bao nhiêu thỏa thuận", 1)] == ["Tỉnh ký 38 thỏa thuận."]
        ingesting.remove(article("a.txt", "").id)
        assert search(serving, "bao nhiêu thỏa thuận", 1) == []


def test_while_it_is_filled_anew_nothing_is_told(
    tmp_path: Path, milvus_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Milvus.add
    with opened(tmp_path, milvus_uri) as serving, opened(tmp_path, milvus_uri) as building:
        fill(building, count=5)
        assert len(told(serving, "tỉnh")) > 0
        refused = []

        def asked_meanwhile(self: Milvus, batch: object) -> None:
            with pytest.raises(EngineUnavailable) as error:
                told(serving, "tỉnh")
            refused.append(str(error.value))
            add(self, batch)  # type: ignore[arg-type]

        monkeypatch.setattr(Milvus, "add", asked_meanwhile)
        building.rebuild()
        assert len(refused) == 1
        assert refused[0].startswith("Một chương trình khác đang ghi vào chỉ mục trên Milvus: hãy đợi")
        assert len(told(serving, "tỉnh")) > 0


def test_verify_names_a_vector_that_differs(tmp_path: Path, milvus_uri: str) -> None:
    with opened(tmp_path, milvus_uri) as library:
        fill(library, count=5)
        ids = library.store.passage_ids().tolist()
        library.store.set_vectors(ids[:1], np.ones((1, library.encoder.dim), np.float32), library.encoder.revision)
        assert library.verify() == ["Milvus có vectơ khác với kho: hãy chạy `trich index build`"]


def test_a_server_that_stops_is_told_and_found_again(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = tmp_path_factory.mktemp("stops")
    asked = {"question": "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"}
    with ExitStack() as stack:
        up = stack.enter_context(ExitStack())
        uri = up.enter_context(milvus_server(kept))
        running = stack.enter_context(service(tmp_path, engine="milvus", milvus_uri=uri, answer_threshold=0.0))
        fill_service(running)
        client = stack.enter_context(httpx.Client(base_url=stack.enter_context(server(running)), timeout=60))
        before = client.post("/v1/ask", json=asked).json()
        assert (before["answer"], before["citations"][0]["origin"]) == ("42 dự án", "khu-cong-nghiep.md")
        assert client.get("/readyz").status_code == 200
        up.close()
        refused, unready = client.post("/v1/search", json=asked), client.get("/readyz")
        assert (refused.status_code, refused.json()["code"]) == (503, "index_unavailable")
        new = client.post(
            "/v1/documents", json={"origin": "moi.txt", "text": "Xã Ea Na có 12 thôn.", "title": "Xã Ea Na"}
        )
        assert (new.status_code, new.json()["code"]) == (503, "index_unavailable")
        assert running.library.store.find("moi.txt") == [], "what could not be searched is not half in"
        assert unready.status_code == 503
        assert f"Không dùng được Milvus ở {uri}" in unready.json()["detail"]
        stack.enter_context(milvus_server(kept, int(uri.rpartition(":")[2])))
        until = time.monotonic() + 60  # gRPC waits a little before it connects anew
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < until
        after = client.post("/v1/ask", json={**asked, "top_k": 7}).json()
        assert after["citations"] == before["citations"]


def test_a_server_that_is_not_there_is_told(tmp_path: Path, milvus_uri: str) -> None:
    started = time.monotonic()
    with pytest.raises(EngineUnavailable, match=r"Không dùng được Milvus ở http://127\.0\.0\.1:1 "):
        Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), milvus(Address("http://127.0.0.1:1"), tmp_path))
    assert time.monotonic() - started < 30


def test_without_the_client_it_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineUnavailable, match="make milvus"):
        Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), milvus(Address("http://127.0.0.1:1"), tmp_path))
    assert not (tmp_path / FILE).exists()


def break_off(changed: Settings) -> None:
    with throwaway(settings=changed, encoder=FakeEncoder()) as running:
        running.library.put("b.txt", [article("b.txt", "Tỉnh ký 40 thỏa thuận.")])
        raise KeyError("mất điện")


def test_a_library_that_is_thrown_away_leaves_no_collection(tmp_path: Path, milvus_uri: str) -> None:
    before = collections(milvus_uri)
    changed = Settings(engine="milvus", milvus_uri=milvus_uri)
    with pytest.raises(KeyError):
        break_off(changed)
    assert collections(milvus_uri) == before
    with throwaway([article("a.txt", "Tỉnh ký 38 thỏa thuận.")], settings=changed, encoder=FakeEncoder()) as running:
        assert len(collections(milvus_uri)) == len(before) + 1
        assert running.answerer.ask("Tỉnh ký bao nhiêu thỏa thuận?").citations[0].article.origin == "a.txt"
    assert collections(milvus_uri) == before


def test_a_password_is_in_no_message() -> None:
    assert "mật-khẩu" not in repr(Address("http://127.0.0.1:1", token="root:mật-khẩu"))
    assert "mật-khẩu" not in repr(Settings(milvus_token="root:mật-khẩu", milvus_uri="http://a:mật-khẩu@b"))


@pytest.mark.parametrize("uri", ["http://root:bi-mat@127.0.0.1:1", "http://root:bi-mat@127.0.0.1:abc"])
def test_what_is_told_of_an_address_has_no_password(tmp_path: Path, uri: str) -> None:
    with pytest.raises(EngineUnavailable) as told_of:
        Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), milvus(Address(uri), tmp_path))
    assert "bi-mat" not in str(told_of.value)
    assert "127.0.0.1" in str(told_of.value)
