"""Where the sentences of a Vietnamese text start and end.

A sentence is the smallest thing that is quoted, so it is better to keep two together than to cut one in the middle.
"""

import re
from itertools import zip_longest

LONGEST = 900  # characters; a longer sentence is cut behind a semicolon, else a comma or colon, where it has one


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written with a full stop and always followed by what they introduce: titles, places, offices, "page", "number".
_INTRODUCING = _words(
    """TP Tp TX Tx TT Tt Q P H F KP Kp TS Ts TSKH ThS Ths Th.S PGS GS BS Bs BSCKI BSCKII KS Ks KTS NCS LS Ls DS Ds
    CVCC Đ/c đ/c Đc đc Tr tr St Mr Mrs Ms Dr Prof Sr Fr No Nr Vol vol pp Fig vs NXB Nxb ĐT Đt Tel SĐT Km"""
)
# Headings that number what follows: "Điều 5. Phạm vi", "Bảng 2. Kết quả".
_NUMBERED = r"(?:điều|chương|mục|tiểu mục|khoản|phần|bài|câu|bảng|hình|biểu|sơ đồ|phụ lục|bước|tập|quyển|kỳ)"
_ENUMERATOR = re.compile(
    rf"\s*(?:[-–—+*•●▪◦]\s*)?(?:{_NUMBERED}\s+(?:\d+(?:\.\d+)*|[IVXLC]+|[A-ZĐ])|\d{{1,3}}(?:\.\d+)*|[IVXLC]{{1,6}}|[a-zđA-ZĐ])\.",
    re.IGNORECASE,
)
# Words that begin sentences and hardly ever names: behind a single letter with a full stop ("vitamin C. Theo …",
# "ông Nguyễn Văn A. Sau đó …") they tell the end of a sentence from an initial ("V. Putin").
_STARTERS = _words(
    """Anh Bà Bên Bởi Các Chị Cho Chúng Có Còn Cùng Cũng Cuối Dù Do Đã Đây Đến Để Đó Được Em Hầu Hiện Họ Hơn Kể Khi
    Không Lúc Mặc Mỗi Một Mới Nay Này Nếu Ngay Ngày Ngoài Người Nhằm Nhân Nhiều Như Nhưng Những Nhờ Ông Ở Qua Rồi
    Riêng Sau Sáng Song Tại Theo Thế Thì Tiếp Tính Tôi Tối Trên Trong Trưa Trước Tuy Từ Và Vào Vẫn Về Vì Việc Với Vừa
    Xin Đồng Đặc Chiều Đầu Hàng Hôm Nhất Cả Chính Chỉ Mọi Thời Tất"""
)

# Toned letters are words of their own: "châu Á", "nước Ý".
_INITIALS = frozenset("ABCDĐEFGHIJKLMNOPQRSTUVWXYZ")
_LABELLED = _words("độ vitamin lớp loại nhóm hạng khối bảng khu tòa tổ điểm phần mục virus phương gan thứ số")

_END = re.compile(r"""(?:\./\.|[.!?…]+)["'”’»›)\]}]*""")
# Possessive, for a million blanks must not be tried in every split.
_NEXT = re.compile(r"""\s*+(?:[-–—•+*]\s*+)?["'“‘«‹(\[{]*+\s*+([^\W_])""")
_GOES_ON = re.compile(r"\s*+[,;:)\]]")
_GLUED = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")  # "…của tỉnh.Trong đó": the space was forgotten
_WORD_BEFORE = re.compile(r"[^\s(\[“\"‘«,;:]*\Z")
_BRACKETS = re.compile(r"\([^()\n]{0,300}\)")
_NUMBER_ALONE = re.compile(r"\s*(?:\d{1,3}|[IVX]{1,5}|[a-zđ])")
_SHORT = 8
_CUT = re.compile(r";\s+")
_LATER_CUT = re.compile(r"[,:]\s+")  # of what no semicolon parts


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text whose paragraphs are parted by line feeds, as offsets (start, end), in order.

    Together they cover every character that is not white space, they do not overlap, never cross a line feed, and
    start and end without white space. A full stop ends a sentence unless it belongs to an abbreviation, an initial, a
    number, the numbering of a heading or a list, or stands within short brackets, or unless the text goes on in lower
    case. Semicolons do not end sentences; one of more than ``LONGEST`` characters is cut behind them, and behind commas and
    colons where it has no semicolons.

    >>> text = "TS. Lê A. Bình nói: “Đã ký 1.115 tỷ đồng...; sẽ xong.” Ông về TP. Vinh./."
    >>> [text[start:end] for start, end in sentences(text)]
    ['TS. Lê A. Bình nói: “Đã ký 1.115 tỷ đồng...; sẽ xong.”', 'Ông về TP. Vinh./.']
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for line in text.split("\n"):
        at = 0
        for cut in (*_ends(line), len(line)):
            spans.extend((begin + a, begin + b) for a, b in _short_enough(line, *_trimmed(line, at, cut)))
            at = cut
        begin += len(line) + 1
    return spans


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, start + max(left, len(piece.rstrip()))


def _ends(line: str) -> list[int]:
    """Where sentences end within a line (but for its own end)."""
    numbering = _ENUMERATOR.match(line)
    inside = _Brackets(line)
    ends: list[int] = []
    begin = numbering.end() if numbering else 0
    for match in _END.finditer(line, begin):
        if inside.holds(match.start()) or not _ends_sentence(line, match):
            continue
        if match.start() - begin <= _SHORT and _NUMBER_ALONE.fullmatch(line, begin, match.start()):
            continue  # "… có hiệu lực. 2. Bộ trưởng …": the number belongs to what follows
        ends.append(match.end())
        begin = match.end()
    glued = [match.end() for match in _GLUED.finditer(line) if _is_glued(line, match)]
    return sorted({*ends, *glued}) if glued else ends


class _Brackets:
    """The short bracketed stretches of a line; asked for rising offsets."""

    def __init__(self, line: str) -> None:
        self._spans = [match.span() for match in _BRACKETS.finditer(line)]
        self._at = 0

    def holds(self, offset: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= offset:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < offset < self._spans[self._at][1] - 1


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    """Whether the punctuation that was found ends a sentence."""
    end = match.end()
    if end < len(line) and not line[end].isspace():
        return False
    following = _NEXT.match(line, end)
    if following is None or not (following[1].isupper() or following[1].isdigit()):
        # Lower case and commas go on with the sentence; any other sign ("→", "✔") begins something new.
        return following is None and _GOES_ON.match(line, end) is None
    mark = match.group()
    if mark != ".":
        return True
    word = _word_before(line, match.start())
    if not word:
        return True
    last = word.rsplit(".", 1)[-1]
    if word in _INTRODUCING or last in _INTRODUCING:
        return False
    if len(last) == 1 and last in _INITIALS:
        return _first_word(line, following.start(1)) in _STARTERS or _labels(line, match.start())
    return True


def _labels(line: str, at: int) -> bool:
    """Whether the letter before ``at`` names a kind ("vitamin C.", "38 độ C.") rather than a person."""
    return _word_before(line, at - 2) in _LABELLED


def _is_glued(line: str, match: re.Match[str]) -> bool:
    word, following = _word_before(line, match.start()), _first_word(line, match.end())
    return (
        word not in _INTRODUCING
        and word[-2:].islower()
        and word.isalpha()
        and following[0].isupper()
        and following[1:].islower()
        and line[match.end() + len(following) : match.end() + len(following) + 1] in {" ", ","}
    )


def _word_before(line: str, at: int) -> str:
    found = _WORD_BEFORE.search(line[max(0, at - 24) : at])
    return found.group() if found else ""


def _first_word(line: str, at: int) -> str:
    end = at
    while end < len(line) and line[end].isalpha() and end - at < 24:
        end += 1
    return line[at:end]


def _short_enough(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut where it is longer than ``LONGEST``: behind semicolons, else behind commas; nothing for an empty one."""
    if start == end:
        return []
    return [piece for part in _cut(line, start, end, _CUT) for piece in _cut(line, *part, _LATER_CUT)]


def _cut(line: str, start: int, end: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    """The stretch in pieces of at most ``LONGEST``, as far as it has marks outside brackets to cut it behind."""
    if end - start <= LONGEST:
        return [(start, end)]
    inside = _Brackets(line[start:end])
    cuts = [m for m in mark.finditer(line, start, end) if not inside.holds(m.start() - start)]
    pieces: list[tuple[int, int]] = []
    at = start
    for here, after in zip_longest(cuts, cuts[1:]):
        # Cut here if the next place to cut would make this piece too long.
        if (after.start() if after else end) - at > LONGEST and here.end() < end:
            pieces.append((at, here.start() + 1))
            at = here.end()
    pieces.append((at, end))
    return pieces
