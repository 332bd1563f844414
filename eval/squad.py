"""Reads question sets of other people: SQuAD JSON, JSON lines and CSV, plain or gzip; told apart by what they hold.

* SQuAD 1.1 and 2.0, so XQuAD, MLQA and UIT-ViQuAD 2.0: ``{"data": [{"title", "paragraphs": [{"context", "qas": [{"id",
  "question", "answers": [{"text", "answer_start"}], "is_impossible", "plausible_answers"}]}]}]}``.
* JSON lines, one question each: ``{"question", "context", "answers": [{"text", "start"}]}``; the answers may also be two
  lists, ``{"text": […], "answer_start": […]}``. An absent id is made up: "line-12".
* CSV with a header: ``question,answer[,context][,id]``; several accepted answers are separated by ``|``; an empty answer
  means that the question cannot be answered. A comma, a semicolon or a tab separates the columns.

Offsets are code points. ``plausible_answers`` are wrong ones and are left alone. What is malformed is named and counted.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from eval.errors import UnreadableDataset
from eval.squad_records import IN_VIETNAMESE, Dataset, Fault, Form, Item, Problem

EXPECTED = (
    "Cần một trong ba dạng, UTF-8, nén gzip hay không: (1) SQuAD 1.1 hoặc 2.0 JSON, như XQuAD, MLQA, UIT-ViQuAD 2.0; "
    '(2) mỗi dòng một đối tượng JSON {"question", "context", "answers": [{"text", "start"}]}; '
    "(3) CSV có hàng tiêu đề question,answer[,context], nhiều đáp án cách nhau bằng dấu |."
)
_LONGEST_CELL = 10_000_000  # code points of a CSV cell
_COLUMNS = ("question", "answer")


def load(path: Path) -> Dataset:
    """Reads a set; raises UnreadableDataset if the file is none, or if not one row of it can be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDataset(f"Không đọc được tệp {path}: {error.strerror}.") from error
    try:
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableDataset(f"{path.name} là tệp gzip bị hỏng hoặc bị thiếu: hãy lấy lại tệp.") from error
    except UnicodeDecodeError as error:
        raise UnreadableDataset(f"{path.name} không phải văn bản UTF-8. {EXPECTED}") from error
    found = _Found()
    form = _read(path.name, text, found)
    if not found.items:
        first = [f" Lỗi đầu tiên: {one.place} {IN_VIETNAMESE[one.fault]}." for one in found.problems[:1]]
        raise UnreadableDataset(f"{path.name} không có câu hỏi nào dùng được.{''.join(first)} {EXPECTED}")
    return Dataset(path.name, sha256(data).hexdigest(), form, tuple(found.items), tuple(found.problems))


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def wrong(self, place: str, name: str | None, fault: Fault, detail: str = "") -> None:
        self.problems.append(Problem(place, name, fault, detail))


def _read(name: str, text: str, found: _Found) -> Form:
    """Reads the rows of a file of any form into ``found``."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        try:
            whole = json.loads(text)
        except json.JSONDecodeError:
            whole = None
        if isinstance(whole, dict) and isinstance(whole.get("data"), list):
            _read_squad(whole["data"], found)
            return "squad"
        if whole is not None and not (isinstance(whole, dict) and "question" in whole):
            raise UnreadableDataset(f"{name} là JSON nhưng không phải bộ câu hỏi. {EXPECTED}")
        _read_lines(text, found)
        return "lines"
    _read_csv(name, text, found)
    return "csv"


def _read_squad(data: list[object], found: _Found) -> None:
    for at, article in enumerate(data):
        place = f"data[{at}]"
        paragraphs = article.get("paragraphs") if isinstance(article, dict) else None
        if not isinstance(article, dict) or not isinstance(paragraphs, list):
            found.wrong(place, None, Fault.NO_PARAGRAPHS)
            continue
        title = article.get("title")
        for number, paragraph in enumerate(paragraphs):
            inside = f"{place}.paragraphs[{number}]"
            qas = paragraph.get("qas") if isinstance(paragraph, dict) else None
            if not isinstance(paragraph, dict) or not isinstance(qas, list):
                found.wrong(inside, None, Fault.NO_PARAGRAPHS)
                continue
            shared = {"context": paragraph.get("context"), "title": title}
            for index, row in enumerate(qas):
                _add(f"{inside}.qas[{index}]", {**row, **shared} if isinstance(row, dict) else row, found)


def _read_lines(text: str, found: _Found) -> None:
    for number, line in enumerate(text.split("\n"), 1):  # other line ends may stand inside a JSON text
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        _add(f"line {number}", row, found, made_up=f"line-{number}")


def _read_csv(name: str, text: str, found: _Found) -> None:
    csv.field_size_limit(_LONGEST_CELL)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip().lower() for column in rows.fieldnames or ()]
        if not set(columns).issuperset(_COLUMNS):
            raise UnreadableDataset(f"{name} không phải bộ câu hỏi. {EXPECTED}")
        rows.fieldnames = columns
        for row in rows:
            place, made_up = f"line {rows.line_num}", f"line-{rows.line_num}"
            if None in row or None in row.values():
                found.wrong(place, None, Fault.COLUMNS)
                continue
            answers = [{"text": one.strip()} for one in row["answer"].split("|") if one.strip()]
            given = {key: value for key, value in row.items() if key != "context" or value.strip()}
            _add(place, {**given, "answers": answers}, found, made_up=made_up)
    except csv.Error as error:
        raise UnreadableDataset(f"{name} hỏng ở dòng {rows.line_num} ({error}). {EXPECTED}") from error


def _add(place: str, row: object, found: _Found, made_up: str | None = None) -> None:
    """Takes in one question, or says why not; without ``made_up`` (an id) the form wants an id and a context."""
    if not isinstance(row, dict):
        found.wrong(place, None, Fault.NOT_AN_OBJECT)
        return
    name, question, context, title = (row.get(key) for key in ("id", "question", "context", "title"))
    known = str(name) if isinstance(name, str | int) and str(name).strip() else made_up
    answers = _answers(row.get("answers"))
    fault = None
    if not isinstance(question, str) or not question.strip():
        fault = Fault.NO_QUESTION
    elif known is None:
        fault = Fault.NO_ID
    elif known in found.ids:
        fault = Fault.DUPLICATE_ID
    elif not (isinstance(context, str) and context.strip()) and (made_up is None or context is not None):
        fault = Fault.NO_CONTEXT
    elif answers is None:
        fault = Fault.BAD_ANSWERS
    if fault is not None or known is None or not isinstance(question, str) or answers is None:
        found.wrong(place, known, fault or Fault.NOT_AN_OBJECT)
        return
    found.ids.add(known)
    texts = [text for text, _ in answers if text.strip()]
    item = Item(
        id=known,
        place=place,
        question=question,
        answers=tuple(dict.fromkeys(texts)),
        context=context if isinstance(context, str) else None,
        title=title.replace("_", " ").strip() if isinstance(title, str) else "",
        kind=kind.strip() if isinstance(kind := row.get("kind"), str) else "",
    )
    found.items.append(item)
    for doubt, detail in _doubts(item, row, answers):
        found.wrong(place, known, doubt, detail)


def _answers(value: object) -> list[tuple[str, int | None]] | None:
    """Answers with where they are said to start; None if they have no known form. No answers at all are an empty list."""
    if value is None:
        return []
    if isinstance(value, dict):  # two lists side by side
        texts, starts = value.get("text"), value.get("answer_start", value.get("start"))
        if not isinstance(texts, list):
            return None
        if not isinstance(starts, list) or len(starts) != len(texts):
            starts = [None] * len(texts)
        value = [{"text": text, "start": start} for text, start in zip(texts, starts, strict=True)]
    if not isinstance(value, list):
        return None
    found: list[tuple[str, int | None]] = []
    for answer in value:
        text = answer.get("text") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(text, str):
            return None
        start = answer.get("answer_start", answer.get("start"))
        found.append((text, start if isinstance(start, int) and not isinstance(start, bool) else None))
    return found


def _doubts(
    item: Item, row: Mapping[str, object], answers: list[tuple[str, int | None]]
) -> Iterator[tuple[Fault, str]]:
    """What is odd about a question that is used all the same."""
    impossible = row.get("is_impossible")
    if any(not text.strip() for text, _ in answers):
        yield Fault.BLANK_ANSWER, ""
    if impossible is True and item.answerable:
        yield Fault.CONTRADICTION, ""
    if not item.answerable and (impossible is False or (impossible is None and row.get("answers") is None)):
        yield Fault.UNMARKED, ""
    for text, start in answers:
        if item.context is None or not text.strip():
            continue
        if start is None:
            if text not in item.context:
                yield Fault.NOT_IN_CONTEXT, text
        elif start < 0 or item.context[start : start + len(text)] != text:
            yield Fault.MISPLACED, f"{text} @ {start}"
