"""What speaks for a sentence carrying the answer to a question, as a few numbers between about -1 and 1."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus.text.fold import fold
from service.question.analysis import Question, placed_words, words_of
from service.question.kinds import Kind
from service.reader.base import Evidence
from service.reader.offices import asked, fits, holders
from service.reader.rivals import other_office, rival
from service.reader.spans import Span, spans
from service.timing import years_named

NAMES = (
    "bias", "coverage", "context", "dense", "fused", "sentence", "sentence_gap", "kind", "focus", "near", "name_missing",
    "name_away", "rival", "other_office", "office", "no_holder", "year_missing", "other_year", "rare_missing", "plain", "short",
)  # fmt: skip
NEAR = 0.8  # what a word counts for that often stands for one of the question, of what that one itself would
_REACH = 60  # code points within which a question term speaks for a span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: offsets into the article's text, and the sentence before it for what "đơn vị này" means."""

    evidence: Evidence
    start: int
    end: int
    before: str

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.evidence.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its features and the span in it that fits the question best (offsets into the sentence)."""

    sentence: Sentence
    span: Span
    features: Mapping[str, float]

    @property
    def span_text(self) -> str:
        """What the span says, verbatim."""
        return self.sentence.text[self.span.start : self.span.end]


@lru_cache(maxsize=8192)
def pairs_and_words(text: str) -> frozenset[str]:
    """Folded words of a text and its pairs of neighbours, in the form of ``Question.terms``."""
    words = words_of(text)
    return frozenset(words) | {f"{a}_{b}" for a, b in pairwise(words)}


@dataclass(frozen=True, slots=True)
class Best:
    """The highest fused score among a question's hits, and the highest cosine among their sentences."""

    fused: float
    cosine: float


def score(question: Question, sentence: Sentence, cosine: float, best: Best) -> Scored:
    """Features of one sentence, whose vector has this cosine with the question's."""
    article = sentence.evidence.article
    text = sentence.text
    own = pairs_and_words(text)
    around = own | pairs_and_words(sentence.before) | pairs_and_words(article.title)
    span, near, focus, typed = _best_span(question, text)
    total = sum(question.terms.values()) or 1.0
    said = said_in(question, own, [text])
    near_by = said_in(question, around, [text, sentence.before, article.title])
    missing = [weight * (1 - near_by[term]) for term, weight in question.terms.items() if "_" not in term]
    features = {
        "bias": 1.0,
        "coverage": sum(weight * said[term] for term, weight in question.terms.items()) / total,
        "context": sum(weight * near_by[term] for term, weight in question.terms.items()) / total,
        "dense": (sentence.evidence.hit.dense - 0.83) * 10,
        "fused": max(sentence.evidence.hit.score - best.fused, -3.0) / 3,
        "sentence": (cosine - 0.83) * 10,
        "sentence_gap": (cosine - best.cosine) * 10,
        "kind": float(typed),
        "focus": focus,
        "near": near,
        "name_missing": _names_missing(question.names, sentence),
        "name_away": _names_away(question.names, text),
        "rival": rival(question.text, question.terms, text, span.start, span.end),
        "other_office": other_office(question.text, text),
        **_office(question, text),
        "year_missing": _years_missing(question.years, text, sentence, article_year=_article_year(sentence)),
        "other_year": _other_year(question.years, text),
        "rare_missing": max(missing, default=0.0) / max(question.terms.values(), default=1.0),
        "plain": float(not question.toned),
        "short": float(len(text.split()) < 8),
    }
    return Scored(sentence, span, features)


def said_in(question: Question, own: frozenset[str], texts: Iterable[str]) -> dict[str, float]:
    """How much (0..1) of each of the question's terms some texts say, by itself or by what documents write for it.

    ``own`` are the ``pairs_and_words`` of all of them.
    """
    said = {term: float(term in own) for term in question.terms}
    lacking = [meaning for meaning in question.meanings if any(said.get(term) == 0 for term in meaning.terms)]
    words = [_words(text) for text in texts] if lacking else []
    for meaning in lacking:
        if any(run in text for text in words for run in meaning.runs):
            for term in meaning.terms & said.keys():
                said[term] = max(said[term], 1.0 if meaning.same else NEAR)
    return said


def _office(question: Question, text: str) -> dict[str, float]:
    """How well somebody in the sentence holds the office that is asked for (0..1), and whether nobody does."""
    wanted = asked(question)
    if wanted is None:
        return {"office": 0.0, "no_holder": 0.0}
    best = max((fits(wanted, one.office, question.terms) for one in holders(text)), default=0.0)
    return {"office": best, "no_holder": float(best < 0.5)}


def _best_span(question: Question, text: str) -> tuple[Span, float, float, bool]:
    """The likeliest span of the kind asked for, with its nearness (0..1), its focus (0..1) and whether there is one."""
    found = spans(question.kind, text)
    if not found:
        return Span(0, len(text)), 0.0, 0.0, False
    places = _places(question, text)

    def nearness(span: Span) -> float:
        gain = sum(weight * max(0.0, 1 - _gap(span, at) / _REACH) for at, weight in places)
        return gain / (sum(weight for _, weight in places) or 1.0)

    def known(span: Span) -> bool:
        # What the question says itself is not what it asks for.
        return fold(text[span.start : span.end]) in fold(question.text)

    rated = [(not known(s), focus_of(question, text, s), nearness(s), -s.start, s) for s in found]
    fresh, focus, near, _, span = max(rated, key=lambda item: (item[0], item[1] + item[2], item[3]))
    return span, near, focus, fresh


def _places(question: Question, text: str) -> list[tuple[int, float]]:
    return [(start, weight) for word, start in placed_words(text) if (weight := question.terms.get(word))]


def _gap(span: Span, at: int) -> int:
    return max(span.start - at, at - span.end, 0)


def focus_of(question: Question, text: str, span: Span) -> float:
    """How much of what is counted ("dự án" of "bao nhiêu dự án") stands right behind the figure."""
    if question.kind not in (Kind.QUANTITY, Kind.MONEY) or not question.focus:
        return 0.0
    behind = span.unit.split("|")[0].split()
    return sum(word in behind for word in question.focus) / len(question.focus)


def _names_missing(names: Sequence[str], sentence: Sentence) -> float:
    """How far the farthest of the question's names is: 0 by the sentence, 0.4 elsewhere in the article, 1 not in it."""
    if not names:
        return 0.0
    around = _words(f"{sentence.evidence.article.title} {sentence.before} {sentence.text}")
    far = [name for name in names if f" {name} " not in around]
    if not far:
        return 0.0
    article = _words(f"{sentence.evidence.article.source or ''} {sentence.evidence.article.text}")
    return max(0.4 if f" {name} " in article else 1.0 for name in far)


def _names_away(names: Sequence[str], text: str) -> float:
    """The share of the question's names that the sentence itself does not say."""
    words = _words(text) if names else ""
    return sum(f" {name} " not in words for name in names) / len(names) if names else 0.0


@lru_cache(maxsize=8192)
def _words(text: str) -> str:
    """The words of a text as names are compared with them, one blank around each."""
    return f" {' '.join(words_of(text))} "


def _article_year(sentence: Sentence) -> tuple[int, ...]:
    article = sentence.evidence.article
    if article.published:
        return (article.published.year,)
    return tuple(range(article.period.first, article.period.last + 1)) if article.period else ()


def _years_missing(years: Sequence[int], text: str, sentence: Sentence, article_year: Sequence[int]) -> float:
    """The share of the question's years that the sentence does not speak of; half if only its surroundings do."""
    if not years:
        return 0.0
    own = years_named(text)
    near = years_named(sentence.before + " " + sentence.evidence.article.title) | set(article_year)
    return sum(0.0 if year in own else 0.4 if year in near else 1.0 for year in years) / len(years)


def _other_year(years: Sequence[int], text: str) -> float:
    own = years_named(text)
    return float(bool(years) and bool(own) and not own & set(years))
