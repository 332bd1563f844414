"""What may be the title of an article, and a title for one that has none."""

import re
from datetime import date

from corpus.cleaning.lines import is_list_item, is_table_row, key, syllables
from corpus.dates import leading_date
from corpus.publishers import signature, site_of
from corpus.text.sentences import sentences

_LONGEST_TITLE = 35  # syllables
_TITLE_CUT = 150  # code points of a title made from a sentence
_TITLE_LEAST = 40
_GREETING = re.compile(r"(?:kính|thân|trân trọng)?\s*(?:gửi|thưa|chào|mến)\b|dear\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:](?=\s)|\s[-–—](?=\s)")
# What programs write into the title field of a file.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|(?:new )?document\s?\d*|slide \d+|presentation\s?\d*"
    r"|no title|không (?:có )?tiêu đề"
    r"|.*\.(?:docx?|pdf|rtf|odt|txt|html?|xlsx?|pptx?))",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s+[-–—|]\s+(?P<site>[^|]{2,60})$")


def is_headline(text: str) -> bool:
    """Whether a line that is no running text has the form of a title."""
    if not 2 <= syllables(text) <= _LONGEST_TITLE or is_table_row(text) or is_list_item(text):
        return False
    return text[-1] not in ",;:" and (not text[0].isalpha() or text[0].isupper())


def is_title_line(text: str) -> bool:
    """Whether a line may be a title, perhaps with a date stamp before it."""
    return is_headline(text) or dated_headline(text) is not None


def dated_headline(text: str) -> tuple[date, int] | None:
    """The date stamp before a headline on the same line, and where the headline starts; or None."""
    found = leading_date(text)
    return found if found and is_headline(text[found[1] :]) else None


def declared_title(title: str | None) -> str | None:
    """The title that a file declares, without the name of the site behind it.

    None where a program wrote it, or where it is the name of the site itself, which portals give to every page.

    >>> declared_title("Khai mạc hội chợ - Báo Nhân Dân"), declared_title("Microsoft Word - bc.doc")
    ('Khai mạc hội chợ', None)
    """
    bare = " ".join((title or "").split())
    suffix = _SUFFIX.search(bare)
    if suffix and suffix.start() and site_of(suffix["site"]):
        bare = bare[: suffix.start()]
    return bare if key(bare) and not _NO_TITLE.fullmatch(bare) and not site_of(bare) else None


def title_from(text: str) -> str:
    """A title for a text that has none: the first clauses of its first sentence, word for word.

    >>> title_from("Sáng 5/12, tại Hà Nội, Bộ Y tế họp báo.")
    'Sáng 5/12, tại Hà Nội, Bộ Y tế họp báo'
    """
    spans = sentences(text)
    start, end = next((span for span in spans if not _GREETING.match(text, *span)), (spans or [(0, len(text))])[0])
    first = text[start:end].partition("\n")[0]
    signed = signature(first)
    first = first[signed.end if signed else 0 :].lstrip("-–—•*+#> ").rstrip(" .;:,")
    if len(first) <= _TITLE_CUT:
        return first or text.partition("\n")[0]
    cuts = [found.start() for found in _CLAUSE.finditer(first, _TITLE_LEAST, _TITLE_CUT)]
    if cuts:
        return first[: cuts[-1]]
    cut = first.rfind(" ", _TITLE_LEAST, _TITLE_CUT)
    return f"{first[: cut if cut > 0 else _TITLE_CUT]}…"
