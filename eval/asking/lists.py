"""Lists of a sentence that say what they list, as gaps. Offsets are code points of the sentence."""

import re
from collections.abc import Iterator

from eval.asking.gaps import Gap, and_more, ends_name
from service.reader.spans import UPPER

_MANY = r"(?:[Cc]ác|[Nn]hững|\d{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_SMALL = rf"(?!(?:năm|tháng|ngày|là|và|của|được|đã|do|với|châu)\b)(?!{UPPER})[^\W\d_]+"
_COUNTED = rf"(?P<many>{_MANY})\s+(?P<noun>{_SMALL}(?:\s+{_SMALL}){{0,3}}?)"
_OPENED = re.compile(rf"\b(?:(?P<gom>bao gồm|gồm có|gồm)\s*:?|{_COUNTED}(?:\s+(?:như|gồm|là|sau|sau đây))?\s*:)\s+")
_ONE_NAME = rf"{UPPER}[\w’'-]*(?:\s+(?:-\s+)?{UPPER}[\w’'-]*)*"
_NAMES = re.compile(rf"\b{_COUNTED}\s+(?P<names>{_ONE_NAME}(?:, {_ONE_NAME})*(?:,? và {_ONE_NAME}|, {_ONE_NAME}))")
_ITEMS = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
_GOES_ON = re.compile(r"(?i)(?:đồng thời|qua đó|từ đó|trong đó|nhất là|tiếp tục|góp phần|nhằm|đặc biệt|cũng như)\b")
_ITEM_WORDS, _LIST_WORDS = 16, 60


def lists(sentence: str) -> Iterator[Gap]:
    """What is announced up to the end of the sentence, and names behind what they are ("hai nước Việt Nam và Lào")."""
    whole = len(sentence.rstrip(' \xa0.;”"'))
    for opened in _OPENED.finditer(sentence):
        start, text = opened.end(), sentence[opened.end() : whole]
        items = [item.strip() for item in text.split(";")] if ";" in text else _ITEMS.split(text)
        fits = len(items) > 1 and all(1 <= len(item.split()) <= _ITEM_WORDS for item in items)
        if any(_GOES_ON.match(item) for item in items):
            continue
        # an item in parts, or three dots, tell of more than the list
        if (
            not fits
            or len(text.split()) > _LIST_WORDS
            or sentence[whole:].startswith("..")
            or re.search(r"[:…(]", text)
        ):
            continue
        if opened["gom"] is not None:
            if len(items) > 2:
                yield Gap(start, whole, start, whole, "những gì", ends=True)
        else:
            yield Gap(start, whole, opened.start(), whole, _which(opened), ends=True)
    for found in _NAMES.finditer(sentence):
        start, end = found.span("names")
        if ends_name(sentence, end) and not and_more(sentence, end):
            yield Gap(start, end, found.start(), end, _which(found))


def _which(found: re.Match[str]) -> str:
    many = "những" if found["many"].lower() in {"các", "những"} else found["many"]
    return f"{many} {found['noun']} nào"
