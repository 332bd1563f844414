"""What follow-ups, double questions and claims are taken apart with: rules for toned and plain text, names, periods,
question phrases and content words. General words of the language only, nothing of any document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.text.fold import fold
from corpus.text.syllables import canonical_number, is_syllable, tokens
from index.retrieval import has_diacritics
from service.question.kinds import folded_question
from service.question.places import place_type


class Rule:
    """A pattern written with diacritics that is matched on plain text by its own fold. Spans are of the text given.

    Only small letters and small escapes (``\\w``, not ``\\W``) may stand in it.

    >>> Rule("còn năm").match("Còn năm 2022?").end(), Rule("còn năm").match("con nam 2022").end()
    (7, 7)
    """

    def __init__(self, pattern: str) -> None:
        self._toned = re.compile(pattern, re.IGNORECASE)
        self._plain = re.compile(fold(pattern))

    def _of(self, text: str) -> tuple[re.Pattern[str], str]:
        return (self._toned, text) if has_diacritics(text) else (self._plain, fold(text))

    def match(self, text: str) -> re.Match[str] | None:
        """As ``re.match``."""
        rule, read = self._of(text)
        return rule.match(read)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As ``re.fullmatch``."""
        rule, read = self._of(text)
        return rule.fullmatch(read)

    def search(self, text: str) -> re.Match[str] | None:
        """As ``re.search``."""
        rule, read = self._of(text)
        return rule.search(read)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As ``re.finditer``."""
        rule, read = self._of(text)
        return rule.finditer(read)


class Asks(StrEnum):
    """What a question phrase asks for."""

    TIME = "time"
    PLACE = "place"
    CAUSE = "cause"
    COUNT = "count"
    PERSON = "person"
    WHICH = "which"
    WHAT = "what"
    HOW = "how"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A question phrase at ``text[start:end]``."""

    asks: Asks
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name at ``text[start:end]``, without the word that says what it is.

    ``head`` is that word folded ("tinh", "ong", "cong ty"), ``preposition`` the one before both; "" where there is none.
    ``whole`` is where head and name start.
    """

    text: str
    start: int
    end: int
    head: str
    preposition: str
    whole: int


PLACE_HEADS = frozenset(
    """tinh|thanh pho|tp|huyen|xa|phuong|thi tran|thi xa|quan|nuoc|vung|bang|thon|ban|buon|lang|khu|khu cong nghiep|dao|
    bien|song|nui|cau|dia phuong|quoc gia|chau""".replace("\n", "")
    .replace(" " * 4, "")
    .split("|")
)
PERSON_HEADS = frozenset(
    "ong|ba|anh|chi|co|chu|bac|dong chi|nguoi|vi|thay|em|chu tich|giam doc|bi thu|bo truong|truong doan|thi truong|tac gia|ky su|nha bao"
    .split("|")
)  # fmt: skip
GROUP_HEADS = frozenset(
    """cong ty|doanh nghiep|tap doan|hop tac xa|htx|hoi|so|bo|ban|vien|truong|dai hoc|to chuc|quy|ngan hang|doan|lien doan|
    hiep hoi|co quan|don vi|nha may|trung tam|to|doi|cau lac bo|bao|du an|hoi nghi|dai hoi|le hoi|chuong trinh"""
    .replace("\n", "").replace(" " * 4, "").split("|")
)  # fmt: skip
_ROLES = PERSON_HEADS - frozenset("ong|ba|anh|chi|co|chu|bac|dong chi|nguoi|vi|thay|em".split("|"))
_HEADS = PLACE_HEADS | PERSON_HEADS | GROUP_HEADS
_PREPOSITIONS = frozenset("voi o tai cua tu den cho trong ve do ben".split())
_YEAR = r"(?:19|20)\d\d"
_LEAD = r"(?:(?:tính )?(?:đến|tới) (?:hết |cuối |nay |ngày )?|(?:trong|riêng|vào|hồi|cả|suốt|cuối|đầu|giữa|từ|sau|trước|khoảng) )*"
_CORE = (
    rf"(?:(?:giai đoạn|nhiệm k[ỳì]|thời k[ỳì]|các năm|năm) )?{_YEAR}\s?[-–]\s?{_YEAR}"
    rf"|(?:\d+|\w+) tháng (?:đầu|cuối) năm(?: {_YEAR})?"
    rf"|(?:ngày )?\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]{_YEAR})?|ngày \d{{1,2}} tháng \d{{1,2}}(?: năm {_YEAR})?"
    rf"|quý (?:i{{1,3}}v?|iv|[1-4])(?:(?:/| năm | ){_YEAR})?|tháng \d{{1,2}}(?:(?:[/-]| năm ){_YEAR})?"
    rf"|vụ (?:đông xuân|hè thu|xuân|hè|thu|đông|mùa)(?: (?:năm )?{_YEAR})?"
    rf"|(?:năm )?{_YEAR}(?!\d)|năm (?:nay|ngoái|trước|sau)|tháng (?:trước|này|sau)|hiện nay|hiện tại"
)
# Periods that take no other words before them: "đến hết" stands before no "bây giờ".
_UP_TO = rf"(?:đến|tới) (?:nay|bây giờ|hiện nay|hiện tại|(?:hết |cuối )?(?:năm )?{_YEAR})"
_WHOLE = (
    rf"từ (?:trước|đó|(?:đầu |giữa |cuối |sau )?(?:năm )?{_YEAR}) {_UP_TO}|(?:tính )?(?:đến|tới) (?:nay|bây giờ|hiện nay|hiện tại)"
    r"|bây giờ|hiện giờ|hiện nay|hiện tại|trước đây|trước kia"
)
PERIOD = Rule(rf"\b(?:{_WHOLE}|{_LEAD}(?:{_CORE}))\b")
PERIOD_WHOLE = Rule(rf"\b(?:{_WHOLE})\b")
PERIOD_CORE = Rule(rf"\b(?:{_CORE})\b")
# In the order of preference where two begin at the same place.
_PHRASES: tuple[tuple[Asks, str], ...] = (
    (Asks.CAUSE, r"vì sao|tại sao|do đâu|vì đâu|nhờ đâu|vì lý do gì"),
    (
        Asks.TIME,
        r"(?:kể từ |từ |vào |trong |đến |hồi )?(?:khi nào|bao giờ|(?<!nguồn )(?<!năng )(?<!quyền )(?<!áp )lúc nào|hôm nào|ngày tháng năm nào"
        r"|(?:thời gian|thời điểm|ngày|tháng|năm|giai đoạn|nhiệm kỳ|buổi) (?:nào|mấy|bao nhiêu))",
    ),
    (Asks.PLACE, r"(?:(?:ở|tại|từ|đến|về|ra) )?(?:đâu|chỗ nào|nơi nào)"),
    (Asks.HOW, r"(?:là |như )?thế nào|ra sao"),
    (Asks.COUNT, r"(?:khoảng |hơn |là |được |mới |chừng )?(?:bao nhiêu|bao lâu|bao xa|mấy)"),
    (Asks.PERSON, r"(?:là |do |bởi |những |các )?ai"),
    (Asks.WHICH, r"(?:(?:những|các) )?nào"),
    (Asks.WHAT, r"(?:(?:là|những|cái|điều) )*gì"),
)
_ASKING = tuple((asks, re.compile(rf"(?<!\w)(?:{fold(pattern)})(?!\w)")) for asks, pattern in _PHRASES)
# "máy" and "đầu" are told from "mấy" and "đâu" by ``folded_question``; these stand for others than they seem.
_NO_PHRASE = re.compile(r"(?:nha |mot |vai |ngay )$")
# Words that say nothing of a question's subject.
_FUNCTION = frozenset(
    """
    ai gì nào đâu sao bao nhiêu mấy thế khi giờ là thì mà có được bị đã đang sẽ và hoặc hay của cho với về từ đến tới tại ở
    trong ngoài trên dưới vào ra như do này kia ấy đó các những một mỗi cũng còn chỉ rất hơn hỏi xin biết vậy à ừ nhé không
    chưa phải đúng liệu nhằm để vì bởi nhờ theo kể nếu gồm anh em chị cụ hãy giúp lúc nữa số cái họ hai bên người ông bà năm
    tháng ngày giai đoạn hiện nay tại lâu xa việc điều nhỉ hả nhất chúng nó dịp tên thời điểm khoảng tổng
    """.split()
)
_FUNCTION_PLAIN = frozenset(fold(word) for word in _FUNCTION)
_RUN = re.compile(r"[^\W\d_][\w-]*(?:\.)?")
_END = " \t?.!…"


def foreign(name: str) -> bool:
    """Whether a name is not written in Vietnamese syllables."""
    return any(not (is_syllable(word) or has_diacritics(word)) for word in re.findall(r"\w+", name) if len(word) > 1)


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """The proper names of a text: runs of capitalised words, and small ones that are countries or provinces.

    The first word of a text belongs to one only if the next does, or if it is no Vietnamese syllable. What is all
    capitals ("FDI", "UBND") is none by itself.
    """
    words = list(_RUN.finditer(text))
    runs: list[list[re.Match[str]]] = []
    for at, word in enumerate(words):
        if not word.group()[0].isupper():
            continue
        joined = bool(runs) and at and runs[-1][-1] is words[at - 1] and text[words[at - 1].end() : word.start()] == " "
        if joined and not words[at - 1].group().endswith("."):
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        said = text[run[0].start() : run[-1].end()]
        if run[0].start() == 0 and len(run) == 1 and not foreign(said) and not place_type(said):
            continue
        if (
            all(word.group().isupper() and len(word.group()) > 1 for word in run)
            and len(run) < 3
            and not text.isupper()
        ):
            continue
        found.append(_named(text, run[0].start(), run[-1].end()))
    if not found and text == text.lower():
        found = list(_known_places(text))
    return tuple(found)


def _named(text: str, start: int, end: int) -> Name:
    before = list(_RUN.finditer(text[:start]))
    head, whole = "", start
    for length in (3, 2, 1):
        part = before[-length:] if len(before) >= length else []
        if part and fold(text[part[0].start() : start].strip()) in _HEADS:
            head, whole = fold(text[part[0].start() : start].strip()), part[0].start()
            before = before[:-length]
            break
    preposition = fold(before[-1].group()) if before and text[before[-1].end() : whole].isspace() else ""
    said = text[start:end]
    if not head:  # "Ông Lê Văn A", "Công ty Hoa Sen": the head has a capital too
        folded = fold(said).split()
        for length in (3, 2, 1):
            if len(folded) > length and " ".join(folded[:length]) in _HEADS:
                skipped = re.match(rf"(?:\S+\s+){{{length}}}", said)
                if skipped:
                    head, start = " ".join(folded[:length]), start + skipped.end()
                break
    return Name(text[start:end], start, end, head, preposition if preposition in _PREPOSITIONS else "", whole)


def _known_places(text: str) -> Iterator[Name]:
    folded, done = fold(text), 0
    words = list(_RUN.finditer(folded))
    for at, word in enumerate(words):
        if word.start() < done:
            continue
        for length in (3, 2):
            part = words[at : at + length]
            if len(part) == length and place_type(folded[part[0].start() : part[-1].end()]):
                done = part[-1].end()
                yield _named(text, part[0].start(), done)
                break


def phrase(text: str) -> Phrase | None:
    """The first question phrase of a text; None where nothing asks."""
    asked = folded_question(text)
    found = []
    for order, (asks, rule) in enumerate(_ASKING):
        match = next(
            (m for m in rule.finditer(asked) if not _NO_PHRASE.search(asked[: m.start()]) or asks is not Asks.COUNT),
            None,
        )
        if match:
            found.append((match.start(), order, Phrase(asks, match.start(), match.end())))
    return min(found)[2] if found else None


def content(text: str) -> list[str]:
    """The folded content syllables of a text outside its names and periods, in order."""
    function = _FUNCTION if has_diacritics(text) else _FUNCTION_PLAIN
    taken = [(name.start if name.head in _ROLES else name.whole, name.end) for name in names(text)] + [
        match.span() for match in PERIOD.finditer(text)
    ]
    return [
        fold(token.text)
        for token in tokens(text)
        if token.text.lower() not in function
        and canonical_number(token) is None
        and not any(start <= token.start < end for start, end in taken)
    ]


def without_period(text: str) -> str:
    """A text without the times that it names.

    >>> without_period("Tính đến hết năm 2022, tỉnh có bao nhiêu dự án?"), without_period("Ai ký ngày 3/4/2023?")
    ('tỉnh có bao nhiêu dự án?', 'Ai ký?')
    """
    while found := PERIOD.search(text):
        before, behind = text[: found.start()].rstrip(" ,"), text[found.end() :].lstrip(" ,")
        text = f"{before} {behind}" if before and behind and behind[0].isalnum() else f"{before}{behind}"
    return text


def without_mark(text: str) -> str:
    """A question without what ends it.

    >>> without_mark("Ai ký? ")
    'Ai ký'
    """
    return text.rstrip(_END)


def lowered(text: str) -> str:
    """A sentence as it stands within another: its first letter small, unless it begins a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    if first[1:] != first[1:].lower() or any(name.whole == 0 and name.start == 0 for name in names(text)):
        return text
    return text[:1].lower() + text[1:]


def raised(text: str) -> str:
    """A text with its first letter a capital."""
    return text[:1].upper() + text[1:]
