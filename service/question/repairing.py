"""Typing errors, put right before accents are restored: conservative, by what the documents and general text know.

Only a word that neither knows is touched: what an input method left behind, two syllables in one ("cooet"), one letter
or one tone wrong. A repair of the last three kinds must make a pair with a neighbour that was seen; names in capitals
and words of other languages stay as typed.
"""

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key
from corpus.text.syllables import Token, tokens
from service.question.accents.model import SyllableModel
from service.question.keyboard import decoded

_SHORTEST = 3  # letters of a word that is put right by its neighbours
_LONGEST = 8
_KEYED = 2  # words of a question with keys of an input method from which on all are taken for such
_FOREIGN = 0.5  # share of unknown words from which on a question is in another language
_INDEX_WEIGHT = 8.0
_LEAST = 3.0  # what must be seen of a pair, in occurrences in general text
_SAME_LETTERS = 4.0  # a wrong tone is likelier than a wrong letter


class Words(Protocol):
    """What the documents say of syllables (a ``Library`` does)."""

    def forms(self, folded: str) -> Sequence[str]:
        """The toned terms of one syllable that fold to ``folded``."""

    def document_frequency(self, term: str, *, folded: bool = False) -> int:
        """In how many passages a toned or folded term stands."""


@dataclass(frozen=True, slots=True)
class Repairer:
    """Puts typing errors of questions right. ``kept`` are folded words that are none, though nothing knows them."""

    model: SyllableModel
    words: Words
    kept: frozenset[str] = frozenset()

    def repaired(self, text: str) -> str:
        """The NFC question with words put right; the same object where there are none.

        What was typed without accents stays without; capitals at the start of words stay.
        """
        found = [token for token in tokens(text) if token.text[0].isalpha()]
        unknown = [at for at, token in enumerate(found) if not self._known(token.text)]
        keyed = {at: syllable for at in unknown if (syllable := self._keyed(found[at].text))}
        if not unknown or len(unknown) - len(keyed) > _FOREIGN * len(found):
            return text
        plain = fold(text) == text.lower()
        parts, done = [], 0
        for at in unknown:
            token = found[at]
            if len(keyed) >= _KEYED and at in keyed:  # the input method was off for the whole question
                meant: str | None = keyed[at]
            else:
                meant = None if token.text.isupper() or _in_name(text, token) else self._meant(found, at, plain=plain)
            if meant:
                parts += [text[done : token.start], meant.capitalize() if token.text[0].isupper() else meant]
                done = token.end
        return "".join((*parts, text[done:])) if parts else text

    def _keyed(self, word: str) -> str | None:
        """The known syllable that a word's keys would have made with an input method."""
        syllable = decoded(word.lower())
        return syllable if syllable and self._known(syllable) else None

    def _known(self, word: str) -> bool:
        key = spelling_key(word)
        if fold(word) in self.kept:
            return True
        if fold(key) == key:
            return len(key) < 2 or bool(self._forms(key)) or self.words.document_frequency(key, folded=True) > 0
        return key in self.model.number_of or self.words.document_frequency(key) > 0

    def _forms(self, folded: str) -> list[str]:
        return sorted({*self.model.forms.get(folded, ()), *self.words.forms(folded)})

    def _meant(self, found: Sequence[Token], at: int, *, plain: bool) -> str | None:
        word = found[at].text.lower()
        left = self._readings(found[at - 1].text, plain=plain) if at else []
        right = self._readings(found[at + 1].text, plain=plain) if at + 1 < len(found) else []
        syllable = decoded(word)
        if syllable and self._known(syllable):
            # "nhom1" may be a group's number, "Hans" a name: these need a neighbour that says otherwise.
            sure = not word[-1].isdigit() and not found[at].text[0].isupper()
            if sure or self._seen(spelling_key(syllable), left, right) >= _LEAST:
                return syllable
            return None
        if not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST:
            return None
        if word.isascii() and (halves := self._halves(word)):
            return halves
        if found[at].text[0].isupper() and word.isascii():  # a name that is in no document
            return None
        folded = fold(spelling_key(word))
        # What general text says next to a word says nothing of names: "Nà Lốc" is no "Nà Lộc" unless a document has that.
        seen = self._indexed if at and found[at].text[0].isupper() else self._seen
        scores = {
            form: seen(form, left, right) * (_SAME_LETTERS if near == folded else 1.0)
            for near in {folded, *_near(folded)}
            for form in self._forms(near)
        }
        best = min(scores, key=lambda form: (-scores[form], form), default=None)
        if best is None or scores[best] < _LEAST:
            return None
        return fold(best) if plain else best

    def _readings(self, word: str, *, plain: bool) -> list[str]:
        key = spelling_key(word)
        return self._forms(key) if plain and fold(key) == key else [key]

    def _seen(self, form: str, left: Sequence[str], right: Sequence[str]) -> float:
        """How often a form is seen next to its neighbours."""
        pairs = _beside(form, left, right)
        if not pairs:
            return 0.0
        number = self.model.number_of
        keys = np.array([[number.get(a, -1), number.get(b, -1)] for a, b in pairs])
        return float(self.model.pairs(keys[:, 0], keys[:, 1]).sum()) + self._indexed(form, left, right)

    def _indexed(self, form: str, left: Sequence[str], right: Sequence[str]) -> float:
        """The same in the documents alone."""
        return _INDEX_WEIGHT * sum(self.words.document_frequency(f"{a}_{b}") for a, b in _beside(form, left, right))

    def _halves(self, word: str) -> str | None:
        """Two syllables written as one that the documents have as a pair: "cooet" → "co oet"."""
        splits = ((word[:at], word[at:]) for at in range(1, len(word)))
        pairs = {
            (a, b): self.words.document_frequency(f"{fold(spelling_key(a))}_{fold(spelling_key(b))}", folded=True)
            for a, b in splits
        }
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        return " ".join(best) if pairs[best] else None


def _beside(form: str, left: Sequence[str], right: Sequence[str]) -> list[tuple[str, str]]:
    return [(other, form) for other in left] + [(form, other) for other in right]


def _in_name(text: str, token: Token) -> bool:
    """Whether a word is part of a foreign name that is written in syllables: "Xơng-nam"."""
    linked = "-" in (text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1])
    return linked and fold(token.text) != token.text.lower() and token.text[0].isupper()


def _near(word: str) -> Iterator[str]:
    """All words at one letter's distance: one left out, one too much, one wrong, two exchanged (Damerau, 1964)."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in string.ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in string.ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
