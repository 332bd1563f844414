"""From a question without accents to the likeliest one with them.

A hidden Markov model over syllables: every typed syllable may stand for any known one of the same fold, and of all ways
through them the likeliest is found (Viterbi, 1967). Probabilities of triples, pairs and single syllables are smoothed
one by the next with Dirichlet priors (MacKay & Peto, "A hierarchical Dirichlet language model", 1995). Counts of the
indexed text are added to those of the general model, so that names which the documents know win.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus.text.fold import fold
from corpus.text.spelling import TONES, is_syllable, spelling_key
from corpus.text.syllables import Token, canonical_number, tokens
from service.question.accents.model import EDGE, NUMBER, UNKNOWN, Counts, Keys, SyllableModel

# Chosen on passages of the training split that were left out of the counts (docs/questions.md).
INDEX_WEIGHT = 128.0  # one passage of the index counts as much as so many occurrences in general text
TRIPLE_PRIOR = 64.0
PAIR_PRIOR = 64.0
BEAM = 24  # pairs of syllables kept at each place
MARKED = 0.78  # share of syllables that carry an accent in running Vietnamese
_LEAST_DROPPED = 1e-4
_MIXED = 0.5  # who types one accent types most
_FOREIGN = 0.5  # share of words that can be no Vietnamese, from which on nothing is restored
# What ends a yes/no question: "5 cầu đúng không" is no "dụng không", however often that is written.
_TAGS = (("đúng", "không"), ("phải", "không"), ("hay", "không"), ("hay", "chưa"), ("đúng", "chưa"))
_STOP = re.compile(r"[.!?;:()\[\]\"“”/|…\n](?=\s|$)|[()\[\]\"“”|…]")


class Words(Protocol):
    """What the documents say of syllables (a ``Library`` does)."""

    def forms(self, folded: str) -> Sequence[str]:
        """The toned terms of one syllable that fold to ``folded``."""

    def document_frequency(self, term: str) -> int:
        """In how many passages a toned term, a syllable or a pair "a_b", stands."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A token with its candidates: spelling keys, their numbers in the model (-1: not in it) and what is charged for each (log)."""

    token: Token
    keys: tuple[str, ...]
    numbers: Keys
    charge: Counts
    first: bool  # whether a sentence starts here


def _tag(words: Sequence[Token]) -> tuple[str, ...]:
    """The words that make a question of what stands before them, with their accents; () where none end it."""
    plain = [fold(word.text) for word in words[-2:]]
    tag = next((tag for tag in _TAGS if len(words) > len(tag) and plain[-len(tag) :] == [fold(w) for w in tag]), ())
    typed = [word.text.lower() for word in words[len(words) - len(tag) :]]
    return tag if all(one in {fold(one), word} for one, word in zip(typed, tag, strict=True)) else ()


class Restorer:
    """Restores the accents of questions over one library. Safe to use from several threads."""

    def __init__(self, model: SyllableModel, words: Words) -> None:
        self._model = model
        self._words = words

    def restore(self, text: str) -> str:
        """The NFC question with accents, code point for code point as long as ``text``; the same object where nothing changes.

        What was typed with accents stays, and so do numbers, abbreviations and words that nothing is known of.
        """
        places = self._places(text)
        if not any(len(place.keys) > 1 for place in places):
            return text
        found = list(text)
        for place, key in zip(places, self._best(places), strict=True):
            token = place.token
            found[token.start : token.end] = accented(token.text, key)
        restored = "".join(found)
        return text if restored == text else restored

    def _places(self, text: str) -> list[_Place]:
        found = tokens(text)
        letters = [token for token in found if token.text[0].isalpha()]
        candidates = {token: self._candidates(token.text) for token in letters}
        foreign = sum(not candidates[token] for token in letters)
        if not letters or foreign > _FOREIGN * len(letters):
            return []
        mixed = any(fold(token.text) != token.text.lower() for token in letters)
        if mixed:  # who writes accents may mean a word without them that nothing knows: "khoe"
            candidates = {token: _as_typed_too(token.text, keys) for token, keys in candidates.items()}
        told = [token for token in letters if candidates[token] and not (token.text.isupper() and len(token.text) > 1)]
        charge = math.log(_dropped(told))
        loud = [bool(candidates.get(token)) and token.text.isupper() and len(token.text) > 1 for token in found]
        places, end = [], 0
        tag = _tag(found)
        for at, token in enumerate(found):
            first = at == 0 or _STOP.search(text, end, token.start) is not None
            end = token.end
            keys = candidates.get(token, ())
            # A word in capitals is an abbreviation, unless its neighbours are in capitals too.
            alone = loud[at] and not any(loud[max(at - 1, 0) : at]) and not any(loud[at + 1 : at + 2])
            # Who writes accents leaves them out of "I-ta-li-a" because there are none.
            linked = mixed and "-" in (text[token.start - 1 : token.start], text[token.end : token.end + 1])
            if not keys or linked or (alone and len(letters) > 1):
                keys = (spelling_key(token.text),)
            elif at >= len(found) - len(tag):
                keys = (spelling_key(tag[at - len(found)]),)
            charges = [0.0 if len(keys) == 1 or key.isascii() else charge for key in keys]
            places.append(_Place(token, keys, self._numbers(token, keys), np.array(charges), first))
        return places

    def _candidates(self, word: str) -> tuple[str, ...]:
        """The known spelling keys that a typed word can stand for: itself where it has accents."""
        key = spelling_key(word)
        if fold(key) != key:
            return (key,)
        forms = dict.fromkeys((*self._model.forms.get(key, ()), *self._words.forms(key)))
        return tuple(sorted(forms))

    def _numbers(self, token: Token, keys: Sequence[str]) -> Keys:
        if canonical_number(token) is not None:
            return np.array([NUMBER])
        known = self._model.number_of
        return np.array([known.get(key, -1 if is_syllable(key) else UNKNOWN) for key in keys])

    def _best(self, places: Sequence[_Place]) -> list[str]:
        """The likeliest key of each place."""
        edge = np.array([EDGE])
        # States: the last two syllables (numbers, and the last one's place in its candidates), with their score.
        before, last, last_at, score = edge, edge, np.array([0]), np.zeros(1)
        last_keys: tuple[str, ...] = ("",)
        trail: list[tuple[Keys, Keys]] = []  # for each state of a place: its candidate, and the state before it
        for place in places:
            if place.first:
                before, last = np.full_like(before, EDGE), np.full_like(last, EDGE)
            step = self._step(before, last, last_at, () if place.first else last_keys, place)
            total = score[:, None] + step + place.charge  # (states, candidates)
            came, kept, best = _kept(total, last_at)
            trail.append((kept, came))
            before, last, last_at, score = last[came], place.numbers[kept], kept, best
            last_keys = place.keys
        at = int(np.argmax(score))
        chosen: list[str] = []
        for place, (kept, came) in zip(reversed(places), reversed(trail), strict=True):
            chosen.append(place.keys[int(kept[at])])
            at = int(came[at])
        return chosen[::-1]

    def _step(self, before: Keys, last: Keys, last_at: Keys, last_keys: Sequence[str], place: _Place) -> Counts:
        """Log probability (states, candidates) of each candidate behind each state."""
        model = self._model
        numbers = place.numbers
        in_index = np.array([self._frequency(key) for key in place.keys])
        size = model.total + model.singles.size
        single = (model.single(numbers) + INDEX_WEIGHT * in_index + 0.5) / size
        pair_count = model.pairs(last[:, None], numbers[None, :])
        left_count = model.single(last)
        if last_keys:
            right = [key for key, count in zip(place.keys, in_index.tolist(), strict=True) if count]
            table = np.zeros((len(last_keys), len(place.keys)))
            lefts = np.zeros(len(last_keys))
            at_of = {key: at for at, key in enumerate(place.keys)}
            for row in set(last_at.tolist()):
                lefts[row] = self._frequency(last_keys[row])
                if lefts[row]:
                    for key in right:
                        table[row, at_of[key]] = self._words.document_frequency(f"{last_keys[row]}_{key}")
            pair_count = pair_count + INDEX_WEIGHT * table[last_at]
            left_count = left_count + INDEX_WEIGHT * lefts[last_at]
        pair = (pair_count + PAIR_PRIOR * single) / (left_count[:, None] + PAIR_PRIOR)
        triple_count = model.triples(before[:, None], last[:, None], numbers[None, :])
        history = model.pairs(before, last)
        triple = (triple_count + TRIPLE_PRIOR * pair) / (history[:, None] + TRIPLE_PRIOR)
        return np.asarray(np.log(triple))

    def _frequency(self, key: str) -> float:
        return float(self._words.document_frequency(key))


def _as_typed_too(word: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    key = spelling_key(word)
    return tuple(sorted({*keys, key})) if keys and is_syllable(word) else keys


def accented(typed: str, key: str) -> str:
    """A typed word with the accents of a spelling key; capitals and "y" for "i" stay as typed.

    >>> accented("KY", "kĩ"), accented("Thuat", "thuật"), accented("hoá", "hóa")
    ('KỸ', 'Thuật', 'hoá')
    """
    if len(typed) != len(key) or fold(typed) != typed.lower():
        return typed
    letters = []
    for letter, mark in zip(typed, key, strict=True):
        made = mark
        if fold(mark) != letter.lower():
            tone = "".join(char for char in unicodedata.normalize("NFD", mark) if char in TONES)
            made = unicodedata.normalize("NFC", letter.lower() + tone)
        letters.append(made.upper() if letter.isupper() else made)
    return "".join(letters)


def _dropped(letters: Sequence[Token]) -> float:
    """How often the writer leaves an accent out (0..1), by the share of words that have one.

    Short questions have fewer accents than text has on the whole by mere chance: one standard deviation is allowed for.
    """
    count = len(letters)
    marked = sum(fold(token.text) != token.text.lower() for token in letters)
    if not marked:
        return 1.0
    likely = marked + math.sqrt(count * MARKED * (1 - MARKED))
    return min(_MIXED, max(_LEAST_DROPPED, 1 - likely / (MARKED * count)))


def _kept(total: Counts, last_at: Keys) -> tuple[Keys, Keys, Counts]:
    """The best way into each pair (last syllable, candidate), the BEAM best of these: state, candidate, score."""
    width = total.shape[1]
    flat = total.ravel()
    order = np.argsort(-flat, kind="stable")
    pair = np.repeat(last_at, width) * width + np.tile(np.arange(width), len(last_at))
    _, first = np.unique(pair[order], return_index=True)
    best = order[np.sort(first)[:BEAM]]
    return best // width, best % width, flat[best]
