"""Which of several findings is the answer: by how sure they are, by when they hold, and by what else says the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from service.asked_time import FIGURES, asks_now, compares, tense, up_to_now
from service.question.analysis import Question
from service.question.kinds import Kind
from service.question.tense import Tense, tense_of
from service.reader.agreement import value
from service.reader.base import Extraction
from service.reader.countries import of_another_country
from service.reader.numbered import of_another_number
from service.reader.offices import asked as asked_office
from service.reader.offices import no_longer
from service.reader.rivals import of_another
from service.sameness import of_the_same, same_thing
from service.statement_plan import Course, course
from service.timely import holds, tells_then

AGREEING = 2  # further citations that say the same
_RIVAL = 0.25  # answers whose confidence is this close are weighed by their dates
_WORTH_SHOWING = 0.1  # the least confidence of what is shown for its time
_HEARD = 0.25  # the least confidence of a later value that keeps an older one from being told as today's
_SUREST = 0.95  # where two add up
_OF_ANOTHER = (of_another, of_another_number, of_another_country)
# What a plan says is no result, and the day that is planned for is not the day that it came to pass on. A result is no
# plan either, but the day of a thing stays the same.
_NO_ANSWER = {
    Tense.DONE: (Course.PLANNED, FIGURES | {Kind.DATE, Kind.YEAR}),
    Tense.PLANNED: (Course.DONE, FIGURES),
}


def in_time(question: Question, found: Sequence[Extraction], as_of: date | None) -> list[Extraction]:
    """Those that may tell of the time that is asked about: a figure of another year is never given as its answer.

    ``as_of``, a day that was asked for by itself, takes the place of what the question says; what held by then counts.
    """
    if as_of is not None:
        return [one for one in found if (holds(one) or date.min) <= as_of]
    return [one for one in found if _in_scope(question, one)]


def _in_scope(question: Question, one: Extraction) -> bool:
    return tells_then(question, one.evidence, one.start)


def of_it(question: Question, found: Sequence[Extraction]) -> list[Extraction]:
    """Those that may speak of what is asked about: the figure of one village, person, country or resolution is none of another's."""

    # Asked in words of their own, what else than a figure is often told beside other countries than the question names.
    rules = _OF_ANOTHER if question.kind in FIGURES else _OF_ANOTHER[:-1]

    def speaks_of_it(one: Extraction) -> bool:
        article = f"{one.evidence.article.title}. {one.evidence.article.text}"
        return not any(rule(question.text, one.quote, article) for rule in rules)

    return [one for one in found if speaks_of_it(one)]


def in_tense(question: Question, found: Sequence[Extraction]) -> list[Extraction]:
    """Those that may tell of what is asked in this tense: a goal is no answer to what was reached, nor the reverse, nor who
    held an office before to who holds it.
    """
    if tense(question) is not Tense.FORMER:
        found = [one for one in found if not _held_before(question, one)]
    course_of, kinds = _NO_ANSWER.get(tense(question), (None, frozenset[Kind]()))
    if question.kind not in kinds:
        return list(found)
    return [one for one in found if _course(one) is not course_of]


def _held_before(question: Question, one: Extraction) -> bool:
    """Whether the quote calls the person a former holder of the office that is asked about."""
    office = asked_office(question)
    return office is not None and no_longer(office, one.quote, one.start - one.quote_start, one.end - one.quote_start)


def _course(one: Extraction) -> Course:
    return course(one.quote, one.start - one.quote_start, one.evidence.article.published)


def chosen(question: Question, found: Sequence[Extraction], as_of: date | None, threshold: float) -> Extraction | None:
    """The surest of what is in time; of those about as sure, what was reached before what is planned, and the latest."""
    if not found:
        return None
    best = found[0]
    result_asked = question.kind in FIGURES and tense(question) is not Tense.PLANNED
    if result_asked and _course(best) is Course.PLANNED:
        least = max(threshold, best.confidence - _RIVAL)
        reached = (e for e in found if e.confidence >= least and same_thing(question, e, best))
        best = next((e for e in reached if _course(e) is not Course.PLANNED), best)
    if question.scope.spans and as_of is None and not (tense(question) is Tense.NOW and up_to_now(question)):
        return best
    # Who asks how things stand now must not get an older figure for being put in words nearer to the question; where the
    # latest is not sure enough, there is no answer.
    now = asks_now(question)
    least = (
        min(_HEARD, best.confidence)
        if now or tense(question) is Tense.FORMER
        else max(threshold, best.confidence - _RIVAL)
    )
    rivals = [e for e in found if e is best or (e.confidence >= least and same_thing(question, e, best))]
    if result_asked and _course(best) is not Course.PLANNED:
        rivals = [e for e in rivals if _course(e) is not Course.PLANNED]  # a later goal is no later figure
    if tense(question) is Tense.FORMER:
        gone = [e for e in rivals if _held_before(question, e)]
        return max(gone, key=lambda e: e.confidence) if gone else _earlier(rivals)
    last = max(rivals, key=lambda e: (holds(e) or date.min, e.confidence))
    return replace(last, confidence=_any_of(rivals)) if now and holds(last) else last


def unless_newer(question: Question, best: Extraction, newer: Sequence[Extraction], threshold: float) -> Extraction:
    """The answer to how things stand, where articles that were published after the one of ``best`` were read by themselves.

    Of what they say as surely as an answer must be, the latest is the answer. What they say of the same with less makes ``best``
    less sure: it is today's only where that is not of it.
    """
    if not compares(question):
        return best
    later = [e for e in newer if (holds(e) or date.min) > (holds(best) or date.min) and of_the_same(question, e, best)]
    sure = [e for e in later if e.confidence >= threshold]
    if sure:
        return max(sure, key=lambda e: (holds(e) or date.min, e.confidence))
    if asked_office(question):  # who holds it is told by dates, as in ``chosen``
        rivals = [best, *(e for e in later if e.confidence >= _HEARD and same_thing(question, e, best))]
        return replace(max(rivals, key=lambda e: (holds(e) or date.min, e.confidence)), confidence=_any_of(rivals))
    said = value(best.answer)
    doubts = [e.confidence for e in later if value(e.answer) != said]
    return replace(best, confidence=min(best.confidence, 1 - max(doubts, default=0.0)))


def _earlier(rivals: Sequence[Extraction]) -> Extraction:
    """The surest that is not what the latest says.

    Where they say one thing only, it is what is so now: no answer, unless its quote says that it is no longer so.
    """
    last = max(rivals, key=lambda e: (holds(e) or date.min, e.confidence))
    older = [
        e
        for e in rivals
        if value(e.answer) != value(last.answer) and (holds(e) or date.max) < (holds(last) or date.min)
    ]
    best = max(older or rivals, key=lambda e: e.confidence)
    if older or tense_of(best.quote, toned=True) is Tense.FORMER:
        return best
    return replace(best, confidence=min(best.confidence, _HEARD))


def _any_of(rivals: Sequence[Extraction]) -> float:
    """The probability that one of the two surest values, each of another time, is of what is asked.

    Asked how things stand, which of them is right is told by their dates, not by which is put nearer to the question. Each is the less
    sure for the other (``gap``), as if only one of them could tell: so they add up.
    """
    surest = sorted(max(e.confidence for e in rivals if holds(e) == when) for when in {holds(e) for e in rivals})
    return max(surest[-1], min(_SUREST, sum(surest[-2:])))


def closest(found: Sequence[Extraction], fitting: Sequence[Extraction]) -> list[Extraction]:
    """In the order in which they are shown where there is no answer: what may tell of the time and in the tense asked about
    (``fitting``) before what cannot, unless next to nothing speaks for it."""
    first = [one for one in fitting if one.confidence >= _WORTH_SHOWING]
    shown = set(map(id, first))
    return [*first, *(one for one in found if id(one) not in shown)]


def agreeing(question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float) -> list[Extraction]:
    """Further findings of the same value in independent articles, the surest first; reprints are one article."""
    if not compares(question):
        return []
    said, more = value(answer.answer), {answer.evidence.source: answer}
    for one in found:
        if one.confidence >= threshold and value(one.answer) == said and same_thing(question, one, answer):
            more.setdefault(one.evidence.source, one)
    return list(more.values())[1 : 1 + AGREEING]
