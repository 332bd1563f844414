"""Word documents (.docx): paragraphs and tables in their order, without heads, feet and notes.

Limit: the numbers of automatically numbered paragraphs are not text and are not read.
"""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

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
    for line in _blocks(document.element.body):
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


def _blocks(parent: etree._Element) -> Iterator[str]:
    """The lines of the paragraphs and tables below an element, in order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        elif child.tag not in _SILENT:
            yield from _blocks(child)  # content controls and the like


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """The lines of a paragraph; those of text boxes that hang on it follow."""
    parts: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, parts, boxes)
    for line in "".join(parts).split("\n"):
        if line.strip():
            yield " ".join(line.split(" ")).strip()
    for box in boxes:
        yield from _blocks(box)


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


def _table(table: etree._Element) -> Iterator[str]:
    """A line for each row, its cells parted by bars; cells that only set the text in place line by line."""
    for row in table.iter(f"{_W}tr"):
        if _table_of(row) is not table:
            continue  # of a table in a cell
        cells = [list(_blocks(cell)) for cell in row.iter(f"{_W}tc") if _table_of(cell) is table]
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
                text = " ".join(_paragraph(paragraph))
                if text:
                    return text
        title = " ".join((document.core_properties.title or "").split())
    except (KeyError, AttributeError, ValueError):
        return None  # styles or properties are missing: the text is sound all the same
    return title if title and title.lower() not in _NO_TITLE else None
