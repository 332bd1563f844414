"""PDF: text and places of the characters from PDFium, made into paragraphs by ``pdf_lines``."""

import ctypes
import re
from collections.abc import Iterator
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import BrokenDocument, EmptyDocument, EncryptedDocument, TooLarge
from corpus.formats.pdf_lines import Line, in_reading_order, paragraphs, without_edges
from corpus.formats.reading import Limits, Reading, thousands

_PDFIUM = Lock()  # PDFium is not thread-safe
_FEW = 20  # letters a document: less is a stamp on a scan
# What programs write as the title of a document that has none.
_NO_TITLE = re.compile(
    r"^microsoft \w+\s*-|\.(?:docx?|pdf|pptx?|xlsx?|rtf|indd|qxd)$|^untitled|^slide 1$", re.IGNORECASE
)
_CELL_GAP = 1.5  # heights of the line: wider than any space of justified text, so it parts cells
_SEPARATORS = frozenset({"\r", "\n"})


class _Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading]:
    """The one reading of a PDF.

    Raises ``EncryptedDocument``, ``BrokenDocument``, ``TooLarge``, and ``EmptyDocument`` for scans without text.
    """
    with _PDFIUM:
        pages, title = _read(origin, data, limits)
    text = "\n".join(paragraphs(without_edges(pages)))
    if sum(char.isalnum() for char in text[:10_000]) < _FEW:
        raise EmptyDocument(
            origin, "PDF không có lớp chữ (có lẽ là bản quét); hãy nhận dạng chữ (OCR) rồi nạp lại bản có chữ."
        )
    yield Reading(origin, text, "pdf", title=title)


def _read(origin: str, data: bytes, limits: Limits) -> tuple[list[list[Line]], str | None]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise EncryptedDocument(
                origin, "PDF có mật khẩu; hãy mở khóa rồi lưu lại thành PDF không mật khẩu."
            ) from error
        raise _broken(origin) from error
    try:
        count = len(document)
        if count > limits.pages:
            raise TooLarge(
                origin,
                f"PDF có {thousands(count)} trang, vượt giới hạn {thousands(limits.pages)}; hãy tách thành nhiều tệp.",
            )
        pages: list[list[Line]] = []
        characters = 0
        for number in range(count):
            lines = in_reading_order(_lines(document, number))
            characters += sum(len(line.text) for line in lines)
            if characters > limits.text_characters:
                raise TooLarge(
                    origin,
                    f"PDF có hơn {thousands(limits.text_characters)} ký tự; hãy tách thành nhiều tệp.",
                )
            pages.append(lines)
        title = " ".join((document.get_metadata_value("Title") or "").split())
    except pypdfium2.PdfiumError as error:
        raise _broken(origin) from error
    finally:
        document.close()
    return pages, title if title and not _NO_TITLE.search(title) else None


def _broken(origin: str) -> BrokenDocument:
    return BrokenDocument(origin, "Tệp PDF bị hỏng hoặc tải chưa đủ; hãy tải lại hoặc xuất lại PDF.")


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page, in the order of the file."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return [line for start, end in _spans(text_page) if (line := _line(text_page, start, end))]
        finally:
            text_page.close()
    finally:
        page.close()


def _spans(text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Where the lines start and end in PDFium's list of characters."""
    start = 0
    count = text_page.count_chars()
    for at in range(count):
        if _char(text_page, at) in _SEPARATORS:
            yield start, at
            start = at + 1
    yield start, count


def _char(text_page: pypdfium2.PdfTextPage, at: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text_page, at)
    if pdfium.FPDFText_IsHyphen(text_page, at) == 1:
        return "\ufffe"
    return chr(code) if 0 < code < 0x110000 else ""


def _line(text_page: pypdfium2.PdfTextPage, start: int, end: int) -> Line | None:
    words: list[tuple[str, _Box]] = []
    word, first = "", start
    for at in range(start, end + 1):
        char = _char(text_page, at) if at < end else " "
        if char and not char.isspace():
            first = first if word else at
            word += char
        elif word:
            words.append((word, _around(text_page, first, at - 1)))
            word = ""
    if not words:
        return None
    height = max(box.top - box.bottom for _, box in words)
    text, is_row = words[0][0], False
    for (_, before), (word, box) in pairwise(words):
        wide = box.left - before.right > _CELL_GAP * height
        is_row |= wide
        text += f" | {word}" if wide else f" {word}"
    first_box, last_box = words[0][1], words[-1][1]
    return Line(
        text=text,
        left=first_box.left,
        right=last_box.right,
        bottom=min(box.bottom for _, box in words),
        top=max(box.top for _, box in words),
        first_word=max(0.0, first_box.right - first_box.left),
        is_row=is_row,
    )


def _around(text_page: pypdfium2.PdfTextPage, first: int, last: int) -> _Box:
    """The box of a word, by its first and last characters."""
    one, other = _box(text_page, first), _box(text_page, last)
    return _Box(one.left, min(one.bottom, other.bottom), other.right, max(one.top, other.top))


def _box(text_page: pypdfium2.PdfTextPage, at: int) -> _Box:
    """The box of a character, with the room that its font gives it."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(box)):
        return _Box(0.0, 0.0, 0.0, 0.0)
    return _Box(box.left, box.bottom, box.right, box.top)
