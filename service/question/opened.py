"""A claim asked openly: "tỉnh có 179 dự án phải không" asks how many there are, and what is told is held against 179.

Only values of which there is one are opened: a figure, the date of what happens once, the country or province that a
place lies in. Who holds one of several offices, or what stands in a list, says nothing against another.
"""

import re
from dataclasses import dataclass

from corpus.text.fold import fold
from service.periods import Named, Span, spans_named
from service.question.amounts import Amount, Held, agreed, amount_claimed, amounts_in
from service.question.figures import in_digits
from service.question.holding import Holding, claimed, refuses
from service.question.places import place_type
from service.question.statement import claim
from service.question.verdict import Verdict, opposed
from service.question.wording import PERSON_HEADS, Name, Rule, names, phrase
from service.reader.spans import clauses

# What happens on one day or begins in one year; the words of a claim that a quote must have, and those it may replace.
_ONCE = Rule(
    r"\b(?:ký|thành lập|thiết lập|ban hành|khởi công|khánh thành|khai mạc|khai trương|bế mạc|kết thúc|thông xe|sinh|ra đời"
    r"|diễn ra|tổ chức|họp|bắt đầu|từ)\b"
)
_SAID_OTHERWISE = frozenset("dien ra|to chuc|hop|bat dau|tu".split("|"))
_DENIED = Rule(r"\b(?:không|chưa|chẳng)\b(?! (?:quá|tới|đến|đầy|được|dưới) \d)")
_HOLDS = Rule(r"\s+(?:(?:đang|hiện|đã|từng|vẫn)\s+)*(?:là|làm|giữ chức|giữ chức vụ)\s+")
_LIES_IN = Rule(
    r"\s*(?:có )?(?:là )?(?:(?:một )?(?:tỉnh|thành phố|huyện|xã|địa phương|vùng|cảng) )?"
    r"(?:của|thuộc|nằm ở|nằm tại|nằm trong|ở|tại)\s+(?:(?:về )?(?:nước|tỉnh|thành phố)\s+)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time as a claim says it: a day or month without a year is one of any year."""

    said: str

    def in_year(self, year: int) -> Span | None:
        """The time, in this year where it names none."""
        named = spans_named(self.said, year)
        return named[0].span if named else None


@dataclass(frozen=True, slots=True)
class Place:
    """A folded country or province."""

    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A folded name, and the office it is claimed to hold now. Who else has the same office says nothing against it."""

    name: str
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The open question (NFC), and what is claimed: an amount and how it is held, or a span of time, or a place."""

    question: str
    claimed: Amount | When | Place | Person
    held: Held = Held.EQUAL
    needs: str = ""  # folded: what the quote must say, too

    def against(self, answer: str, quote: str, this_year: int | None = None) -> Verdict:
        """What an answer to the open question, in its quote, says to the claim; ``this_year`` is that of the article.

        >>> [opened("Xã có hơn 40 hộ phải không?").against(said, said).value for said in ("42 hộ", "38 hộ", "40 ha")]
        ['có', 'không', 'không rõ']
        """
        if self.needs and not re.search(rf"(?<!\w){re.escape(self.needs)}(?!\w)", fold(quote)):
            return Verdict.UNCLEAR
        if opposed(self.question, _clause(answer, quote)):
            return Verdict.UNCLEAR
        if isinstance(self.claimed, Amount):
            return agreed(self.claimed, self.held, amounts_in(answer))
        if isinstance(self.claimed, When):
            return _of_times(self.claimed, [named.span for named in spans_named(answer, this_year)])
        if isinstance(self.claimed, Person):
            return _of_people(self.claimed, answer, quote)
        return _of_places(self.claimed.name, answer)


def _amount_opened(said: str) -> Opened | None:
    found = amount_claimed(said)
    return Opened(found.question, found.amount, found.held) if found else None


def _clause(answer: str, quote: str) -> str:
    """The clause of a quote that an answer begins in."""
    at = quote.find(answer)
    return next((quote[part.start : part.end] for part in clauses(quote) if part.start <= at < part.end), quote)


def opened(question: str) -> Opened | None:
    """What a yes/no question (NFC) asks when its value is left open; None where it has none, or denies something.

    >>> [opened(text).question for text in ("Hết 2022 tỉnh có 179 dự án FDI phải không?", "Hội chợ khai mạc ngày 14/5 à?")]
    ['Hết 2022 tỉnh có bao nhiêu dự án FDI?', 'Hội chợ khai mạc ngày nào?']
    >>> opened("Niigata là của Hàn Quốc đúng không?").question, opened("Ông A có ký không?")
    ('Niigata là của nước nào?', None)
    """
    said = in_digits(claim(question))
    if _DENIED.search(said) or phrase(said) is not None:
        return None
    return _amount_opened(said) or _time_opened(said) or _place_opened(said) or _person_opened(said)


# -- times -------------------------------------------------------------------------------------------------------------


def _time_opened(said: str) -> Opened | None:
    named = spans_named(said, 2000)
    if len(named) != 1 or named[0].span.first is None or named[0].span.last is None:
        return None
    one = named[0]
    # What a date stands before is not dated by it: "hội nghị năm 2025 họp trước lễ".
    once = [match.group() for match in _ONCE.finditer(said[: one.start])]
    if not once:
        return None
    needs = next((fold(word) for word in reversed(once) if fold(word) not in _SAID_OTHERWISE), "")
    asked = _asked_for(one)
    before = re.sub(r"(?i)(?:\b(?:ngày|năm|tháng)\s+)+$", "", said[: one.start])
    return Opened(f"{before}{asked}{said[one.end :]}?", When(_dated(said, one)), needs=needs)


def _dated(said: str, one: Named) -> str:
    """The words of a date; two numbers are a day only behind that word."""
    words = said[one.start : one.end]
    return f"ngày {words}" if _asked_for(one) == "ngày nào" else words


def _asked_for(named: Named) -> str:
    first, last = named.span.first, named.span.last
    days = (last - first).days if first and last else 0
    return "ngày nào" if days == 0 else "tháng nào" if days < 31 else "năm nào"


def _of_times(claimed: When, told: list[Span]) -> Verdict:
    pairs = [(span, one) for one in told if one.first and (span := claimed.in_year(one.first.year))]
    if any(span.meets(one) and _days(one) <= _days(span) for span, one in pairs):
        return Verdict.YES
    if len(pairs) == 1 and not pairs[0][0].meets(pairs[0][1]):
        return Verdict.NO
    return Verdict.UNCLEAR


def _days(span: Span) -> int:
    return (span.last - span.first).days if span.first and span.last else 100_000


# -- places ------------------------------------------------------------------------------------------------------------


def _place_opened(said: str) -> Opened | None:
    found = names(said)
    if len(found) != 2 or said[found[1].end :].strip():
        return None
    last = found[1]
    sort = place_type(last.text)
    if not sort or _LIES_IN.fullmatch(said[found[0].end : last.start]) is None:
        return None
    head = {"country": "nước", "province": "tỉnh"}[sort]
    start = last.whole if last.head else last.start
    return Opened(f"{said[:start].rstrip()} {head} nào?", Place(_key(last)))


def _person_opened(said: str) -> Opened | None:
    found = names(said)
    if not found or said[: found[0].whole].strip() or (found[0].head and found[0].head not in PERSON_HEADS):
        return None
    held = _HOLDS.match(said[found[0].end :])
    if held is None or len(found[0].text.split()) < 2 or place_type(found[0].text):
        return None
    return Opened(f"Ai là {said[found[0].end :][held.end() :]}?", Person(_key(found[0]), claimed(said)))


def _of_people(person: Person, answer: str, quote: str) -> Verdict:
    refused = person.holding is not None and refuses(person.holding, quote)
    return Verdict.YES if _stands(person.name, answer) and not refused else Verdict.UNCLEAR


def _stands(name: str, answer: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fold(answer).replace("-", " ")) is not None


def _key(name: Name) -> str:
    return fold(name.text).replace("-", " ")


def _of_places(claimed: str, answer: str) -> Verdict:
    if _stands(claimed, answer):
        return Verdict.YES
    others = {_key(name) for name in names(f"- {answer}") if place_type(name.text) == place_type(claimed)}
    return Verdict.NO if len(others) == 1 else Verdict.UNCLEAR
