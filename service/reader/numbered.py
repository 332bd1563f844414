"""What is told apart by a number: resolutions, roads, congresses, terms. What Nghị quyết 59 says is no answer about Nghị quyết 58."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Documents, by their types in full and as their numbers have them ("59-NQ/TW").
_TYPES = {
    "NQ": "nghị quyết",
    "NĐ": "nghị định",
    "QĐ": "quyết định",
    "TT": "thông tư",
    "CT": "chỉ thị",
    "KL": "kết luận",
    "KH": "kế hoạch",
    "CV": "công văn",
    "TB": "thông báo",
    "BC": "báo cáo",
    "TTr": "tờ trình",
}
# Numbers stand right behind these. Behind the others, and behind "quyết định", a bare number may count something.
_BARE = (
    "nghị quyết|nghị định|chỉ thị|thông tư|kết luận|quốc lộ|tỉnh lộ|huyện lộ|đường tỉnh|khu phố|tiểu khu|lớp|điều|khoản"
)
_SAID = (
    "quyết định|kế hoạch|công văn|công điện|thông báo|báo cáo|tờ trình|quy định|hướng dẫn|luật|đề án|hợp đồng|giấy phép|gói thầu|"
    "kỳ họp|kì họp|phiên họp|đại hội|hội nghị|khóa|khoá|nhiệm kỳ|lần|cụm|tổ|đội|khối|đợt|cầu|cảng|nhà máy|phân xưởng|trạm"
)
_ROMAN = r"(?-i:X{0,3}(?:IX|IV|V?I{1,3}|V|X))"
_COUNTED = (
    r"(?! ?(?:%|năm|tháng|ngày|tuần|giờ|người|vấn đề|nội dung|nhóm|điểm|chỉ tiêu|dự án|tỷ|tỉ|triệu|nghìn|ha|km|m)\b)"
)
_NUMBERED = re.compile(
    rf"(?i)(?<!\w)(?P<head>{_BARE}|{_SAID})(?: (?:số|thứ))? (?P<roman>{_ROMAN})(?!\w)"
    rf"|(?<!\w)(?P<said>{_BARE}|{_SAID}) (?:số|thứ) (?P<number>\d{{1,5}}[a-zđ]?)(?!\w|[.,]\d){_COUNTED}"
    rf"|(?<!\w)(?P<bare>{_BARE}) (?P<plain>\d{{1,5}}[a-zđ]?)(?!\w|[.,]\d){_COUNTED}"
    rf"|(?<![\w/])(?P<code>\d{{1,5}})(?:/\d{{4}})?[-/](?P<type>(?-i:{'|'.join(sorted(_TYPES, key=len, reverse=True))}))(?![a-zđ])"
)
_VALUES = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A thing that has a number: its kind in small letters, the number without zeros before it, and whether it was a Roman one."""

    head: str
    value: str
    roman: bool = False


@lru_cache(maxsize=4096)
def numbered(text: str) -> tuple[Numbered, ...]:
    """The numbered things of a text with accents, in order. Figures that count something are none.

    >>> [(one.head, one.value) for one in numbered("Nghị quyết số 59-NQ/TW, khóa XIII, quốc lộ 47, kế hoạch 5 năm, 08/2021/NĐ-CP")]
    [('nghị quyết', '59'), ('khóa', '13'), ('quốc lộ', '47'), ('nghị định', '8')]
    """
    return tuple(_of(match) for match in _NUMBERED.finditer(text))


def _of(match: re.Match[str]) -> Numbered:
    if match["roman"]:
        return Numbered(_head(match["head"]), str(_arabic(match["roman"])), roman=True)
    if match["code"]:
        return Numbered(_TYPES[match["type"]], _trimmed(match["code"]))
    return Numbered(_head(match["said"] or match["bare"]), _trimmed(match["number"] or match["plain"]))


def _head(word: str) -> str:
    return word.lower().replace("khoá", "khóa").replace("kì ", "kỳ ")


def _trimmed(number: str) -> str:
    return number.lstrip("0").lower() or "0"


def _arabic(roman: str) -> int:
    """The value of a Roman number.

    >>> _arabic("XIX"), _arabic("IV")
    (19, 4)
    """
    values = [_VALUES[letter] for letter in roman]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))


def of_another_number(question: str, sentence: str, article: str) -> bool:
    """Whether a sentence speaks of another number of a kind than the question does, in an article that never has the one asked about.

    >>> of_another_number("Nghị quyết 58 ban hành ngày nào?", "Nghị quyết số 59-NQ/TW ngày 24/1/2025 …", "…")
    True
    """
    asked = {(one.head, one.value): one for one in numbered(question)}
    if not asked:
        return False
    said = {(one.head, one.value) for one in numbered(sentence)}
    rivalled = [asked[key] for key in asked.keys() - said if any(head == key[0] for head, _ in said - asked.keys())]
    return any(not _stands(one, article) for one in rivalled)


def _stands(one: Numbered, article: str) -> bool:
    return any((other.head == one.head or one.roman) and other.value == one.value for other in numbered(article))
