"""Which of several findings is the answer: by how sure they are, by when they hold, and by what else says the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from service.question.analysis import Question
from service.question.kinds import Kind
from service.question.tense import Tense, tense_of
from service.question.wording import Rule
from service.reader.agreement import unit, value
from service.reader.base import Extraction
from service.reader.countries import of_another_country
from service.reader.numbered import of_another_number
from service.reader.offices import asked as asked_office
from service.reader.offices import asks_holder_alone, no_longer
from service.reader.rivals import left_out, of_another
from service.records import Citation, OtherAnswer, Relation
from service.statement_plan import Course, course
from service.timely import holds, tells_then

OTHERS = 5
AGREEING = 2  # further citations that say the same
_RIVAL = 0.25  # answers whose confidence is this close are weighed by their dates
_WORTH_SHOWING = 0.1  # the least confidence of what is shown for its time
# The least confidence of what is named beside an answer or a refusal for its time: no answer, but a hint with its own source. Of those
# from here to the threshold over the development questions, looked at one by one, two in three speak of the same (docs/questions.md).
_NAMED = 0.6
_SUREST = 0.95  # where two add up
_HEARD = 0.25  # the least confidence of a later value that keeps an older one from being told as today's
_ALIKE = 0.5  # share of the best answer's word coverage that another value of the same thing has at least
_NEARLY_ALIKE = 0.9
_COUNTED = 0.6  # share of the words that name what is counted
_TELLING = 0.3  # from how telling a name on a value of something without it is one of another thing
_COMPARABLE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.PERSON})
_TIMELESS = frozenset({Kind.YES_NO, Kind.CAUSE, Kind.PURPOSE, Kind.DATE, Kind.YEAR})  # "now" changes nothing of these
_OF_ANOTHER = (of_another, of_another_number, of_another_country)
_FIGURES = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE})
# Who held an office before someone else, or in the last term; "nguyên Bí thư" says so by itself.
_HELD_BEFORE = Rule(r"\b(?:nhiệm k[ỳì]|khóa|khoá) trước(?! đó)|\btrước (?:ông|bà|đồng chí)\b")
# What a plan says is no result, and the day that is planned for is not the day that it came to pass on. A result is no
# plan either, but the day of a thing stays the same.
_NO_ANSWER = {
    Tense.DONE: (Course.PLANNED, _FIGURES | {Kind.DATE, Kind.YEAR}),
    Tense.PLANNED: (Course.DONE, _FIGURES),
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
    rules = _OF_ANOTHER if question.kind in _FIGURES else _OF_ANOTHER[:-1]

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


def tense(question: Question) -> Tense:
    """The tense that a question is asked in."""
    if (office := asked_office(question)) and (office.former or _HELD_BEFORE.search(question.text)):
        return Tense.FORMER
    return tense_of(question.text, toned=question.toned)


def chosen(question: Question, found: Sequence[Extraction], as_of: date | None, threshold: float) -> Extraction | None:
    """The surest of what is in time; of those about as sure, what was reached before what is planned, and the latest."""
    if not found:
        return None
    best = found[0]
    result_asked = question.kind in _FIGURES and tense(question) is not Tense.PLANNED
    if result_asked and _course(best) is Course.PLANNED:
        least = max(threshold, best.confidence - _RIVAL)
        reached = (e for e in found if e.confidence >= least and _same_thing(question, e, best))
        best = next((e for e in reached if _course(e) is not Course.PLANNED), best)
    if question.scope.spans and as_of is None and not (tense(question) is Tense.NOW and _up_to_now(question)):
        return best
    # Who asks how things stand now must not get an older figure for being put in words nearer to the question; where the
    # latest is not sure enough, there is no answer.
    now = asks_now(question)
    least = (
        min(_HEARD, best.confidence)
        if now or tense(question) is Tense.FORMER
        else max(threshold, best.confidence - _RIVAL)
    )
    rivals = [e for e in found if e is best or (e.confidence >= least and _same_thing(question, e, best))]
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
    if not _compares(question):
        return best
    later = [e for e in newer if (holds(e) or date.min) > (holds(best) or date.min) and _of_the_same(question, e, best)]
    sure = [e for e in later if e.confidence >= threshold]
    if sure:
        return max(sure, key=lambda e: (holds(e) or date.min, e.confidence))
    if asked_office(question):  # who holds it is told by dates, as in ``chosen``
        rivals = [best, *(e for e in later if e.confidence >= _HEARD and _same_thing(question, e, best))]
        return replace(max(rivals, key=lambda e: (holds(e) or date.min, e.confidence)), confidence=_any_of(rivals))
    said = value(best.answer)
    doubts = [e.confidence for e in later if value(e.answer) != said]
    return replace(best, confidence=min(best.confidence, 1 - max(doubts, default=0.0)))


def _of_the_same(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions may give the value of the same thing: by the words of the question, or, where it leaves out no name that
    ``best`` has, as figures of the same unit."""
    named = _left_out(question, one) <= max(_left_out(question, best), _TELLING)
    return (question.kind in _FIGURES and named and _of_unit(one, best)) or _same_thing(question, one, best)


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
    return min(_SUREST, sum(surest[-2:]))


def asks_now(question: Question) -> bool:
    """Whether how things stand is asked for: in so many words, or by asking who holds an office and nothing else."""
    told = tense(question)
    return (told is Tense.NOW and _up_to_now(question)) or (
        told is Tense.NONE and not question.scope.spans and asks_holder_alone(question)
    )


def _up_to_now(question: Question) -> bool:
    """Whether the time that a question names, if any, goes on ("từ năm 2020 đến nay")."""
    return not question.scope.spans or any(span.last is None for span in question.scope.spans)


def _compares(question: Question) -> bool:
    """Whether answers of other dates are other values of the same thing: figures and holders; asked for now, nearly all."""
    return question.kind in _COMPARABLE or (
        question.kind not in _TIMELESS and tense(question) in {Tense.NOW, Tense.FORMER}
    )


def closest(found: Sequence[Extraction], fitting: Sequence[Extraction]) -> list[Extraction]:
    """In the order in which they are shown where there is no answer: what may tell of the time and in the tense asked about
    (``fitting``) before what cannot, unless next to nothing speaks for it."""
    first = [one for one in fitting if one.confidence >= _WORTH_SHOWING]
    shown = set(map(id, first))
    return [*first, *(one for one in found if id(one) not in shown)]


def agreeing(question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float) -> list[Extraction]:
    """Further findings of the same value in independent articles, the surest first; reprints are one article."""
    if not _compares(question):
        return []
    said, more = value(answer.answer), {answer.evidence.source: answer}
    for one in found:
        if one.confidence >= threshold and value(one.answer) == said and _same_thing(question, one, answer):
            more.setdefault(one.evidence.source, one)
    return list(more.values())[1 : 1 + AGREEING]


def others(
    question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float
) -> tuple[OtherAnswer, ...]:
    """Other values of the same thing, each once, that are sure enough to be named."""
    alike = [one for one in found if _same_thing(question, one, answer)]
    own = holds(answer)
    return _told(question, alike, answer, threshold, {value(answer.answer)}, lambda when: _relation(when, own))


def changes(question: Question) -> bool:
    """Whether what is asked about has one value at a time, so that those of other times are worth telling."""
    return question.kind in _FIGURES or asked_office(question) is not None


def latest_counts(question: Question) -> bool:
    """Whether what a later article says is the answer, however often others say something else: asked for now, and of holders."""
    if question.scope.spans or not _compares(question):
        return False
    return tense(question) in {Tense.NOW, Tense.FORMER} or asked_office(question) is not None


def beside(
    question: Question,
    answer: Extraction,
    found: Sequence[Extraction],
    out_of_time: Sequence[Extraction],
    threshold: float,
) -> tuple[OtherAnswer, ...]:
    """Values of other times beside the answer to a question that names a time; ``found`` answers it without that time.

    What the answer says is looked for there: only what speaks of the same thing is another value of it.
    """
    same = next((one for one in found if _overlap(one, answer)), None)
    return others(question, same, out_of_time, threshold) if same else ()


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
        question, alike, best, threshold, set(), lambda when: Relation.NEWER if when and when > last else Relation.OLDER
    )


def _told(  # noqa: PLR0917 - what is named, beside what, and how
    question: Question,
    found: Sequence[Extraction],
    best: Extraction,
    threshold: float,
    said: set[str],
    relation: Callable[[date | None], Relation],
) -> tuple[OtherAnswer, ...]:
    if not _compares(question):
        return ()

    def sure_enough(one: Extraction) -> bool:
        """By itself, or with another figure of the same unit that is none either: of two times, each is the less sure for the other."""
        others = (e for e in (best, *found) if _of_unit(one, e) and value(e.answer) != value(one.answer))
        low, high = sorted((one.confidence, max((e.confidence for e in others), default=0.0)))
        return one.confidence >= min(threshold, _NAMED) or (low >= _HEARD and high < threshold <= low + high)

    told = []
    for one in found:
        if sure_enough(one) and value(one.answer) not in said:
            said.add(value(one.answer))
            when = holds(one)
            told.append(OtherAnswer(Citation.of(one), when, relation(when), one.confidence))
    return tuple(told[:OTHERS])


def _of_unit(one: Extraction, other: Extraction) -> bool:
    """Whether both are figures of one unit."""
    return unit(one.answer) == unit(other.answer) != ""


def _same_thing(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions give the value of the same thing, so that only their dates tell them apart."""
    if one is best:
        return True
    if not _compares(question) or one.features["kind"] < best.features["kind"]:
        return False
    if _left_out(question, one) > max(_left_out(question, best), _TELLING):
        return False
    # Where nothing names what is counted, only nearly the same words show that the same thing is spoken of.
    alike = _ALIKE if question.focus else _NEARLY_ALIKE
    return (
        one.features["focus"] >= min(best.features["focus"], _COUNTED)
        and one.features["coverage"] >= alike * best.features["coverage"]
    )


def _left_out(question: Question, one: Extraction) -> float:
    return left_out(question.text, question.terms, f"{one.evidence.article.title}. {one.quote}")


def apart(found: Sequence[Extraction], known: Sequence[Extraction]) -> list[Extraction]:
    """Those of ``found`` whose quote shares no text with one that is known."""
    return [one for one in found if not any(_quoted_together(one, other) for other in known)]


def _quoted_together(one: Extraction, other: Extraction) -> bool:
    same = one.evidence.article.id == other.evidence.article.id
    return same and one.quote_start < other.quote_end and other.quote_start < one.quote_end


def _overlap(one: Extraction, other: Extraction) -> bool:
    same = one.evidence.article.id == other.evidence.article.id
    return same and one.start < other.end and other.start < one.end


def _relation(other: date | None, own: date | None) -> Relation:
    if other is None or own is None or other == own:
        return Relation.CONFLICTS
    return Relation.OLDER if other < own else Relation.NEWER
