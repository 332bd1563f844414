"""Persons with their offices, organisations and places of a sentence, as gaps. Offsets are code points of the sentence."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.text.fold import fold
from eval.asking.gaps import Gap, and_more, ends_name
from service.question.kinds import Kind
from service.reader.span_model.naming import full_name
from service.reader.spans import OFFICE, SURNAMES, spans

_CAPITAL = re.compile(r"(?<![\w’'-])[^\W\d_][\w’'-]*")
_HELD = re.compile(rf"(?i)(?<!\w)(?:(?:nguyên|cựu)\s+)?{OFFICE}(?:\s+[^\W\d_][\w.-]*){{0,9}}?\s*$")
_TITLE = re.compile(r"(?i)(?:đồng chí|ông|bà|ngài|anh|chị|tiến sĩ|thạc sĩ|bác sĩ)\s*$")
_CALLING = re.compile(
    r"(?i)(?:tác giả|nghệ sĩ|nhà báo|nhà thơ|nhà văn|họa sĩ|nhạc sĩ|ca sĩ|kỹ sư|vận động viên|cầu thủ)\s+$"
)
_HELD_BEFORE = re.compile(rf"(?i){OFFICE}[^,]*,$|\b(?:và|với|cùng)\b[^,]*,$")
_OWNED = re.compile(r"(?i);|\b(?:của|cho|với|về|do|bởi|và|cùng|từ|đến)$")
_LEADING_TITLE = re.compile(r"(?i)(?:đồng chí|ông|bà|ngài)\s+")
_NO_OFFICE = frozenset("và cùng với cho đã sẽ là của cảm gặp tiếp thăm do theo từ đến ký tặng trao bổ mời chúc".split())
_CLAUSE = re.compile(r"[,;:()“”–\"]")


def persons(sentence: str) -> Iterator[Gap]:
    """Persons by name: "ai" for a title with a name, "ai là" with the office for one who does something."""
    words = list(_CAPITAL.finditer(sentence))
    for word, following in pairwise(words):
        surname = fold(word.group()) in SURNAMES and word.group()[0].isupper() and not word.group().isupper()
        if not surname or sentence[word.end() : following.start()] != " " or not following.group()[0].isupper():
            continue
        start, end = full_name(sentence, word.start(), following.end())
        name = sentence[start:end].split()
        if start != word.start() or not 2 <= len(name) <= 4 or not all(part[0].isupper() for part in name):
            continue
        clause = max((mark.end() for mark in _CLAUSE.finditer(sentence, 0, start)), default=0)
        held = _HELD.search(sentence[clause:start])
        after = sentence[end:].lstrip()
        if held is None:
            if _CALLING.search(sentence[clause:start]):
                yield Gap(start, end, start, end, "nào")
            elif len(name) > 2 and sentence[clause:start].strip() and sentence[:start].rsplit(maxsplit=1)[-1].islower():
                yield Gap(start, end, start, end, "ai")
            continue
        first = clause + held.start()
        office = sentence[first:start].strip()
        if _TITLE.fullmatch(office):
            # behind a comma and before another, it says who somebody is that was spoken of already
            if not sentence[:first].rstrip().endswith((",", ")")) or after[:1].islower():
                yield Gap(start, end, first, end, "ai")
            continue
        if lead := _LEADING_TITLE.match(office):
            office = office[lead.end() :]
        if _NO_OFFICE & set(office.lower().split()):
            continue
        opens = sentence[:first].strip(" –•*+-")
        if (not opens or (opens.endswith(",") and ";" not in opens and not _HELD_BEFORE.search(opens))) and after[
            :1
        ].islower():
            yield Gap(start, end, first, end, "ai" if after.startswith("là ") else f"ai là {office}")
        elif after[:1] in {"", ".", ",", ";"} and not after.startswith("..") and not _OWNED.search(opens):
            yield Gap(start, end, first, end, f"{office} là ai", ends=True)


_ORGANISATIONS = {
    "công ty": "công ty nào", "tổng công ty": "công ty nào", "tập đoàn": "tập đoàn nào", "trường": "trường nào",
    "đại học": "trường nào", "học viện": "trường nào", "ngân hàng": "ngân hàng nào", "báo": "báo nào", "sở": "sở nào",
    "bệnh viện": "bệnh viện nào", "hợp tác xã": "hợp tác xã nào", "hội": "tổ chức nào", "hiệp hội": "tổ chức nào",
    "liên hiệp": "tổ chức nào", "liên đoàn": "tổ chức nào", "quỹ": "tổ chức nào", "bộ": "cơ quan nào", "ubnd": "cơ quan nào",
    "hđnd": "cơ quan nào", "ủy ban": "cơ quan nào", "ban": "cơ quan nào", "cục": "cơ quan nào", "viện": "cơ quan nào",
    "chi cục": "cơ quan nào", "trung tâm": "đơn vị nào", "đại sứ quán": "cơ quan nào", "tổng cục": "cơ quan nào",
}  # fmt: skip
_PLACES = (
    "tỉnh", "thành phố", "huyện", "xã", "phường", "quận", "thị xã", "thị trấn", "nước", "bang", "khu kinh tế",
    "khu công nghiệp", "quảng trường",
)  # fmt: skip
_HEAD = re.compile(rf"(?i)(?<!\w)({'|'.join(sorted(_ORGANISATIONS, key=len, reverse=True))})(?=\s)")
_IN_NAME = re.compile(r"\s+(?:-\s+)?([^\W\d_][\w’'-]*|\d+[A-ZĐ])")
_PLACE_HEAD = re.compile(rf"(?i)({'|'.join(sorted(_PLACES, key=len, reverse=True))})\s")
_WHERE = re.compile(r"(?i)(?:tại|ở)\s+")
_MOST_SMALL = 4  # small words at the end of a name: more of them hardly belong to it
_MOST_IN_NAME = 12


def organisations(sentence: str) -> Iterator[Gap]:
    """Organisations whose names are known to be whole; an office of one is none."""
    people = list(persons(sentence))
    for head in _HEAD.finditer(sentence):
        name, start, end = head.group(1), head.start(), head.end()
        if not name[0].isupper() or after_capital(sentence, start) or _of_office(sentence, start):
            continue
        capitals = small = 0
        while not (capitals and ends_name(sentence, end)) and (word := _IN_NAME.match(sentence, end)):
            capital = not word.group(1)[0].islower()
            capitals, small, end = capitals + capital, 0 if capital else small + 1, word.end()
        words = sentence[start:end].split()
        if not capitals or small > _MOST_SMALL or len(words) > _MOST_IN_NAME or fold(words[1]) == "truong":
            continue
        if not ends_name(sentence, end) or and_more(sentence, end) or (start == 0 and sentence[end : end + 1] == ","):
            continue
        if not any(start < gap.last and gap.first < end for gap in people):
            yield Gap(start, end, start, end, _ORGANISATIONS[name.lower()])


def places(sentence: str) -> Iterator[Gap]:
    """Places with the word for what they are ("tỉnh nào"), and what something happened at ("ở đâu")."""
    for span in spans(Kind.PLACE, sentence):
        start, end = span.start, span.end
        if not ends_name(sentence, end) or after_capital(sentence, start) or and_more(sentence, end):
            continue
        if head := _PLACE_HEAD.match(sentence, start, end):
            named = sentence[head.end() : end].split()
            if len(named) > 2 and fold(named[0]) in SURNAMES:
                continue  # "Phó Chủ tịch tỉnh Lê Văn Tám"
            yield Gap(start, end, start, end, f"{head.group(1).lower()} nào")
        elif (where := _WHERE.match(sentence, start, end)) and not sentence[where.end() : end].isupper():
            yield Gap(where.end(), end, start, end, "ở đâu")


def after_capital(sentence: str, at: int) -> bool:
    """Whether what begins here goes on with a name ("UBND | tỉnh …")."""
    before = sentence[:at].split()
    if len(before) == 1:
        return False
    return bool(before) and before[-1][-1].isalnum() and (before[-1][0].isupper() or before[-1] in _PLACES)


def _of_office(sentence: str, at: int) -> bool:
    """Whether an office stands right before: of which it is the office is no answer of its own."""
    return bool(re.search(rf"(?i)(?:{OFFICE}|trưởng|phó|viên)\s+$", sentence[max(0, at - 40) : at]))
