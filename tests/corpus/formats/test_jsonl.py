import json
import unicodedata
from datetime import date

import pytest

from corpus.errors import BrokenDocument, EmptyDocument, TooLarge, UnreadableDocument
from corpus.formats import Limits, Reading
from corpus.records import Period
from tests.corpus.formats.files import all_of, one, refusal


def _lines(*records: object) -> str:
    return "\n".join(
        record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records
    )


def test_fields_in_english_and_vietnamese() -> None:
    english = {
        "title": "A",
        "content": "Một.",
        "date": "2023-02-21T08:00:00+07:00",
        "source": "Báo",
        "author": "B",
        "url": "https://x.example/1",
    }
    vietnamese = {
        "Tiêu đề": "C",
        "noi_dung": ["Hai.", "Ba."],
        "ngay": "21/02/2023",
        "nguồn": "Báo",
        "tac_gia": "D",
        "Giai đoạn": "2019 - 2020",
        "id": 7,
    }
    first, second = all_of("tin.jsonl", _lines(english, vietnamese))
    assert first == Reading(
        "https://x.example/1", "Một.", "json", "A", "B", "Báo", "https://x.example/1", date(2023, 2, 21)
    )
    assert second == Reading(
        "tin.jsonl#7", "Hai.\nBa.", "json", "C", "D", "Báo", None, date(2023, 2, 21), Period(2019, 2020)
    )


def test_decomposed_fields_are_read_as_composed_ones() -> None:
    record = {
        "Tiêu đề": "Nước sạch về bản",
        "Nội dung": "Một.",
        "Tác giả": "Vi Thị Sen",
        "Nguồn": "Báo Ven Sông",
        "Ngày": "ngày 3 tháng 2 năm 2025",
    }
    reading = one("a.json", unicodedata.normalize("NFD", _lines(record)))
    told = (reading.title, reading.author, reading.source, reading.published)
    assert told == ("Nước sạch về bản", "Vi Thị Sen", "Báo Ven Sông", date(2025, 2, 3))


def test_a_bad_line_does_not_stop_the_others_and_lines_are_counted() -> None:
    items = all_of(
        "tin.jsonl", _lines({"text": "Một."}, "", "{oops", "[1]", {"title": "x"}, {"text": " "}, {"text": "Hai."})
    )
    assert [item.origin if isinstance(item, Reading) else item.name for item in items] == [
        "tin.jsonl#1", "tin.jsonl#3", "tin.jsonl#4", "tin.jsonl#5", "tin.jsonl#6", "tin.jsonl#7",
    ]  # fmt: skip
    assert [type(item) for item in items[1:5]] == [BrokenDocument, BrokenDocument, BrokenDocument, EmptyDocument]
    assert "noi_dung" in items[3].reason  # type: ignore[union-attr]


def test_two_records_of_one_name_are_never_confused() -> None:
    items = all_of("tin.jsonl", _lines({"id": 2, "text": "Một."}, {"text": "Hai."}, {"id": "2", "text": "Ba."}))
    assert isinstance(items[0], Reading)
    assert [type(item) for item in items[1:]] == [BrokenDocument, BrokenDocument]


def test_one_object_and_a_list() -> None:
    assert one("tin.json", _lines({"text": "Một."})).origin == "tin.json"
    items = all_of("tin.json", json.dumps([{"text": "Một."}, 5, {"text": "Ba.", "id": "x"}]))
    assert [item.origin if isinstance(item, Reading) else item.name for item in items] == [
        "tin.json#1",
        "tin.json#2",
        "tin.json#x",
    ]


def test_bodies_in_html_become_paragraphs() -> None:
    assert (
        one(
            "a.json",
            {"text": "<p>Dự án <b>A</b></p><p>Vốn &lt; 5 tỷ</p>"}
            and _lines({"text": "<p>Dự án <b>A</b></p><p>Vốn &lt; 5 tỷ</p>"}),
        ).text
        == "Dự án A\nVốn < 5 tỷ"
    )
    assert one("a.json", _lines({"text": "Nhiệt độ < 5 độ và > 3 độ"})).text == "Nhiệt độ < 5 độ và > 3 độ"


def test_line_separators_within_a_string_part_no_records() -> None:
    assert one("a.jsonl", '{"text": "Một.\u2028Hai."}').text == "Một.\u2028Hai."


@pytest.mark.parametrize("value", ["hôm qua", "31/02/2023", "", None, 5, [], {}, "2023", "99/99/2023"])
def test_a_date_that_says_no_day_is_none(value: object) -> None:
    assert one("a.json", json.dumps({"text": "Một.", "date": value})).published is None


def test_half_surrogates_in_names_can_be_written() -> None:
    reading = one("a.json", '{"text": "Một.", "id": "\\ud800x", "title": "\\udfff"}')
    (reading.origin + (reading.title or "")).encode()


@pytest.mark.parametrize(
    "data",
    ["[" * 100_000, '{"a":' * 100_000, '{"text": ' + "9" * 5_000 + "}", "{", "nul", '"chuỗi"', "5"],
)
def test_broken_json_is_refused(data: str, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(refusal("a.json", data), BrokenDocument)
    for item in all_of("a.jsonl", data):
        assert isinstance(item, UnreadableDocument)
    assert not caplog.records


def test_limits() -> None:
    many = _lines(*[{"text": "Một."}] * 4)
    limits = Limits(records=2)
    assert [type(item) for item in all_of("a.jsonl", many, limits)] == [Reading, Reading, TooLarge]
    assert isinstance(refusal("a.json", json.dumps([{"text": "x"}] * 3), limits), TooLarge)
    assert isinstance(refusal("a.json", "[" + "[]," * 100 + "[]]", limits), TooLarge)
    long = {"text": "x" * 200}
    assert isinstance(refusal("a.json", _lines(long), Limits(text_characters=100)), TooLarge)
    kept = all_of("a.jsonl", _lines(long, {"text": "y"}), Limits(text_characters=100))
    assert [type(item) for item in kept] == [TooLarge, Reading]
