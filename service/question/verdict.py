"""Yes or no: a claim compared with a quote, conservatively.

"có" only if all names and figures and most content words of the claim stand in the quote and nothing is negated; "không"
only if the quote gives another value in the place of the claim's one, or negates the same statement; else "không rõ".
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.text.fold import fold
from corpus.text.sentences import sentences
from corpus.text.syllables import tokens
from index.retrieval import has_diacritics
from service.question.figures import in_digits
from service.question.holding import claimed, gives
from service.question.measures import ROUGHLY, Figure, figures_in, key, other_value, same_measure, told_among
from service.question.statement import claim
from service.question.wording import PERSON_HEADS, Name, content, names
from service.reader.rivals import other_office
from service.reader.spans import UPPER, clauses
from service.statement_plan import Course, course


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
_BOUNDS = frozenset("dưới quá tới đến đầy duoi qua toi den day".split())  # behind "không" and before a figure
# Of two words one denies the other, where all else that is claimed stands in the sentence.
_OPPOSITES = (
    "tăng|giảm trước|sau trên|dưới sáng|chiều|tối lớn|nhỏ cao|thấp nhiều|ít xuất|nhập đầu|cuối nam|nữ đông|tây trong|ngoài"
).split()
_OPPOSITE_OF = {word: frozenset(group.split("|")) - {word} for group in _OPPOSITES for word in group.split("|")}
_PLANS_PLAIN = re.compile(r"\b(?:se|du kien|phan dau|muc tieu|ke hoach|du dinh)\b")  # in claims without accents
_DAY = re.compile(r"(?i)(?:\bng[àa]y\s+)?(?<!\d)0?(\d{1,2})\s+th[áa]ng\s+0?(\d{1,2})\s+n[ăa]m\s+(\d{4})(?!\d)")
_MONTH = re.compile(r"(?i)(?<=\bth[áa]ng\s)0?(\d{1,2})\s+n[ăa]m\s+(\d{4})(?!\d)")


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
    words = [key(token.text, toned) for token in tokens(quote)]
    asked = [key(token.text, toned) for token in tokens(said)]
    told = set(words)
    denied = any(word in _NEGATIONS and not _idle(asked, at) for at, word in enumerate(asked))
    ordered = [key(word, toned) for word in _content(said, toned)]
    content_words = set(ordered)
    if not content_words and not names(said):
        return Verdict.UNCLEAR
    share = len(content_words & told) / len(content_words) if content_words else 1.0
    missing_names = [name for name in names(said) if not _stands(name, words, toned)]
    figures, given = figures_in(said, toned), figures_in(quote, toned)
    missing = [figure for figure in figures if not told_among(figure, given)]
    # The last word is what is claimed: a quote of everything but "giảm" says nothing of it.
    if share < (_MOST if len(ordered) > 3 else 1.0) or (ordered and ordered[-1] not in told):
        return Verdict.UNCLEAR
    if not missing_names and not missing:
        if (
            opposed(said, quote)
            or _of_another(said, quote, figures)
            or _planned(said, quote)
            or other_office(said, quote)
            or ((holding := claimed(said)) and not gives(holding, quote))
        ):
            return Verdict.UNCLEAR
        if not _bounds(words) <= _bounds(
            asked
        ):  # "không dưới 40" says neither that there are 40 nor that there are not
            return Verdict.UNCLEAR
        return _polarity(words, content_words, denied=denied)
    if denied or any(word in _NEGATIONS for word in words):
        return Verdict.UNCLEAR
    if not missing_names and len(missing) == 1 and other_value(missing[0], figures, given, said):
        return Verdict.NO
    if len(missing_names) == 1 and not missing and _other_person(missing_names[0], said, quote):
        return Verdict.NO
    return Verdict.UNCLEAR


def opposed(said: str, quote: str) -> bool:
    """Whether a text (NFC) has a word, outside its names, in the place of which the quote has its opposite alone.

    >>> [opposed("Doanh thu tăng 10%", quote) for quote in ("Doanh thu giảm 10%", "Chi tăng, thu giảm", "Doanh thu 10%")]
    [True, False, False]
    """
    if not has_diacritics(said):
        return False
    told = {key(token.text, toned=True) for token in tokens(quote)}
    taken = [(name.start, name.end) for name in names(said)]
    asked = [
        key(token.text, toned=True)
        for token in tokens(said)
        if not any(start <= token.start < end for start, end in taken)
    ]
    return any(word not in told and _OPPOSITE_OF.get(word, frozenset()) & told for word in asked)


def _content(text: str, toned: bool) -> list[str]:
    plain = content(text)
    if not toned:
        return plain
    wanted = set(plain)
    return [
        token.text.lower()
        for token in tokens(text)
        if fold(token.text) in wanted and token.text.lower() not in _NEGATIONS | ROUGHLY
    ]


def _stands(name: Name, words: list[str], toned: bool) -> bool:
    own = [key(token.text, toned) for token in tokens(name.text)]
    return any(words[at : at + len(own)] == own for at in range(len(words) - len(own) + 1))


def _idle(words: list[str], at: int) -> bool:
    return (at + 1 < len(words) and words[at + 1] in _NO_NEGATION) or _is_bound(words, at)


def _is_bound(words: list[str], at: int) -> bool:
    return at + 2 < len(words) and words[at + 1] in _BOUNDS and words[at + 2][0].isdigit()


def _bounds(words: list[str]) -> set[tuple[str, str]]:
    """What is told of figures by a negation: ("dưới", "40") of "không dưới 40"."""
    return {
        (words[at + 1], words[at + 2]) for at, word in enumerate(words) if word in _NEGATIONS and _is_bound(words, at)
    }


def _polarity(words: list[str], content_words: set[str], *, denied: bool) -> Verdict:
    negations = [at for at, word in enumerate(words) if word in _NEGATIONS and not _idle(words, at)]
    if not negations:
        return Verdict.NO if denied else Verdict.YES
    near = [at for at in negations if content_words & set(words[at + 1 : at + 1 + _NEAR])]
    if len(negations) == 1 and near:
        return Verdict.YES if denied else Verdict.NO
    return Verdict.UNCLEAR


def _of_another(said: str, quote: str, figures: list[Figure]) -> bool:
    """Whether a name of the claim stands in a clause that tells another value of what is claimed: the value is another's.

    "Nhật Bản có 15 dự án, Hàn Quốc có 20 dự án" does not say that Hàn Quốc has 15.
    """
    toned = has_diacritics(said)
    for clause in clauses(quote):
        part = quote[clause.start : clause.end]
        words = [key(token.text, toned) for token in tokens(part)]
        if not any(_stands(name, words, toned) for name in names(said)):
            continue
        given = figures_in(part, toned)
        for figure in figures:
            alike = [one for one in given if same_measure(figure, one)]
            if alike and all(one.value != figure.value for one in alike):
                return True
    return False


def _planned(said: str, quote: str) -> bool:
    """Whether the quote only plans what the claim says to be so, or to have come to pass."""
    last = content(said)[-1:]
    plans = course(said, len(said) - 1) is Course.PLANNED if has_diacritics(said) else _PLANS_PLAIN.search(fold(said))
    if not last or plans:
        return False
    places = re.finditer(rf"(?<!\w){re.escape(last[0])}(?!\w)", fold(quote))
    courses = {course(quote, place.start()) for place in places}
    return Course.PLANNED in courses and Course.DONE not in courses


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
    person = rf"(?:{UPPER}\w+\s?){{2,5}}"
    right = re.match(rf",?\s*(?:(?:ông|bà|đồng chí|là)\s+){{0,2}}{person}", quote[place.end() :])
    left = re.search(rf"{person}\s*(?:,|là|làm|giữ chức)\s*$", quote[: place.start()])
    return (right is not None) != (left is not None)
