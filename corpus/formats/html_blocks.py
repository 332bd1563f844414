"""The text of HTML by its block elements alone: for fragments, and for pages where nothing tells what the article is."""

import re

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
_SPACES = re.compile(r"[^\S\n]+")


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


def element_text(root: HtmlElement) -> str:
    """The lines of text below an element."""
    parts: list[str] = []
    cells = 0  # how many cells are open: paragraphs within them stay on the line of their row
    walk = etree.iterwalk(root, events=("start", "end"))  # no recursion: pages nest deeper than Python's stack
    for event, element in walk:
        tag = element.tag
        silent = tag in _SILENT or not isinstance(tag, str)
        if event == "start":
            if silent:
                walk.skip_subtree()
                continue
            if tag in _CELLS:
                parts.append(" | " if element.getprevious() is not None else "")
                cells += 1
            elif tag in _BLOCKS:
                parts.append(" " if cells else "\n")
            parts.append(_flat(element.text))
            continue
        if tag in _CELLS:
            cells -= 1
        elif tag in _BLOCKS:
            parts.append(" " if cells else "\n")
        if element is not root:
            parts.append(_flat(element.tail))
    return _lines(parts)


def _flat(text: str | None) -> str:
    return text.replace("\n", " ").replace("\r", " ") if text else ""


def _lines(parts: list[str]) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
