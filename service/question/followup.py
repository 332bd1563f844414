"""Follow-ups made whole: "Còn năm 2022?" after "Đến hết năm 2021 hợp tác xã có bao nhiêu xã viên?" asks the same of 2022.

Three things are done, by general rules of the language:

* a contrast ("Còn X?", "X thì sao?") puts X in the place of the part of the same type in the last question;
* a pronoun or "tỉnh này", "năm đó" gives way to the name or period that it stands for;
* what is still no question by itself ("Ai ký?", "Trong đó cấp xã mấy cái?") is put behind what was said before it:
  "Năm 2021 hợp tác xã ký 12 hợp đồng: ai ký?".

A question with names and content words of its own stays as it is.
"""

import re
from collections.abc import Sequence

from corpus.text.fold import fold
from index.retrieval import has_diacritics
from service.question.contrast import replaced
from service.question.kinds import Kind, kind_of
from service.question.pronouns import EARLY, PERSON_HE, Turn, names_him, said_again
from service.question.statement import counted, statement
from service.question.wording import (
    PERIOD,
    PERIOD_CORE,
    PERIOD_WHOLE,
    Asks,
    Rule,
    content,
    lowered,
    names,
    phrase,
    raised,
    without_mark,
    without_period,
)
from service.statement_time import compared

TURNS = 6  # earlier turns that are looked at
LONGEST = 600  # code points of a question made whole
_ENOUGH = 4  # content syllables that a question which points to nothing stands by itself with
_COUNTED = 6  # … that a count without a time does: "kim ngạch xuất khẩu là bao nhiêu" is asked of the time spoken of
_FULL = 8  # content syllables of a question in which "họ" and "này" point to what it says itself

_OPENING = Rule(
    r"(?:(?:vậy|thế|và|rồi|ừ|à|ok|dạ|vâng)[\s,]+)*(?:(?:còn|riêng|với)(?: về)?\s+(?=\w)|thì\s+|(?:vậy|thế)\s+thì\s+)?"
)
_STILL = Rule(r"(?:(?:vậy|thế|và|rồi)[\s,]+)*còn(?: về)?\s+")
_CLOSING = Rule(
    r"[\s,]*(?:thì (?:sao|thế nào|như thế nào|ra sao|bao nhiêu|có bao nhiêu|là bao nhiêu)|(?:là |thì )?ra sao)(?: nhỉ| ạ| vậy)?$"
)
_PARTICLES = Rule(r"(?:\s+(?:vậy|thế|nhỉ|ạ|nữa|hả|ha|đấy|nha|nhé))+$")
_POINTING = re.compile(
    r"\b(?:(?:trong )?số (?:\w+ ){0,3}(?:đó|này|ấy)|trong (?:đó|ấy)|hai bên|cả hai|đôi bên|(?<!dòng )họ(?! và tên| hàng| tên)|chúng(?! ta| tôi)|nó|"
    r"(?<!sau )(?<!trước )(?<!từ )(?<!do )(?<!nhờ )(?<!khi )(?<!lúc )(?:này|đó|ấy)(?!,? (?:năm )?(?:19|20)\d\d)|nói trên|đi cùng$|cùng (?:dự|đi|tham gia|tiếp|ký)$)(?!\w)",
    re.IGNORECASE,
)
# Without diacritics "do" may be "do" or "đó", "ho" "hộ": only what can hardly be anything else.
_POINTING_PLAIN = re.compile(
    r"\b(?:trong (?:so )?(?:do|nay|ay)|so (?:do|nay)|hai ben|ca hai|\w+ ay|di cung$|cung (?:du|di|tham gia)$)|^ho "
)
_NUMBERED = re.compile(r"(?i)\d+[-/](?:\d+[-/])*[a-zđ]{2}")  # "25-CT/TW" is a name, however it is typed


def rewritten(text: str, history: Sequence[tuple[str, str | None]]) -> str:
    """A normalised question made whole from earlier (question, answer) turns, oldest first; itself where it is whole.

    >>> rewritten("Còn năm 2022?", [("Năm 2021 xã Ea Tul có bao nhiêu hộ?", "310 hộ")])
    'Năm 2022 xã Ea Tul có bao nhiêu hộ?'
    >>> rewritten("Ai ký?", [("Năm 2021 xã Ea Tul ký mấy hợp đồng?", "ba hợp đồng")])
    'Năm 2021 xã Ea Tul ký ba hợp đồng: ai ký?'
    """
    turns: list[Turn] = []
    for question, answer in history[-TURNS:]:
        if whole := " ".join(question.split()):
            turns.append(Turn(_rewritten(whole, turns), " ".join(answer.split()) if answer else None))
    return _rewritten(text, turns)


def _rewritten(text: str, turns: Sequence[Turn]) -> str:
    if not turns:
        return text
    last = turns[-1]
    bare = without_mark(text)
    opening = _OPENING.match(bare)
    core = bare[opening.end() :] if opening else bare
    if core and (contrasted := _contrast(text, bare, core, turns)):
        return _bounded(contrasted, text)
    if particles := _PARTICLES.search(core):
        core = core[: particles.start()] or core
    if adjunct := _adjunct(core, last):
        return _bounded(adjunct, text)
    pointed = said_again(core, turns)
    told, own = content(pointed), _has_name(pointed)
    if own and told and (pointed != core or not _points_out(pointed)):
        return _bounded(f"{raised(pointed)}?", text) if pointed != core else text
    asked = phrase(core)
    counts = asked is not None and asked.asks is Asks.COUNT and not PERIOD_CORE.search(core)
    if len(told) >= (_COUNTED if counts else _ENOUGH) and pointed == core and not _points_out(pointed):
        return text
    asks = asked is not None or text.rstrip().endswith("?")
    if not asks and kind_of(text) is Kind.OTHER and not _points_out(core):
        return text  # words to be looked for
    return _bounded(_of_subject(pointed, last) or _behind(pointed, last), text)


def _of_subject(text: str, last: Turn) -> str | None:
    """Another count of what the last question was about; None where this is none.

    "Có bao nhiêu lao động?" after "Xã Ea Tul có bao nhiêu hộ?" is no question about those households.
    """
    asked = phrase(text)
    if asked is None or asked.asks is not Asks.COUNT or _points_out(text):
        return None
    noun = content(counted(text, asked.end))
    subject = _subject(last.question)
    if fold(text[: asked.start].strip()) not in {"", "co"} or not subject:
        return None
    if not noun or set(noun) & set(content(last.question)):
        return None
    when = ""
    if PERIOD_CORE.search(text):
        subject = without_period(subject)
    elif not PERIOD.search(subject) and (period := PERIOD.search(last.question)):
        when = lowered(last.question[slice(*period.span())])
    return raised(" ".join(f"{subject} có {lowered(text[asked.start :])} {when}".split())) + "?"


def _subject(question: str) -> str:
    """What a question is about: what stands before its "có bao nhiêu", else the name that it begins with, or ""."""
    asked = phrase(question)
    before = question[: asked.start].split() if asked and asked.asks is Asks.COUNT else []
    if len(before) > 1 and fold(before[-1]) == "co":
        return " ".join(before[:-1])
    return next((question[: name.end] for name in names(question) if name.whole == 0), "")


def _bounded(found: str, text: str) -> str:
    return found if len(found) <= LONGEST else text


def _contrast(text: str, bare: str, core: str, turns: Sequence[Turn]) -> str | None:
    """The last question with its part of the same type replaced; None where this is no contrast."""
    closing = _CLOSING.search(core)
    part = without_mark(core[: closing.start()] if closing else core).strip(" ,")
    if particles := _PARTICLES.search(part):
        part = part[: particles.start()]
    asks, rest = phrase(part), content(part)
    last = phrase(turns[-1].question)
    if not part:
        return None
    if asks is None and (closing or _STILL.match(bare)):
        return replaced(part, [turn.question for turn in turns])
    alone = PERIOD.fullmatch(part) or (
        text.rstrip().endswith("?") and any(n.whole == 0 and n.end == len(part) for n in names(part))
    )
    if asks is None and alone:
        return replaced(part, [turn.question for turn in turns])
    if asks and not rest and last and asks.asks is last.asks is Asks.COUNT:
        # "Năm 2022 là bao nhiêu?", "Hàn Quốc có mấy?"
        found = PERIOD.search(part)
        said = [part[slice(*found.span())]] if found else [part[n.whole : n.end] for n in names(part)]
        return replaced(said[0], [turn.question for turn in turns]) if said else None
    return None


def _adjunct(core: str, last: Turn) -> str | None:
    """A bare "khi nào", "ở đâu", "vì sao" asked of what was said."""
    asked = phrase(core)
    if (
        asked is None
        or (asked.start, asked.end) != (0, len(core))
        or asked.asks not in {Asks.TIME, Asks.PLACE, Asks.CAUSE}
    ):
        return None
    before = phrase(last.question)
    words = core[:1].lower() + core[1:]
    if before and before.asks in {Asks.TIME, Asks.PLACE} and asked.asks is not Asks.CAUSE and before.start > 0:
        return f"{without_mark(last.question[: before.start] + words + last.question[before.end :])}?"
    said = statement(last.question, last.answer)
    if asked.asks is Asks.CAUSE:
        return f"{raised(words)} {lowered(said)}?"
    return f"{said} {words}?"


def _has_name(text: str) -> bool:
    he = PERSON_HE.search(text)
    return bool(names(text) or _NUMBERED.search(text) or (he and names_him(text, he.end())))


def _points_out(text: str) -> bool:
    """Whether a text points to something that was said before it."""
    text = without_mark(text)
    found = _POINTING.search(text) if has_diacritics(text) else _POINTING_PLAIN.search(fold(text))
    if found is None:
        return False
    if len(content(text)) >= (_ENOUGH if names(text) else _FULL):
        return len(text[: found.start()].split()) < EARLY
    return True


def _own_period(text: str) -> bool:
    """Whether a text says when: "so với năm trước" compares only."""
    return any(not compared(text, one.start()) for rule in (PERIOD_CORE, PERIOD_WHOLE) for one in rule.finditer(text))


def _behind(text: str, last: Turn) -> str:
    """A question behind what was said before it."""
    said = statement(last.question, last.answer)
    if not names(said) and not PERIOD_CORE.search(said) and set(content(said)) <= set(content(text)):
        return f"{raised(text)}?"
    parts = re.split(r"(?<=\w): ", said)
    if len(parts) > 2:
        said = f"{parts[0]}, {parts[-1]}"
    if _own_period(text) and (old := PERIOD.search(said)):
        said = raised(f"{said[: old.start()]}{said[old.end() :].lstrip(' ,')}".strip())
    return f"{said}: {lowered(text)}?"
