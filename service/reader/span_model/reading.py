"""Reads passages with the model: which are read, in what pieces, and what was found in each of their sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import sentences as sentences_of
from service.reader.base import Evidence
from service.reader.features import Sentence
from service.reader.span_model.decoding import Found, Total, best_spans, total_of
from service.reader.span_model.marking import Place, agreed
from service.reader.span_model.model import MAX_TEXT, Scorer
from service.reader.span_model.packing import Tokens
from service.reader.span_model.snapping import snap
from service.reader.span_model.wanted import Wanted, anything

BUDGET = 600  # tokens of text that are read for a question
NOTHING = -30.0  # the margin where nothing was read
RIVALS = 3  # spans of a sentence that are compared by what is asked for
FIT = 3.0  # margin by which the model must prefer a span that does not fit what is asked for


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article that is read at once: code points ``[start, end)`` of its text."""

    document: str
    start: int
    end: int
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Again:
    """What a quote says when it is read by itself: the margin of its best span over the null, NOTHING where no span can be
    one, and where the ``quote`` begins in what was read.
    """

    margin: float
    quote: Place

    @property
    def state(self) -> NDArray[np.float32]:
        """What the last layer makes of question and quote, float32 (states,)."""
        return self.quote.scores.state


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: spans by (document id, start of the sentence), offsets in the article's text.

    ``null_share`` (0..1) is the part of the softmax that says that nothing tells; ``places`` tell, by the same, where each
    sentence begins in what was read.
    """

    spans: Mapping[tuple[str, int], Found]
    null_share: float
    places: Mapping[tuple[str, int], Place] = field(default_factory=dict)

    @property
    def best(self) -> float:
        """The highest margin; very low when nothing was read."""
        return max((found.margin for found in self.spans.values()), default=NOTHING)


def pieces(model: Scorer, evidence: Sequence[Evidence], budget: int = BUDGET) -> list[Piece]:
    """The passages in their order as far as the budget goes, the first always; neighbours in an article as one piece."""
    found: list[Piece] = []
    spent = 0
    for item in evidence:
        passage, text = item.hit.passage, item.article.text
        tokens = model.tokenise(passage.text)
        if found and spent + len(tokens) > budget:
            continue
        spent += len(tokens)
        piece = Piece(item.article.id, passage.start, passage.end, tokens)
        for other in found:
            if joined := _joined(model, text, piece, other):
                found[found.index(other)] = joined
                break
        else:
            found.append(piece)
    return found


def _joined(model: Scorer, text: str, one: Piece, other: Piece) -> Piece | None:
    """Both as one piece if they are neighbours, or overlap, in the same article and short enough together."""
    if one.document != other.document:
        return None
    first, second = sorted((one, other), key=lambda piece: piece.start)
    if second.start > first.end and text[first.end : second.start].strip():
        return None
    end = max(first.end, second.end)
    tokens = model.tokenise(text[first.start : end])
    return Piece(one.document, first.start, end, tokens) if len(tokens) <= MAX_TEXT else None


def read(  # noqa: PLR0917 - what is read, how far, and for what
    model: Scorer,
    question: str,
    evidence: Sequence[Evidence],
    sentences: Sequence[Sentence],
    budget: int = BUDGET,
    wanted: Wanted = anything,
) -> Reading:
    """The best span of every sentence that stands in what was read; ``wanted`` tells how a span fits what is asked for."""
    read_at = pieces(model, evidence, budget)
    if not read_at:
        return Reading({}, 1.0)
    scores = model.read(question, [piece.tokens for piece in read_at])
    total = total_of(scores)
    spans, places = {}, {}
    for sentence in sentences:
        article = sentence.evidence.article
        for piece, told in zip(read_at, scores, strict=True):
            if piece.document == article.id and piece.start <= sentence.start and sentence.end <= piece.end:
                place = Place(told, sentence.start - piece.start)
                found = best_in(sentence.text, place, total, wanted)
                if found is not None:
                    spans[article.id, sentence.start] = _moved(found, sentence.start)
                    places[article.id, sentence.start] = place
                break
    return Reading(spans, total.null_share, places)


def read_alone(model: Scorer, question: str, text: str, wanted: Wanted = anything) -> Found | None:
    """The best span of a text that is given, offsets into it; None if it has no sentence."""
    scores = model.read(question, [model.tokenise(text)])[0]
    total = total_of([scores])
    found = []
    for start, end in sentences_of(text):
        span = best_in(text[start:end], Place(scores, start), total, wanted)
        if span is not None:
            found.append(_moved(span, start))
    return max(found, key=lambda span: (span.margin, -span.start), default=None)


def read_again(model: Scorer, question: str, quotes: Sequence[tuple[str, str]]) -> list[Again]:
    """Each quote read by itself behind its article's title, "" for none.

    What a quote says among its neighbours it should say alone: asked again, the model is
    less easily led.
    """
    if not quotes:
        return []
    heads = [f"{title}. " if title else "" for title, _ in quotes]
    read = model.read(question, [model.tokenise(head + quote) for head, (_, quote) in zip(heads, quotes, strict=True)])
    told = []
    for head, (_, quote), scores in zip(heads, quotes, read, strict=True):
        total, at = total_of([scores]), len(head)
        found = (best_spans(scores, total, at + start, at + end, 1) for start, end in sentences_of(quote))
        margin = max((span.margin for spans in found for span in spans), default=NOTHING)
        told.append(Again(margin, Place(scores, at)))
    return told


def mark_again(sentence: str, first: Place, second: Place, wanted: Wanted = anything) -> Found | None:
    """The best span of a sentence that was read twice, by both readings alike, offsets into it; None where there is none."""
    both = agreed(first, second, len(sentence))
    return best_in(sentence, Place(both, 0), total_of([both]), wanted)


def best_in(sentence: str, place: Place, total: Total, wanted: Wanted) -> Found | None:
    """The best span of the sentence that begins at a place, rounded, offsets into the sentence.

    One that fits what is asked for is preferred to one that does not where the model sees little between them.
    """
    count = 1 if wanted is anything else RIVALS
    found, at = [], place.at
    for span in best_spans(place.scores, total, at, at + len(sentence), count):
        start, end = snap(sentence, span.start - at, span.end - at)
        found.append(replace(span, start=start, end=end))
    return max(found, key=lambda span: span.margin + FIT * wanted(sentence, span.start, span.end), default=None)


def _moved(found: Found, by: int) -> Found:
    return replace(found, start=found.start + by, end=found.end + by)
