"""Samples as quotes that are read by themselves, as the reader reads them again: one that tells, and others that do not.

A quote is a few neighbouring sentences, grown as the reader's are. Those that do not tell are of the same text or of one
that shares rare words with the question: what a search finds beside what tells. Each is a group of its own, so that the
null is learnt of each text alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import log
from random import Random

from tokenizers import Tokenizer

from corpus.text.sentences import sentences
from service.reader.span_model.packing import tokenise
from service.reader.training.examples import SENTENCE_START, Group, Recipe, Window, asked, cut_window, gold_tokens
from service.reader.training.samples import OWN, Sample
from service.reader.windows import QUOTE_WORDS

_WORD = re.compile(r"\w+")
_SHORTEST = 20  # syllables that a quote grows to at least, where it can
_PER_SYLLABLE = 3  # characters of a text of another language that count as a syllable
_HEAD = 16  # syllables of a text's first sentence that stand for its title
_LONGEST = 200  # tokens: some languages write no stops
_HEADED, _NEAR, _BESIDE, _CLOSEST = 0.7, 0.7, 0.5, 0.7  # how often (0..1)

Extent = tuple[int, int]  # code points


def quote_groups(sample: Sample, tokenizer: Tokenizer, recipe: Recipe, rng: Random) -> list[Group]:
    """The quotes of a sample, each a group of its own: the one that tells first, if there is one; none where its answer is
    not whole tokens.
    """
    found: list[Group] = []

    def add(of: Sample, extent: Extent) -> None:
        window = _window(of, extent, _head(of, extent, sample.answer, rng), tokenizer, recipe, rng)
        if window is not None:
            found.append((window,))

    parts, answer = split(sample), sample.answer
    if sample.start is None or sample.end is None or answer is None:
        add(sample, grown(sample, parts, _nearest(sample, parts, rng), rng))
    else:
        inside = [at for at, (start, end) in enumerate(parts) if start < sample.end and end > sample.start]
        if not inside:
            return []
        telling = grown(sample, parts, range(inside[0], inside[-1] + 1), rng)
        add(sample, telling)
        if sample.twin is not None and rng.random() < recipe.altered:
            add(_silent(sample, question=sample.twin), telling)
        others = [part for part in parts if answer not in sample.context[slice(*part)]]
        silent = _silent(sample)
        if others and rng.random() < _NEAR:
            extent = grown(sample, others, _nearest(sample, others, rng), rng)
            if answer not in sample.context[slice(*extent)]:
                add(silent, extent)
    if sample.neighbours and rng.random() < _BESIDE:
        other = _silent(sample, context=sample.neighbours[0])
        parts = split(other)
        add(other, grown(other, parts, _nearest(other, parts, rng), rng))
    return found


def split(sample: Sample) -> list[Extent]:
    """The sentences of a sample's text; the whole text where there are none."""
    if sample.lang == OWN:
        return list(sentences(sample.context)) or [(0, len(sample.context))]
    edges = [0, *(match.end() for match in SENTENCE_START.finditer(sample.context)), len(sample.context)]
    return [(start, end) for start, end in pairwise(edges) if sample.context[start:end].strip()]


def grown(sample: Sample, parts: Sequence[Extent], best: range, rng: Random) -> Extent:
    """Where a quote stands that grew from the sentences ``best`` by neighbours drawn by chance, up to a size drawn by chance."""
    first, last = best[0], best[-1]
    most = rng.randint(_SHORTEST, QUOTE_WORDS) if rng.random() < 0.5 else QUOTE_WORDS
    size = sum(_size(sample, parts[at]) for at in best)
    while True:
        near = [at for at in (first - 1, last + 1) if 0 <= at < len(parts)]
        near = [at for at in near if size + _size(sample, parts[at]) <= most]
        if not near:
            return parts[first][0], parts[last][1]
        at = rng.choice(near)
        size += _size(sample, parts[at])
        first, last = min(first, at), max(last, at)


def _size(sample: Sample, part: Extent) -> int:
    text = sample.context[slice(*part)]
    return len(text.split()) if sample.lang == OWN else len(text) // _PER_SYLLABLE


def _nearest(sample: Sample, parts: Sequence[Extent], rng: Random) -> range:
    """The sentence that shares most with the question, words weighed by how rare they are in the text; now and then another."""
    held = [_words(sample, sample.context[slice(*part)]) for part in parts]
    counts = Counter(word for words in held for word in words)
    question = _words(sample, sample.question)

    def shared(at: int) -> float:
        return sum(log(1 + len(held) / counts[word]) for word in held[at] & question)

    at = max(range(len(parts)), key=shared) if rng.random() < _CLOSEST else rng.randrange(len(parts))
    return range(at, at + 1)


def _words(sample: Sample, text: str) -> frozenset[str]:
    """Words; pairs of letters where a language writes none."""
    if sample.lang in {"ja", "zh", "th"}:
        return frozenset(one + other for one, other in pairwise(text))
    return frozenset(_WORD.findall(text.lower()))


def _silent(sample: Sample, *, question: str | None = None, context: str | None = None) -> Sample:
    return replace(
        sample, question=question or sample.question, context=context or sample.context, start=None, end=None
    )


def _window(  # noqa: PLR0917 - one thing, in parts
    sample: Sample, extent: Extent, head: str, tokenizer: Tokenizer, recipe: Recipe, rng: Random
) -> Window | None:
    """The quote behind its head, cut where a single sentence is very long; None if the answer is not whole tokens."""
    start, end = extent
    text = head + sample.context[start:end]
    moved = sample
    if sample.start is not None and sample.end is not None:
        by = len(head) - start
        moved = replace(sample, context=text, start=sample.start + by, end=sample.end + by)
    tokens = tokenise(tokenizer, text)
    gold = gold_tokens(tokens, moved)
    if sample.start is not None and gold is None:
        return None
    question = tokenise(tokenizer, asked(sample, recipe, rng)).ids
    return cut_window(question, tokens, text, gold, _LONGEST, Random(sample.id))


def _head(sample: Sample, extent: Extent, answer: str | None, rng: Random) -> str:
    """How the text begins, often, as articles have titles; nothing where that is in the quote, or holds the answer."""
    if sample.lang != OWN or extent[0] == 0 or rng.random() >= _HEADED:
        return ""
    words = sample.context[slice(*split(sample)[0])].rstrip(".!?").split()[:_HEAD]
    head = " ".join(words).rstrip(",;:")
    return "" if answer is not None and answer in head else f"{head}. "
