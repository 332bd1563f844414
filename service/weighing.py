"""Which of several findings is the answer: by how sure they are, by when they hold, and by what else says the same."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import prod

from corpus.text.fold import fold
from corpus.text.sentences import sentences
from service.question.analysis import Question, words_of
from service.question.figures import figures_in_words
from service.question.kinds import Kind
from service.question.verdict import Verdict, judged
from service.reader.base import Extraction
from service.records import Citation, OtherAnswer, Relation
from service.timing import holds_at, speaks_of

OTHERS = 5
AGREEING = 2  # further citations that say the same
_RIVAL = 0.25  # answers whose confidence is this close are weighed by their dates
_HEARD = 0.25  # the least confidence of a later value that keeps an older one from being told as today's
_ALIKE = 0.5  # share of the best answer's word coverage that another value of the same thing has at least
_NEARLY_ALIKE = 0.9
_COUNTED = 0.6  # share of the words that name what is counted
_NOW = re.compile(
    r"\b(?:hiện nay|hiện tại|hiện giờ|bây giờ|mới nhất|đến nay|lúc này|đương nhiệm)\b|\bhiện (?=có|còn|đang|là|do|ai)"
    r"|\bđang (?=có|còn|giữ|là|làm)|(?<!mấy )(?<!bao )\bgiờ (?=là|ai)|\bgiờ\s*\?*$",
    re.I,
)
_NOW_PLAIN = re.compile(
    r"\b(?:hien nay|hien tai|hien gio|bay gio|moi nhat|den nay|luc nay|duong nhiem)\b|\bdang (?=co|con|giu|la|lam)"
)
_COMPARABLE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.PERSON})
_TIMELESS = frozenset({Kind.YES_NO, Kind.CAUSE, Kind.PURPOSE, Kind.DATE, Kind.YEAR})  # "now" changes nothing of these


def in_time(question: Question, found: Sequence[Extraction], as_of: date | None) -> list[Extraction]:
    """Those that may tell of the time that is asked about: a figure of another year is never given as its answer.

    ``as_of``, a day that was asked for by itself, takes the place of what the question says; what held by then counts.
    """
    if as_of is not None:
        return [one for one in found if (holds(one) or date.min) <= as_of]
    return [
        one for one in found if speaks_of(question.scope, one.evidence.article, one.quote, one.start - one.quote_start)
    ]


def chosen(question: Question, found: Sequence[Extraction], as_of: date | None, threshold: float) -> Extraction | None:
    """The surest of what is in time; of those about as sure, the latest."""
    if not found:
        return None
    best = found[0]
    if question.scope.spans and as_of is None:
        return best
    # Who asks how things stand now must not get an older figure for being put in words nearer to the question; where the
    # latest is not sure enough, there is no answer.
    now = _asks_now(question)
    least = min(_HEARD, best.confidence) if now else max(threshold, best.confidence - _RIVAL)
    rivals = [e for e in found if e is best or (e.confidence >= least and _same_thing(question, e, best))]
    last = max(rivals, key=lambda e: (holds(e) or date.min, e.confidence))
    return replace(last, confidence=_any_of(rivals)) if now and holds(last) else last


def _any_of(rivals: Sequence[Extraction]) -> float:
    """The probability that one of the two surest values, each of another time, is of what is asked, as if they were independent.

    Asked how things stand, which of them is right is told by their dates, not by which is put nearer to the question.
    """
    surest = sorted(max(e.confidence for e in rivals if holds(e) == when) for when in {holds(e) for e in rivals})
    return 1 - prod(1 - chance for chance in surest[-2:])


def _asks_now(question: Question) -> bool:
    return bool(_NOW.search(question.text) if question.toned else _NOW_PLAIN.search(fold(question.text)))


def _compares(question: Question) -> bool:
    """Whether answers of other dates are other values of the same thing: figures and holders; asked for now, nearly all."""
    return question.kind in _COMPARABLE or (question.kind not in _TIMELESS and _asks_now(question))


def decided(
    question: Question, first: Extraction | None, found: Sequence[Extraction], threshold: float
) -> tuple[Verdict, Extraction | None]:
    """What the surest quote that decides a yes/no question says to it; that of ``first`` comes first.

    The answer is the sentence that decides; where none does, the one that comes nearest.
    """
    sure = [e for e in found if e is not first and e.confidence >= threshold]
    asked = [first, *sure] if first and first.confidence >= threshold else []
    told = [(judged(question.text, extraction.quote), extraction) for extraction in asked]
    deciding = [item for item in told if item[0].verdict is not Verdict.UNCLEAR]
    if not deciding:
        return Verdict.UNCLEAR, first and _in_full(first)
    if question.scope.spans:
        judgement, best = deciding[0]
    else:  # of quotes that say otherwise the latest decides: an older figure is no denial of today's
        judgement, best = max(deciding, key=lambda item: holds(item[1]) or date.min)
    return judgement.verdict, _spanning(best, judgement.start, judgement.end)


def _in_full(found: Extraction) -> Extraction:
    """The sentence of the quote that an answer begins in."""
    at = found.start - found.quote_start
    start, end = next((span for span in sentences(found.quote) if span[0] <= at < span[1]), (0, len(found.quote)))
    return _spanning(found, start, end)


def _spanning(found: Extraction, start: int, end: int) -> Extraction:
    """The same with ``[start, end)`` of its quote for the answer, without the stop at its end."""
    end = start + len(found.quote[start:end].rstrip(" \n.;:…"))
    return replace(found, start=found.quote_start + start, end=found.quote_start + end)


def agreeing(question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float) -> list[Extraction]:
    """Further findings of the same value in independent articles, the surest first; reprints are one article."""
    if not _compares(question):
        return []
    said, more = _value(answer), {_source(answer): answer}
    for one in found:
        if one.confidence >= threshold and _value(one) == said and _same_thing(question, one, answer):
            more.setdefault(_source(one), one)
    return list(more.values())[1 : 1 + AGREEING]


def others(
    question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float
) -> tuple[OtherAnswer, ...]:
    """Other values of the same thing, each once, that are as sure as an answer must be."""
    alike = [one for one in found if _same_thing(question, one, answer)]
    own = holds(answer)
    return _told(question, alike, threshold, {_value(answer)}, lambda when: _relation(when, own))


def elsewhen(
    question: Question, found: Sequence[Extraction], as_of: date | None, threshold: float
) -> tuple[OtherAnswer, ...]:
    """What is known of another time, where nothing is known of the one asked about; ``found`` is what is out of time."""
    if not found:
        return ()
    last = as_of or max((span.last or date.max for span in question.scope.spans), default=date.max)
    best = found[0]
    alike = [one for one in found if _same_thing(question, one, best)]
    return _told(
        question, alike, threshold, set(), lambda when: Relation.NEWER if when and when > last else Relation.OLDER
    )


def _told(
    question: Question,
    found: Sequence[Extraction],
    threshold: float,
    said: set[str],
    relation: Callable[[date | None], Relation],
) -> tuple[OtherAnswer, ...]:
    if not _compares(question):
        return ()
    told = []
    for one in found:
        if one.confidence >= threshold and _value(one) not in said:
            said.add(_value(one))
            when = holds(one)
            told.append(OtherAnswer(Citation.of(one), when, relation(when), one.confidence))
    return tuple(told[:OTHERS])


def _same_thing(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions give the value of the same thing, so that only their dates tell them apart."""
    if one is best:
        return True
    if not _compares(question) or one.features["kind"] < best.features["kind"]:
        return False
    # Where nothing names what is counted, only nearly the same words show that the same thing is spoken of.
    alike = _ALIKE if question.focus else _NEARLY_ALIKE
    return (
        one.features["focus"] >= min(best.features["focus"], _COUNTED)
        and one.features["coverage"] >= alike * best.features["coverage"]
    )


def holds(found: Extraction) -> date | None:
    """The day as of which a finding holds."""
    return holds_at(found.evidence.article, found.quote, found.start - found.quote_start)


def _value(found: Extraction) -> str:
    """What an answer says, however its figures are written: "04 xưởng" and "4 xưởng" are the same."""
    text = found.answer
    for figure in reversed(figures_in_words(text)):
        text = f"{text[: figure.start]}{figure.value}{text[figure.end :]}"
    return " ".join(words_of(text))


def _source(found: Extraction) -> str:
    return found.evidence.group or found.evidence.article.id


def _relation(other: date | None, own: date | None) -> Relation:
    if other is None or own is None or other == own:
        return Relation.CONFLICTS
    return Relation.OLDER if other < own else Relation.NEWER
