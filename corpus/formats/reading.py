"""What reading a file gives, and how much of it is read."""

from dataclasses import dataclass
from datetime import date

from corpus.records import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it was extracted from a file, before cleaning.

    ``text`` is not yet NFC; paragraphs are separated by line feeds. The other fields are what the file itself declares
    (front matter, HTML metadata, JSON fields); what can only be guessed from the text is left None.

    ``origin`` is the name that was given: of the file, "goi.zip/thu-muc/bai.html" for a member of an archive,
    "tin.jsonl#3" (line) or "tin.jsonl#id" or the record's own URL for a JSON record.
    """

    origin: str
    text: str
    format: str  # "text", "markdown", "html", "pdf", "docx", "json"
    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a document is refused. Characters are code points."""

    document_bytes: int = 50_000_000
    markup_bytes: int = 10_000_000  # HTML, whose parsers need many times its size
    elements: int = 200_000  # of an HTML page
    archive_bytes: int = 200_000_000  # a zip file as it is
    text_characters: int = 5_000_000  # of one document, after extraction
    line_characters: int = 1_000_000
    pages: int = 3_000  # of a PDF
    records: int = 200_000  # of a JSON file
    members: int = 2_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 200  # unpacked to packed bytes, of members over ``ratio_from_bytes``
    ratio_from_bytes: int = 200_000  # small files may be very regular


LIMITS = Limits()


def megabytes(count: int) -> str:
    """A number of bytes as people read it in a Vietnamese sentence.

    >>> megabytes(50_000_000), megabytes(1_500)
    ('50 MB', '0,0015 MB')
    """
    return f"{count / 1_000_000:.4g} MB".replace(".", ",")


def thousands(count: int) -> str:
    """A count with Vietnamese thousands separators.

    >>> thousands(5_000_000)
    '5.000.000'
    """
    return f"{count:,}".replace(",", ".")
