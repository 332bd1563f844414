"""What is named beside an answer, or beside a refusal: values of the same thing at other times, each with a source of its own."""

from collections.abc import Callable, Sequence
from datetime import date

from service.asked_time import compares
from service.question.analysis import Question
from service.reader.agreement import value
from service.reader.base import Extraction
from service.records import Citation, OtherAnswer, Relation
from service.sameness import of_unit, overlap, same_thing
from service.timely import holds

OTHERS = 5
# The least confidence of what is named beside an answer or a refusal for its time: no answer, but a hint with its own source. Of those
# from here to the threshold over development questions, looked at one by one, two in three spoke of the same (docs/questions.md).
_NAMED = 0.6
_TOGETHER = 0.25  # the least confidence of a figure that is named together with another


def others(
    question: Question, answer: Extraction, found: Sequence[Extraction], threshold: float
) -> tuple[OtherAnswer, ...]:
    """Other values of the same thing, each once, that are sure enough to be named."""
    alike = [one for one in found if same_thing(question, one, answer)]
    own = holds(answer)
    return _told(question, alike, answer, threshold, {value(answer.answer)}, lambda when: _relation(when, own))


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
    same = next((one for one in found if overlap(one, answer)), None)
    return others(question, same, out_of_time, threshold) if same else ()


def elsewhen(
    question: Question, found: Sequence[Extraction], as_of: date | None, threshold: float
) -> tuple[OtherAnswer, ...]:
    """What is known of another time, where nothing is known of the one asked about; ``found`` is what is out of time."""
    if not found:
        return ()
    last = as_of or max((span.last or date.max for span in question.scope.spans), default=date.max)
    best = found[0]
    alike = [one for one in found if same_thing(question, one, best)]
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
    if not compares(question):
        return ()

    def sure_enough(one: Extraction) -> bool:
        """By itself, or with another figure of the same unit that is none either: of two times, each is the less sure for the other."""
        others = (e for e in (best, *found) if of_unit(one, e) and value(e.answer) != value(one.answer))
        low, high = sorted((one.confidence, max((e.confidence for e in others), default=0.0)))
        return one.confidence >= min(threshold, _NAMED) or (low >= _TOGETHER and high < threshold <= low + high)

    told = []
    for one in found:
        if sure_enough(one) and value(one.answer) not in said:
            said.add(value(one.answer))
            when = holds(one)
            told.append(OtherAnswer(Citation.of(one), when, relation(when), one.confidence))
    return tuple(told[:OTHERS])


def _relation(other: date | None, own: date | None) -> Relation:
    if other is None or own is None or other == own:
        return Relation.CONFLICTS
    return Relation.OLDER if other < own else Relation.NEWER
