"""Documents go in whole or are refused with a reason; what did not change costs nothing."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import EmptyDocument
from corpus.formats import Reading
from corpus.records import Article
from corpus.store import Store
from index.encoder import FakeEncoder
from index.engines import embedded
from index.ingest import Outcome, articles_from, ingest, ingest_file
from index.library import Library
from index.retrieval import search
from tests.corpus.formats.files import zipped

WATER = "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm. Xã lắp 17 km đường ống và xây chín bể chứa."
ROAD = "Huyện An Hà hoàn thành 45 km đường bê tông với tổng vốn 1.115 tỷ đồng."
TWO_ARTICLES = f"""Nước sạch về bản

08:15 , 09/05/2024

{WATER}

Trao quà cho học sinh vùng cao

08:15 , 10/05/2024

Chiều 9/5, hội đã trao 120 suất quà cho học sinh hai trường.
"""
UNREADABLE = "Câu này làm bộ mã hóa dừng lại."


class Counting(FakeEncoder):
    """Remembers what passages it was given, and breaks down over one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given += texts
        if any(UNREADABLE in text for text in texts):
            raise RuntimeError("the encoder broke down")
        return super().encode_passages(texts)


@pytest.fixture
def encoder() -> Counting:
    return Counting()


@pytest.fixture
def library(tmp_path: Path, encoder: Counting) -> Iterator[Library]:
    opened = Library(Store(tmp_path / "t.sqlite"), encoder, embedded(tmp_path / "index"))
    yield opened
    opened.store.close()


def put(library: Library, origin: str, data: str | bytes) -> list[Outcome]:
    return list(ingest(library, origin, data.encode() if isinstance(data, str) else data))


def statuses(outcomes: Sequence[Outcome]) -> dict[str, str]:
    assert len({outcome.origin for outcome in outcomes}) == len(outcomes)
    return {outcome.origin: outcome.status for outcome in outcomes}


def state(library: Library) -> tuple[int, list[Article], list[int]]:
    store = library.store
    return store.generation(), [stored.article for stored in store.documents()], store.passage_ids().tolist()


def records(*texts: str) -> str:
    return "\n".join(json.dumps({"id": f"r{k}", "title": f"Bài {k}", "text": text}) for k, text in enumerate(texts, 1))


def test_a_page_goes_in_with_all_its_articles(library: Library) -> None:
    [outcome] = put(library, "ban.txt", TWO_ARTICLES)
    assert (outcome.origin, outcome.status, outcome.reason) == ("ban.txt", "added", None)
    assert [article.part for article in outcome.articles] == [0, 1]
    assert [stored.article for stored in library.store.documents()] == list(outcome.articles)
    assert search(library, "bao nhiêu suất quà", 1)[0].passage.document_id == outcome.articles[1].id


def test_the_same_again_is_not_encoded_again(library: Library, encoder: Counting) -> None:
    put(library, "ban.txt", TWO_ARTICLES)
    assert len(encoder.given) == 2
    before = state(library)
    [outcome] = put(library, "ban.txt", TWO_ARTICLES)
    assert outcome.status == "unchanged"
    assert len(outcome.articles) == 2
    assert len(encoder.given) == 2
    assert state(library) == before


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_the_same_in_another_form_of_unicode_is_unchanged(library: Library, form: str) -> None:
    put(library, "duong.txt", ROAD)
    outcomes = put(library, "duong.txt", unicodedata.normalize(form, ROAD))  # type: ignore[arg-type]
    assert statuses(outcomes) == {"duong.txt": "unchanged"}


def test_a_new_version_takes_the_place_of_the_old(library: Library) -> None:
    [old] = put(library, "duong.txt", ROAD)[0].articles
    [outcome] = put(library, "duong.txt", ROAD.replace("45 km", "52 km"))
    assert outcome.status == "updated"
    [new] = outcome.articles
    assert (new.id, "52 km" in new.text) == (old.id, True)
    assert [stored.article for stored in library.store.documents()] == [new]
    assert ["52 km" in hit.passage.text for hit in search(library, "bao nhiêu km đường", 5)] == [True]


def test_a_part_that_is_gone_is_not_found_any_more(library: Library) -> None:
    put(library, "ban.txt", TWO_ARTICLES)
    [outcome] = put(library, "ban.txt", TWO_ARTICLES.split("Trao quà", maxsplit=1)[0])
    assert (outcome.status, len(outcome.articles)) == ("updated", 1)
    assert all("suất quà" not in hit.passage.text for hit in search(library, "bao nhiêu suất quà", 5))


def test_parts_that_did_not_change_are_not_encoded_again(library: Library, encoder: Counting) -> None:
    put(library, "ban.txt", TWO_ARTICLES)
    encoder.given.clear()
    put(library, "ban.txt", TWO_ARTICLES.replace("120 suất", "130 suất"))
    assert ["suất quà" in text for text in encoder.given] == [True]


def test_refused_members_of_an_archive_do_not_stop_the_rest(library: Library) -> None:
    data = zipped(
        {"a.exe": b"MZ", "b.txt": "", "c.pdf": b"%PDF-1.7", "d.txt": ROAD, "e.txt": "Tin liên quan", "f.md": WATER}
    )
    outcomes = put(library, "goi.zip", data)
    assert statuses(outcomes) == {
        "goi.zip/a.exe": "refused", "goi.zip/b.txt": "refused", "goi.zip/c.pdf": "refused", "goi.zip/d.txt": "added",
        "goi.zip/e.txt": "refused", "goi.zip/f.md": "added",
    }  # fmt: skip
    for outcome in outcomes:
        if outcome.status == "refused":
            assert outcome.articles == ()
            assert outcome.reason
            assert any(ord(letter) > 127 for letter in outcome.reason), "people are told in Vietnamese"
        else:
            assert outcome.reason is None
    assert [stored.article.origin for stored in library.store.documents()] == ["goi.zip/d.txt", "goi.zip/f.md"]


def test_an_archive_again_touches_only_what_changed_in_it(library: Library, encoder: Counting) -> None:
    put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": WATER}))
    encoder.given.clear()
    outcomes = put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": WATER.replace("17 km", "18 km")}))
    assert statuses(outcomes) == {"goi.zip/a.txt": "unchanged", "goi.zip/b.txt": "updated"}
    assert ["18 km" in text for text in encoder.given] == [True]


def test_one_record_is_one_document_wherever_it_comes_from(library: Library, encoder: Counting) -> None:
    record = json.dumps({"url": "https://bao.example/tin-1", "title": "Đường mới", "text": ROAD})
    assert statuses(put(library, "tin.jsonl", record)) == {"https://bao.example/tin-1": "added"}
    encoder.given.clear()
    assert statuses(put(library, "goi.zip", zipped({"x/tin.jsonl": record}))) == {
        "https://bao.example/tin-1": "unchanged"
    }
    assert encoder.given == []
    assert len(library.store.documents()) == 1


def test_files_of_one_name_in_an_archive_and_beside_it_are_two(library: Library) -> None:
    put(library, "a.txt", ROAD)
    put(library, "goi.zip", zipped({"a.txt": WATER}))
    assert [stored.article.origin for stored in library.store.documents()] == ["a.txt", "goi.zip/a.txt"]


def test_a_half_broken_list_of_records_goes_in_by_half(library: Library) -> None:
    first, last = records(ROAD, WATER).split("\n")
    outcomes = put(library, "bai.jsonl", f'{first}\n{{"text": "cụt\n[1]\n{{"title": "Trống"}}\n\n{first}\n{last}\n')
    assert [(outcome.origin, outcome.status) for outcome in outcomes] == [
        ("bai.jsonl#r1", "added"),
        ("bai.jsonl#2", "refused"),
        ("bai.jsonl#3", "refused"),
        ("bai.jsonl#4", "refused"),
        ("bai.jsonl#6", "refused"),  # the first once more
        ("bai.jsonl#r2", "added"),
    ]
    assert len(library.store.documents()) == 2


def origins(library: Library) -> list[str]:
    return [stored.article.origin for stored in library.store.documents()]


def plain(*texts: str) -> str:
    return json.dumps([{"title": f"Bài {k}", "text": text} for k, text in enumerate(texts, 1)])


def test_members_that_are_no_longer_in_an_archive_are_taken_out(library: Library, encoder: Counting) -> None:
    put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": WATER, "x/tin.jsonl": records(ROAD, WATER)}))
    put(library, "goi.zip.txt", WATER)
    put(library, "goi2.zip", zipped({"b.txt": WATER}))
    [old] = library.store.find("goi.zip/b.txt")
    encoder.given.clear()
    outcomes = put(library, "goi.zip", zipped({"a.txt": ROAD, "x/tin.jsonl": records(ROAD)}))
    assert statuses(outcomes) == {
        "goi.zip/a.txt": "unchanged", "goi.zip/x/tin.jsonl#r1": "unchanged", "goi.zip/b.txt": "removed",
        "goi.zip/x/tin.jsonl#r2": "removed",
    }  # fmt: skip
    assert origins(library) == ["goi.zip.txt", "goi.zip/a.txt", "goi.zip/x/tin.jsonl#r1", "goi2.zip/b.txt"]
    assert encoder.given == []
    assert library.store.retired_text(old.article.id, old.article.text_sha256) == old.article.text
    assert "goi.zip/b.txt" not in library.store.removed_origins(), "nobody removed it by hand"
    found = {hit.passage.document_id for hit in search(library, "bao nhiêu bể chứa", 9)}
    assert found == {stored.article.id for stored in library.store.documents()}


@pytest.mark.parametrize("name", ["tin.jsonl", "tin.json"])
def test_records_that_are_no_longer_in_a_list_are_taken_out(library: Library, name: str) -> None:
    def several(*texts: str) -> str:
        return records(*texts).replace('"id"', '"x"') if name.endswith("l") else plain(*texts)

    put(library, name, several(ROAD, WATER, WATER.replace("17 km", "18 km")))
    outcomes = put(library, name, several(ROAD, WATER))
    assert [(outcome.origin, outcome.status) for outcome in outcomes][2:] == [(f"{name}#3", "removed")]
    assert origins(library) == [f"{name}#1", f"{name}#2"]


def test_one_record_that_becomes_a_list_and_back(library: Library) -> None:
    one = json.dumps({"title": "Bài", "text": ROAD})
    for data, left in ((one, ["t.json"]), (plain(ROAD, WATER), ["t.json#1", "t.json#2"]), (one, ["t.json"])):
        put(library, "t.json", data)
        assert origins(library) == left


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": "r1", "title": "Bài 1", "text": "Xã có 12 buôn."}\n{"id": "r2", "tit',  # cut off
        '{"id": "r1", "title": "Bài 1", "text": "Xã có 12 buôn."}\n{"id": "r2", "title": "Bài 2"}',
        '{"id": "r1"',
        " ",
    ],
)
def test_a_list_that_was_not_read_to_its_end_takes_nothing_out(library: Library, broken: str) -> None:
    put(library, "t.jsonl", records(ROAD, WATER, ROAD))
    put(library, "goi.zip", zipped({"t.jsonl": records(ROAD, WATER), "b.txt": WATER}))
    put(library, "t.jsonl", broken)
    outcomes = put(library, "goi.zip", zipped({"t.jsonl": broken, "c.txt": WATER}))
    assert origins(library) == [
        "goi.zip/c.txt", "goi.zip/t.jsonl#r1", "goi.zip/t.jsonl#r2", "t.jsonl#r1", "t.jsonl#r2", "t.jsonl#r3",
    ]  # fmt: skip
    assert [outcome.origin for outcome in outcomes if outcome.status == "removed"] == ["goi.zip/b.txt"]


def test_a_refused_archive_member_or_empty_list_takes_nothing_out(library: Library) -> None:
    put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": WATER}))
    put(library, "t.json", plain(ROAD))
    before = state(library)
    put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": ""}))
    put(library, "goi.zip", zipped({"a.txt": ROAD, "b.txt": WATER})[:-30])
    put(library, "goi.zip", zipped({"a.exe": b"MZ"}))
    put(library, "t.json", "[]")
    assert state(library) == before


def test_records_under_their_own_address_stay(library: Library) -> None:
    record = json.dumps({"url": "https://bao.example/tin#1", "title": "Đường mới", "text": ROAD})
    put(library, "tin.jsonl", record)
    put(library, "tin.jsonl", records(WATER))
    assert origins(library) == ["https://bao.example/tin#1", "tin.jsonl#r1"]


def test_a_breakdown_or_a_reader_who_stops_takes_nothing_out(library: Library) -> None:
    put(library, "t.jsonl", records(ROAD, WATER, ROAD))
    next(ingest(library, "t.jsonl", records(ROAD).encode()))
    with pytest.raises(RuntimeError):
        put(library, "t.jsonl", records(ROAD, UNREADABLE))
    assert origins(library) == ["t.jsonl#r1", "t.jsonl#r2", "t.jsonl#r3"]


def test_a_refused_version_leaves_the_one_that_is_there(library: Library) -> None:
    put(library, "duong.txt", ROAD)
    before = state(library)
    for broken in ("", "Tin liên quan", b"%PDF-1.7 cut short"):
        assert statuses(put(library, "duong.txt", broken)) == {"duong.txt": "refused"}
    assert state(library) == before


def test_a_breakdown_leaves_the_store_as_it_was_and_the_next_try_goes_on(library: Library) -> None:
    put(library, "duong.txt", ROAD)
    before, found = state(library), search(library, "tổng vốn bao nhiêu", 5)
    broken = TWO_ARTICLES.replace("Chiều 9/5,", f"{UNREADABLE} Chiều 9/5,")  # the second article of the page
    for origin in ("duong.txt", "moi.txt"):
        with pytest.raises(RuntimeError, match="broke down"):
            put(library, origin, broken)
        assert state(library) == before
        assert search(library, "tổng vốn bao nhiêu", 5) == found
    assert statuses(put(library, "moi.txt", TWO_ARTICLES)) == {"moi.txt": "added"}
    library.save()
    assert library.verify() == []


def test_what_went_in_before_a_breakdown_stays(library: Library) -> None:
    outcomes = ingest(library, "bai.jsonl", records(ROAD, UNREADABLE, WATER).encode())
    assert next(outcomes).status == "added"
    with pytest.raises(RuntimeError):
        next(outcomes)
    assert [stored.article.origin for stored in library.store.documents()] == ["bai.jsonl#r1"]
    assert len(search(library, "tổng vốn", 5)) == 1


def test_each_outcome_is_told_when_it_is_in(library: Library) -> None:
    seen = [(outcome.status, len(library)) for outcome in ingest(library, "b.jsonl", records(ROAD, WATER).encode())]
    assert seen == [("added", 1), ("added", 2)]


def test_a_file_from_disk(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "duong.txt"
    path.write_text(ROAD, encoding="utf-8")
    assert statuses(list(ingest_file(library, "duong.txt", path))) == {"duong.txt": "added"}
    path.unlink()
    [outcome] = ingest_file(library, "duong.txt", path)
    assert (outcome.status, "Không tìm thấy" in (outcome.reason or "")) == ("refused", True)
    assert len(library) == 1


def test_articles_lead_back_to_the_text_as_it_was_read() -> None:
    text = unicodedata.normalize("NFD", f"\ufeff{TWO_ARTICLES}").replace("\n", "\r\n")
    for article in articles_from(Reading(origin="ban.txt", text=text, format="text")):
        start, end = article.reading.span_to_source(0, len(article.text.split(".")[0]))
        assert unicodedata.normalize("NFC", text[start:end]) == article.text.split(".")[0]


def test_nothing_left_is_refused_by_name() -> None:
    with pytest.raises(EmptyDocument) as caught:
        articles_from(Reading(origin="trang.txt", text="Tin liên quan", format="text"))
    assert caught.value.name == "trang.txt"
