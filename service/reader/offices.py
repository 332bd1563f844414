"""Who holds the office that a question asks for: names in apposition to offices, "Phó Bí thư Thường trực Tỉnh ủy Lê Văn Tám".

An office is its head ("bí thư"), whether it is a deputy's, and what it is of ("Thường trực Tỉnh ủy"). A sentence's holder
fits as far as it is of what the question says, words weighed by how rare they are: "Bí thư Tỉnh ủy" for "Bí thư Tỉnh ủy
Thanh Hóa" in papers that all speak of Thanh Hóa.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.text.fold import fold
from service.question.aliases import bundled
from service.question.analysis import Question, words_of
from service.question.kinds import Kind
from service.question.wording import Rule, content
from service.reader.rivals import WITH_DEPUTY
from service.reader.spans import SURNAMES, Span, spans

_HEADS = (
    f"{WITH_DEPUTY}|tong bi thu|chanh an|bo truong|thu truong|thi truong|tinh truong|thong doc|dai su|tong lanh su|chi huy truong|"
    "uy vien|hoi truong|quoc vuong"
)
_HEAD = re.compile(rf"(?<!\w)(?P<former>cuu )?(?P<pho>pho )?(?P<head>{_HEADS})(?!\w)")
# Both words for who held an office before, as one; "Nguyên" is a name where nothing but its place makes it a capital.
_FORMER = re.compile(r"(?<!\w)(?:nguyên|[Cc]ựu)\s+|(?:^|(?<=[.:;] ))Nguyên\s+")
# What follows the office in a question, not part of it.
_ENDS = Rule(
    r"(?<!\w)(?:(?:là|ai|nào|tên|gì|hồi|lúc|bây giờ|giờ|hiện|đang|đương|năm|đầu(?! tư)|cuối|tháng|ngày|ông|bà|do|đã|sẽ|về|dự(?! án)"
    r"|tiếp|cùng|với|trong|khi|dịp|đến|đi|nói|phát biểu|ký|làm|giữ|ở|tại|vào|từ|thì|vừa|hôm)(?!\w)|\d)"
)
_MOST = 8  # words of an office behind its head
_REACH = 90  # code points between an office and its holder
_JOINS = re.compile(
    r"[\s,–-]*(?:(?:đồng thời|hiện|đang|kiêm|cũng)\s+)*(?:(?:là|làm|giữ chức(?: vụ)?|kiêm)\s+)?", re.IGNORECASE
)
_IS = re.compile(r"\s+(?:là|:)\s+(?:(?:ông|bà|anh|chị|đồng chí)\s+)?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)")
_PLACE = re.compile(r"\b(?:tỉnh|thành phố|huyện|quận|xã|phường|thị trấn|thị xã|thôn|bản|nước)\s+$", re.IGNORECASE)
# A person follows more often than a place: "Bí thư Huyện ủy Lê Văn Tám", "Bí thư Huyện ủy Mường Thanh".
_COMMITTEE = re.compile(r"\b(?:tỉnh|thành|huyện|thị|quận|xã|phường) (?:ủy|uỷ)\s+$", re.IGNORECASE)
# Whom an office holder meets has another office: "Chủ tịch tỉnh tiếp ông Kim".
_PARTS = re.compile(
    r"[.;:()\n]| và | cùng | (?:tiếp|gặp|đón|thăm|mời|trao|tặng|chúc mừng|cảm ơn|giao cho|làm việc với)(?: \w+){0,2} (?=(?:ông|bà|ngài|anh|chị|đồng chí)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Office:
    """The head of an office, whether it is a deputy's, the folded words of what it is of, and whether it is called a former one."""

    head: str
    deputy: bool
    of: tuple[str, ...]
    former: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A person, by place in a sentence, with an office that the sentence gives them."""

    person: Span
    office: Office


def asked(question: Question) -> Office | None:
    """The office whose holder is asked for; None where the question asks for something else."""
    if question.kind is not Kind.PERSON:
        return None
    return _asked(question.text)


def asks_holder_alone(question: Question) -> bool:
    """Whether a question asks who holds an office and says nothing else: "Ai là Bí thư Huyện ủy Mường Thanh?"."""
    office = asked(question)
    said = set(_short(" ".join(content(question.text))).split())
    return office is not None and not office.former and said <= {*office.head.split(), *office.of, "pho"}


@lru_cache(maxsize=256)
def _asked(text: str) -> Office | None:
    # Without accents "hoi" is an association as well as a time: there more is taken for the office than is of it.
    text = _FORMER.sub("cựu ", text)
    head = _HEAD.search(fold(text))
    if head is None:
        return None
    end = _ENDS.search(text[head.end() :])
    own = text[head.start() : head.end() + (end.start() if end else len(text))]
    return next(iter(_offices(own)), None)


def fits(office: Office, holder: Office, terms: Mapping[str, float]) -> float:
    """How far (0..1) what is asked for is the holder's; ``terms`` weigh the words of the question.

    >>> deputy = Office("bi thu", True, ("thuong", "truc"))
    >>> fits(deputy, Office("bi thu", True, ("thuong", "truc", "tinh", "uy")), {}), fits(deputy, Office("bi thu", False, ()), {})
    (1.0, 0.0)
    """
    if (office.head, office.deputy, office.former) != (holder.head, holder.deputy, holder.former):
        return 0.0
    least = 0.1  # a word that stands everywhere says little, but something
    weights = [max(terms.get(word, 1.0), least) for word in office.of]
    held = [weight for word, weight in zip(office.of, weights, strict=True) if word in holder.of]
    # "Phó Bí thư Thường trực" is not who "Phó Bí thư" asks for, though it may be.
    standing = "thuong" in holder.of and "thuong" not in office.of
    return (sum(held) / sum(weights) if weights else 1.0) * (0.5 if standing else 1.0)


@lru_cache(maxsize=8192)
def holders(sentence: str) -> tuple[Holder, ...]:
    """The persons of a sentence with each office that it gives them, in order.

    >>> [(h.office.head, h.office.of) for h in holders("Dự có Bí thư Huyện ủy, Chủ tịch HĐND huyện Lê Văn Tám.")]
    [('bi thu', ('huyen', 'uy')), ('chu tich', ('hdnd', 'huyen'))]
    """
    people = _people(sentence)
    found = []
    for at, person in enumerate(people):
        floor = people[at - 1].end if at else 0
        before = sentence[max(floor, person.start - _REACH) : person.start]
        before = _FORMER.sub("cựu ", _ASIDE.sub("", before))
        cuts = [match.end() for match in _PARTS.finditer(before)]
        found += [Holder(person, office) for office in _offices(before[cuts[-1] if cuts else 0 :])]
        ceiling = people[at + 1].start if at + 1 < len(people) else len(sentence)
        behind = sentence[person.end : min(ceiling, person.end + _REACH)]
        found += [Holder(person, office) for office in _behind(behind, next_to=ceiling - person.end <= _REACH)]
    return tuple(found)


def no_longer(office: Office, sentence: str, start: int, end: int) -> bool:
    """Whether the sentence calls the person at ``[start, end)`` a former holder of the office, and not its present one too."""
    held = [one.office for one in holders(sentence) if one.person.start < end and start < one.person.end]
    once = any(fits(replace(office, former=True), one, {}) > 0 for one in held)
    return once and not any(fits(replace(office, former=False), one, {}) > 0 for one in held)


def _people(sentence: str) -> list[Span]:
    """The persons of a sentence. In "Giám đốc hợp tác xã Đông Mạ là bà Lò Thị Nhung" the first name is none of a person."""
    found: list[Span] = []
    for span in spans(Kind.PERSON, sentence):
        if found and _IS.fullmatch(sentence[found[-1].end : span.start]):
            found.pop()
        if person := _without_place(sentence, span):
            found.append(person)
    return found


def _without_place(sentence: str, person: Span) -> Span | None:
    """The name without that of the place before it ("xã Đông Mạ Lê Văn Tám"); None where it is the place's alone."""
    before = sentence[max(0, person.start - _REACH) : person.start]
    words = list(re.finditer(r"\S+", sentence[person.start : person.end]))
    of_committee = _COMMITTEE.search(before) and fold(words[0].group()) not in SURNAMES
    if not of_committee and not _PLACE.search(before):
        return person
    for at in (2, 1, 3):  # names of places have two words more often than one
        if at < len(words) - 1 and fold(words[at].group()) in SURNAMES:
            return replace(person, start=person.start + words[at].start())
    return person if len(words) > 2 else None


def _behind(text: str, *, next_to: bool) -> list[Office]:
    """The offices that follow a name: "Lê Văn Tám, Chủ tịch xã". What runs up to the next name is that one's."""
    text = _FORMER.sub("cựu ", _ASIDE.sub("", text))
    if stop := _PARTS.search(text):
        text, next_to = text[: stop.start()], False
    clauses = text.split(",")
    found = []
    for at, clause in enumerate(clauses):
        if at == 0 and not clause.strip():
            continue
        lead = _JOINS.match(clause)
        own = clause[lead.end() :] if lead else clause
        if not _HEAD.match(fold(own)) or (next_to and at == len(clauses) - 1):
            break
        found += _offices(own)[:1]
    return found


def _offices(text: str) -> list[Office]:
    """The offices that a text names, each with what it is of, up to the next."""
    words = _short(" ".join(words_of(text)))
    heads = list(_HEAD.finditer(words))
    ends = [*(head.start() for head in heads[1:]), len(words)]
    return [
        Office(head["head"], bool(head["pho"]), tuple(words[head.end() : end].split()[:_MOST]), bool(head["former"]))
        for head, end in zip(heads, ends, strict=False)
    ]


def _short(words: str) -> str:
    """Folded words with names that have an abbreviation by that: "uy ban nhan dan tinh" is "ubnd tinh"."""
    for long, short in _abbreviations():
        words = re.sub(rf"(?<!\w){long}(?!\w)", short, words)
    return words


@lru_cache(maxsize=1)
def _abbreviations() -> Sequence[tuple[str, str]]:
    pairs = [
        (" ".join(words_of(name)), " ".join(words_of(one.short)))
        for one in bundled().abbreviations
        for name in one.means
        if len(name.split()) > 2
    ]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def offices_in(text: str) -> list[Office]:
    """The offices that a text names, in order."""
    return _offices(_FORMER.sub("cựu ", text))
