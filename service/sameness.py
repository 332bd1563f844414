"""Whether two findings give the value of the same thing, so that only their dates tell them apart."""

from collections.abc import Sequence

from service.asked_time import FIGURES, compares
from service.question.analysis import Question
from service.reader.agreement import unit
from service.reader.base import Extraction
from service.reader.rivals import left_out

_ALIKE = 0.5  # share of the best answer's word coverage that another value of the same thing has at least
_NEARLY_ALIKE = 0.9
_COUNTED = 0.6  # share of the words that name what is counted
_TELLING = 0.3  # from how telling a name on a value of something without it is one of another thing


def same_thing(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions give the value of the same thing, so that only their dates tell them apart."""
    if one is best:
        return True
    if not compares(question) or one.features["kind"] < best.features["kind"]:
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


def of_the_same(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions may give the value of the same thing: by the words of the question, or, where it leaves out no name that
    ``best`` has, as figures of the same unit."""
    named = _left_out(question, one) <= max(_left_out(question, best), _TELLING)
    return (question.kind in FIGURES and named and of_unit(one, best)) or same_thing(question, one, best)


def of_unit(one: Extraction, other: Extraction) -> bool:
    """Whether both are figures of one unit."""
    return unit(one.answer) == unit(other.answer) != ""


def overlap(one: Extraction, other: Extraction) -> bool:
    """Whether their answers share text."""
    same = one.evidence.article.id == other.evidence.article.id
    return same and one.start < other.end and other.start < one.end


def apart(found: Sequence[Extraction], known: Sequence[Extraction]) -> list[Extraction]:
    """Those of ``found`` whose quote shares no text with one that is known."""
    return [one for one in found if not any(_quoted_together(one, other) for other in known)]


def _quoted_together(one: Extraction, other: Extraction) -> bool:
    same = one.evidence.article.id == other.evidence.article.id
    return same and one.quote_start < other.quote_end and other.quote_start < one.quote_end
