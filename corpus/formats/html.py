"""Web pages: the article's text by trafilatura, and what the page declares about it."""

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from corpus.errors import BrokenDocument, EmptyDocument, TooLarge
from corpus.formats.html_blocks import blocks, element_text, parser
from corpus.formats.html_dates import is_elsewhere, page_date
from corpus.formats.reading import Limits, Reading, megabytes, thousands
from corpus.publishers import site_of
from corpus.text.legacy import detect, read_as
from corpus.text.normalise import to_nfc
from corpus.titles import declared_title

_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>", re.IGNORECASE)
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_UNTOLD = frozenset({"iso-8859-1", "latin1", "windows-1252", "us-ascii", "x-user-defined", "utf-8", "utf8"})
# trafilatura drops soft hyphens, which are the ư of TCVN3: a letter that nobody uses stands in for them.
_SHY, _KEPT_SHY = "\u00ad", "\ua78f"
_SHORTEST_LEAD = 40  # letters: shorter lines beside a headline are names, dates and buttons
_MOST_LEADS = 3
_HEADINGS = ("h1", "h2", "h3", "h4")
_HEADLINES = (*_HEADINGS, "div", "p", "span")
_NO_TEXT = "Trang HTML không có chữ nào (nội dung có thể do JavaScript tải); hãy lưu trang sau khi đã hiện đủ."
_ROW = re.compile(r"^\| (.*?) ?\|\s*$")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading]:
    """The one reading of a page. Raises ``TooLarge``, ``UnknownEncoding``, ``BrokenDocument`` and ``EmptyDocument``."""
    if len(data) > limits.markup_bytes:
        raise TooLarge(
            origin,
            f"Trang HTML {megabytes(len(data))} vượt giới hạn {megabytes(limits.markup_bytes)}; "
            "hãy chỉ lưu phần nội dung của trang.",
        )
    markup = _PROLOG.sub("", page_text(origin, data), count=1).replace(_SHY, _KEPT_SHY).replace("\x00", "")
    try:
        tree = document_fromstring(markup, parser=parser())
    except etree.ParserError as error:
        raise EmptyDocument(origin, _NO_TEXT) from error
    except (etree.LxmlError, ValueError) as error:
        raise BrokenDocument(origin, "Không đọc được trang HTML này; hãy mở trang và lưu lại.") from error
    if sum(1 for _ in islice(tree.iter(), limits.elements + 1)) > limits.elements:
        raise TooLarge(
            origin,
            f"Trang HTML có hơn {thousands(limits.elements)} phần tử; hãy chỉ lưu phần nội dung của trang.",
        )
    page = extract_metadata(tree, extensive=False)
    title = _title(tree, page.title)
    headline = headline_of(tree, title)
    text = _article_text(tree, headline).replace(_KEPT_SHY, _SHY)
    if not text.strip():
        raise EmptyDocument(origin, _NO_TEXT)
    if headline is None and title is None:
        headline = _heading_above(tree, text)
    yield Reading(
        origin=origin,
        text=text,
        format="html",
        title=title or (_told(headline.text_content()) if headline is not None else None),
        author=_told(page.author),
        source=_told(page.sitename),
        url=_told(page.url),
        published=page_date(tree, headline),
    )


def page_text(origin: str, data: bytes) -> str:
    """The markup of a page as text: by its bytes, then by the character set that it declares.

    A few broken bytes in a page that is otherwise UTF-8 (descriptions that were cut off) become U+FFFD. Raises
    ``UnknownEncoding``.
    """
    found = _CHARSET.search(data[:_HEAD_BYTES])
    charset = found[1].decode("ascii").lower() if found else ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    if charset in {"utf-8", "utf8"} and text.count("\ufffd") * 1000 < len(text):
        return text
    if charset and charset not in _UNTOLD:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass  # an unknown name, or not true: the bytes must tell
    sample = data if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in data[:64] else _MARKUP.sub(b" ", data)
    encoding = detect(sample, origin)
    try:
        return read_as(data, encoding)
    except UnicodeDecodeError:
        return data.decode(encoding, errors="replace")  # only the markup is broken


def headline_of(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    """The element that shows the title of the article: the only heading of level 1, or what says the same as ``title``.

    The name of the site is none, which many portals set as a heading of level 1 on every page.
    """
    headings = [e for e in tree.iter("h1") if (said := _told(e.text_content())) and not site_of(to_nfc(said)[0])]
    if len(headings) == 1:
        return headings[0]
    body = tree.find("body")
    if body is None or not title:
        return None
    wanted = _flat(title)
    return next((e for e in (*headings, *body.iter(*_HEADLINES)) if _flat(e.text_content()) == wanted), None)


def _title(tree: HtmlElement, found: str | None) -> str | None:
    """The title that the page declares: what was ``found``, or where that is the name of the site, its title element."""
    told = (_told(found), _told(tree.findtext(".//head//title")))
    return next((title for said in told if said and (title := declared_title(to_nfc(said)[0]))), None)


def _heading_above(tree: HtmlElement, text: str) -> HtmlElement | None:
    """The last heading above the start of the text, for pages that declare no title."""
    known = _flat(text)
    last: HtmlElement | None = None
    for block in blocks(tree):
        flat = _flat(block.text)
        if len(flat) >= _SHORTEST_LEAD and flat[:_SHORTEST_LEAD] in known and block.element.tag not in _HEADINGS:
            return last
        around = (block.element, *block.element.iterancestors())
        heading = next((element for element in around if element.tag in _HEADINGS), None)
        if heading is not None and not site_of(to_nfc(block.text)[0]) and not is_elsewhere(heading):
            last = heading
    return None


def _article_text(tree: HtmlElement, headline: HtmlElement | None) -> str:
    """The paragraphs of the article, one a line; those of the whole page where no article stands out."""
    document = trafilatura.bare_extraction(
        deepcopy(tree), favor_recall=True, include_comments=False, include_tables=True, deduplicate=False
    )
    text = _plain_rows(document.text or "") if isinstance(document, Document) else ""
    if not text.strip():
        return element_text(tree)
    return "\n".join([*_lead(headline, text), text]) if headline is not None else text


def _plain_rows(text: str) -> str:
    """Table rows without the marks around them: "| a | b |" is "a | b"."""
    lines = (_ROW.sub(r"\1", line) for line in text.split("\n") if not _RULE.fullmatch(line.strip()))
    return "\n".join(lines)


def _lead(headline: HtmlElement, text: str) -> list[str]:
    """The paragraphs between the headline and the start of the text: newspapers set the lead apart from the rest.

    They hold the who, where and when, and extraction that looks for the densest part of the page loses them.
    """
    known = _flat(text)
    lead: list[str] = []
    behind = False
    for block in blocks(headline.getroottree().getroot()):
        if block.element is headline or headline in block.element.iterancestors():
            behind = True
            continue
        flat = _flat(block.text)
        if not behind or len(flat) < _SHORTEST_LEAD:
            continue
        if flat[:_SHORTEST_LEAD] in known:
            return lead
        if block.linked * 2 < len(block.text) and not is_elsewhere(block.element):
            lead.append(block.text)
        if len(lead) > _MOST_LEADS:
            break
    return []  # the text does not follow: nothing can be told


def _flat(text: str) -> str:
    """Text for comparing: NFC, no white space, no soft hyphens and what stands in for them."""
    return "".join(unicodedata.normalize("NFC", text).replace(_SHY, "").replace(_KEPT_SHY, "").split())


def _told(value: str | None) -> str | None:
    return " ".join(value.replace(_KEPT_SHY, "").split()) or None if value else None
