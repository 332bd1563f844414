"""Word documents (.docx): paragraphs and tables in their order, without heads, feet and notes.

Items of lists open with a dash. Limit: the numbers of automatically numbered paragraphs are not text and are not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from corpus.cleaning.lines import is_list_item
from corpus.errors import BrokenDocument, EmptyDocument, TooLarge, UnsupportedFormat
from corpus.formats.archive import open_archive, read_checked
from corpus.formats.reading import Limits, Reading, thousands

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was taken out or moved away, and what is no text of the document.
_SILENT = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr")} | {_FALLBACK})
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": "\u00ad"}
_CELL = " | "
_LAYOUT = 400  # characters of a cell: one that holds more only sets the text of the document in place
_NO_TITLE = frozenset({"word document", "microsoft word document", "document", "untitled"})


@dataclass(frozen=True, slots=True)
class _Styles:
    """The ids of the paragraph styles that number or mark what is set in them, and of those of the outline (headings)."""

    lists: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading]:
    """The one reading of a document.

    Raises ``BrokenDocument``, ``TooLarge``, ``HostileArchive``, ``EncryptedDocument`` and ``EmptyDocument``.
    """
    with open_archive(origin, data, limits) as archive:
        for member in archive.infolist():
            # python-docx reads every part whole: none may be a bomb.
            if not member.filename.endswith("/"):
                read_checked(f"{origin}/{member.filename}", archive, member, limits)
    document = _open(origin, data)
    lines: list[str] = []
    length = 0
    for line in _blocks(document.element.body, _styles(document)):
        lines.append(line)
        length += len(line)
        if length > limits.text_characters:
            raise TooLarge(
                origin, f"Tài liệu có hơn {thousands(limits.text_characters)} ký tự; hãy tách thành nhiều tệp."
            )
    if not lines:
        raise EmptyDocument(origin, "Tài liệu Word không có chữ nào (có thể chỉ có ảnh chụp); hãy nạp bản có chữ.")
    yield Reading(origin, "\n".join(lines), "docx", title=_title(document))


def _open(origin: str, data: bytes) -> Document:
    try:
        document = docx.Document(BytesIO(data))
        if document.element.body is None:
            raise ValueError("no body")
        return document
    except ValueError as error:
        # What python-docx says of templates, of documents with macros, and of other Office files.
        if "not a Word file" in str(error):
            raise UnsupportedFormat(
                origin, "Đây không phải tài liệu Word thường; hãy mở bằng Word và lưu lại thành .docx."
            ) from error
        raise _broken(origin) from error
    except (PackageNotFoundError, KeyError, AttributeError, TypeError, IndexError, etree.LxmlError) as error:
        raise _broken(origin) from error


def _broken(origin: str) -> BrokenDocument:
    return BrokenDocument(origin, "Tệp Word bị hỏng hoặc tải chưa đủ; hãy mở bằng Word và lưu lại thành .docx.")


def _styles(document: Document) -> _Styles:
    """The styles of lists and headings; none where the part that defines them is missing or broken."""
    try:
        styles = list(document.styles.element.iter(f"{_W}style"))
    except (KeyError, AttributeError, ValueError):
        return _Styles()
    lists = (style for style in styles if style.find(f"{_W}pPr/{_W}numPr") is not None)
    headings = (style for style in styles if style.find(f"{_W}pPr/{_W}outlineLvl") is not None)
    return _Styles(*(frozenset(style.get(f"{_W}styleId") or "" for style in some) for some in (lists, headings)))


def _blocks(parent: etree._Element, styles: _Styles) -> Iterator[str]:
    """The lines of the paragraphs and tables below an element, in order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, styles)
        elif child.tag not in _SILENT:
            yield from _blocks(child, styles)  # content controls and the like


def _paragraph(paragraph: etree._Element, styles: _Styles) -> Iterator[str]:
    """The lines of a paragraph, a dash before the first of an item; those of text boxes that hang on it follow."""
    parts: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, parts, boxes)
    lines = [line.strip() for line in "".join(parts).split("\n") if line.strip()]
    if lines and not is_list_item(lines[0]) and _is_item(paragraph, styles):
        lines[0] = f"- {lines[0]}"
    yield from lines
    for box in boxes:
        yield from _blocks(box, styles)


def _is_item(paragraph: etree._Element, styles: _Styles) -> bool:
    """Whether a paragraph is an item of a list: numbered or marked, and neither a heading nor a cell by itself."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else style.get(f"{_W}val") or ""
    if name in styles.headings or paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None:
        return False
    beside = (next(paragraph.itersiblings(f"{_W}p", preceding=before), None) for before in (True, False))
    if paragraph.getparent().tag == f"{_W}tc" and not any(other is not None for other in beside):
        return False
    if paragraph.find(f"{_W}pPr/{_W}numPr") is None:
        return name in styles.lists
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    return number is None or number.get(f"{_W}val") != "0"  # 0 takes the mark of the style away


def _collect(element: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            parts.append((child.text or "").replace("\n", " "))
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag not in _SILENT:
            _collect(child, parts, boxes)


def _table(table: etree._Element, styles: _Styles) -> Iterator[str]:
    """A line for each row, its cells parted by bars; cells that only set the text in place line by line."""
    for row in table.iter(f"{_W}tr"):
        if _table_of(row) is not table:
            continue  # of a table in a cell
        cells = [list(_blocks(cell, styles)) for cell in row.iter(f"{_W}tc") if _table_of(cell) is table]
        filled = [cell for cell in cells if cell]
        if len(filled) <= 1 or any(sum(map(len, cell)) > _LAYOUT for cell in filled):
            yield from (line for cell in filled for line in cell)
        else:
            yield _CELL.join(" ".join(cell) for cell in cells)


def _table_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{_W}tbl"), None)


def _title(document: Document) -> str | None:
    """The text of the first paragraph in the style "Title", else what the properties say."""
    try:
        styles = {style.style_id for style in document.styles if style.name == "Title"}
        for paragraph in document.element.body.iter(f"{_W}p"):
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            if style is not None and style.get(f"{_W}val") in styles:
                text = " ".join(_paragraph(paragraph, _Styles()))
                if text:
                    return text
        title = " ".join((document.core_properties.title or "").split())
    except (KeyError, AttributeError, ValueError):
        return None  # styles or properties are missing: the text is sound all the same
    return title if title and title.lower() not in _NO_TITLE else None
