"""A claim asked openly: "tỉnh có 179 dự án phải không" asks how many there are, and what is told is held against 179.

Only values of which there is one are opened: a figure, the date of what happens once, the country or province that a
place lies in. Who holds one of several offices, or what stands in a list, says nothing against another.
"""

import re
from dataclasses import dataclass
from enum import Enum

from corpus.text.fold import fold
from corpus.text.syllables import Token, canonical_number, tokens
from service.periods import Named, Span, spans_named
from service.question.figures import in_digits
from service.question.holding import Holding, claimed, refuses
from service.question.statement import claim
from service.question.verdict import Verdict, opposed
from service.question.wording import PERIOD, PERSON_HEADS, Name, Rule, names, phrase, place_type
from service.reader.spans import clauses

# What makes a number the name of something ("cụm số 4", "Nghị quyết 59") or takes it for granted ("trong 38 thỏa thuận").
_NAMING = frozenset(
    """số cụm thị trong ngoài cum thi ngoai khóa khoá lớp tổ điều khoản chương mục đường tầng ngày mồng mùng tháng năm quý quyết định nghị thông chỉ lệnh kế
    so khoa lop to dieu khoan chuong muc duong tang ngay mong mung thang nam quy quyet dinh nghi thong chi lenh ke""".split()
)
_COMPARED = Rule(r"\bso với\s+$")
_ORDER = frozenset({"thứ", "hạng", "thu", "hang"})
_MORE = Rule(r"(?:hơn|trên|quá|vượt(?: quá| mức)?|nhiều hơn|lớn hơn|cao hơn)\s+$")
_LESS = Rule(r"(?:dưới|chưa (?:tới|đến|đầy|được)|không (?:quá|tới|đến|đầy)|ít hơn|thấp hơn|nhỏ hơn)\s+$")
_AT_LEAST = Rule(r"(?:ít nhất|tối thiểu|không dưới)\s+$")
_AT_MOST = Rule(r"(?:nhiều nhất|tối đa)\s+$")
_ROUGHLY = Rule(r"(?:khoảng|gần|chừng|tầm|xấp xỉ|cỡ)\s+$")
_TIMES = {"nghìn": 1e3, "ngàn": 1e3, "nghin": 1e3, "ngan": 1e3, "triệu": 1e6, "trieu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "ti": 1e9}  # fmt: skip
_LASTING = frozenset({"năm", "tháng", "ngày", "tuần", "nam", "thang", "ngay", "tuan"})
# Other words for a unit, and words for any.
_UNITS = {"đô": "usd", "vnd": "dong", "vnđ": "dong", "euro": "eur", "cái": "", "chiếc": ""}
_CURRENCIES = frozenset({"dong", "usd", "eur", "yen", "won"})
_ALL = Rule(r"\b(?:đều|tất cả)\b")
_NEAR, _FAR = 0.1, 0.25  # parts of a rough figure within which another is the same, and beyond which it is not
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


class Held(Enum):
    """How a figure that is claimed stands to the true one."""

    EQUAL = "="
    MORE = ">"
    LESS = "<"
    AT_LEAST = "≥"
    AT_MOST = "≤"
    ROUGHLY = "≈"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with the folded word behind it, "" where none stands there; "%" for a share."""

    value: float
    unit: str


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
            return _of_amounts(self.claimed, self.held, _amounts(answer))
        if isinstance(self.claimed, When):
            return _of_times(self.claimed, [named.span for named in spans_named(answer, this_year)])
        if isinstance(self.claimed, Person):
            return _of_people(self.claimed, answer, quote)
        return _of_places(self.claimed.name, answer)


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


# -- amounts -----------------------------------------------------------------------------------------------------------


def _amount_opened(said: str) -> Opened | None:
    found = _free_figures(said)
    if len(found) > 1:  # "trong 3 năm 2017-2019" says how long, not how many
        found = [(at, words) for at, words in found if not _is_duration(said, words, at)]
    if len(found) != 1:
        return None
    at, words = found[0]
    if at == 0 and _ALL.search(said):  # what they all do is claimed, not how many they are
        return None
    number = words[at]
    before, behind = said[: number.start], said[number.end :]
    amount = _amount(said, words, at)
    if amount is None:
        return None
    held, cut = _how_held(before)
    ahead = fold(words[at - 1].text) if at else ""
    if ahead in _ORDER:
        return Opened(f"{before}mấy{behind}?", amount, Held.EQUAL)
    share = re.match(r"\s*%", behind)
    asked = "bao nhiêu phần trăm" if share else "bao nhiêu"
    rest = behind[share.end() :] if share else behind
    return Opened(f"{before[:cut]}{asked}{rest}?", amount, held)


def _is_duration(text: str, words: list[Token], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].text.lower() in _LASTING


def _free_figures(text: str) -> list[tuple[int, list[Token]]]:
    """The places, among the tokens, of figures that measure something: no dates, no numbers of things."""
    words = tokens(text)
    dates = [match.span() for match in PERIOD.finditer(text)]
    found = []
    for at, word in enumerate(words):
        value = canonical_number(word)
        if value is None or "/" in value or any(start <= word.start < end for start, end in dates):
            continue
        ahead = words[at - 1].text.lower() if at else ""
        lone_year = len(value) == 4 and value[:2] in {"19", "20"}
        if (
            ahead in _NAMING
            or _COMPARED.search(text[: word.start])
            or lone_year
            or text[word.end : word.end + 1] in {"-", "/"}
        ):
            continue
        found.append((at, words))
    return found


def _how_held(before: str) -> tuple[Held, int]:
    """How the figure behind a text is claimed, and where the words that say so begin."""
    for rule, held in (
        (_AT_LEAST, Held.AT_LEAST),
        (_AT_MOST, Held.AT_MOST),
        (_LESS, Held.LESS),
        (_MORE, Held.MORE),
        (_ROUGHLY, Held.ROUGHLY),
    ):
        if match := rule.search(before):
            return held, match.start()
    return Held.EQUAL, len(before)


def _amount(text: str, words: list[Token], at: int) -> Amount | None:
    value = canonical_number(words[at])
    if value is None or "/" in value:
        return None
    behind = words[at + 1 : at + 3]
    if text[words[at].end : words[at].end + 2].strip()[:1] == "%" or [w.text.lower() for w in behind] == [
        "phần",
        "trăm",
    ]:
        return Amount(float(value), "%")
    times = _TIMES.get(behind[0].text.lower(), 1.0) if behind else 1.0
    unit = behind[1:] if times > 1 else behind[:1]
    said = unit[0].text.lower() if unit else ""
    return Amount(float(value) * times, _UNITS.get(said, fold(said)))


def _amounts(answer: str) -> list[Amount]:
    text = in_digits(answer)
    return [amount for at, words in _free_figures(text) if (amount := _amount(text, words, at))]


def _of_amounts(claimed: Amount, held: Held, told: list[Amount]) -> Verdict:
    alike = [one for one in told if one.unit == claimed.unit]
    given = alike or [
        one
        for one in told
        if not one.unit
        or not claimed.unit
        or (one.value == claimed.value and held is Held.EQUAL and not {one.unit, claimed.unit} <= _CURRENCIES)
    ]
    if len(given) != 1 or (not alike and len(told) > 1):
        return Verdict.UNCLEAR
    true, said = given[0].value, claimed.value
    if held is Held.ROUGHLY:
        off = abs(true - said) / max(abs(said), 1e-9)
        return Verdict.YES if off <= _NEAR else Verdict.NO if off > _FAR else Verdict.UNCLEAR
    right = {
        Held.EQUAL: true == said,
        Held.MORE: true > said,
        Held.LESS: true < said,
        Held.AT_LEAST: true >= said,
        Held.AT_MOST: true <= said,
    }[held]
    return Verdict.YES if right else Verdict.NO


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
