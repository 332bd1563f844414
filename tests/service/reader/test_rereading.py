"""What is marked in a quote that was read again."""

from dataclasses import replace

import numpy as np
import pytest

from service.question.analysis import Question
from service.question.kinds import Kind
from service.question.scope import scope_of
from service.reader.features import Scored, Sentence
from service.reader.rereading import marked
from service.reader.span_model.marking import Place
from service.reader.span_model.model import Scores
from service.reader.span_model.reading import Again
from service.reader.spans import Span
from service.reader.windows import Window
from tests.service.reader import checks

TEXT = "Cả xã họp. Năm 2021, xã có 12 cây cầu; năm 2022, xã có 15 cây cầu."
AT = TEXT.index("Năm")
VALUES = ("12", "15", "cầu;")


def asked(text: str) -> Question:
    return Question(text, text, Kind.OTHER, True, scope_of(text), (), (), {"cau": 1.0})


def liking(value: str, before: int) -> Place:
    """The text read behind ``before`` code points of a title; of some of its words one is liked best."""
    begins = [TEXT.index(word) for word in VALUES]
    spans = np.array(
        [(before + at, before + at + len(word.rstrip(";"))) for at, word in zip(begins, VALUES, strict=True)]
    )
    scores = np.array([4.0 if word == value else -2.0 for word in VALUES], np.float32)
    return Place(Scores(scores, scores, 0.0, 0.0, spans, np.zeros(3, np.float32)), before)


def quote_of(value: str) -> tuple[Window, Sentence]:
    """Both sentences as a quote, in whose second one a value is marked by the first reading."""
    (evidence,) = checks.evidence({"cau.md": TEXT})
    at = TEXT.index(value) - AT
    sentence = Sentence(evidence, AT, len(TEXT), "")
    telling = Scored(sentence, Span(at, at + 2), {})
    first = Scored(replace(sentence, start=0, end=AT - 1), Span(0, 2), {})
    return Window((first, telling), telling, telling), sentence


def mark(question: str, first: str, second: str) -> str:
    """What is marked where the first reading likes one value and the quote's own another."""
    quote, sentence = quote_of(first)
    found = marked(asked(question), quote, Again(1.0, liking(second, 20)))
    assert found.sentence is sentence
    return found.span_text


def test_what_the_quote_by_itself_says_is_marked_in_the_sentence() -> None:
    assert mark("Xã có gì?", "12", "12") == "12"
    assert mark("Xã có gì?", "12", "15") == "15"


@pytest.mark.parametrize(("year", "told", "other"), [(2021, "12", "15"), (2022, "15", "12")])
def test_a_mark_does_not_leave_the_time_that_is_asked_about(year: int, told: str, other: str) -> None:
    assert mark("Xã có bao nhiêu cây cầu?", told, other) == other
    assert mark(f"Năm {year} xã có bao nhiêu cây cầu?", told, other) == told


def test_what_was_not_read_again_stays_as_it_is() -> None:
    quote, _ = quote_of("12")
    assert marked(asked("Xã có gì?"), quote, None) is quote.telling
