"""Finds the spans of a sentence that could answer a question of some kind: figures, dates, names, lists, causes.

Patterns only; they know Vietnamese, not any text. Offsets are code points into the given sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.text.fold import fold
from service.question.kinds import Kind
from service.question.places import place_type


@dataclass(frozen=True, slots=True)
class Span:
    """``sentence[start:end]``; ``unit`` is what stands behind a figure, folded ("du an fdi con")."""

    start: int
    end: int
    unit: str = ""


# Bounded: a number of a thousand digits is none, and would be tried from each of them.
_NUMBER = r"(?<!\d)\d{1,15}(?:[.,]\d{1,9}){0,6}"
_ABOUT = r"(?:(?:hơn|trên|gần|khoảng|ước đạt|ước|xấp xỉ|dưới|tối đa|tối thiểu|ít nhất|từ)\s+)?"
# "63 tỉnh" and "tỷ lệ" have no scale, "đồng chí" is no money.
SCALE = r"(?:nghìn tỷ|nghìn tỉ|trăm tỷ|triệu|tỷ|tỉ|nghìn|ngàn|trăm)(?!\w|\s+(?:lệ|số|suất|trọng|giá|phú)\b)"
CURRENCY = (
    r"(?:đồng(?!\s+(?:chí|bào|hồ|đội|nghiệp|phạm|hương|minh|bộ|ruộng|bằng|thời|ý)\b)|USD|đô la(?: Mỹ)?|VNĐ|VND|EUR|euro"
    r"|yên|won|nhân dân tệ|đ(?!\w))"
)
_WORDS = r"(?:một|hai|ba|bốn|năm(?!\s+(?:\d|nay|qua|sau|trước|học))|sáu|bảy|tám|chín|mười|mươi|hàng (?:trăm|nghìn|chục|triệu))"
# Capital and small letters alternate in the Vietnamese block of Unicode: no range of code points will do.
UPPER = f"[{''.join(char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper() and fold(char).isascii())}]"
_PROPER = rf"(?<!\w){UPPER}[\w’'-]*"
_NAME = rf"{_PROPER}(?:\s+{_PROPER})+"
OFFICE = (
    r"(?:đồng chí|ông|bà|ngài|anh|chị|bí thư|phó bí thư|chủ tịch|phó chủ tịch|bộ trưởng|thứ trưởng|giám đốc|phó giám đốc|"
    r"thị trưởng|tỉnh trưởng|trưởng đoàn|trưởng ban|trưởng phòng|chủ nhiệm|phó chủ nhiệm|ủy viên|tổng thống|thủ tướng|"
    r"đại sứ|hiệu trưởng|chánh văn phòng|cục trưởng|vụ trưởng|tổng giám đốc|hội trưởng|thường trực|tiến sĩ|thạc sĩ|bác sĩ)"
)
SURNAMES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh lai trinh mai cao luong dao doan vuong "
    "truong ta ha quach to thai luu lam tong trieu nghiem kieu cu ma la thach tang khuc luc giang au mac bach hua".split()
)
_PLACE = (
    r"(?:tỉnh|thành phố|TP\.?|nước|vùng|xã|phường|huyện|quận|thị xã|thị trấn|bang|tiểu bang|khu kinh tế|khu công nghiệp|"
    r"quảng trường|trung tâm|trụ sở|trường|cộng hòa|cộng hoà|liên bang|nhà nước|tại|ở|đến|sang|từ|vào)"
)
_ORGANISATION = (
    r"(?:UBND|HĐND|ủy ban|hội đồng|sở|bộ|ban|cục|vụ|công ty|tổng công ty|tập đoàn|trường|đại học|viện|hội|liên hiệp|liên đoàn|"
    r"hiệp hội|ngân hàng|cơ quan|văn phòng|chính quyền|đoàn|đảng bộ|tỉnh ủy|tỉnh uỷ|chính phủ|báo|đài|trung tâm|tổ chức|quỹ)"
)
_DAY = r"\d{1,2}(?:\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*(?:19|20)\d\d)?)"

_PATTERNS: dict[Kind, tuple[str, ...]] = {
    Kind.MONEY: (rf"{_ABOUT}{_NUMBER}\s*(?:{SCALE}\s*)*{CURRENCY}", rf"{_ABOUT}{_NUMBER}\s*{SCALE}"),
    Kind.SHARE: (rf"{_ABOUT}{_NUMBER}\s*%", rf"{_ABOUT}{_NUMBER}\s*(?:phần trăm|điểm phần trăm|lần)"),
    Kind.QUANTITY: (rf"(?:thứ\s+)?{_ABOUT}{_NUMBER}(?:\s*{SCALE}(?:\s*{CURRENCY})?)?(?:\s*%)?", rf"\b{_WORDS}(?:\s+{_WORDS})*\b"),
    Kind.DATE: (
        rf"(?i)(?:ngày\s+)?(?<![\d/.-]){_DAY}(?![\d/-])|ngày\s+\d{{1,2}}(?:\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?)?",
        r"(?i)(?:cuối |đầu |giữa )?tháng\s+\d{1,2}(?:\s*[-/]\s*\d{4}|\s+năm\s+\d{4})?|(?<!\d)\d{1,2}\s*[-/]\s*(?:19|20)\d\d",
        r"(?i)(?:cuối |đầu |giữa |hết )?năm\s+(?:1\d|20)\d\d",
    ),
    Kind.YEAR: (
        r"(?i)(?:giai đoạn|nhiệm kỳ)\s+(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d",
        r"(?i)năm\s+1[0-8]\d\d(?!\d)",
        r"(?i)(?:năm\s+)?(?<!\d)(?:19|20)\d\d(?!\d)(?:\s*[-–]\s*(?:19|20)\d\d)?",
    ),
    Kind.PERSON: (_NAME,),
    Kind.PLACE: (rf"(?i:{_PLACE})\s+{_PROPER}(?:\s+{_PROPER})*", _NAME),
    Kind.ORGANISATION: (
        rf"(?i:{_ORGANISATION})\s+(?:(?:\w+\s+){{0,3}}?){_PROPER}(?:\s+(?:{_PROPER}|và|-)(?=\s+{UPPER}|\W|$))*",
        _NAME,
    ),
    Kind.CAUSE: (r"(?i)(?<=\bdo )[^.;]+|(?<=\bvì )[^.;]+|(?<=\bnhờ )[^.;]+|(?<=xuất phát từ )[^,.;]+",),
    Kind.PURPOSE: (r"(?i)(?<=\bnhằm )[^.;]+|(?<=\bđể )[^.;]+|(?<=\bvới mục tiêu )[^.;]+",),
    Kind.LIST: (
        r"\b(?i:bao gồm|gồm có|gồm|như|sau đây|là)\b\s*:?\s+[^.:;,]+[,;][^.]+|\b(?i:gồm|là|như)\s[^.:;,]+ và [^.:;,]+",
        r"(?<=: )[^.;,]+[;,][^.]+",
        # Items without a word that announces them: short stretches between commas, three at least.
        r"(?<![^\s(])[^\s,;:.()][^,;:.()]{0,50}(?:, [^,;:.()]{2,50}){2,}",
        rf"{_PROPER}(?:\s+{_PROPER})*(?:, | và ){_PROPER}(?:\s+{_PROPER})*(?:(?:, | và ){_PROPER}(?:\s+{_PROPER})*)*",
    ),
}  # fmt: skip
_COMPILED = {kind: tuple(re.compile(pattern) for pattern in patterns) for kind, patterns in _PATTERNS.items()}
_LEAD = re.compile(r"(?i)^(?:bao gồm|gồm có|gồm|như|là|sau đây)\s*:?\s+")
_ADDRESS = re.compile(r"(?:Ông|Bà|Ngài|Anh|Chị|GS\.?|TS\.?|ThS\.?|PGS\.?)\s+")
_BEFORE_PERSON = re.compile(rf"(?i){OFFICE}(?:\s+[\w.()]+){{0,9}}?[\s,:]*$")


def spans(kind: Kind, sentence: str) -> list[Span]:
    """Spans that could answer a question of a kind, by place; overlapping ones of weaker patterns are left out."""
    found: list[Span] = []
    check = _CHECKS.get(kind)
    for pattern in _COMPILED.get(kind, ()):
        for match in pattern.finditer(sentence):
            span = _trimmed(kind, sentence, match.start(), match.end())
            overlaps = any(span.start < other.end and other.start < span.end for other in found)
            if span.end > span.start and not overlaps and (check is None or check(sentence, span)):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _trimmed(kind: Kind, sentence: str, start: int, end: int) -> Span:
    text = sentence[start:end]
    if kind is Kind.LIST and (lead := _LEAD.match(text)):
        start += lead.end()
    if kind is Kind.PERSON and (address := _ADDRESS.match(text)):
        start += address.end()
    if kind is Kind.PERSON:
        start += _behind_province(sentence[start:end])
    while start < end and sentence[start] in " ,;:.“”\"'()…-":
        start += 1
    while end > start and sentence[end - 1] in " ,;:.“”\"'(…/-":
        end -= 1
    unit = " ".join(fold(sentence[end : end + 40]).replace(",", " | ").replace(";", " | ").split()[:4])
    if kind is Kind.QUANTITY:
        end = _with_unit(sentence, end)
    return Span(start, end, unit)


def _behind_province(name: str) -> int:
    """Where a person's name starts behind that of a province: "Tỉnh ủy Thanh Hóa Lê Văn Tám"; 0 where there is none.

    >>> _behind_province("Thanh Hóa Lê Văn Tám"), _behind_province("Hà Nam Ninh")
    (10, 0)
    """
    words = list(re.finditer(r"\S+", name))
    if len(words) < 4 or place_type(name[: words[1].end()]) != "province":
        return 0
    return words[2].start() if fold(words[2].group()) in SURNAMES else 0


_UNIT_WORD = re.compile(r"\s+([^\W\d_]+)")


def _with_unit(sentence: str, end: int) -> int:
    """A figure keeps the word that it counts ("38 thỏa thuận"): two lower-case syllables behind it at most."""
    for _ in range(2):
        match = _UNIT_WORD.match(sentence, end)
        if not match or not match.group(1).islower() or fold(match.group(1)) in _NO_UNIT:
            break
        end = match.end()
    return end


_NO_UNIT = frozenset(
    "va voi so la trong tai o cho cua da duoc den tu do co con nam thang ngay vao theo nhan tren duoi bang ve se dang nay do".split()
)


def _is_quantity(sentence: str, span: Span) -> bool:
    before = fold(sentence[max(0, span.start - 12) : span.start]).rstrip()
    if re.search(r"(?:\b(?:nam|thang|ngay|so|khoa|dieu|quyet|giai doan|nhiem ky)|[/-])$", before):
        return False
    figure = sentence[span.start : span.end]
    if re.fullmatch(r"(?:19|20)\d\d", figure):  # a bare year counts nothing
        return False
    return not re.match(r"\s*[-/]", sentence[span.end : span.end + 2])


def _is_person(sentence: str, span: Span) -> bool:
    words = sentence[span.start : span.end].split()
    if (
        not 2 <= len(words) <= 5
        or fold(words[0]) in _NO_NAME
        or any(len(word) > 1 and word.isupper() for word in words)
    ):
        return False
    if words[0] in {"Nguyên", "Cựu"} and fold(words[1]) in _NO_NAME | {"giam"}:  # "Nguyên Bí thư"
        return False
    return fold(words[0]) in SURNAMES or bool(_BEFORE_PERSON.search(sentence[max(0, span.start - 60) : span.start]))


_NO_NAME = frozenset(
    "pho truong bi chu uy ban tinh thanh hoi so bo cong tong trung dai doan khu nha nuoc cuc vu ong ba".split()
)


def _is_list(sentence: str, span: Span) -> bool:
    return len(re.findall(r",|;|\bvà\b", sentence[span.start : span.end])) >= 1


_CHECKS: dict[Kind, Callable[[str, Span], bool]] = {
    Kind.QUANTITY: _is_quantity,
    Kind.PERSON: _is_person,
    Kind.LIST: _is_list,
}


def clauses(sentence: str) -> Iterator[Span]:
    """The clauses of a sentence: what commas, semicolons and brackets part, with numbers like 15,6 kept whole."""
    start = 0
    for match in re.finditer(r"[,;:](?=\s)|\s[–-]\s|[()]", sentence):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if start < len(sentence):
        yield Span(start, len(sentence))
