"""Documents of every format, read into text.

    reading.py      what a reading is; how much is read
    kinds.py        which format a document is in
    plain.py        text, in any encoding of Vietnamese
    markdown.py     Markdown with front matter
    html.py         web pages (html_blocks.py, html_dates.py)
    pdf.py          PDF (pdf_lines.py)
    docx.py         Word documents
    jsonl.py        JSON and JSON lines
    archive.py      zip files of all these
    declared.py     what front matter and records declare
    walking.py      which files the arguments of a command name

``read`` takes bytes, ``read_file`` a path; both yield readings, and an error for each document that is refused.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from stat import S_ISREG
from typing import cast

from corpus.errors import BrokenDocument, EmptyDocument, HostileArchive, TooLarge, UnreadableDocument
from corpus.formats import archive
from corpus.formats.kinds import SUFFIXES, kind_of, suffix_of
from corpus.formats.reading import LIMITS, Limits, Reading, megabytes, thousands
from corpus.formats.walking import walk
from corpus.text.legacy import repair_legacy
from corpus.text.normalise import to_nfc

__all__ = ["LIMITS", "SUFFIXES", "Limits", "Reading", "read", "read_file", "walk"]

_MAY_BE_BLANK = 1_000  # characters: a text this short may hold nothing that can be seen
_log = logging.getLogger(__name__)

_Reader = Callable[[str, bytes, Limits], Iterator[Reading | UnreadableDocument]]
# Loaded when first needed: the parsers take half a second and much memory, and serving answers needs none of them.
_MODULES = {"text": "plain", "markdown": "markdown", "html": "html", "pdf": "pdf", "docx": "docx", "json": "jsonl"}


def read(origin: str, data: bytes, limits: Limits = LIMITS) -> Iterator[Reading | UnreadableDocument]:
    """The readings of one file, page or archive. Raises nothing: what is refused is yielded as the error that says why.

    ``origin`` is the name of the file or the URL; its suffix tells the format where the bytes do not. A document that is
    refused as a whole yields one error; a refused member of an archive, or record of a JSON file, yields its error and
    the others go on.
    """
    yield from _guarded(origin, data, limits, within=False)


def read_file(origin: str, path: Path, limits: Limits = LIMITS) -> Iterator[Reading | UnreadableDocument]:
    """``read`` of a file, which is refused before it is opened if it is too large."""
    try:
        stated = path.stat()
        if not S_ISREG(stated.st_mode):
            yield BrokenDocument(
                origin, "Đây không phải tệp thường (thư mục, thiết bị, …); hãy chỉ ra chính tệp cần nạp."
            )
            return
        most = _most_bytes(origin, limits)
        if stated.st_size > most:
            yield _too_large(origin, stated.st_size, most)
            return
        with path.open("rb") as file:
            data = file.read(most + 1)  # it may be growing
    except FileNotFoundError:
        yield BrokenDocument(origin, "Không tìm thấy tệp; hãy kiểm tra lại đường dẫn.")
    except OSError as error:
        yield BrokenDocument(origin, f"Không mở được tệp ({error.strerror}); hãy kiểm tra quyền đọc.")
    else:
        yield from read(origin, data, limits)


def _guarded(origin: str, data: bytes, limits: Limits, within: bool) -> Iterator[Reading | UnreadableDocument]:
    try:
        for item in _readings(origin, data, limits, within):
            yield item if isinstance(item, UnreadableDocument) else _checked(item, limits)
    except UnreadableDocument as error:
        yield error
    except Exception:
        # Parsers of other people's formats can raise anything; one document must not stop the others.
        _log.exception("the reader of %s failed in a way that it should not", origin)
        yield BrokenDocument(origin, "Không đọc được tệp này; hãy mở bằng chương trình đã tạo ra nó và lưu lại.")


def _readings(origin: str, data: bytes, limits: Limits, within: bool) -> Iterator[Reading | UnreadableDocument]:
    if not data.strip():
        raise EmptyDocument(origin, "Tệp trống; hãy kiểm tra lại tệp hoặc tải lại.")
    most = _most_bytes(origin, limits)
    if len(data) > most:
        raise _too_large(origin, len(data), most)
    kind = kind_of(origin, data)
    if kind != "archive":
        yield from _reader(kind)(origin, data, limits)
    elif within:
        raise HostileArchive(origin, "Tệp nén trong tệp nén không được nạp; hãy bung nó ra trước.")
    else:
        yield from archive.read(
            origin, data, limits, lambda name, content: _guarded(name, content, limits, within=True)
        )


def _reader(kind: str) -> _Reader:
    return cast(_Reader, import_module(f"corpus.formats.{_MODULES[kind]}").read)


def _checked(reading: Reading, limits: Limits) -> Reading | UnreadableDocument:
    """A reading with legacy fonts repaired and its declared names in NFC; the error where it is empty or too long."""
    if len(reading.text) < _MAY_BE_BLANK and not to_nfc(reading.text)[0].strip():
        return EmptyDocument(reading.origin, "Không có chữ nào trong tài liệu; hãy kiểm tra lại tệp.")
    if len(reading.text) > limits.text_characters:
        return TooLarge(
            reading.origin,
            f"Văn bản dài {thousands(len(reading.text))} ký tự, vượt giới hạn {thousands(limits.text_characters)}; "
            "hãy tách thành nhiều tệp.",
        )
    repaired = repair_legacy(reading.text)
    if repaired is not None:
        title = repair_legacy(f"{reading.title}\n{reading.text}") if reading.title else None
        reading = replace(reading, text=repaired, title=title.split("\n", 1)[0] if title else reading.title)
    return replace(
        reading, title=_composed(reading.title), author=_composed(reading.author), source=_composed(reading.source)
    )


def _composed(name: str | None) -> str | None:
    """A declared name in NFC, as questions and the names of publishers are; programs on macOS write NFD."""
    return (to_nfc(name)[0].strip() or None) if name else None


def _most_bytes(origin: str, limits: Limits) -> int:
    return limits.archive_bytes if suffix_of(origin) == ".zip" else limits.document_bytes


def _too_large(origin: str, size: int, most: int) -> TooLarge:
    return TooLarge(origin, f"Tệp {megabytes(size)} vượt giới hạn {megabytes(most)}; hãy chia nhỏ.")
