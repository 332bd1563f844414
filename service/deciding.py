"""What is said to a yes/no question: by the sentence that decides, else by what the same question asks openly."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from corpus.text.sentences import sentences
from service.question.analysis import Question
from service.question.opened import opened
from service.question.verdict import Verdict, judged
from service.reader.base import Extraction
from service.timely import holds

# How sure it makes that a sentence tells, by itself, when it has every name, figure and the word of the claim.
_WORDS = 0.5
Asked = Callable[[str], Extraction | None]  # an open question → the surest answer to it, None where nothing is found


def decided(
    question: Question, first: Extraction | None, found: Sequence[Extraction], threshold: float, openly: Asked
) -> tuple[Verdict, Extraction | None]:
    """The verdict on a yes/no question, and the sentence that it rests on.

    ``first`` is the surest of ``found``, and speaks first. Where no sentence decides, the value that is claimed is held
    against the answer to the open question; where that is not sure either, the verdict is unclear.
    """
    asked = [first, *(e for e in found if e is not first)] if first else []
    told = [(judged(question.text, e.quote), e) for e in asked if _joined(e.confidence, _WORDS) >= threshold]
    deciding = [item for item in told if item[0].verdict is not Verdict.UNCLEAR]
    if deciding:
        if question.scope.spans:
            judgement, best = deciding[0]
        else:  # of quotes that say otherwise the latest decides: an older figure is no denial of today's
            judgement, best = max(deciding, key=lambda item: holds(item[1]) or date.min)
        best = replace(best, confidence=_joined(best.confidence, _WORDS))
        return judgement.verdict, _spanning(best, judgement.start, judgement.end)
    claim = opened(question.text)
    if claim and (answer := openly(claim.question)):
        article = answer.evidence.article
        year = article.published.year if article.published else None
        verdict = claim.against(answer.answer, answer.quote, year)
        both = _both(first, answer)
        if verdict is not Verdict.UNCLEAR and both.confidence >= threshold:
            return verdict, _in_full(both)
    return Verdict.UNCLEAR, first and _in_full(first)


def _both(first: Extraction | None, answer: Extraction) -> Extraction:
    """The answer to the open question; as sure as either reading alone makes it, where both found the same place."""
    if first is None or first.evidence.article.id != answer.evidence.article.id:
        return answer
    if first.quote_start >= answer.quote_end or answer.quote_start >= first.quote_end:
        return answer
    return replace(answer, confidence=_joined(first.confidence, answer.confidence))


def _joined(one: float, other: float) -> float:
    """The probability that one of two readings that know nothing of each other is right."""
    return 1 - (1 - one) * (1 - other)


def _in_full(found: Extraction) -> Extraction:
    """The sentence of the quote that an answer begins in."""
    at = found.start - found.quote_start
    start, end = next((span for span in sentences(found.quote) if span[0] <= at < span[1]), (0, len(found.quote)))
    return _spanning(found, start, end)


def _spanning(found: Extraction, start: int, end: int) -> Extraction:
    """The same with ``[start, end)`` of its quote for the answer, without the stop at its end."""
    end = start + len(found.quote[start:end].rstrip(" \n.;:…"))
    return replace(found, start=found.quote_start + start, end=found.quote_start + end)
