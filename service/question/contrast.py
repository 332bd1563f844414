"""The part of a question that "Còn X?" is about, replaced by X: a period by a period, an office by an office, a name by a
name of the same sort, a noun by the noun that is counted or asked for."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.text.fold import fold
from service.question.other_office import begins_office, with_office
from service.question.places import place_type
from service.question.statement import counted
from service.question.wording import (
    GROUP_HEADS,
    PERIOD,
    PERIOD_CORE,
    PERIOD_WHOLE,
    PERSON_HEADS,
    PLACE_HEADS,
    Asks,
    Name,
    Rule,
    content,
    foreign,
    lowered,
    names,
    phrase,
    raised,
    without_mark,
)

_COMPARED = Rule(r"so với(?: cùng kỳ)?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLAIN_YEAR = Rule(r"(?:năm )?(?:19|20)\d\d")
_DATED = Rule(r"(?:ngày |tháng |quý |vụ |\w+ tháng (?:đầu|cuối) năm)")
_RANGE = re.compile(r"\d{4}\s?[-–]\s?\d{4}")
_PREPOSITION = Rule(r"(?:ở|tại|với|của|cho|trong|từ|đến|do|về|bên|phía)\s+")
_HEAD_ENDS = Rule(r"\s+(?:của|tại|ở|trong|cho|với|do|là|đạt|được|ước|từ|đến)\s")
_FEW = Rule(r"\bmấy$")
_ROLE = Rule(r"^(?:ai (?:đang |từng )?(?:là|làm|giữ chức)\s+)")


def replaced(part: str, questions: Sequence[str]) -> str:
    """The last question with ``part`` in the place of what is like it; before the question where nothing is."""
    last = without_mark(questions[-1])
    if PERIOD.fullmatch(part):
        return f"{_with_period(part, last)}?"
    if renamed := with_office(part, last):
        return f"{renamed}?"
    given = names(f"- {lowered(part)}")
    if given and given[0].whole - 2 <= len(_opening(part)):
        if target := _target(part, given[0], last, questions):
            words = part[len(_opening(part)) :] if not target.preposition else part
            start = target.whole if given[0].head or not target.head else target.start
            if _opening(words) and target.preposition:
                start = last[: target.whole].rstrip().rfind(" ") + 1
            if _same_head_inside(words, target, last):
                start = target.start - len(target.head) - 1 if target.whole == target.start else target.whole
            found = f"{last[: max(start, 0)]}{words}{last[target.end :]}"
            return f"{raised(found)}?"
        return f"{raised(part)}: {lowered(last)}?"
    return f"{_with_noun(part, last)}?"


def _opening(part: str) -> str:
    found = _PREPOSITION.match(part)
    return part[: found.end()] if found else ""


def _same_head_inside(words: str, target: Name, last: str) -> bool:
    """Whether the new name brings the head along that the old one has in capitals ("Ông Ba" for "ông Tư")."""
    return (
        bool(target.head)
        and fold(words).startswith(f"{target.head} ")
        and fold(last[: target.start]).rstrip().endswith(target.head)
    )


# -- periods -----------------------------------------------------------------------------------------------------------


def _with_period(part: str, last: str) -> str:
    found = [match for match in PERIOD.finditer(last) if not _COMPARED.search(last[: match.start()])]
    if not found:
        return f"{raised(part)}, {lowered(last)}"
    is_range = bool(_RANGE.search(part))
    old = next((match for match in found if bool(_RANGE.search(match.group())) == is_range), found[0])
    start, end = old.span()
    core = PERIOD_CORE.search(last[start:end])
    # "Bây giờ" and "từ năm 2020 đến nay" take the place of the whole period, and are replaced as a whole.
    whole = PERIOD_WHOLE.fullmatch(part) or PERIOD_WHOLE.fullmatch(last[start:end])
    own_lead = whole is not None or PERIOD_CORE.match(part) is None
    if (
        _PLAIN_YEAR.fullmatch(part)
        and not is_range
        and _DATED.search(last[start:end])
        and (year := _YEAR.search(last, start, end))
    ):
        # "6 tháng đầu năm 2022" → the same months of the other year
        new = _YEAR.search(part)
        return f"{last[: year.start()]}{new.group() if new else part}{last[year.end() :]}"
    if core and not own_lead and not (is_range and not _RANGE.search(last[start:end])):
        start += core.start()
    new_part = part
    if not _YEAR.search(part) and (year := _YEAR.search(last, old.start(), end)) and _DATED.match(part):
        new_part = f"{part} năm {year.group()}" if "/" not in part else f"{part}/{year.group()}"
    if _YEAR.fullmatch(part) and fold(last[start:end]).startswith("nam "):
        new_part = f"{last[start : start + 4]}{part}"
    new_part = new_part[:1].lower() + new_part[1:]
    return raised(f"{last[:start]}{new_part}{last[end:]}")


# -- names -------------------------------------------------------------------------------------------------------------


def _sort(name: Name) -> str:
    if name.head in PERSON_HEADS:
        return "person"
    if name.head in PLACE_HEADS or place_type(name.text):
        return "place"
    return "group" if name.head in GROUP_HEADS else ""


def _target(part: str, given: Name, last: str, questions: Sequence[str]) -> Name | None:
    """The name of the last question that the given one stands in contrast to."""
    opening = fold(_opening(part)).strip()
    best: tuple[float, Name] | None = None
    for name in names(last):
        if fold(name.text) == fold(given.text) or begins_office(last[name.start :]):
            continue
        score = _likeness(given, name)
        score += 2.0 * bool(opening and opening == name.preposition)
        score -= 1.0 * (name.preposition in {"tai", "o", "cua", "trong", "cho"} and not opening)
        score -= 0.5 * sum(fold(name.text) in fold(earlier) for earlier in questions[:-1])
        score += 0.001 * name.start / (len(last) + 1)
        if score > -2.0 and (best is None or score > best[0]):
            best = (score, name)
    return best[1] if best else None


def _likeness(given: Name, name: Name) -> float:
    score = 0.0
    if given.head and name.head:
        score += 3.0 if given.head == name.head else 0.0
    if _sort(given) and _sort(name):
        score += 1.5 if _sort(given) == _sort(name) else -4.0
    one, other = place_type(given.text), place_type(name.text)
    if one and other:
        score += 2.0 if one == other else -2.0
    return score + (1.0 if foreign(given.text) == foreign(name.text) else -1.0)


# -- nouns -------------------------------------------------------------------------------------------------------------


def _with_noun(part: str, last: str) -> str:
    words = part[len(_opening(part)) :] or part
    if alike := _alike(words, last):
        return raised(f"{last[: alike[0]]}{words}{last[alike[1] :]}")
    asked = phrase(last)
    if asked and asked.asks is Asks.COUNT:
        noun = counted(last, asked.end)
        if noun:
            at = last.index(noun, asked.end)
            few = _FEW.search(last[: asked.end])  # "mấy" counts single things only
            before = f"{last[: few.start()]}bao nhiêu{last[asked.end : at]}" if few else last[:at]
            return f"{raised(before)}{words}{last[at + len(noun) :]}"
    role = _ROLE.match(last)
    if asked and role:
        rest = last[role.end() :]
        cut = names(rest)[0].whole if names(rest) else len(rest)
        stop = _HEAD_ENDS.search(rest)
        cut = min(cut, stop.start() if stop else cut)
        return f"{last[: role.end()]}{words} {rest[cut:].strip()}".strip()
    if asked:
        period = PERIOD.match(last)
        start = len(last[: period.end()]) if period else 0
        start += len(last[start:]) - len(last[start:].lstrip(" ,"))
        stop = _HEAD_ENDS.search(last[start:])
        head_end = start + stop.start() if stop else start
        if stop and head_end <= asked.start and content(last[start:head_end]) and not names(last[start:head_end]):
            return raised(f"{last[:start]}{words if start else raised(words)}{last[head_end:]}")
    return f"{raised(words)}: {lowered(last)}"


def _alike(words: str, last: str) -> tuple[int, int] | None:
    """Where the last question has a two-syllable term that shares one syllable with the new one in the same place."""
    new = fold(words).split()
    if len(new) < 2:
        return None
    places = [(match.group(), match.start(), match.end()) for match in re.finditer(r"[^\W_]+", fold(last))]
    for length in range(min(len(new), 4), 1, -1):
        for at in range(len(places) - length + 1):
            window = [word for word, _, _ in places[at : at + length]]
            same = [a == b for a, b in zip(window, new, strict=False)]
            if length == len(new) and any(same) and not all(same) and (same[0] or same[-1]):
                start, end = places[at][1], places[at + length - 1][2]
                joined = all(last[a[2] : b[1]] == " " for a, b in pairwise(places[at : at + length]))
                asked = phrase(last)
                if (
                    joined
                    and not (asked and start < asked.end and asked.start < end)
                    and not _crosses_name(last, start, end)
                ):
                    return start, end
    return None


def _crosses_name(last: str, start: int, end: int) -> bool:
    return any(name.start < end and start < name.end for name in names(last))
