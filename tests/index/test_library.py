"""The indexes follow the store: whatever happens to files, processes or the encoder."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corpus.records import Article
from corpus.store import Store
from index import library as library_module
from index import recipe
from index.encoder import FakeEncoder
from index.engines import Embedded, embedded
from index.lexical import LexicalIndex
from index.library import Library
from index.retrieval import search

REPOSITORY = Path(__file__).resolve().parents[2]


def article(origin: str, text: str, title: str = "") -> Article:
    return Article(origin=origin, text=text, title=title)


@contextmanager
def opened(folder: Path, encoder: FakeEncoder | None = None) -> Iterator[Library]:
    library = Library(Store(folder / "t.sqlite"), encoder or FakeEncoder(), embedded(folder / "index"))
    try:
        yield library
    finally:
        library.store.close()


def first(library: Library, question: str) -> str | None:
    hits = search(library, question, 1)
    return hits[0].passage.text if hits else None


def fill(library: Library) -> None:
    library.put("a.txt", [article("a.txt", "Tỉnh ký 38 thỏa thuận với nước ngoài.")])
    library.put("b.txt", [article("b.txt", "Lễ hội hoa ban mở vào tháng ba.")])


def test_what_is_put_in_is_found(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        assert first(library, "ký bao nhiêu thỏa thuận?") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
        assert first(library, "le hoi hoa ban") == "Lễ hội hoa ban mở vào tháng ba."


def test_many_are_put_in_like_one_by_one_and_the_indexes_follow_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = Library.sync
    monkeypatch.setattr(Library, "sync", lambda self: (synced.append(len(self)), sync(self))[1])
    many = [article(f"{n}.txt", f"Thôn {n} có {n * 7} hộ dân.") for n in range(30)]
    with opened(tmp_path / "all") as library, opened(tmp_path / "one") as other:
        fill(library)
        fill(other)
        synced.clear()
        library.put_all([*many, article("a.txt", "Tỉnh ký 40 thỏa thuận với nước ngoài.")])
        assert len(synced) == 1
        for one in [*many, article("a.txt", "Tỉnh ký 40 thỏa thuận với nước ngoài.")]:
            other.put(one.origin, [one])
        for question in ("ký bao nhiêu thỏa thuận?", "thôn 11 có bao nhiêu hộ?", "lễ hội hoa ban"):
            assert [h.passage.text for h in search(library, question, 5)] == [
                h.passage.text for h in search(other, question, 5)
            ]
        assert first(library, "ký bao nhiêu thỏa thuận?") == "Tỉnh ký 40 thỏa thuận với nước ngoài."


def test_who_searches_while_much_is_put_in_finds_what_is_stored(tmp_path: Path) -> None:
    with opened(tmp_path) as library, library.together():
        fill(library)
        assert first(library, "ký bao nhiêu thỏa thuận?") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
        library.put("a.txt", [article("a.txt", "Tỉnh ký 40 thỏa thuận với nước ngoài.")])
        assert first(library, "ký bao nhiêu thỏa thuận?") == "Tỉnh ký 40 thỏa thuận với nước ngoài."


def break_off(library: Library) -> None:
    with library.together(), library.together():
        fill(library)
        raise KeyError("mất điện")


def test_what_was_put_in_before_something_failed_stays_and_the_next_is_indexed_at_once(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        with pytest.raises(KeyError):
            break_off(library)
        assert first(library, "ký bao nhiêu thỏa thuận?") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
        library.put("n.txt", [article("n.txt", "Thôn Nà Lĩnh có 77 hộ dân.")])
        assert library.document_frequency("lĩnh") == 1
        library.save()
        assert library.verify() == []


def test_evidence_is_worked_out_by_hand(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        hits = {hit.passage.document_id: hit for hit in search(library, "thỏa thuận với ai", 2)}
    hit = hits[article("a.txt", "").id]
    # "thuận" and "với" are common with the 8 words of the passage ("thỏa" too): 3 / (sqrt(4) * sqrt(8)).
    assert hit.dense == pytest.approx(3 / (2 * np.sqrt(8)), abs=1e-6)


def test_a_new_version_and_a_removal_leave_no_trace(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.put("a.txt", [article("a.txt", "Tỉnh ký 40 thỏa thuận với nước ngoài.")])
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 40 thỏa thuận với nước ngoài."
        library.remove(article("a.txt", "").id)
        assert all("thỏa thuận" not in hit.passage.text for hit in search(library, "bao nhiêu thỏa thuận", 10))


def test_search_can_be_held_to_some_documents(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        other = article("b.txt", "").id
        hits = search(library, "ký thỏa thuận với nước ngoài", 5, documents=frozenset({other}))
        assert {hit.passage.document_id for hit in hits} == {other}
        assert search(library, "ký thỏa thuận", 5, documents=frozenset()) == []


def test_a_second_start_reads_the_saved_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
        expected = search(library, "thỏa thuận", 5)
    monkeypatch.setattr(Embedded, "add", lambda _, batch: pytest.fail(f"indexed again: {batch.ids}"))
    with opened(tmp_path) as library:
        assert library.rebuilt_because is None
        assert search(library, "thỏa thuận", 5) == expected
        assert library.verify() == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-3] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink])
@pytest.mark.parametrize("name", ["dense.faiss", "toned/slots.npy", "folded/terms.json", "manifest.json"])
def test_a_damaged_index_is_derived_anew(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
    damage(tmp_path / "index" / name)
    with opened(tmp_path) as library:
        assert library.rebuilt_because is not None
        assert library.verify() == []
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."


def test_an_index_of_another_state_is_brought_up_to_the_store(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
        library.put("c.txt", [article("c.txt", "Cảng Nghi Sơn đón tàu lớn.")])  # not saved: the process died here
    with opened(tmp_path) as library:
        assert first(library, "cảng Nghi Sơn") == "Cảng Nghi Sơn đón tàu lớn."


def test_an_index_of_another_store_is_derived_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "here") as library:
        fill(library)
        library.save()
    with opened(tmp_path / "there") as library:  # other texts under the same passage ids
        library.put("c.txt", [article("c.txt", "Cảng Nghi Sơn đón tàu lớn.")])
        library.put("d.txt", [article("d.txt", "Đập Cửa Đạt chứa nhiều nước.")])
        library.save()
    shutil.copyfile(tmp_path / "there" / "t.sqlite", tmp_path / "here" / "t.sqlite")
    told: list[str] = []
    with closing(Store(tmp_path / "here" / "t.sqlite")) as store:
        library = Library(store, FakeEncoder(), embedded(tmp_path / "here" / "index"), told.append)
        assert library.rebuilt_because is not None
        assert told == ["Chỉ mục đã lưu không khớp với kho tài liệu: đang lập lại…"]
        assert first(library, "cảng Nghi Sơn") == "Cảng Nghi Sơn đón tàu lớn."
        assert library.document_frequency("sơn") == 1
        assert library.verify() == []
    with opened(tmp_path / "here") as library:
        assert library.rebuilt_because is None


def test_an_index_of_a_copy_that_went_another_way_is_derived_anew(tmp_path: Path) -> None:
    """Two machines that began with the same store: what each added has the same passage ids."""
    with opened(tmp_path / "here") as library:
        fill(library)
        library.save()
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    for name, text in (("here", "Cảng Nghi Sơn đón tàu lớn."), ("there", "Đập Cửa Đạt chứa nhiều nước.")):
        with opened(tmp_path / name) as library:
            assert library.rebuilt_because is None, "a copy of both is as good as the original"
            library.put("c.txt", [article("c.txt", text)])
            library.save()
    shutil.copyfile(tmp_path / "there" / "t.sqlite", tmp_path / "here" / "t.sqlite")
    with opened(tmp_path / "here") as library:
        assert first(library, "đập Cửa Đạt") == "Đập Cửa Đạt chứa nhiều nước."
        assert library.document_frequency("cảng") == 0
        assert library.verify() == []


def test_an_index_that_was_saved_before_it_named_its_store_is_derived_anew_once(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
    path = tmp_path / "index" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"schema": 1}
    del manifest["id"]
    path.write_text(json.dumps(manifest), "utf-8")
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as old, old:
        old.execute("DELETE FROM meta WHERE key = 'index'")
    with opened(tmp_path) as library:
        assert library.rebuilt_because is not None
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
    with opened(tmp_path) as library:
        assert library.rebuilt_because is None
        assert library.verify() == []


def test_verify_names_an_index_that_somebody_else_saved(tmp_path: Path) -> None:
    for name in ("here", "there"):
        with opened(tmp_path / name) as library:
            fill(library)
            library.save()
    with opened(tmp_path / "here") as library:
        shutil.rmtree(tmp_path / "here" / "index")
        shutil.copytree(tmp_path / "there" / "index", tmp_path / "here" / "index")
        (fault,) = library.verify()
        assert fault.startswith("chỉ mục đã lưu không dùng được (")
        assert fault.endswith("): hãy chạy `trich index build`")
        library.save_if_changed()
        assert library.verify() == []


def test_another_encoder_encodes_everything_again(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
    with opened(tmp_path, FakeEncoder(dim=64)) as library:
        assert len(library.store.passage_ids(FakeEncoder().revision)) == 0
        assert len(library.store.passage_ids(library.encoder.revision)) == 2
        assert library.verify() == []
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."


def test_an_interrupted_change_of_encoder_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as library:
        for k in range(5):
            library.put(f"{k}.txt", [article(f"{k}.txt", f"Bài số {k} nói về cây lúa.")])
    monkeypatch.setattr(library_module, "_BATCH", 2)

    class Dies(FakeEncoder):
        calls = 0

        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            self.calls += 1
            if self.calls == 2:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    with pytest.raises(KeyboardInterrupt), opened(tmp_path, Dies(dim=64)):
        pass
    store = Store(tmp_path / "t.sqlite")
    assert len(store.passage_ids(FakeEncoder(dim=64).revision)) == 2, "the first batch was kept"
    store.close()
    with opened(tmp_path, FakeEncoder(dim=64)) as library:
        library.save_if_changed()
        assert library.verify() == []
        assert len(library) == 5


def test_another_recipe_cuts_and_encodes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as library:
        fill(library)
        before = set(library.store.passage_ids().tolist())
    monkeypatch.setattr(recipe, "RECIPE", "other")
    with opened(tmp_path) as library:
        assert before.isdisjoint(library.store.passage_ids().tolist())
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."


def test_what_another_process_ingests_is_seen_at_the_next_question(tmp_path: Path) -> None:
    with opened(tmp_path) as serving, opened(tmp_path) as ingesting:
        fill(ingesting)
        assert first(serving, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
        ingesting.remove(article("a.txt", "").id)
        assert "thỏa thuận" not in (first(serving, "bao nhiêu thỏa thuận") or "")


def test_verify_names_a_vector_that_differs(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
        ids = library.store.passage_ids().tolist()
        library.store.set_vectors(ids[:1], np.ones((1, library.encoder.dim), np.float32), library.encoder.revision)
        assert library.verify() == ["chỉ mục vectơ có vectơ khác với kho: hãy chạy `trich index build`"]


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.records import Article
from corpus.store import Store
from index.encoder import FakeEncoder
from index.engines import embedded
from index.library import Library
folder = Path(sys.argv[1])
library = Library(Store(folder / "t.sqlite"), FakeEncoder(), embedded(folder / "index"))
for k in range(1000):
    library.put(f"{k}.txt", [Article(origin=f"{k}.txt", text=f"Bài số {k} nói về cây lúa.", title="")])
    print(k, flush=True)
    if k % 3 == 0:
        library.save()
"""


@pytest.mark.parametrize("after", [0, 1, 7, 30])
def test_kill_9_loses_nothing_committed(tmp_path: Path, after: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    assert process.stdout is not None
    with process.stdout:
        told = -1
        for line in process.stdout:
            told = int(line)
            if told >= after:
                os.kill(process.pid, signal.SIGKILL)
                break
        told = max([told, *(int(line) for line in process.stdout)])
    process.wait()
    with opened(tmp_path) as library:
        kept = [int(stored.article.origin.removesuffix(".txt")) for stored in library.store.documents()]
        assert sorted(kept)[: told + 1] == list(range(told + 1)), "every document that was told to be in is there"
        assert len(kept) <= told + 2
        library.save_if_changed()
        assert library.verify() == []


class Changes(RuleBasedStateMachine):
    """Any order of additions, new versions, removals, saves and restarts gives what a fresh index gives."""

    origins = st.sampled_from([f"{k}.txt" for k in range(6)])
    texts = st.lists(st.sampled_from("lúa ngô cảng cầu đường trường xã huyện".split()), min_size=1, max_size=6)

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.library = Library(Store(self.path / "t.sqlite"), FakeEncoder(), embedded(self.path / "index"))

    @rule(origin=origins, words=texts)
    def put(self, origin: str, words: list[str]) -> None:
        self.library.put(origin, [article(origin, " ".join(words) + ".")])

    @rule(origin=origins)
    def remove(self, origin: str) -> None:
        self.library.remove(article(origin, "").id)

    @rule()
    def save(self) -> None:
        self.library.save()

    @rule()
    def restart(self) -> None:
        self.library.store.close()
        self.library = Library(Store(self.path / "t.sqlite"), FakeEncoder(), embedded(self.path / "index"))

    @invariant()
    def same_as_fresh(self) -> None:
        fresh = Library(self.library.store, FakeEncoder(), embedded(self.path / "none"))
        question = "lúa ngô cảng"
        assert search(self.library, question, 10) == search(fresh, question, 10)

    def teardown(self) -> None:
        self.library.store.close()
        self.folder.cleanup()


TestChanges = Changes.TestCase
TestChanges.settings = settings(
    max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_the_version_is_never_of_nothing_while_the_index_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that are being written then name the state that they come from."""
    seen: list[str] = []
    add = Embedded.add
    with opened(tmp_path) as library:
        fill(library)
        before = library.version
        monkeypatch.setattr(Embedded, "add", lambda self, batch: (seen.append(library.version), add(self, batch)))
        library.put("c.txt", [article("c.txt", "Cảng Nghi Sơn đón tàu lớn.")])
        assert seen == [before]
        assert library.version != before


def test_a_filling_that_fails_is_made_good_by_the_next_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as library:
        fill(library)
        add = LexicalIndex.add

        def dies(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(LexicalIndex, "add", dies)
        with pytest.raises(MemoryError):
            library.rebuild()
        monkeypatch.setattr(LexicalIndex, "add", add)
        assert first(library, "bao nhiêu thỏa thuận") == "Tỉnh ký 38 thỏa thuận với nước ngoài."
        library.save()
        assert library.verify() == []


def test_the_manifest_says_what_the_index_was_made_from(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        fill(library)
        library.save()
        manifest = json.loads((tmp_path / "index" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["encoder"] == library.encoder.revision
        assert manifest["passages"] == 2
        assert set(manifest["files"]) >= {"dense.faiss", "toned/params.json", "folded/params.json"}
