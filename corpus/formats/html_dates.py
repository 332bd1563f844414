"""The day that a web page itself says it was published.

Only what is marked up is believed, surest first: metadata, JSON-LD, time elements, and an element beside the headline
whose class says that it holds the date. A date that merely stands in the text, a clock in the page header or the
dates of a list of related news are not looked at.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from lxml.html import HtmlElement

from corpus.formats.declared import to_date
from corpus.text.fold import fold
from corpus.text.normalise import to_nfc

_META = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "article.published",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_time",
    "pubdate",
    "article_date_original",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "date.issued",
    "parsely-pub-date",
    "sailthru.date",
    "date",
)
_DATED = re.compile(r"date|time|publish|ngay|pub-?at|posted", re.IGNORECASE)
# Classes of other articles, of what readers write, and of the frame of the page.
_ELSEWHERE = re.compile(
    r"relat|lien-?quan|tin-?khac|cung-?chuyen|doc-?nhieu|xem-?nhieu|sidebar|footer|comment|binh-?luan|breadcrumb"
    r"|(?<![a-z])(?:other|most|clock|today|now|menu|nav|tags?|share|social|ads?|banner)(?![a-z])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updat|modif|cap[\s_-]?nhat|\bsua\b")  # of a folded class or text: a later day than the first
_ASIDE = frozenset({"nav", "aside", "footer"})
_LEVELS = 3  # how far above the headline its date may be: headline, its header, the article
_LONGEST = 80  # characters of an element that holds a date and nothing else
_DEEPEST = 400_000  # characters of JSON-LD


def page_date(tree: HtmlElement, headline: HtmlElement | None) -> date | None:
    """The day of publication that the page declares; None if it declares none."""
    beside = _beside(headline) if headline is not None else iter(())
    for values in (_from_meta(tree), _from_json_ld(tree), _from_time_elements(tree), beside):
        for value in values:
            found = to_date(value)
            if found:
                return found
    return None


def _from_meta(tree: HtmlElement) -> Iterator[str]:
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        values.setdefault(name.strip().lower(), element.get("content") or "")
    for name in _META:
        if name in values:
            yield values[name]


def _from_json_ld(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        if len(script.text) > _DEEPEST:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    yield item["datePublished"]
                graph = item.get("@graph") or item.get("mainEntity")
                waiting.extend(graph if isinstance(graph, list) else [graph])


def _from_time_elements(tree: HtmlElement) -> Iterator[str]:
    marked = [e for e in tree.iter() if e.get("itemprop") == "datePublished" and not is_elsewhere(e)]
    times = [e for e in tree.iter("time") if not is_elsewhere(e)]
    times.sort(key=lambda element: element.get("pubdate") is None)  # stable: marked ones first
    within = [e for e in times if any(above.tag in {"article", "main"} for above in e.iterancestors())]
    for element in (*marked, *within):
        yield element.get("content") or element.get("datetime") or element.text_content()[:_LONGEST]


def _beside(headline: HtmlElement) -> Iterator[str]:
    """What the elements around the headline say that hold a date: the nearest first, days of changes behind others.

    Only the nearest may stand above the headline; further up, that is the place of the clock in the head of the page.
    """
    root = headline.getroottree().getroot()
    above_headline = set(takewhile(lambda element: element is not headline, root.iter()))
    linking = _linking_items(root)
    area = headline
    for level in range(_LEVELS):
        above = area.getparent()
        if above is None or above.tag in {"body", "html"}:
            return
        area = above
        updates: list[str] = []
        for element in area.iter():
            marks = f"{element.get('class') or ''} {element.get('id') or ''}"
            if not (element.tag == "time" or (_DATED.search(marks) and not is_elsewhere(element))):
                continue
            if (level and element in above_headline) or not linking.isdisjoint((element, *element.iterancestors())):
                continue
            text = " ".join(element.text_content().split())
            if len(text) > _LONGEST:
                continue
            if _UPDATED.search(fold(to_nfc(f"{marks} {text}")[0])):
                updates.append(text)
            else:
                yield text
        yield from updates


def _linking_items(root: HtmlElement) -> set[HtmlElement]:
    """The items of lists that link to other articles: by a link that says something, and not only a date."""
    links = (link for link in root.iter("a") if (said := link.text_content().strip()) and to_date(said) is None)
    return {item for link in links for item in link.iterancestors("li")}


def is_elsewhere(element: HtmlElement) -> bool:
    """Whether the element belongs to other articles or to the frame of the page."""
    for above in (element, *element.iterancestors()):
        if above.tag in _ASIDE:
            return True
        if above.tag not in {"body", "html"} and _ELSEWHERE.search(
            f"{above.get('class') or ''} {above.get('id') or ''}"
        ):
            return True
    return False
