"""What is quoted: the best sentence with its neighbours in the passage, as far as a reader takes them in at a glance.

Short sentences lean on one another ("Cùng dự còn có …", "Đơn vị này …"): what is asked often stands in one and the words
of the question in the next. So the quote grows to whole neighbouring sentences, and the answer is looked for in all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.question.analysis import Question
from service.question.kinds import Kind
from service.reader.features import Scored, Sentence, pairs_and_words, said_in

QUOTE_WORDS = 80  # white-space separated syllables; a longer sentence stands alone
# Kinds whose answers have a form that patterns know well: a quote without such a span hardly tells.
_FORMED = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.DATE, Kind.YEAR, Kind.PERSON})


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one passage: ``best`` is the one it grew from, ``telling`` the one with the answer."""

    sentences: tuple[Scored, ...]
    best: Scored
    telling: Scored

    @property
    def start(self) -> int:
        """Where the quote starts in the article, in code points."""
        return self.sentences[0].sentence.start

    @property
    def end(self) -> int:
        """Where the quote ends in the article, in code points."""
        return self.sentences[-1].sentence.end

    def features(self, question: Question, rank: float, ahead: float, unknown: float) -> dict[str, float]:
        """What confidence is told by: the best sentence's features, how it ranks, and whether the form asked for is there.

        ``unknown`` is told of the whole question.
        """
        typed = self.telling.features["kind"]
        return {
            **self.best.features,
            "rank_score": rank,
            "ahead": ahead,
            "form_missing": float(question.kind in _FORMED and not typed),
            "strange": max(0.0, 0.5 - self.best.features["context"]),
            "focus_missing": float(bool(question.focus) and self.telling.features["focus"] == 0),
            "unknown": unknown,
        }


NAMES = ("rank_score", "ahead", "strange", "form_missing", "focus_missing", "unknown")


def unknown(question: Question, scored: Sequence[Scored]) -> float:
    """How telling (0..1) the most telling word of a question is that none of the sentences has, nor their articles' titles."""
    texts = {item.sentence.text for item in scored} | {item.sentence.evidence.article.title for item in scored}
    known = frozenset[str]().union(*map(pairs_and_words, texts))
    said = said_in(question, known, texts)
    missing = [weight * (1 - said[term]) for term, weight in question.terms.items() if "_" not in term]
    return max(missing, default=0.0) / (max(question.terms.values(), default=0.0) or 1.0)


def window(
    scored: Sequence[Scored],
    ranks: Sequence[float],
    best: int,
    surely: Callable[[Scored], tuple[float, ...]] | None = None,
) -> Window:
    """Grows around ``scored[best]``; ``scored`` are sentences in the order of their passages, ``ranks`` their scores.

    ``surely`` tells how surely a sentence is the one with the answer; without it, the patterns do.
    """
    inside = grown([item.sentence for item in scored], ranks, best)
    first, last = inside[0], inside[-1]
    if surely is not None:
        telling = max(inside, key=lambda k: (*surely(scored[k]), k == best, ranks[k], -k))
        return Window(tuple(scored[first : last + 1]), scored[best], scored[telling])
    telling = max(inside, key=lambda k: (*_telling(scored[k]), k == best, ranks[k], -k))
    # Without a span of the form asked for anywhere, the best sentence itself is the answer.
    chosen = scored[telling] if scored[telling].features["kind"] else scored[best]
    return Window(tuple(scored[first : last + 1]), scored[best], chosen)


def grown(sentences: Sequence[Sentence], ranks: Sequence[float], best: int) -> range:
    """The sentences of a quote that grew from ``sentences[best]`` within its passage, the better neighbour first."""
    passage = sentences[best].evidence.hit.passage.id
    first = last = best
    words = _words(sentences[best])
    while True:
        near = [k for k in (first - 1, last + 1) if 0 <= k < len(sentences)]
        near = [k for k in near if sentences[k].evidence.hit.passage.id == passage]
        near = [k for k in near if words + _words(sentences[k]) <= QUOTE_WORDS]
        if not near:
            return range(first, last + 1)
        k = max(near, key=lambda k: (ranks[k], -k))
        words += _words(sentences[k])
        first, last = min(first, k), max(last, k)


def _telling(scored: Scored) -> tuple[bool, float]:
    return bool(scored.features["kind"]), round(scored.features["focus"], 1)


def _words(sentence: Sentence) -> int:
    return len(sentence.text.split())
