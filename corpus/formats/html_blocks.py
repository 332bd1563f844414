"""The text of HTML by its block elements alone: for fragments, and for pages where nothing tells what the article is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody tfoot thead tr ul"""
)
_SILENT = _names("head script style noscript template svg iframe object select button textarea input")
_CELLS = _names("td th")
_SPACES = re.compile(r"\s+")


def fragment_text(markup: str) -> str:
    r"""The lines of text of a piece of HTML; table rows as "a | b". Empty where it holds none.

    >>> fragment_text("<p>Dự án <b>FDI</b><br>và ODA</p><table><tr><td>Năm</td><td>2023</td></tr></table><p>")
    'Dự án FDI\nvà ODA\nNăm | 2023'
    """
    if not markup.strip():
        return ""
    try:
        root = document_fromstring(markup, parser=parser())
    except etree.ParserError:  # nothing but comments
        return ""
    return element_text(root)


def parser() -> HTMLParser:
    """A parser that stays within libxml2's limits on depth and size."""
    return HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True)
class Block:
    """One line of text of a page: the element that it starts in, and how many of its characters are links."""

    element: HtmlElement
    text: str
    linked: int


def element_text(root: HtmlElement) -> str:
    """The lines of text below an element."""
    return "\n".join(block.text for block in blocks(root))


def blocks(root: HtmlElement) -> Iterator[Block]:
    """The lines of text below an element, in order."""
    parts: list[str] = []
    owner, linked, blank = root, 0, True
    cells = links = 0  # how many are open: paragraphs within a cell stay on the line of their row
    walk = etree.iterwalk(root, events=("start", "end"))  # no recursion: pages nest deeper than Python's stack
    for event, element in walk:
        tag = element.tag
        if tag in _BLOCKS and cells:
            parts.append(" ")
        elif tag in _BLOCKS:
            text = _SPACES.sub(" ", "".join(parts)).strip()
            if text:
                yield Block(owner, text, linked)
            parts, linked, blank = [], 0, True
        if event == "start" and (tag in _SILENT or not isinstance(tag, str)):
            walk.skip_subtree()
            continue
        if event == "start":
            if tag in _CELLS:
                parts.append(" | " if element.getprevious() is not None else "")
            cells += tag in _CELLS
            links += tag == "a"
            piece, within = element.text, element
        else:
            cells -= tag in _CELLS
            links -= tag == "a"
            piece, within = (None, element) if element is root else (element.tail, element.getparent())
        if piece:
            if blank:
                owner, blank = within, not piece.strip()
            parts.append(piece)
            linked += len(piece) if links else 0
    text = _SPACES.sub(" ", "".join(parts)).strip()
    if text:
        yield Block(owner, text, linked)
