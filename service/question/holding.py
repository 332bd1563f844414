"""Whether a quote gives an office to whom a claim gives it: not to a deputy, to one who has left it, or to a bystander."""

import re
from dataclasses import dataclass, replace

from corpus.text.fold import fold
from corpus.text.sentences import sentences
from service.question.kinds import Kind
from service.question.places import place_type
from service.question.wording import PERSON_HEADS, Name, Rule, names, without_period
from service.reader.offices import Office, fits, holders, offices_in
from service.reader.spans import SURNAMES, spans

# "Từng là", "đã là", "nguyên là" say that it was held before: no present holder is asked for there.
_HOLDS = Rule(
    r"\s+(?:(?:hồi|vào|đầu|giữa|cuối|ngày|tháng|năm|[\d/.-]+)\s+)*(?:(?:đang|hiện|vẫn)\s+)*(?:là|làm|giữ chức vụ|giữ chức)\s+"
)
_IS_HELD_BY = Rule(r"\s+là\s+(?:(?:ông|bà|anh|chị|đồng chí)\s+)?$")
# A name in small letters: it begins with a family name, and an office follows.
_SMALL = re.compile(
    r"(?:(?:ong|ba|anh|chi|dong chi) )?(?P<person>\w+(?: \w+){1,4}?) (?:(?:dang|hien|van) )*(?:la|lam|giu chuc vu|giu chuc) "
)
_LEVELS = frozenset("tinh pho huyen quan xa phuong".split())  # folded; "pho" is of "thành phố"
_LEAST = 0.4  # part of the office's words: "Giám đốc Sở Y tế" is another than "Giám đốc Sở Công Thương"
_TITLES = frozenset("ong ba anh dong chi".split())  # folded
_DONE_TO = frozenset("tiep gap cho voi tham moi mung don".split())
_LEFT = r"\b(?:thoi (?:giu|lam|chuc|dam nhiem)|mien nhiem|bai nhiem|cach chuc|tu chuc|tu nhiem|nghi huu)\b"
# Behind a name: "ông A, Chủ tịch xã, được thôi giữ chức"; in "ông A cho thôi giữ chức" it is somebody else who leaves.
_LEAVES = re.compile(rf"(?:\s*,[^,]*,)?[\s,]*(?:(?:da|vua|moi|se|xin|bi|duoc(?: cho)?|chinh thuc)\s+)*{_LEFT}")
_TAKEN_FROM = re.compile(rf"{_LEFT}(?!.*\b(?:bau|bo nhiem|thay)\b)")


@dataclass(frozen=True, slots=True)
class Holding:
    """Who is claimed to hold an office: a folded name, the office, and the names in it, none of which is a person's."""

    person: str
    office: Office
    places: tuple[str, ...]


def claimed(said: str) -> Holding | None:
    """The office that a claim (NFC) says to be held now; None where it says nothing of the kind.

    >>> [claimed(text).person for text in ("Ông Lê Văn Tám là Chủ tịch xã", "Chủ tịch xã là bà Lò Thị Nhung")]
    ['le van tam', 'lo thi nhung']
    >>> claimed("Ông Lê Văn Tám từng là Chủ tịch xã"), claimed("Ông Lê Văn Tám là người Phú Khê")
    (None, None)
    """
    found = names(said)
    for name in found:
        if _is_person(name) and (holds := _HOLDS.match(said[name.end :])):
            return _holding(name, said[name.end + holds.end() :], found)
    last = found[-1] if found else None
    if last and _is_person(last) and not said[last.end :].strip() and (held := _IS_HELD_BY.search(said[: last.start])):
        return _holding(last, said[: held.start()], found)
    typed_small = None if found else _SMALL.match(fold(said))
    if typed_small and typed_small["person"].split()[0] in SURNAMES:
        return _of_office(typed_small["person"], said[typed_small.end() :], ())
    return None


def gives(holding: Holding, sentence: str) -> bool:
    """Whether a sentence (NFC) gives the office to the person, and does not say that they left it."""
    return not _left(holding, sentence) and any(_suits(holding.office, own) for own in _offices(holding, sentence)[0])


def refuses(holding: Holding, quote: str) -> bool:
    """Whether a quote (NFC) gives the office to another, or to the person another of that kind, or says that they left it.

    >>> chair = claimed("Ông Lê Văn Tám là Chủ tịch xã")
    >>> [refuses(chair, text) for text in ("Ông Lê Văn Tám, Phó Chủ tịch xã, dự.", "Ông Lê Văn Tám được bầu làm Chủ tịch xã.")]
    [True, False]
    """
    parts = [quote[start:end] for start, end in sentences(quote)]
    if any(_left(holding, part) for part in parts):
        return True
    told = [_offices(holding, part) for part in parts]
    own = [office for mine, _ in told for office in mine]
    others = [office for _, theirs in told for office in theirs]
    if any(_suits(holding.office, office) for office in own):
        return False
    another = any(one.head == holding.office.head and not _may_suit(holding.office, one) for one in own)
    return another or any(_suits(holding.office, office) for office in others)


def _is_person(name: Name) -> bool:
    return len(name.text.split()) > 1 and name.head in PERSON_HEADS | {""} and not place_type(name.text)


def _holding(person: Name, words: str, found: tuple[Name, ...]) -> Holding | None:
    return _of_office(_key(person.text), words, tuple(one.text for one in found if one != person and " " in one.text))


def _of_office(person: str, words: str, places: tuple[str, ...]) -> Holding | None:
    """The holding of the office that these words begin with; None where they begin with none."""
    said = without_period(words).strip()
    office = next(iter(offices_in(said)), None)
    if office is None or not fold(said).startswith((office.head, f"pho {office.head}")):
        return None
    return Holding(person, office, places)


def _suits(office: Office, held: Office) -> bool:
    """Whether an office that is held is the one claimed: of the same body and level, as far as both are told."""
    if fits(office, held, {}) < _LEAST:
        return False
    if office.of and held.of and office.of[0] not in held.of and held.of[0] not in office.of:
        return False
    levels = [next((word for word in one.of if word in _LEVELS), "") for one in (office, held)]
    return levels[0] == levels[1] or not all(levels)


def _may_suit(office: Office, held: Office) -> bool:
    """Whether what is held is told too briefly to be another: "Giám đốc" may be that of what is claimed."""
    return not held.of and fits(replace(office, of=()), held, {}) > 0


def _offices(holding: Holding, sentence: str) -> tuple[list[Office], list[Office]]:
    """The offices that a sentence gives to the person, and those that it gives to others."""
    sentence = _without_places(holding, sentence)
    mine: list[Office] = []
    theirs: list[Office] = []
    for one in holders(sentence):
        same = _same(holding.person, _key(sentence[one.person.start : one.person.end]))
        if not _met(one.office):
            (mine if same else theirs).append(one.office)
    return mine, theirs


def _met(office: Office) -> bool:
    """Whether words read as those of an office end with what its holder does to a person: "Chủ tịch xã tiếp ông"."""
    words = [word for word in office.of if word not in _TITLES]
    return bool(words) and words[-1] in _DONE_TO


def _left(holding: Holding, sentence: str) -> bool:
    """Whether a sentence says that the person holds the office no more, or is to be relieved of it."""
    sentence = _without_places(holding, sentence)
    folded, floor = fold(sentence), 0
    former = re.compile(rf"\b(?:nguyen|cuu) (?:la )?(?:pho )?{holding.office.head}\b")
    for person in spans(Kind.PERSON, sentence):
        if former.match(folded, person.start):
            continue  # "Nguyên Chủ tịch" begins a sentence, it names nobody
        before = folded[floor : person.start]
        leaves = _LEAVES.match(folded, person.end)
        called = re.compile(rf"[\s,(–-]*(?:la )?{former.pattern}").match(folded, person.end)
        if _same(holding.person, _key(sentence[person.start : person.end])) and (
            leaves or called or _TAKEN_FROM.search(before) or former.search(before)
        ):
            return True
        floor = max(floor, person.end, *(match.end() for match in (leaves, called) if match))
    return False


def _without_places(holding: Holding, sentence: str) -> str:
    """A sentence with the names of the office in small letters: "Huyện ủy Mường Thanh" is led by no Mường Thanh."""
    for place in holding.places:
        sentence = sentence.replace(place, place.lower())
    return sentence


def _same(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _key(name: str) -> str:
    return fold(name).replace("-", " ")
