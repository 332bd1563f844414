"""A question with its answer as a statement: what the next question may be put behind."""

import re

from corpus.text.fold import fold
from index.retrieval import has_diacritics
from service.question.wording import Asks, Phrase, Rule, phrase, raised, without_mark

_LONGEST = 14  # words of an answer that is said again
_YES_NO_START = Rule(r"(?:có phải(?: là)?|phải chăng|liệu(?: rằng)?|có đúng(?: là)?)\s+")
_YES_NO_END = Rule(
    r"(?:(?<!\d)|(?<=\b19\d\d)|(?<=\b20\d\d))[\s,]+(?:(?:có )?(?:đúng|phải)(?: là)? (?:không|chưa|chứ|hả|à)|hay (?:không|chưa)|không|chưa|chứ|hả|à|ư)(?: ạ| nhỉ| vậy)?$"
    r"|[\s,]+(?:(?:có )?(?:đúng|phải)(?: là)? )?(?:không|chưa)(?: ạ| nhỉ| vậy)?$"
)
_ASKING_END = re.compile(r"(?i)\s+(?:à|hả|ư)$")  # behind a figure too, where "ha" without accents is a unit
# What stands behind it is claimed, with its "là": "A có phải là B" claims "A là B". "Nguyên liệu" asks nothing.
_YES_NO_INSIDE = Rule(r"\b(?:có phải|có đúng(?= là)|phải chăng|(?<=[,\d] )liệu(?: rằng)?)\s+")
_LOOSE_END = Rule(r"(?:\s+(?:là|do|vào|từ|ở|tại|với|của|cho|được|đạt|có|khoảng|vì|để|bởi))+$")
# Nouns that say only what kind of thing is asked for.
_KINDS = frozenset("nam ngay thang tinh huyen xa nuoc thanh pho phuong khi luc nguoi noi cho".split())
# What ends the noun behind "bao nhiêu".
_STOPS = frozenset(
    """tại ở trong của cho được đã đang sẽ do với từ đến vào là có tham dự ký đạt làm sử hoạt nhận mua bán xây trên để và theo về
    ngoài giữa qua bị năm tháng đầu so khác thuộc đóng góp""".split()
)
_STOPS_PLAIN = frozenset(fold(word) for word in _STOPS - {"dự", "do", "và", "ký", "sử", "bị"})


def statement(question: str, answer: str | None) -> str:
    """The question with what asks replaced by a short answer, or left out.

    >>> statement("Đại hội họp ở đâu?", "nhà văn hóa xã"), statement("Có phải xã có 12 thôn không?", "12 thôn")
    ('Đại hội họp ở nhà văn hóa xã', 'Xã có 12 thôn')
    """
    text = without_mark(question)
    asked = phrase(text)
    said = without_mark(answer or "")
    if len(said.split()) > _LONGEST:
        said = ""
    if asked is None:
        return claim(text)
    start, end = asked.start, asked.end
    before, after = text[:start], text[end:]
    if asked.asks is Asks.COUNT:
        after = _without_said(after, said)
        said = _keep_word(text, asked, said, ("là", "được", "mới"))
    elif asked.asks in {Asks.WHICH, Asks.TIME}:
        words = before.split()
        if (
            asked.asks is Asks.WHICH
            and words
            and fold(words[-1]) in _KINDS
            and fold(words[-1]) not in fold(said).split()[:1]
        ):
            pass
        elif asked.asks is Asks.WHICH and said and words and fold(words[-1]) == fold(said).split()[0]:
            before = before.rstrip()[: -len(words[-1])]
        if asked.asks is Asks.TIME:
            said = _keep_word(text, asked, said, ("từ", "vào", "trong", "đến", "hồi", "kể từ"))
    elif asked.asks is Asks.PLACE:
        said = _keep_word(text, asked, said, ("ở", "tại", "từ", "đến", "về", "ra"))
    elif asked.asks is Asks.PERSON:
        said = _keep_word(text, asked, said, ("là", "do", "bởi"))
    elif asked.asks is Asks.WHAT:
        said = _keep_word(text, asked, said, ("là",))
    else:
        said = ""
    whole = " ".join(f"{before} {said} {after}".split())
    loose = _LOOSE_END.search(whole)
    if loose and not said:
        whole = whole[: loose.start()]
    return raised(re.sub(r" ([,;:])", r"\1", whole).strip(" ,"))


def counted(text: str, start: int) -> str:
    """The noun behind "bao nhiêu", which ends at ``start``: at most four words; "" where none stands there.

    >>> counted("có bao nhiêu dự án FDI tại tỉnh", 12)
    'dự án FDI'
    """
    found: list[str] = []
    stops = _STOPS if has_diacritics(text) else _STOPS_PLAIN
    for word in text[start:].split()[:4]:
        plain = word.strip(",;:").lower()
        if word[0] in ",;:":
            break
        # "dự án" is a noun, "dự" alone is done.
        if (
            (plain in stops and text[start:].lower().split(plain, 1)[1][:3] != " án")
            or plain[:1].isdigit()
            or (word[0].isupper() and not word.isupper())
        ):
            break
        found.append(word.strip(",;:"))
        if word[-1] in ",;:":
            break
    return " ".join(found)


def _without_said(after: str, said: str) -> str:
    """What follows "bao nhiêu" without the words of the noun that the answer says too."""
    words, spoken = after.split(), fold(said).split()
    first = fold(words[0].strip(",;:")) if words else ""
    if first not in spoken:
        return after
    place, same = spoken.index(first), 0
    while same < len(words) and place + same < len(spoken) and fold(words[same].strip(",;:")) == spoken[place + same]:
        same += 1
    left = words[same:]
    # "bản ghi nhớ, thỏa thuận" after "22 bản ghi nhớ hợp tác và thỏa thuận": the end of the answer, too.
    plain = [fold(word.strip(",;:")) for word in left]
    again = next((n for n in range(min(len(left), len(spoken)), 1, -1) if plain[:n] == spoken[-n:]), 0)
    return " ".join(left[again:])


def claim(text: str) -> str:
    """What a yes/no question claims, as a statement.

    >>> claim("Có phải xã có 12 thôn không?"), claim("Ông Tám có phải là trưởng thôn không?"), claim("Xã đủ nguyên liệu chưa?")
    ('Xã có 12 thôn', 'Ông Tám là trưởng thôn', 'Xã đủ nguyên liệu')
    """
    text = without_mark(text)
    while found := _YES_NO_START.match(text):
        text = text[found.end() :]
    if found := _YES_NO_INSIDE.search(text):
        text = f"{text[: found.start()]}{text[found.end() :]}"
    if found := _YES_NO_END.search(text) or _ASKING_END.search(text):
        text = text[: found.start()]
    return raised(text.strip(" ,"))


def _keep_word(text: str, asked: Phrase, said: str, words: tuple[str, ...]) -> str:
    """The answer behind the preposition that the question phrase began with, unless it has one."""
    own = text[asked.start : asked.end].split(maxsplit=1)[0]
    if said and fold(own) in {fold(word) for word in words} and fold(said).split()[0] != fold(own):
        return f"{own} {said}"
    return said
