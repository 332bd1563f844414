"""A question in the words of the texts that it is read against.

"Cô oét" and "Kuwait" are one country, "UBND" and "Ủy ban nhân dân" one office. Search looks for both; a reader compares
word by word, so a name that none of the texts uses gives way to another name of the same thing that one of them uses, and
so does what people say for it where that always means the same (``thesaurus``).
Capitals that no text has and no list knows ("HNQT") are read as the first letters of words that the texts use. A question
typed without capitals gets those of its names (``casing``).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from corpus.text.fold import fold_char, unaccented
from corpus.text.syllables import Token, tokens
from index.library import Library
from service.question.aliases import Aliases, Keys, Place, bundled, folded_keys
from service.question.analysis import Question, focus_in, names_in, terms_in, times_in
from service.question.casing import cased
from service.question.figures import written_otherwise
from service.question.thesaurus import Meaning, meanings

_FEWEST, _MOST = 2, 6  # letters of initials
_NAMES_FIRST = 2  # what a capital at its start counts for a run of words, in occurrences
_OFTEN = 3  # occurrences from which on two letters stand for two words


def fitted(question: Question, texts: Sequence[str], library: Library, aliases: Aliases | None = None) -> Question:
    """The question as these NFC texts would put it; the same object where they use its own words, or none that is known."""
    if not texts:
        return question
    cases = cased(question.text, texts) if question.language == "vi" else question.text
    meant = meanings(cases) if question.meanings else ()
    text = _called(cases, texts, aliases or bundled(), meant)
    if text is question.text:
        return question
    asked = text if question.toned else unaccented(text)
    return replace(
        question,
        text=text,
        names=names_in(asked),
        focus=focus_in(asked, text),
        terms=terms_in(asked, library, times_in(text)),
        meanings=meanings(text) if meant else (),
    )


def _called(text: str, texts: Sequence[str], aliases: Aliases, meant: Sequence[Meaning]) -> str:
    """The text with things called as the texts call them; the same object where they are."""
    known = aliases.said(text)
    known += [Place(one.start, one.end, one.others) for one in written_otherwise(text)]
    alike = (Place(one.start, one.end, one.written) for one in meant if one.same)
    known += [one for one in alike if not _meets(one, known)]
    initials = (Place(token.start, token.end, ()) for token in tokens(text) if _are_initials(token.text))
    free = (one for one in initials if not _meets(one, known))
    places = sorted([*known, *free], key=lambda place: place.start)
    if not places:
        return text
    used = _Used(texts)
    parts, done = [], 0
    for place in places:
        said = text[place.start : place.end]
        if used.holds(said):
            continue
        other = next((name for name in place.others if used.holds(name)), None)
        if other is None and _are_initials(said):
            other = used.spelt_out(said)
        if other is not None:
            parts += [text[done : place.start], other]
            done = place.end
    return "".join((*parts, text[done:])) if parts else text


def _meets(one: Place, others: Sequence[Place]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _are_initials(word: str) -> bool:
    return word.isalpha() and word.isupper() and _FEWEST <= len(word) <= _MOST


class _Used:
    """The words that texts use."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._plain = texts
        self._texts = [f" {' '.join(folded_keys(text))} " for text in texts]

    def holds(self, name: str) -> bool:
        """Whether one of the texts says it. A name of one syllable must be written as it is: "anh" is a word too."""
        keys: Keys = folded_keys(name)
        if len(keys) > 1:
            return any(f" {' '.join(keys)} " in text for text in self._texts)
        return any(name == token.text for text in self._plain for token in tokens(text))

    def spelt_out(self, initials: str) -> str | None:
        """The words of the texts that begin with these letters: names first, then what is said most often.

        None where no words in a row do, or for two letters, where they are said only once: any two words may.
        """
        wanted = initials.lower()
        counted: Counter[str] = Counter()
        for text in self._plain:
            counted.update(run.lower() for run in _runs(text, wanted))
            counted.update({run.lower(): _NAMES_FIRST for run in set(_runs(text, wanted)) if run[0].isupper()})
        least = 1 if len(wanted) > _FEWEST else _OFTEN
        best = max(counted, key=lambda run: (counted[run], run), default=None)
        if best is None or counted[best] < least:
            return None
        written = Counter(run for text in self._plain for run in _runs(text, wanted) if run.lower() == best)
        return max(written, key=lambda run: (written[run], run))


def _runs(text: str, wanted: str) -> Iterator[str]:
    """Words in a row, with only a blank between, whose first letters are these (small; d stands for đ too)."""
    found = _tokens(text)
    for at in range(len(found) - len(wanted) + 1):
        run = found[at : at + len(wanted)]
        if all(_begins(token.text, letter) for token, letter in zip(run, wanted, strict=True)) and all(
            text[one.end : other.start] == " " for one, other in pairwise(run)
        ):
            yield text[run[0].start : run[-1].end]


def _begins(word: str, letter: str) -> bool:
    first = word[0].lower()
    return first == letter or (letter.isascii() and fold_char(first) == letter)


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text))
