"""A quote that is read again by itself: what is read, what it says then, and what is marked in it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from service.question.analysis import Question
from service.reader.features import Scored
from service.reader.span_model.decoding import total_of
from service.reader.span_model.marking import Place
from service.reader.span_model.reading import Again, best_in
from service.reader.span_model.wanted import wanted
from service.reader.spans import Span
from service.reader.windows import Window
from service.timely import tells_then

LOW = -3.0  # the margin, in tens, of a sentence that was not read
_MOST_STATE = 5.0


def titled(quote: Window) -> tuple[str, str]:
    """The title of a quote's article and its text."""
    article = quote.best.sentence.evidence.article
    return article.title, article.text[quote.start : quote.end]


def again_features(quote: Window, alone: Again | None, state: NDArray[np.float64]) -> dict[str, float]:
    """What the quote, read again by itself, says: its margin over the null, in tens, and what the model's state then tells beyond it.

    None: it was not read again, and what it said before counts.
    """
    if alone is None:
        return {"again": quote.telling.features["margin"], "state": 0.0}
    return {"again": max(LOW, min(-LOW, alone.margin / 10)), "state": state_tells(state, alone.state)}


def state_tells(weights: NDArray[np.float64], state: NDArray[np.float32]) -> float:
    """The log-odds (-5..5) that states (states,) adds to those of the margin; ``weights`` (states + 1,), the bias last."""
    return max(-_MOST_STATE, min(_MOST_STATE, float(weights[:-1] @ state + weights[-1])))


def marked(question: Question, quote: Window, alone: Again | None) -> Scored:
    """The telling sentence of a quote with the span that its reading alone finds.

    As it is where it was not read again, and where that span does not tell of the time that is asked about.
    """
    telling, sentence = quote.telling, quote.telling.sentence
    if alone is None:
        return telling
    place = Place(alone.quote.scores, alone.quote.at + sentence.start - quote.start)
    found = best_in(sentence.text, place, total_of([place.scores]), wanted(question))
    if found is None or not tells_then(question, sentence.evidence, sentence.start + found.start):
        return telling
    return replace(telling, span=Span(found.start, found.end))
