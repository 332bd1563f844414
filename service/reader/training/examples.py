"""Samples as groups of packed windows, and groups as batches of about the same number of tokens.

A group is one question with one to three windows; the loss is one softmax over all places of its windows. The null is the
place of ``<s>`` in each of them. A window is cut from the text around the answer at sentences, at a random place in it,
so that an answer may stand anywhere and the edge of a window tells nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tokenizers import Tokenizer

from corpus.text.fold import fold
from service.reader.span_model.packing import MARKS, NULL, Tokens, pack, text_place, tokenise
from service.reader.training.samples import OWN, Sample

SENTENCE_START = re.compile(r"(?<=[。！？\n])\s*|(?<=[.!?])\s+")
_SNAP = 30  # tokens that a window may grow by to begin at a sentence
_SHORTEST = 80  # tokens of a window of another language, and of a shortened one of ours
_WHOLE = 380  # tokens of our own passages that are read whole


@dataclass(frozen=True, slots=True)
class Recipe:
    """How often (0..1) a sample is made harder. ``beside``: a neighbour is read too, and ``more`` often a second one;
    ``instead``: a neighbour alone is read.

    ``altered``: the question is the sample's twin, which nothing answers.
    """

    beside: float
    instead: float
    shortened: float = 0.5  # our own passages; those of other languages always are
    stripped: float = 0.12  # our own questions, without diacritics
    careless: float = 0.12  # in small letters and without a question mark
    altered: float = 0.0
    more: float = 0.0
    longest: int = 210  # tokens of a window of another language, and of a shortened one of ours


@dataclass(frozen=True, slots=True)
class Window:
    """Packed ids with the first and last place of the answer (None: it is not here) and where the text begins and ends."""

    ids: list[int]
    text: tuple[int, int]
    gold: tuple[int, int] | None


Group = tuple[Window, ...]


def group(sample: Sample, tokenizer: Tokenizer, recipe: Recipe, rng: Random) -> Group | None:
    """The windows of a sample; None when its answer is not whole tokens of a window."""
    if sample.twin is not None and rng.random() < recipe.altered:
        sample = replace(sample, question=sample.twin, start=None, end=None)
    question = tokenise(tokenizer, asked(sample, recipe, rng)).ids
    draw = rng.random()
    instead = draw < recipe.instead and bool(sample.neighbours)
    beside = not instead and draw < recipe.instead + recipe.beside
    others = sample.neighbours[: 1 + (beside and rng.random() < recipe.more)] if instead or beside else ()
    limit = rng.randint(_SHORTEST, recipe.longest)
    found = []
    if not instead:
        tokens = tokenise(tokenizer, sample.context)
        gold = gold_tokens(tokens, sample)
        if sample.start is not None and gold is None:
            return None
        whole = sample.lang == OWN and (gold is None or rng.random() >= recipe.shortened)
        found.append(cut_window(question, tokens, sample.context, gold, _WHOLE if whole else limit, rng))
    for text in others:
        found.append(cut_window(question, tokenise(tokenizer, text), text, None, limit, rng))
    return tuple(found)


def asked(sample: Sample, recipe: Recipe, rng: Random) -> str:
    """The question of a sample, ours now and then as people type in haste."""
    if sample.lang != OWN:
        return sample.question
    question = sample.question
    if rng.random() < recipe.stripped:
        question = fold(question)
    if rng.random() < recipe.careless:
        question = question.lower().rstrip("?! ")
    return question


def gold_tokens(tokens: Tokens, sample: Sample) -> tuple[int, int] | None:
    """The first and the last token of the answer in the sample's text; None where there is none."""
    if sample.start is None or sample.end is None:
        return None
    inside = [
        at for at, (start, end) in enumerate(tokens.spans) if start < sample.end and end > sample.start and end > start
    ]
    return (inside[0], inside[-1]) if inside else None


def cut_window(  # noqa: PLR0917 - one thing, in parts
    asked: Sequence[int], tokens: Tokens, text: str, gold: tuple[int, int] | None, limit: int, rng: Random
) -> Window:
    """At most about ``limit`` tokens of the text that hold the answer."""
    first, last = 0, len(tokens)
    if len(tokens) > limit:
        centre = gold or (rng.randrange(len(tokens)),) * 2
        room = max(0, limit - (centre[1] - centre[0] + 1))
        first = max(0, centre[0] - rng.randint(0, room))
        first = _snapped(tokens, text, first)
        last = min(len(tokens), max(first + limit, centre[1] + 1))
    place = text_place(asked)
    ids = pack(asked, tokens.ids[first:last])
    here = (gold[0] - first + place, gold[1] - first + place) if gold else None
    return Window(ids, (place, place + last - first), here)


def _snapped(tokens: Tokens, text: str, first: int) -> int:
    """The token at or shortly before ``first`` that begins a sentence; ``first`` if there is none."""
    starts = {match.end() for match in SENTENCE_START.finditer(text)}
    for at in range(first, max(-1, first - _SNAP), -1):
        if at == 0 or tokens.spans[at][0] in starts:
            return at
    return first


def batches(groups: Iterable[Group], budget: int, rng: Random) -> list[list[Group]]:
    """Groups of about the same length together, at most about ``budget`` tokens a batch with padding, in random order."""
    pool = 40 * budget
    found: list[list[Group]] = []
    waiting: list[Group] = []
    held = 0
    for item in groups:
        waiting.append(item)
        held += sum(len(window.ids) for window in item)
        if held >= pool:
            found += _cut(waiting, budget)
            waiting, held = [], 0
    found += _cut(waiting, budget)
    rng.shuffle(found)
    return found


def _cut(groups: list[Group], budget: int) -> list[list[Group]]:
    found: list[list[Group]] = []
    batch: list[Group] = []
    windows = 0
    for item in sorted(groups, key=lambda g: max(len(window.ids) for window in g)):
        longest = max(len(window.ids) for window in item)
        if batch and (windows + len(item)) * longest > budget:
            found.append(batch)
            batch, windows = [], 0
        batch.append(item)
        windows += len(item)
    return [*found, batch] if batch else found


__all__ = [
    "MARKS",
    "NULL",
    "SENTENCE_START",
    "Group",
    "Recipe",
    "Window",
    "asked",
    "batches",
    "cut_window",
    "gold_tokens",
    "group",
]
