"""An office in the place of an office: "Còn Chủ tịch UBND tỉnh?" after "Ai là Bí thư Tỉnh ủy Thanh Hóa?" asks of the same province."""

import re

from corpus.text.fold import fold
from service.question.places import place_type
from service.question.wording import PERIOD, PLACE_HEADS, Name, Rule, names, phrase, raised
from service.reader.offices import Office, offices_in
from service.reader.spans import SURNAMES

_ENDS = Rule(
    r"\s+(?:là|ai|nào|tên|hiện|đang|đương|năm|từ|tháng|khi|ký|dự|tiếp|cùng|đến|đi|thăm|nói|phát biểu|sinh|quê|làm|giữ|có|đã"
    r"|sẽ|vừa|ở|tại|với)(?!\w)|,"
)
# What an office is of, by the last word that says so; "Thành ủy" is of a city as "UBND thành phố".
_LEVELS = {
    "tinh": "tinh", "thanh": "pho", "pho": "pho", "huyen": "huyen", "quan": "quan", "xa": "xa", "phuong": "phuong", "nuoc": "nuoc"
}  # fmt: skip
_ALONE = frozenset({"thu tuong", "tong bi thu", "tong thong"})  # of the country, without saying so
_NATIONAL = _ALONE | {"bo truong", "thu truong"}
_STANDING = frozenset({"thuong", "truc"})  # of "Phó Bí thư Thường trực": says which of several, not of what


def with_office(part: str, last: str) -> str | None:
    """The last question (NFC, without its mark) with the office ``part`` for the one it has; None where either has none.

    The place stays where the new office may be of it, and all that the old one is of where the new one says nothing of it.

    >>> with_office("Chủ tịch UBND tỉnh", "Ai là Bí thư Tỉnh ủy Thanh Hóa"), with_office("phó giám đốc", "Ai là giám đốc chợ Mơ")
    ('Ai là Chủ tịch UBND tỉnh Thanh Hóa', 'Ai là phó giám đốc chợ Mơ')
    """
    new, old = _office(part), _office(last)
    if new is None or old is None or not begins_office(part):
        return None
    head = re.search(rf"(?<!\w)(?:pho )?{old.head}(?!\w)", fold(last))
    if head is None:
        return None
    end = _end(last, head.end())
    place = next((name for name in names(last) if head.end() < name.start < end and _level(last, name)), None)
    end = place.end if place else end
    if set(new.of) <= _STANDING and new.head not in _ALONE:
        kept = last[head.end() : end].strip()
    else:
        kept = _kept(part, new, last, place) if place else ""
    return raised(f"{last[: head.start()]}{f'{part} {kept}'.rstrip()}{last[end:]}")


def begins_office(text: str) -> bool:
    """Whether a text begins with an office, or the committee that it is of: its capital is none of a name.

    >>> [begins_office(text) for text in ("Bí thư xã Phú Khê", "Phó Bí thư", "Tỉnh ủy Lâm Đồng", "Nghệ An", "Ông Bí thư")]
    [True, True, True, False, False]
    """
    office, folded = _office(text), fold(text)
    return bool(office and folded.startswith((office.head, f"pho {office.head}"))) or folded.split()[1:2] == ["uy"]


def _office(text: str) -> Office | None:
    return next(iter(offices_in(text)), None)


def _end(last: str, start: int) -> int:
    """Where the office whose head ends at ``start`` ends: before what is said or asked of its holder."""
    behind = last[start:]
    found = (_ENDS.search(behind), PERIOD.search(behind))
    ends = [match.start() for match in found if match]
    asked = phrase(behind)
    cut = min([*ends, asked.start if asked else len(behind), len(behind)])
    return start + len(behind[:cut].rstrip())


def _level(text: str, name: Name) -> str:
    """What sort of place a name is of ("tinh"), by the word before it; "" for the names of people and bodies."""
    if place_type(name.text) == "province":
        return "tinh"
    if place_type(name.text) or fold(name.text).split()[0] in SURNAMES:
        return ""
    before = _level_said(text[: name.start])
    return before if before or name.head not in PLACE_HEADS else name.head


def _level_said(text: str) -> str:
    """The sort of place that a text ends with, "" where it ends with none."""
    words = fold(text).split()
    if words[-1:] == ["uy"]:
        words.pop()
    return _LEVELS.get(words[-1], "") if words else ""


def _kept(part: str, new: Office, last: str, place: Name) -> str:
    """The place as it stands behind the new office; "" where that is of another sort of place, or names its own."""
    text = f"- {part}"
    said, of_old = _level_said(part), _level(last, place)
    national = new.head in _NATIONAL or new.of[:2] == ("quoc", "hoi")
    if national or any(_level(text, name) for name in names(text)):
        return ""
    if said:
        return last[place.start : place.end] if said == of_old else ""
    return last[place.whole : place.end] if of_old == "tinh" else ""
