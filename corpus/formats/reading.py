"""What a format reader hands on: the text of one file or page and what the file declares about itself."""

from dataclasses import dataclass
from datetime import date

from corpus.records import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file as extracted, paragraphs and lines separated by ``"\\n"``, before NFC.

    ``origin`` is the file name or URL, ``format`` the name of the format read. The other fields hold what the file
    itself declares (meta tags, front matter, document properties), and are believed before anything guessed from the text.
    """

    origin: str
    text: str
    format: str
    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None
    period: Period | None = None
