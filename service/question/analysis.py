"""A question as the reader needs it: normalised, with its kind, its years, its names and its weighted terms."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Literal

from corpus.text.fold import fold, unaccented
from corpus.text.normalise import to_nfc
from corpus.text.spelling import spelling_key
from corpus.text.syllables import canonical_number, tokens
from index.library import Library
from index.retrieval import Query, has_diacritics
from service.periods import spans_named
from service.question.accents import Restorer, load_model
from service.question.aliases import Aliases, bundled
from service.question.english import in_vietnamese
from service.question.figures import written_otherwise
from service.question.home import at_home
from service.question.kinds import Kind, folded_question, kind_of
from service.question.language import is_english, kind_in_english
from service.question.places import place_type
from service.question.regional import commonly
from service.question.repairing import Repairer
from service.question.scope import Scope, scope_of
from service.question.steps import ALL_STEPS, Steps
from service.question.thesaurus import Meaning, meanings
from service.statement_time import of_a_law

# Words that a question is made with, and those that say nothing of its subject. Folded: a question without diacritics
# must lose the same words. Folding makes a few content words fall together with these ("đã" and "da"): their pairs stay.
_EMPTY = frozenset(
    """
    hien ai gi nao dau sao bao nhieu may the khi gio bn la thi ma co duoc bi da dang se va hoac hay cua cho voi ve tu den toi
    tai o trong ngoai tren duoi vao ra nhu do nay kia ay cac nhung mot moi cung con chi rat hon cho hoi xin biet vay
    a u nhe khong chua phai dung lieu nham de vi boi nho theo ke neu ten ro liet gom ban em anh minh cu the hay giup
    """.split()
)
_WORD = re.compile(r"[\w-]+")
# Words with a capital that say what a name is of, or begin the name of an office, an institution or an occasion.
_OPENING = frozenset(
    """
    ông bà anh chị cô bác ngài tỉnh thành huyện xã phường quận thị khu nước vùng thôn bản làng bộ sở ban ủy uỷ hội đảng đoàn công tập
    tổng quảng trung trường viện bí chủ phó thứ giám quốc nhà chính nghị luật báo đài liên hiệp đại cục vụ văn phòng ngân nhân cộng
    bệnh hợp chương kế dự cầu cảng sân ga chợ chùa đền vườn hồ sông núi đảo giáo tiến thạc quý năm tháng ngày thường trưởng lễ tuần
    theo chi hiệu kỳ khóa khoá tòa toà quân quỹ trạm phân xí nhiệm
    """.split()
)
# What leads up to a date: "tính đến hết năm".
_LED = re.compile(
    r"(?i)(?:\b(?:tính|đến|tới|hết|cuối|đầu|giữa|thời điểm|ngày|tháng|năm|trong|riêng|giai đoạn|nhiệm kỳ)\s+)+$"
)
# "nhà máy" and "máy bay" are told from "mấy" without diacritics too.
_FOCUS = tuple(
    re.compile(asking + r"\s+((?:\w+\s*){1,3})") for asking in (r"\bbao nhieu\b", r"(?<!nha )\bmay\b(?! moc| bay)")
)
_NUMBER_OF = re.compile(r"(?i)(?<!\bmột )\bsố(?: lượng)?\s+((?:[^\W\d]+\s*){1,3})")  # "Số dự án … là bao nhiêu?"
_PREPOSITIONS = frozenset("vào ở tại cho từ của trong với đến tới sang về ngoài trên dưới theo bởi để".split())
_PREPOSITIONS_PLAIN = frozenset(map(fold, _PREPOSITIONS))
_ENDING = _PREPOSITIONS | {"năm", "tháng", "quý", "ngày"}  # what is counted ends: "bao nhiêu khách năm 2022"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    ``text`` is what is read and searched for: ``typed`` with typing errors put right, words written in haste written out and
    left out accents restored. ``other_names`` are names by which the same things are known, ``meanings`` what documents may call
    its words.

    ``scope`` is the time that is asked about. ``toned`` tells that ``typed`` has accents; ``terms`` are folded syllables and pairs with their weights (idf in the library, 0 and more); ``names`` are its folded
    proper names; ``focus`` are the folded syllables behind "bao nhiêu", what is counted.
    """

    text: str
    typed: str
    kind: Kind
    toned: bool
    scope: Scope
    names: tuple[str, ...]
    focus: tuple[str, ...]
    terms: dict[str, float]
    restored: bool = False
    other_names: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    language: Literal["vi", "en"] = "vi"

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are asked about and that an answer should name, in order."""
        return self.scope.years

    @property
    def query(self) -> Query:
        """What is searched for. The encoder knows what an English question means better than what its words are called."""
        if self.language != "vi":
            called = () if self.text == self.typed else (self.text,)
            return Query(self.typed, names=(*called, *self.other_names), foreign=True)
        written = (name for meaning in self.meanings for name in meaning.written)
        return Query(self.text, self.restored, tuple(dict.fromkeys((*self.other_names, *written))))


def normalised(text: str) -> str:
    """A question in NFC on one line, without doubled spaces.

    >>> normalised("  Ai   ký? ")
    'Ai ký?'
    """
    return " ".join(to_nfc(text)[0].split())


def analyse(
    typed: str,
    library: Library,
    aliases: Aliases | None = None,
    steps: Steps = ALL_STEPS,
    today: date | None = None,
) -> Question:
    """Reads a normalised question against the words that the library knows; ``aliases`` are those of the program if None.

    ``today`` is the day from which "năm nay" is read; without it that says nothing.

    Only those ``steps`` are taken that are named; in practice all of them.

    Raises NotReady if the model of syllables cannot be read.
    """
    aliases = aliases or bundled()
    if is_english(typed):
        return _of_english(typed, library, aliases, steps, today)
    model = load_model()
    toned = has_diacritics(typed)
    common = commonly(typed) if steps.meanings else typed
    plain = Repairer(model, library, aliases.short_words).repaired(common) if steps.repair else common
    written = aliases.written_out(plain) if steps.shorthand else plain
    restored = Restorer(model, library).restore(written) if steps.accents else written
    # Which question words there are is told from what was typed: a restored accent may be wrong.
    kind = kind_of(restored if toned else unaccented(written))
    # A claim is held against sentences word by word, and those of a province's own documents seldom name it.
    text = at_home(restored, library) if steps.names and kind is not Kind.YES_NO else restored
    figures = (other for said in written_otherwise(text) for other in said.others)
    meant = meanings(text) if steps.meanings else ()
    asked = text if toned else unaccented(written)
    return Question(
        text=text,
        typed=typed,
        kind=kind,
        toned=toned,
        scope=scope_of(text, today),
        names=names_in(asked),
        focus=focus_in(asked, text),
        terms=terms_in(asked, library, times_in(text)),
        restored=steps.accents and (not toned or restored != written),
        other_names=(*aliases.other_names(text), *figures) if steps.names else (),
        meanings=meant,
    )


def _of_english(typed: str, library: Library, aliases: Aliases, steps: Steps, today: date | None) -> Question:
    """An English question, read by what its words are called in Vietnamese."""
    kind = kind_in_english(typed)

    def used(term: str) -> bool:
        words = words_of(term)
        pairs = [f"{one}_{other}" for one, other in pairwise(words)] or words
        return all(library.document_frequency(pair, folded=True) for pair in pairs)

    text = in_vietnamese(typed, kind, used) if steps.english else typed
    return Question(
        text=text,
        typed=typed,
        kind=kind,
        toned=has_diacritics(text),
        scope=scope_of(text, today),
        names=names_in(text),
        focus=focus_in(text),
        terms=terms_in(text, library, times_in(text)),
        other_names=tuple(aliases.other_names(text)) if steps.names else (),
        language="en",
    )


def words_of(text: str) -> list[str]:
    """The folded search keys of a text's syllables and numbers (numbers in canonical form), in order."""
    return [word for word, _ in placed_words(text)]


@lru_cache(maxsize=8192)
def placed_words(text: str) -> tuple[tuple[str, int], ...]:
    """``words_of`` with the offset of each. Kept for the sentences that questions keep coming back to."""
    found = []
    for token in tokens(text):
        number = canonical_number(token.text)
        found.append((f"#{number}" if number is not None else fold(spelling_key(token.text)), token.start))
    return tuple(found)


def terms_in(text: str, library: Library, times: frozenset[str] = frozenset()) -> dict[str, float]:
    """Folded syllables and pairs of a question, without those it is only asked with, and their idf in the library.

    ``times`` are the words that name the time asked about (``times_in``): whether a text speaks of that time is told by dates, not by words.
    """
    weights: dict[str, float] = {}
    words = words_of(text)
    for word in words:
        if word not in _EMPTY and word not in times:
            weights[word] = library.idf(word, folded=True)
    for left, right in pairwise(words):
        pair = f"{left}_{right}"
        # A pair of empty words ("bao nhiêu") or one that no passage holds says nothing.
        empty = (left in _EMPTY or left in times) and (right in _EMPTY or right in times)
        if not empty and library.document_frequency(pair, folded=True):
            weights[pair] = library.idf(pair, folded=True)
    return weights


def times_in(text: str) -> frozenset[str]:
    """The folded words of a toned question that name the time it asks about, as in ``Question.terms``; the year of a law is none.

    >>> sorted(times_in("Đến hết năm 2022 có mấy dự án?"))
    ['#2022', 'den', 'het']
    """
    found: set[str] = set()
    for named in spans_named(text):
        if of_a_law(text, named.start):
            continue
        found.update(words_of(text[named.start : named.end]))
        if led := _LED.search(text[: named.start]):
            found.update(words_of(led.group()))
    return frozenset(found) - {"nam"}  # of "năm", but the last syllable of many names too


def focus_in(text: str, restored: str | None = None) -> tuple[str, ...]:
    """The words behind "bao nhiêu", else behind "mấy", else behind "số", up to a preposition, without empty ones.

    ``restored`` is the same question with its accents, where it was typed without: "so" is "sở" and "sổ", too.

    >>> focus_in("Có bao nhiêu tiền vào Thanh Hóa?"), focus_in("Nhận bao nhiêu vốn đầu tư?"), focus_in("Số dự án của tỉnh là mấy?")
    (('tien',), ('von',), ('du', 'an'))
    """
    asked = folded_question(text)
    found = next((match for match in (rule.search(asked) for rule in _FOCUS) if match), None)
    if found and (focus := _counted(text[slice(*found.span(1))], toned=has_diacritics(text))):
        return focus
    numbered = _NUMBER_OF.search(restored or text)
    return _counted(numbered[1], toned=True) if numbered and kind_of(text) is Kind.QUANTITY else ()


def _counted(words: str, *, toned: bool) -> tuple[str, ...]:
    said = words.lower().split()
    if toned:
        first = list(takewhile(lambda word: word not in _PREPOSITIONS, said[:1]))
        counted = [*first, *takewhile(lambda word: word not in _ENDING, said[1:] if first else ())]
    else:  # the first word is counted, whatever it may be: "ve" of "vé", "o to" of "ô tô"
        counted = [*said[:1], *takewhile(lambda word: word not in _PREPOSITIONS_PLAIN, said[1:])]
    return tuple(word for word in map(fold, counted) if word not in _EMPTY)


def names_in(text: str) -> tuple[str, ...]:
    """Runs of capitalised words with only blanks between, each once, as folded words with one blank between.

    The first word of a text has a capital anyway: it is left aside unless it begins a known place ("Thanh Hóa có …"). A word
    that begins what is no name ("Bí thư", "Quảng trường") is none by itself.

    >>> names_in("Thanh Hóa và Bộ Ngoại giao ký ở Quảng trường Lam Sơn khi nào?")
    ('thanh hoa', 'bo ngoai', 'lam son')
    """
    runs: list[list[str]] = []
    last_end = -1
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper():
            continue
        if last_end >= 0 and text[last_end : match.start()].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
        last_end = match.end()
    if runs and text.lstrip('“"(').startswith(runs[0][0]):
        first, *rest = runs[0]
        if not rest or not place_type(f"{first} {rest[0]}"):
            runs[0] = rest
    named = (run for run in runs if len(run) > 1 or (run and run[0].lower() not in _OPENING))
    return tuple(dict.fromkeys(" ".join(words_of(" ".join(run))) for run in named))
