"""Names in full: what snapping adds to a name that was found in part. Capital letters and surnames only."""

import re
from itertools import pairwise

from corpus.text.fold import fold
from service.reader.spans import SURNAMES, UPPER

_SURNAMES = SURNAMES | frozenset("phung uong kien ung diep nong chu ton".split())
_TITLES = frozenset({"Ông", "Bà", "Ngài", "Chị", "Cô", "Thầy"})  # "Anh" is a part of names too: see _COUNTRY
# A country before a name is whose office it is, not part of it: "Tổng thống Mỹ Joe Biden".
_COUNTRY = re.compile(
    r"(?<!\w)(?:Mỹ|Nga|Anh|Pháp|Đức|Ý|Úc|Lào|Nhật Bản|Hàn Quốc|Triều Tiên|Trung Quốc|Ấn Độ|Việt Nam|Campuchia|Thái Lan|"
    r"Singapore|Indonesia|Malaysia|Philippines|Myanmar|Ukraine|Israel|Iran|Canada|Australia|Cuba|Brazil|Italia|"
    r"Tây Ban Nha|Hà Lan|Thụy Sĩ|Ba Lan)$"
)
# "Cộng hòa liên bang Đức": small letters between what a state is and what it is called. "Cộng hòa Séc" too, but a party's
# "Cộng hòa Joe Biden" is none.
_STATE = re.compile(
    rf"(?<!\w)(?:(?i:cộng hòa|cộng hoà)(?:\s+(?i:liên bang|dân chủ|nhân dân|xã hội chủ nghĩa|hồi giáo))+\s+(?P<called>{UPPER}[\w’'-]*)"
    rf"|(?<!Đảng )(?<!đảng )(?:Cộng hòa|Cộng hoà)\s+(?P<single>{UPPER}[\w’'-]*)(?![\w’'-]|\s+{UPPER}))"
)
_WORDS_BEHIND = re.compile(r"(?: [^\W\d_][\w’'-]*)+")
_LAST_WORD = re.compile(r"(?<![\w’'-])([^\W\d_][\w’'-]*) $")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*) $")
_OPENERS = '([“‘«":.!?…-–—'
_NEAR = 60  # code points that are looked at on either side
_LONGEST = 4  # words that a name grows by to the left


def full_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The span over its capitalised neighbours, but never into the next person's name.

    >>> text = "chiều nay, ông Trần Văn Bình đến tỉnh Lâm Hà Nguyễn Văn An"
    >>> [text[slice(*full_name(text, *span))] for span in ((24, 28), (38, 41))]
    ['Trần Văn Bình', 'Lâm Hà']
    """
    words = text[start:end].split()
    if not words or not _capital(words[0]) or not _capital(words[-1]):
        return start, end
    if _is_country(text, start, end):
        return start, end
    pure = all(_capital(word) for word in words)
    end = _ended(text, start, end, pure=pure)
    return (_begun(text, start, text[start:end].split()) if pure else start), end


def full_state(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that begins or ends between what a state is and what it is called, over both.

    >>> text = "vùng Ustecky, Cộng hòa liên bang Đức"
    >>> [text[slice(*full_state(text, *span))] for span in ((14, 22), (23, 36), (33, 36))]
    ['Cộng hòa liên bang Đức', 'Cộng hòa liên bang Đức', 'Đức']
    """
    for state in _STATE.finditer(text, max(0, start - _NEAR), min(len(text), end + _NEAR)):
        called = max(state.start("called"), state.start("single"))
        if state.start() < start < called:
            start = state.start()
        if state.start() < end <= called:
            end = state.end()
    return start, end


def _begun(text: str, start: int, words: list[str]) -> int:
    """Where a name of nothing but capitalised words begins."""
    if len(words) > 1 and fold(words[0]) in _SURNAMES:
        return start
    at, run = start, 0
    while run < _LONGEST and (found := _LAST_WORD.search(text, max(0, at - _NEAR), at)):
        word = found.group(1)
        if not _capital(word) or word in _TITLES or _is_country(text, found.start(1), at - 1):
            break
        if _begins(text, found.start(1)) and (run + len(words) < 2 or fold(word) not in _SURNAMES):
            break
        at, run = found.start(1), run + 1
        if fold(word) in _SURNAMES:
            return at
    return at if run <= 1 or len(words) == 1 else start


def _begins(text: str, at: int) -> bool:
    """Whether a word is capitalised for beginning the sentence, or what is quoted in it."""
    before = text[:at].rstrip()
    return not before or before[-1] in _OPENERS


def _ended(text: str, start: int, end: int, *, pure: bool) -> int:
    """Where the name ends: before a surname with a name behind it, and before what looks like another name."""
    found = _WORDS_BEHIND.match(text, end, end + _NEAR)
    behind: list[str] = []
    for word in found.group().split() if found else []:
        if not _capital(word):
            break
        behind.append(word)
    single = len(text[start:end].split()) == 1
    for number, (word, following) in enumerate(pairwise(behind)):
        half = single and number == 0 and fold(following) in _SURNAMES  # the rest of a place before a person
        if fold(word) in _SURNAMES and not half:
            behind = behind[:number]
            break
    most = (3 if single else 2) if pure else 1
    if len(behind) > most:
        return end
    return end + sum(len(word) + 1 for word in behind)


def _is_country(text: str, start: int, end: int) -> bool:
    """Whether what ends at ``end`` is a country, and ``start`` in it; as part of a longer name it is none."""
    found = _COUNTRY.search(text, max(0, end - _NEAR), end)
    if found is None or found.start() > start:
        return False
    before = _WORD_BEFORE.search(text, max(0, found.start() - _NEAR), found.start())
    return before is None or not _capital(before.group(1)) or before.start() == 0


def _capital(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or not word.isupper())
