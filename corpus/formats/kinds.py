"""Which format a document is in: told by its first bytes, then by the suffix of its name."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.errors import BrokenDocument, EncryptedDocument, UnsupportedFormat

_BY_SUFFIX = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".zip": "archive",
}
SUFFIXES: frozenset[str] = frozenset(_BY_SUFFIX)

_HEAD = 4096  # bytes that are looked at
_PDF_WITHIN = 1024  # bytes that may stand before "%PDF-"
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # controls that a text document does not have
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_AS_DOCX = "hãy mở bằng chương trình đã tạo ra nó rồi lưu thành .docx hoặc .pdf có chữ"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", f"Tệp RTF chưa được hỗ trợ; {_AS_DOCX}."),
    (b"Rar!", "Tệp nén RAR chưa được hỗ trợ; hãy nén lại thành .zip."),
    (b"7z\xbc\xaf'\x1c", "Tệp nén 7z chưa được hỗ trợ; hãy nén lại thành .zip."),
    (b"\x1f\x8b", "Tệp nén gzip chưa được hỗ trợ; hãy nén lại thành .zip."),
    (b"\x89PNG", "Đây là ảnh; hãy nhận dạng chữ (OCR) rồi nạp bản có chữ."),
    (b"\xff\xd8\xff", "Đây là ảnh; hãy nhận dạng chữ (OCR) rồi nạp bản có chữ."),
    (b"GIF8", "Đây là ảnh; hãy nhận dạng chữ (OCR) rồi nạp bản có chữ."),
)
# What a zip file is, by a member that it has.
_PACKAGES: tuple[tuple[str, str], ...] = (
    ("xl/", f"Bảng tính Excel chưa được hỗ trợ; {_AS_DOCX}."),
    ("ppt/", f"Bản trình chiếu PowerPoint chưa được hỗ trợ; {_AS_DOCX}."),
    ("META-INF/container.xml", f"Sách EPUB chưa được hỗ trợ; {_AS_DOCX}."),
    ("META-INF/manifest.xml", f"Tài liệu OpenDocument chưa được hỗ trợ; {_AS_DOCX}."),
)


def suffix_of(origin: str) -> str:
    """The suffix of a file name or of the path of a URL, in lower case.

    >>> suffix_of("Bai.HTML"), suffix_of("https://bao.example/tin.html?trang=2#dau")
    ('.html', '.html')
    """
    path = unquote(urlsplit(origin).path) if "://" in origin else origin
    return PurePosixPath(path.replace("\\", "/")).suffix.lower()


def kind_of(origin: str, data: bytes) -> str:
    """The format: "text", "markdown", "html", "pdf", "docx", "json" or "archive".

    Raises ``UnsupportedFormat``, ``EncryptedDocument`` and ``BrokenDocument`` with what to do.
    """
    suffix = suffix_of(origin)
    kind = _by_content(origin, data)
    if kind:
        return kind
    by_suffix = _BY_SUFFIX.get(suffix)
    if by_suffix in {"pdf", "docx", "archive"}:
        raise BrokenDocument(
            origin, f"Tên tệp là {suffix} nhưng nội dung không phải; hãy kiểm tra, xuất hoặc tải lại tệp."
        )
    if by_suffix:
        return by_suffix
    if suffix and "://" not in origin:
        raise UnsupportedFormat(
            origin, f"Chưa hỗ trợ tệp {suffix}; hãy lưu thành một trong các dạng: {', '.join(sorted(SUFFIXES))}."
        )
    return "text"  # no suffix, or what a web address ends with: the bytes must be text then


def _by_content(origin: str, data: bytes) -> str | None:
    head = data[:_HEAD]
    if _is_pdf(origin, head[:_PDF_WITHIN]):
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _package(origin, data)
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise EncryptedDocument(origin, "Tài liệu Office có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.")
        raise UnsupportedFormat(origin, f"Tệp Office đời cũ (.doc, .xls, .ppt) chưa được hỗ trợ; {_AS_DOCX}.")
    for start, reason in _REFUSED:
        if data.startswith(start):
            raise UnsupportedFormat(origin, reason)
    return "html" if _HTML.match(head) else None


def _is_pdf(origin: str, head: bytes) -> bool:
    """Whether a document starts as PDF does: readers allow junk before the mark, texts may only mention it.

    >>> _is_pdf("a", b"%PDF-1.7"), _is_pdf("a.txt", b"A file starts with %PDF-1.7"), _is_pdf("a", b"\\0\\1%PDF-1.7")
    (True, False, True)
    """
    before, mark, _ = head.partition(b"%PDF-")
    if not mark:
        return False
    blank = not before.removeprefix(b"\xef\xbb\xbf").strip()
    return blank or suffix_of(origin) == ".pdf" or _NO_TEXT.search(before) is not None


def _package(origin: str, data: bytes) -> str:
    """What kind of zip file this is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise BrokenDocument(origin, "Tệp bị hỏng hoặc tải chưa đủ; hãy tải lại hoặc lưu lại.") from error
    is_word = any(name.startswith("word/") for name in names)
    if is_word and ("[Content_Types].xml" in names or suffix_of(origin) == ".docx"):
        return "docx"
    for mark, reason in _PACKAGES:
        if any(name.startswith(mark) for name in names) and ("[Content_Types].xml" in names or "mimetype" in names):
            raise UnsupportedFormat(origin, reason)
    return "archive"
