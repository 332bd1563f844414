"""What people's words are called in documents: "hứa" may stand there as "cam kết", "trạm xá" as "trạm y tế".

``thesaurus.tsv`` is written from general knowledge of the language, for no document and no question. Each of its lines is a mark,
what people say, and what documents write, parted by "|". "=" says that both mean the same, "~" that the one often stands for
the other, as what is broader or narrower does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key
from corpus.text.syllables import Token, tokens
from service.question.accents import load_model

BUNDLED = Path(__file__).with_name("thesaurus.tsv")
SAME, NEAR = "=", "~"
LONGEST = 4  # syllables of what is said
_WORD = 0.4  # ``SyllableModel.bound`` from which on two syllables are mostly one word

Keys = tuple[str, ...]  # spelling keys of what is said, in order


@dataclass(frozen=True, slots=True)
class Sense:
    """What something that people say is called in documents, the most usual first; ``same`` tells whether it always is."""

    written: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words ``[start, end)`` of a question that documents may put as one of ``written``.

    ``terms`` are their folded syllables and pairs, in the form of ``Question.terms``; ``runs`` what is written, folded, with
    one blank around each word.
    """

    start: int
    end: int
    written: tuple[str, ...]
    same: bool
    terms: frozenset[str]
    runs: tuple[str, ...]


def meanings(text: str, known: Mapping[Keys, Sequence[Sense]] | None = None) -> tuple[Meaning, ...]:
    """What the words of an NFC question with accents may be called: of what begins at a word the longest, and nothing inside it.

    Names are no words: what has a capital after the first word is left out, and so is a syllable that makes a word with a neighbour.

    >>> [meaning.written[0] for meaning in meanings("Bà Thơm xin trạm xá mở rộng gì?")]
    ['đề nghị', 'trạm y tế']
    """
    known = bundled() if known is None else known
    found = tokens(text)
    keys = tuple(spelling_key(token.text) for token in found)
    meant: list[Meaning] = []
    at = 0
    while at < len(found):
        most = min(LONGEST, len(found) - at)
        length = next((n for n in range(most, 0, -1) if keys[at : at + n] in known and not _named(found, at, n)), 0)
        if length == 1 and _part_of_a_word(keys, at):
            length = 0
        if length:
            terms = _terms(keys[at : at + length])
            start, end = found[at].start, found[at + length - 1].end
            for sense in known[keys[at : at + length]]:
                runs = tuple(f" {' '.join(map(fold, _keys(one)))} " for one in sense.written)
                meant.append(Meaning(start, end, sense.written, sense.same, terms, runs))
        at += length or 1
    return tuple(meant)


def _named(found: Sequence[Token], at: int, length: int) -> bool:
    """Whether one of some words has a capital that is not that of the first word."""
    return any(token.text[0].isupper() for token in found[max(at, 1) : at + length])


def _part_of_a_word(keys: Keys, at: int) -> bool:
    """Whether a syllable is one of a word of two: "dự" in "dự án"."""
    bound = load_model().bound
    return any(bound(one, other) >= _WORD for one, other in pairwise(keys[max(0, at - 1) : at + 2]))


def _terms(keys: Keys) -> frozenset[str]:
    words = [fold(key) for key in keys]
    return frozenset(words) | {f"{one}_{other}" for one, other in pairwise(words)}


def _keys(text: str) -> Keys:
    return tuple(spelling_key(token.text) for token in tokens(text))


@lru_cache(maxsize=1)
def bundled() -> Mapping[Keys, tuple[Sense, ...]]:
    """The table that comes with the program."""
    return read(BUNDLED.read_text(encoding="utf-8"))


def read(table: str) -> Mapping[Keys, tuple[Sense, ...]]:
    """The senses of each thing that is said; raises ValueError at a line that is none."""
    found: dict[Keys, list[Sense]] = {}
    for number, line in enumerate(table.splitlines(), 1):
        mark, said, written = line.split("\t") if line.count("\t") == 2 else ("", "", "")
        names = tuple(written.split("|"))
        if mark not in {SAME, NEAR} or not 0 < len(_keys(said)) <= LONGEST or not all(map(_keys, names)):
            raise ValueError(f"line {number}: no mark, what is said and what is written, parted by tabs: {line!r}")
        found.setdefault(_keys(said), []).append(Sense(names, mark == SAME))
    return {keys: tuple(senses) for keys, senses in found.items()}
