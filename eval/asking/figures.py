"""Figures, money, shares, dates and periods of a sentence, as gaps. Offsets are code points of the sentence."""

import re
from collections.abc import Iterator

from eval.asking.gaps import Gap
from service.question.kinds import Kind
from service.question.statement import counted
from service.reader.span_model.snapping import snap
from service.reader.spans import CURRENCY, spans

_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_TO = re.compile(r"(?i)\s*(?:-|–|đến|tới|và)\s*(?:ngày\s+|tháng\s+|năm\s+)?\d")  # a range goes on
_REACHES = re.compile(r"(?i)ước(?: đạt)?\s+")  # stays in the question
_SPELL = re.compile(r"\s+(?:ngày|tháng|năm|giờ|phút|tuần)\b(?!\s+\d)")
# Words of one syllable that count: what follows them is said of what is counted ("1.248 lượt | cán bộ").
_COUNTERS = frozenset(
    """lượt người đoàn lần vụ hộ con chiếc căn cuộc suất tỉnh xã huyện nước thôn bản buôn làng đơn bài tuổi trường hội
    bộ điểm ca vòng mục bước loài giống cây cơn trận phòng tầng toa giường gian suất phiên ô""".split()
)


def _ranged(sentence: str, start: int, end: int) -> bool:
    before = sentence[:start]
    one_of_two = re.search(r"(?i)\d\S*\s*(?:và|-|–|đến|tới)\s*(?:ngày\s+|tháng\s+|năm\s+)?$", before)
    return bool(one_of_two or re.search(r"[\d/–-]$", before) or _TO.match(sentence, end))


def money(sentence: str) -> Iterator[Gap]:
    """Sums with their currency."""
    yield from _sums(sentence, Kind.MONEY, re.compile(CURRENCY))


def shares(sentence: str) -> Iterator[Gap]:
    """Shares in per cent."""
    yield from _sums(sentence, Kind.SHARE, re.compile(r"%|phần trăm"))


def _sums(sentence: str, kind: Kind, unit: re.Pattern[str]) -> Iterator[Gap]:
    for span in spans(kind, sentence):
        start, end = snap(sentence, span.start, span.end)
        if verb := _REACHES.match(sentence, start, end):
            start = verb.end()
        text = sentence[start:end]
        figure = _FIGURE.search(text)
        if figure is None or not unit.search(text) or _ranged(sentence, start, end):
            continue
        if re.match(r"(?i)từ\s", text):
            continue  # half of a range that may be told in words
        said = text[figure.end() :].replace("%", " phần trăm")
        yield Gap(start, end, start, end, f"bao nhiêu{said if said[:1].isspace() else f' {said}'}")


def numbers(sentence: str) -> Iterator[Gap]:
    """Figures with what they count or measure, and places in a row ("thứ mấy")."""
    for span in spans(Kind.QUANTITY, sentence):
        text = sentence[span.start : span.end]
        figure = _FIGURE.search(text)
        if figure is None or _ranged(sentence, span.start, span.start + figure.end()) or text.lower().startswith("từ "):
            continue
        start = verb.end() if (verb := _REACHES.match(sentence, span.start, span.end)) else span.start
        first, last = span.start + figure.start(), span.start + figure.end()
        if re.search(r"(?:\d/|[A-ZĐ])$", sentence[:first]) or re.match(r"/|-?[A-ZĐ]", sentence[last:]):
            continue  # of a name: QL1A, 22-NQ/TW
        if text.startswith("thứ "):
            yield Gap(span.start, last, span.start, last, "thứ mấy")
            continue
        end = _with_noun(sentence, first, last)
        if end > last:
            yield Gap(start, end, start, last, "bao nhiêu")


def _with_noun(sentence: str, first: int, last: int) -> int:
    """Where a figure ends with what it counts: a measure, a span of time, a noun. ``last`` where nothing is counted.

    >>> [text[: _with_noun(text, 0, 2)] for text in ("40 ha cà phê", "12 ngày nghỉ", "47 lượt cán bộ đến", "15 dự án lớn")]
    ['40 ha', '12 ngày', '47 lượt cán bộ', '15 dự án lớn']
    """
    _, end = snap(sentence, first, last)
    if end > last and not re.search(r"(?:tỷ|tỉ|triệu|nghìn|ngàn|trăm)$", sentence[last:end]):
        return end
    if spell := _SPELL.match(sentence, end):
        return spell.end()
    noun = counted(sentence, end)
    at = sentence.find(noun, end)
    if not noun or sentence[end:at].strip():
        return end
    words = noun.split()
    rest = sentence[at + len(noun) :].split()
    if len(words) == 4 and sentence[at + len(noun) : at + len(noun) + 1].isspace() and rest and rest[0].islower():
        words = words[: 1 if words[0] in _COUNTERS else 2]  # it goes on: where it ends is not known
        noun = " ".join(words)
    noun = noun.rstrip(' .!?…”")')
    return at + len(noun) if noun and sentence.startswith(noun, at) else end


_LEAD = re.compile(r"(?i)(?:cuối|đầu|giữa|hết)\s+")
_BEGUN = re.compile(r"(?:^|\W)(?:Ngày|Tháng|Năm)\s+$")  # a sentence that begins with what a date is
_BEFORE_DAY = re.compile(r"(?i)(?:\b(?:sáng|chiều|tối|trưa|đêm|hôm|vào|trước|sau|hạn|đến|tới|từ)|,|\()\s*$")
_DAY = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*\d{4})?")
_PERIOD = re.compile(r"(?i)(giai đoạn|nhiệm kỳ)\s")


def dates(sentence: str) -> Iterator[Gap]:
    """Days, months and years; halves of a range are none."""
    for span in (*spans(Kind.DATE, sentence), *spans(Kind.YEAR, sentence)):
        start, end = snap(sentence, span.start, span.end)
        if lead := _LEAD.match(sentence, start, end):
            start = lead.end()
        text = sentence[start:end]
        said = text.lower()
        if _ranged(sentence, start, end) or re.match(r"\s+và\s", sentence[end:]):
            continue
        if said.startswith("năm ") and (re.search(r"[-–]", said) or re.search(r"\d\s+$", sentence[:start])):
            continue  # "3 năm 2017-2019"
        if _BEGUN.search(sentence[:start]):
            yield Gap(start, end, start, end, "nào")
        elif said.startswith(("năm ", "tháng ")):
            yield Gap(start, end, start, end, f"{said.split()[0]} nào")
        elif said.startswith("ngày ") or (
            _BEFORE_DAY.search(sentence[:start]) and (day := _DAY.fullmatch(text)) and _in_year(day)
        ):
            yield Gap(start, end, start, end, "ngày nào")


def _in_year(day: re.Match[str]) -> bool:
    return 1 <= int(day["day"]) <= 31 and 1 <= int(day["month"]) <= 12


def periods(sentence: str) -> Iterator[Gap]:
    """Periods and terms of office with both years."""
    for span in spans(Kind.YEAR, sentence):
        if lead := _PERIOD.match(sentence, span.start, span.end):
            yield Gap(span.start, span.end, span.start, span.end, f"{lead.group(1).lower()} nào")
