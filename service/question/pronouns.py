"""Pronouns and the like replaced by what they stand for: "ông ấy", "năm đó", "ở đó", "tỉnh này" by what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.fold import fold
from index.retrieval import has_diacritics
from service.question.wording import GROUP_HEADS, PERIOD, PERSON_HEADS, PLACE_HEADS, Name, Rule, names

EARLY = 4  # words in which "này" and "đó" point outside the question though it has names
_TIME_THEN = Rule(
    r"\b(?:(?:vào|trong|ở|tại) )?(?:lúc|khi|thời điểm|thời gian|thời kỳ|năm|tháng|ngày|hôm|giai đoạn|nhiệm k[ỳì]|vụ) (?:đó|ấy|này)\b"
)
PERSON_HE = Rule(
    r"\b(?:(?:ông|bà|anh|chị|cô|đồng chí|thầy|bác)(?: ấy| này| đó| ta)|(?:vị|người|nhân vật) (?:này|đó|ấy)|(?<!các )(?<!quý )(?<!những )ông(?! bà))(?= |$)"
)
_PLACE_THERE = Rule(r"\b(?:(?:ở|tại) (?:đó|đây|đấy)|(?:ở |tại )?(?:nơi|chỗ) (?:đó|này|ấy))\b")
# Who is named in small letters is nobody said before: "ông nguyễn doãn anh". Without diacritics "dang" may be "đặng" or "đang",
# so only family names are known there that are hardly anything else.
_NAMED = re.compile(
    r"(?i)\s+(?:(?:nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|đinh|trịnh|lương|trương|vương)|\w+\s+(?:văn|thị|xuân|đức|hữu|quang|đình|ngọc|trọng))\s+\w+"
)
_NAMED_PLAIN = re.compile(r"\s+(?:nguyen|tran|pham|hoang|huynh|phan|trinh|dinh|duong|ngo|truong|vuong)\s+\w+")
_WHO = Rule(r"\b(?:ai|người nào|tên (?:là )?gì|ông nào|bà nào|vị nào|đại diện)\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question as it was understood, and what was answered (None: nothing)."""

    question: str
    answer: str | None


def said_again(text: str, turns: Sequence[Turn]) -> str:
    """A question with pronouns and the like replaced by what they stand for, where that was said."""
    for find, meant in ((_TIME_THEN, _period), (PERSON_HE, _person), (_PLACE_THERE, _place)):
        found = find.search(text)
        if found and (text[found.end() :].lstrip()[:1].isupper() or names_him(text, found.end())):
            continue  # "ông Lê Văn Tám" is named
        if found and not (names(text) and len(text[: found.start()].split()) >= EARLY):
            said = meant(text[slice(*found.span())], turns)
            text = f"{text[: found.start()]}{said}{text[found.end() :]}" if said else text
    return _named_again(text, turns)


def names_him(text: str, at: int) -> bool:
    """Whether a name in small letters stands at ``at``."""
    if has_diacritics(text):
        return _NAMED.match(text, at) is not None
    return _NAMED_PLAIN.match(fold(text), at) is not None


def _period(words: str, turns: Sequence[Turn]) -> str | None:
    last = turns[-1]
    for said in (last.answer or "", last.question):
        if said and (found := PERIOD.search(said)):
            return said[slice(*found.span())][:1].lower() + said[slice(*found.span())][1:]
    return None


def _person(words: str, turns: Sequence[Turn]) -> str | None:
    title = (
        words.split(maxsplit=1)[0]
        if fold(words.split(maxsplit=1)[0]) in {"ong", "ba", "anh", "chi", "co", "thay", "bac"}
        else ""
    )
    if fold(words).startswith("dong chi"):
        title = "đồng chí"
    for turn in reversed(turns):
        asked_who = bool(_WHO.search(turn.question))
        for said, likely in ((turn.answer or "", asked_who), (turn.question, False)):
            people = [name for name in names(f"- {said}") if likely or name.head in PERSON_HEADS]
            people = [
                name
                for name in people
                if name.head not in PLACE_HEADS | GROUP_HEADS and 2 <= len(name.text.split()) <= 5
            ]
            if people:
                return f"{title} {people[-1].text}".strip()
    return None


def _place(words: str, turns: Sequence[Turn]) -> str | None:
    for turn in reversed(turns):
        for said in (turn.answer or "", turn.question):
            places = [
                name for name in names(f"- {said}") if name.head in PLACE_HEADS or name.preposition in {"o", "tai"}
            ]
            if places:
                name = places[-1]
                return f"ở {said[max(name.whole - 2, 0) : name.end - 2]}"
    return None


_HEADS = "|".join(sorted(PLACE_HEADS | GROUP_HEADS, key=len, reverse=True))
_THIS = re.compile(rf"(?<!\w)(?P<head>{_HEADS}) (?:nay|do|ay|kia|noi tren)(?!\w)")


def _named_again(text: str, turns: Sequence[Turn]) -> str:
    """ "Tỉnh này" → "tỉnh Thanh Hóa", by a name that was said with the same word before it."""
    found = _THIS.search(fold(text))
    if found is None or (names(text) and len(text[: found.start()].split()) >= EARLY):
        return text
    head = found["head"]
    for turn in reversed(turns):
        for said in (turn.answer or "", turn.question):
            is_one = said is turn.answer and re.search(rf"(?<!\w){head} nao(?!\w)", fold(turn.question))  # "xã nào?"
            fitting = [name for name in names(f"- {said}") if is_one or _fits(name, head)]
            if fitting:
                own = text[found.start() : found.start() + len(head)]
                return f"{text[: found.start()]}{own} {fitting[-1].text}{text[found.end() :]}"
    return text


def _fits(name: Name, head: str) -> bool:
    return name.head == head or (name.head == "" and fold(name.text).startswith(f"{head} "))
