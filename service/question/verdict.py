"""Yes or no: a claim compared with a quote, conservatively.

"có" only if all names and figures and most content words of the claim stand in the quote and nothing is negated; "không"
only if the quote gives another value in the place of the claim's one, or negates the same statement; else "không rõ".
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.text.fold import fold
from corpus.text.sentences import sentences
from corpus.text.spelling import spelling_key
from corpus.text.syllables import Token, canonical_number, tokens
from index.retrieval import has_diacritics
from service.question.figures import in_digits
from service.question.holding import claimed, gives
from service.question.statement import claim
from service.question.wording import PERSON_HEADS, Name, content, names


class Verdict(StrEnum):
    """What a quote says to a claim."""

    YES = "có"
    NO = "không"
    UNCLEAR = "không rõ"


_MOST = 0.75  # share of the claim's content words
_NEAR = 3  # words between a negation and what it negates
_NEGATIONS = frozenset({"không", "chưa", "chẳng", "khong", "chua"})
_NO_NEGATION = frozenset(
    "chỉ những ngừng phận quân gian khí ít kể chi nhung ngung phan gian khi it ke thể the".split()
)  # behind "không": "không những", "không ngừng", "không khí"
_ROUGHLY = frozenset(
    "hơn trên dưới gần khoảng ít nhất tối đa thiểu hon tren duoi gan khoang it nhat toi da thieu".split()
)
# Of two words one denies the other, where all else that is claimed stands in the sentence.
_OPPOSITES = (
    "tăng|giảm trước|sau trên|dưới sáng|chiều|tối lớn|nhỏ cao|thấp nhiều|ít xuất|nhập đầu|cuối nam|nữ đông|tây trong|ngoài"
).split()
_OPPOSITE_OF = {word: frozenset(group.split("|")) - {word} for group in _OPPOSITES for word in group.split("|")}
_ONCE = re.compile(
    r"(?<!\w)(?:ký|thành lập|thiết lập|ban hành|khởi công|khánh thành|diễn ra|tổ chức|khai mạc|bế mạc|bắt đầu|thông xe|sinh|mở|họp)(?!\w)"
)
_DAY = re.compile(r"(?i)(?:\bng[àa]y\s+)?(?<!\d)0?(\d{1,2})\s+th[áa]ng\s+0?(\d{1,2})\s+n[ăa]m\s+(\d{4})(?!\d)")
_MONTH = re.compile(r"(?i)(?<=\bth[áa]ng\s)0?(\d{1,2})\s+n[ăa]m\s+(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with what it counts: ``unit`` are the two words behind it; a date has none."""

    value: str
    unit: tuple[str, ...]
    roughly: bool

    @property
    def is_date(self) -> bool:
        return "/" in self.value

    @property
    def is_year(self) -> bool:
        return len(self.value) == 4 and self.value[:2] in {"19", "20"} and self.value.isdigit()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the sentence ``[start, end)`` of the quote that it rests on; the whole quote where none decides."""

    verdict: Verdict
    start: int
    end: int


def judged(question: str, quote: str) -> Judgement:
    """What a quote says to a yes/no question (both NFC): what the first of its sentences says that decides.

    >>> [judged("Hợp tác xã có 42 xã viên phải không?", quote).verdict.value for quote in
    ...  ("Hợp tác xã có 42 xã viên.", "Hợp tác xã có 38 xã viên.", "Hợp tác xã trồng 42 ha lúa.")]
    ['có', 'không', 'không rõ']
    """
    said = _in_figures(claim(question))
    found = (Judgement(_sentence(said, _in_figures(quote[start:end])), start, end) for start, end in sentences(quote))
    unclear = Judgement(Verdict.UNCLEAR, 0, len(quote))
    return next((one for one in found if one.verdict is not Verdict.UNCLEAR), unclear)


def _in_figures(text: str) -> str:
    """Dates and figures that are written in words, in digits.

    >>> _in_figures("Ngày 21 tháng 2 năm 2023, mười hai xã ký.")
    '21/2/2023, 12 xã ký.'
    """
    return _MONTH.sub(r"\1/\2", _DAY.sub(r"\1/\2/\3", in_digits(text)))


def _sentence(said: str, quote: str) -> Verdict:
    toned = has_diacritics(said)
    words = [_key(token, toned) for token in tokens(quote)]
    asked = [_key(token, toned) for token in tokens(said)]
    told = set(words)
    denied = any(word in _NEGATIONS and not _idle(asked, at) for at, word in enumerate(asked))
    ordered = [_of(word, toned) for word in _content(said, toned)]
    content_words = set(ordered)
    if not content_words and not names(said):
        return Verdict.UNCLEAR
    share = len(content_words & told) / len(content_words) if content_words else 1.0
    missing_names = [name for name in names(said) if not _stands(name, words, toned)]
    figures, given = _figures(said, toned), _figures(quote, toned)
    missing = [figure for figure in figures if not _told(figure, given)]
    # The last word is what is claimed: a quote of everything but "giảm" says nothing of it.
    if share < (_MOST if len(ordered) > 3 else 1.0) or (ordered and ordered[-1] not in told):
        return Verdict.UNCLEAR
    if not missing_names and not missing:
        if _opposed(asked, words, toned=toned) or ((holding := claimed(said)) and not gives(holding, quote)):
            return Verdict.UNCLEAR
        return _polarity(words, content_words, denied=denied)
    if denied or any(word in _NEGATIONS for word in words):
        return Verdict.UNCLEAR
    if not missing_names and len(missing) == 1 and _other_value(missing[0], figures, given, said):
        return Verdict.NO
    if len(missing_names) == 1 and not missing and _other_person(missing_names[0], said, quote):
        return Verdict.NO
    return Verdict.UNCLEAR


def _opposed(asked: list[str], words: list[str], *, toned: bool) -> bool:
    """Whether the claim has a word in the place of which the quote has its opposite alone."""
    if not toned:
        return False
    told = set(words)
    return any(word not in told and _OPPOSITE_OF.get(word, frozenset()) & told for word in asked)


def _key(token: Token, toned: bool) -> str:
    return _of(token.text, toned)


def _of(word: str, toned: bool) -> str:
    return spelling_key(word) if toned else fold(spelling_key(word))


def _content(text: str, toned: bool) -> list[str]:
    plain = content(text)
    if not toned:
        return plain
    wanted = set(plain)
    return [
        token.text.lower()
        for token in tokens(text)
        if fold(token.text) in wanted and token.text.lower() not in _NEGATIONS | _ROUGHLY
    ]


def _stands(name: Name, words: list[str], toned: bool) -> bool:
    own = [_key(token, toned) for token in tokens(name.text)]
    return any(words[at : at + len(own)] == own for at in range(len(words) - len(own) + 1))


def _figures(text: str, toned: bool) -> list[_Figure]:
    found = tokens(text)
    figures = []
    for at, token in enumerate(found):
        value = canonical_number(token)
        if value is None:
            continue
        behind = "%" if text[token.end : token.end + 2].strip()[:1] == "%" else ""
        unit = (behind,) if behind else tuple(_key(other, toned) for other in found[at + 1 : at + 3])
        before = {_key(other, toned) for other in found[max(at - 2, 0) : at]}
        figures.append(_Figure(value, unit, bool(before & {_of(word, toned) for word in _ROUGHLY})))
    return figures


def _told(figure: _Figure, given: list[_Figure]) -> bool:
    if any(other.value == figure.value for other in given):
        return True
    # The month or year of a full date: 12/2025 in 11/12/2025.
    return (figure.is_date or figure.is_year) and any(other.value.endswith(f"/{figure.value}") for other in given)


def _idle(words: list[str], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1] in _NO_NEGATION


def _polarity(words: list[str], content_words: set[str], *, denied: bool) -> Verdict:
    negations = [at for at, word in enumerate(words) if word in _NEGATIONS and not _idle(words, at)]
    if not negations:
        return Verdict.NO if denied else Verdict.YES
    near = [at for at in negations if content_words & set(words[at + 1 : at + 1 + _NEAR])]
    if len(negations) == 1 and near:
        return Verdict.YES if denied else Verdict.NO
    return Verdict.UNCLEAR


def _other_value(figure: _Figure, figures: list[_Figure], given: list[_Figure], said: str) -> bool:
    """Whether the quote gives exactly one value, another, of what a figure of the claim measures."""
    if figure.roughly:
        return False
    if figure.is_date or figure.is_year:
        if [other for other in figures if not (other.is_date or other.is_year)] or not _ONCE.search(said.lower()):
            return False  # the date says when a figure held
        others = {other.value for other in given if (other.is_date if figure.is_date else other.is_year)}
        if figure.is_year and any(other.is_date for other in given):
            return False
        return len(others) == 1 and all(value.count("/") == figure.value.count("/") for value in others)
    if not figure.unit:
        return False
    alike = [other for other in given if other.unit[: len(figure.unit)] == figure.unit or _same_unit(other, figure)]
    return len(alike) == 1 and not alike[0].roughly


def _same_unit(one: _Figure, other: _Figure) -> bool:
    return bool(one.unit and other.unit) and one.unit[0] == other.unit[0] and not (one.is_year or one.is_date)


def _other_person(name: Name, said: str, quote: str) -> bool:
    """Whether the quote names another in the office that the claim gives to somebody: "X là giám đốc Y"."""
    if len(name.text.split()) < 2 or (name.head and name.head not in PERSON_HEADS):
        return False
    folded = fold(said)
    found = re.search(rf"{re.escape(fold(name.text))}\s+(?:la|lam|giu chuc)\s+(.+)$", folded)
    if found is None or len(found[1].split()) < 2:
        return False
    office = re.escape(" ".join(found[1].split()))
    place = re.search(rf"(?<!\w)(?<!pho ){office}(?!\w)", fold(quote))
    if place is None:
        return False
    right = re.match(r",?\s*(?:(?:ông|bà|đồng chí|là)\s+){0,2}((?:[A-ZÀ-ỸĐ]\w+\s?){2,5})", quote[place.end() :])
    left = re.search(r"((?:[A-ZÀ-ỸĐ]\w+\s?){2,5})\s*(?:,|là|làm|giữ chức)\s*$", quote[: place.start()])
    return (right is not None) != (left is not None)
