"""JSON: one document, a list of documents, or one document a line (JSON lines)."""

import json
import re
from collections.abc import Iterator

from corpus.errors import BrokenDocument, EmptyDocument, TooLarge, UnreadableDocument
from corpus.formats.declared import Declared, declared
from corpus.formats.html_blocks import fragment_text
from corpus.formats.reading import Limits, Reading, thousands
from corpus.text.legacy import decode

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|li|table)\b[^>]*>", re.IGNORECASE)
_FIELDS = "mỗi bài cần các trường 'title' và 'text' (hoặc 'tieu_de' và 'noi_dung')"
_PARTS_A_RECORD = 20  # lists and objects; more take memory out of all proportion
_LINES_SUFFIXES = (".jsonl", ".ndjson")


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading | UnreadableDocument]:
    """The readings of all records; one that is refused is yielded as its error.

    A record's origin is its own URL, "file#id" for one with an id, "file#3" (line, or place in the list) for others,
    and the file's own for a single record. Raises what ``decode`` does, ``BrokenDocument`` and ``TooLarge``.
    """
    text = decode(data, origin)[0]
    as_lines = origin.lower().endswith(_LINES_SUFFIXES)
    seen: set[str] = set()
    for number, item in _lines(origin, text, limits) if as_lines else _items(origin, text, limits):
        if isinstance(item, UnreadableDocument):
            yield item
            continue
        place = f"{origin}#{number}" if number else origin
        try:
            reading = _reading(origin, place, item, limits)
        except UnreadableDocument as error:
            yield error
            continue
        if reading.origin in seen:
            yield BrokenDocument(
                place, f"Trùng với một bài khác trong cùng tệp ({reading.origin}); mỗi bài cần id riêng."
            )
            continue
        seen.add(reading.origin)
        yield reading


def _lines(origin: str, text: str, limits: Limits) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"{origin}#{number}"
        if not line.strip():
            continue
        if number > limits.records:
            raise TooLarge(origin, f"Tệp có hơn {thousands(limits.records)} dòng; hãy chia nhỏ.")
        if len(line) > limits.text_characters:
            yield (
                number,
                TooLarge(place, f"Dòng {number} dài {thousands(len(line))} ký tự, vượt giới hạn; hãy chia nhỏ."),
            )
            continue
        try:
            yield number, _parsed(place, line)
        except BrokenDocument as error:
            yield number, error


def _items(origin: str, text: str, limits: Limits) -> Iterator[tuple[int, object]]:
    if text.count("[") + text.count("{") > _PARTS_A_RECORD * limits.records:
        raise TooLarge(origin, "JSON có quá nhiều phần tử; hãy chia nhỏ.")
    parsed = _parsed(origin, text)
    if not isinstance(parsed, list):
        yield 0, parsed
        return
    if len(parsed) > limits.records:
        raise TooLarge(origin, f"Tệp có hơn {thousands(limits.records)} bài; hãy chia nhỏ.")
    yield from enumerate(parsed, start=1)


def _parsed(place: str, text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BrokenDocument(place, f"JSON lồng quá nhiều lớp; {_FIELDS}.") from error
    except json.JSONDecodeError as error:
        raise BrokenDocument(
            place, f"JSON sai ở dòng {error.lineno}, cột {error.colno}; hãy xuất lại tệp từ chương trình đã tạo ra nó."
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise BrokenDocument(place, "JSON có con số quá dài; hãy ghi nó thành chuỗi.") from error


def _reading(origin: str, place: str, item: object, limits: Limits) -> Reading:
    if not isinstance(item, dict):
        raise BrokenDocument(place, f"Mỗi bài phải là một đối tượng JSON; {_FIELDS}.")
    record: Declared = declared(item)
    if record.text is None:
        raise BrokenDocument(place, f"Bài không có nội dung; {_FIELDS}.")
    if len(record.text) > limits.text_characters:
        raise TooLarge(place, f"Bài dài {thousands(len(record.text))} ký tự, vượt giới hạn; hãy chia nhỏ.")
    text = fragment_text(record.text) if _MARKUP.search(record.text) else record.text
    if not text.strip():
        raise EmptyDocument(place, f"Nội dung của bài trống; {_FIELDS}.")
    return Reading(
        origin=_own_origin(origin, record) or place,
        text=text,
        format="json",
        title=record.title,
        author=record.author,
        source=record.source,
        url=record.url,
        published=record.published,
        period=record.period,
    )


def _own_origin(origin: str, record: Declared) -> str | None:
    if record.url and record.url.lower().startswith(("http://", "https://")):
        return record.url
    return f"{origin}#{record.id}" if record.id else None
