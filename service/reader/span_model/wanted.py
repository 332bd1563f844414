"""How well a span fits what a question asks for: a soft word beside what the model says.

Asked for the number of projects, the model may mark the capital that stands beside it; patterns know a count of projects.
"""

from collections.abc import Callable

from service.question.analysis import Question, words_of
from service.question.kinds import Kind
from service.reader import offices
from service.reader.features import focus_of
from service.reader.spans import spans

Wanted = Callable[[str, int, int], float]  # sentence, start and end of a span in it → -1..1
# Kinds whose patterns are sure enough to speak against the model.
_KNOWN = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.DATE, Kind.YEAR, Kind.PERSON})


def anything(sentence: str, start: int, end: int) -> float:
    """Nothing is known of what is asked for."""
    return 0.0


def wanted(question: Question) -> Wanted:
    """What fits the question: a span of its kind, for a count one of what it counts, for an office the one who holds it.

    What the question says itself is not what it asks for: such a span fits less than one of which nothing is known.
    """
    office = offices.asked(question)
    asked = f" {' '.join(words_of(question.text))} "

    def fit(sentence: str, start: int, end: int) -> float:
        if question.kind is not Kind.YES_NO and f" {' '.join(words_of(sentence[start:end]))} " in asked:
            return -1.0
        if question.kind not in _KNOWN:
            return 0.0
        if office and (
            held := [
                (offices.fits(office, one.office, question.terms), one.person) for one in offices.holders(sentence)
            ]
        ):
            best = max(held, key=lambda pair: pair[0])[0]
            if best > 0:
                return max((fit for fit, person in held if person.start < end and start < person.end), default=-best)
        met = [span for span in spans(question.kind, sentence) if span.start < end and start < span.end]
        if question.kind in (Kind.QUANTITY, Kind.MONEY) and question.focus:
            return max((focus_of(question, sentence, span) for span in met), default=0.0)
        return float(bool(met))

    return fit
