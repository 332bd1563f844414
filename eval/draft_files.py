"""The file that a person goes through: CSV, as a spreadsheet opens it, and what a row of it says."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.drafting import Draft
from eval.errors import UnreadableDataset, WrongUsage

COLUMNS = (
    "accepted",
    "question",
    "answer",
    "kind",
    "note",
    "document_id",
    "origin",
    "start",
    "end",
    "sentence",
    "text_sha256",
)
_YES = frozenset({"x", "1", "có", "co", "yes", "y", "true", "✓"})
_NO = frozenset({"", "0", "không", "khong", "no", "n", "false"})
# A cell that begins so is a formula to a spreadsheet, and one of figures alone a date or a number ("14/5", "1.115", an id):
# an apostrophe before it makes it text, and is taken off again. One that a person typed stays.
_FORMULA = re.compile(r"[=+\-@\t\r'＝＋－＠]|[\d.,/:%Ee \xa0-]+\Z")
_COUNTS = frozenset({"start", "end"})  # plain numbers, and meant to be


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file. ``place`` is its line; ``accepted`` is None for a word that is neither yes nor no.

    ``torn`` tells that the row has another number of cells than the header, so that its cells may stand in wrong columns.
    """

    place: str
    accepted: bool | None
    cells: Mapping[str, str]
    torn: bool = False


def row_of(draft: Draft, note: str = "") -> dict[str, str]:
    """The cells of a draft, not yet accepted."""
    return {
        "accepted": "",
        "question": draft.question,
        "answer": draft.answer,
        "kind": draft.kind,
        "note": note,
        "document_id": draft.document_id,
        "origin": draft.origin,
        "start": str(draft.start),
        "end": str(draft.end),
        "sentence": draft.sentence,
        "text_sha256": draft.text_sha256,
    }


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Writes the file with a byte order mark, whole or not at all."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows({name: row[name] if name in _COUNTS else guarded(row[name]) for name in COLUMNS} for row in rows)
    replace(path, "\ufeff" + text.getvalue())


def replace(path: Path, text: str) -> None:
    """Puts a text in the place of a file, whole or not at all; raises WrongUsage where nothing can be written."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True) if fresh.parent.is_dir() else None
        raise WrongUsage(f"Không ghi được {path} ({error.strerror}): hãy chọn tệp khác bằng --out.") from error


def read(path: Path) -> list[Row]:
    """The rows of a file; raises UnreadableDataset for one that is none, naming the line where it breaks off."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableDataset(f"Không đọc được tệp {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableDataset(f"{path.name} không dùng mã UTF-8: hãy lưu lại dạng “CSV UTF-8”.") from error
    header = text.split("\n", 1)[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
            raise UnreadableDataset(f"{path.name} thiếu cột {', '.join(missing)}: cần tệp do `trich eval draft` ghi.")
        found = []
        for row in table:
            cells = {name: restored(row[name] or "").strip() for name in COLUMNS}
            torn = None in row or None in row.values()
            found.append(Row(f"dòng {table.line_num}", _accepted(cells["accepted"]), cells, torn))
        return found
    except csv.Error as error:
        raise UnreadableDataset(f"{path.name} hỏng ở dòng {table.line_num}: {error}.") from error


def _accepted(word: str) -> bool | None:
    said = unicodedata.normalize("NFC", word).lower()
    return True if said in _YES else False if said in _NO else None


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, a date or a number.

    >>> guarded("=1+1"), guarded("14/5"), guarded("42 dự án")
    ("'=1+1", "'14/5", '42 dự án')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """What ``guarded`` was given; an apostrophe before anything else is a person's own.

    >>> restored("'14/5"), restored("'chợ nổi' là gì?")
    ('14/5', "'chợ nổi' là gì?")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


__all__: Sequence[str] = ("COLUMNS", "Row", "guarded", "read", "replace", "restored", "row_of", "write")
