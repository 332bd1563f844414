"""An English question in the words of Vietnamese texts: term by term, by a glossary that people can read.

No translation: words of grammar are dropped, what describes is put behind what it describes ("FDI projects" → "dự án
FDI"), dates are written as here. It is enough to look for the same words and to see how many of them a passage has.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from corpus.text.fold import fold
from service.errors import NotReady
from service.question.kinds import Kind
from service.question.wording import GROUP_HEADS, PLACE_HEADS

GLOSSARY = Path(__file__).with_name("english.toml")
VERSION = 1
_LONGEST = 6  # words of a term
_WORD = re.compile(r"\d(?:[\d.,]*\d)?%?|[^\W_]+(?:[-’'&/.][^\W_]+)*")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DATE = re.compile(
    rf"(?i)\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<m>{_MONTH})\.?\s+(?:(?P<after>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<y>(?:19|20)\d\d)\b"
)
_TIMES = tuple(
    (re.compile(rf"(?i)\b(?:{english})\b"), vietnamese)
    for english, vietnamese in (
        (r"(?:by|until|up to|as of|at) the end of", "đến hết"),
        (r"(?:by|until|up to|as of)(?= (?:năm|tháng|ngày)\b)", "đến"),
        (r"in the (?:first|early) (?:part|months|half) of|(?:in )?early(?= năm)", "đầu"),
        (r"(?:in )?late(?= năm)|in the (?:last|second) (?:part|months|half) of", "cuối"),
        (r"before(?= (?:năm|tháng|ngày)\b)", "trước"),
        (r"after(?= (?:năm|tháng|ngày)\b)", "sau"),
        (r"since(?= (?:năm|tháng|ngày)\b)", "từ"),
        (r"currently|at present|nowadays|right now|now|at the moment|so far|to date|up to now|today|current|present-day", "hiện nay"),
        (r"latest|most recent", "mới nhất"),
        (r"this year", "năm nay"),
        (r"last year", "năm ngoái"),
    )
)  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w/]|[.,]\d)|(?<![\w.,/-])\d+\.\d+(?![\w/]|[.,]\d)")
_SWAPPED = str.maketrans(",.", ".,")
_BETWEEN = re.compile(r"(?i)\bbetween\s+((?:19|20)\d\d)\s+and\s+((?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?<![\w/.,-])((?:19|20)\d\d)(?:\s*(?:-|–|to|through|until)\s*((?:19|20)\d\d))?(?![\w/]|[.,]\d)")
# Words of grammar: they end a run of words that describe one another, articles do not.
_ARTICLES = frozenset("the a an its their his her our your".split())
_GRAMMAR = frozenset(
    """
    what who whom whose when where which why how many much does did do is are was were be been being has have had can could will would
    shall should may might must of and or for with from by to in on at into as than then that this there these those between about during
    per it they he she we you i me us them not no yes please tell give list name any some all each other also only just if so up out
    kind type sort lot exactly actually between among under over through within along
    """.split()
)
_WHICH = re.compile(
    r"(?i)\s*(?:which|what)\s+(?!(?:is|are|was|were|be|does|did|do|has|have|had|can|will|would|of)\b)[^\W\d_]"
)
_ASKING = {
    Kind.QUANTITY: "bao nhiêu",
    Kind.MONEY: "bao nhiêu tiền",
    Kind.SHARE: "bao nhiêu phần trăm",
    Kind.YEAR: "năm nào",
    Kind.DATE: "khi nào",
    Kind.PERSON: "ai",
    Kind.PLACE: "ở đâu",
    Kind.CAUSE: "vì sao",
}


@lru_cache(maxsize=4)
def glossary(path: Path = GLOSSARY) -> Mapping[str, tuple[str, ...]]:
    """English terms in small letters with what they are called in Vietnamese; raises NotReady for a broken file."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        terms = {str(term): tuple(map(str, called)) for term, called in told["terms"].items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise NotReady(f"Không đọc được {path}: hãy lấy lại tệp từ kho mã nguồn. ({error})") from error
    if told.get("version") != VERSION or not all(terms.values()):
        raise NotReady(f"{path}: cần `version = {VERSION}` và mỗi từ ít nhất một cách gọi.")
    return terms


def in_vietnamese(question: str, kind: Kind, known: Callable[[str], bool] = lambda _: True) -> str:
    """The content words of an English question in Vietnamese, behind what is asked for.

    ``known`` tells whether the documents use a Vietnamese term: of several the first of these is taken, else the first.

    >>> in_vietnamese("How many FDI projects did Nam Dinh attract by the end of 2022?", Kind.QUANTITY)
    'bao nhiêu dự án FDI Nam Dinh thu hút đến hết năm 2022'
    """
    found = [" ".join(reversed(run)) for run in _runs(_with_dates(question), known)]
    if _WHICH.match(question) and found:
        return " ".join((found[0], "nào", *found[1:]))
    return " ".join((_ASKING[kind], *found) if kind in _ASKING else found)


def _with_dates(text: str) -> str:
    """The question with figures, dates and words of time as Vietnamese texts have them."""

    def day(match: re.Match[str]) -> str:
        month = next(at for at, name in enumerate(_MONTHS, 1) if name[:3] == match["m"].lower()[:3])
        of = match["d"] or match["after"]
        return f"ngày {of}/{month}/{match['y']}" if of else f"tháng {month}/{match['y']}"

    def years(match: re.Match[str]) -> str:
        return f"giai đoạn {match[1]}-{match[2]}" if match[2] else f"năm {match[1]}"

    text = _FIGURE.sub(lambda match: match.group().translate(_SWAPPED), text)
    text = _YEAR.sub(years, _BETWEEN.sub(r"\1-\2", _DATE.sub(day, text)))
    for rule, called in _TIMES:
        text = rule.sub(called, text)
    return text


_TIME = re.compile(
    r"(?:đến hết |đến |đầu |cuối |trước |sau |từ )?(?:ngày [\d/]+|tháng [\d/]+|giai đoạn \d{4}-\d{4}|năm \d{4}|năm nay|năm ngoái)|hiện nay|mới nhất"
)


def _runs(text: str, known: Callable[[str], bool]) -> Iterator[list[str]]:
    """What stands together without a word of grammar, a name or a date between, each word in Vietnamese."""
    done = 0
    for time in _TIME.finditer(text):
        yield from _worded(text[done : time.start()], known, opens=done == 0)
        yield [time.group()]
        done = time.end()
    yield from _worded(text[done:], known, opens=done == 0)


def _worded(text: str, known: Callable[[str], bool], *, opens: bool) -> Iterator[list[str]]:
    words = list(_WORD.finditer(text))
    run: list[str] = []
    at = 0
    while at < len(words):
        word = words[at].group()
        taken, called = _longest(words, at)
        small = word.lower().removesuffix("'s").removesuffix("’s")
        if called:
            run.append(next((one for one in called if known(one)), called[0]))
        elif small in _GRAMMAR or (at and not text[words[at - 1].end() : words[at].start()].isspace()):
            if run:
                yield run
            run = []
        if not called and small not in _GRAMMAR | _ARTICLES:
            if _is_name(words, at, opens=opens):
                last = at
                while (
                    last + 1 < len(words)
                    and _is_name(words, last + 1, opens=False)
                    and not _longest(words, last + 1)[1]
                ):
                    last += 1
                if run:
                    yield run
                name, taken = [" ".join(text[words[at].start() : words[last].end()].split())], last + 1 - at
                more, head = _longest(words, last + 1) if last + 1 < len(words) else (1, ())
                if head and fold(head[0]) in PLACE_HEADS | GROUP_HEADS:  # "Nam Dinh province"
                    name.append(head[0])
                    taken += more
                yield name
                run = []
            else:
                run.append(word)
        at += taken
    if run:
        yield run


def _is_name(words: list[re.Match[str]], at: int, *, opens: bool) -> bool:
    """Whether a word is of a proper name; an abbreviation ("FDI") describes like any other word."""
    word = words[at].group()
    return word[0].isupper() and not word.isupper() and not (opens and at == 0)


def _longest(words: list[re.Match[str]], at: int) -> tuple[int, tuple[str, ...]]:
    """How many words the longest known term has that begins here, and what it is called; (1, ()) if none is known."""
    terms = glossary()
    for count in range(min(_LONGEST, len(words) - at), 0, -1):
        part = [word.group().lower() for word in words[at : at + count]]
        *front, last = part
        for base in lemmas(last):
            if called := terms.get(" ".join((*front, base))):
                return count, called
    return 1, ()


def lemmas(word: str) -> tuple[str, ...]:
    """A small English word and the forms that it may come from, itself first.

    >>> lemmas("agencies"), lemmas("signed")
    (('agencies', 'agency', 'agenci', 'agencie'), ('signed', 'sign', 'signe'))
    """
    found = [word]
    word = word.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
    found.append(word)
    if word.endswith("ies") or word.endswith("ied"):
        found.append(word[:-3] + "y")
    for ending in ("es", "s", "ed", "d", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word.removesuffix(ending)
            found.append(base)
            if ending in {"ed", "ing"}:
                found.append(base + "e")
                if len(base) > 2 and base[-1] == base[-2]:
                    found.append(base[:-1])
    return tuple(dict.fromkeys(found))
