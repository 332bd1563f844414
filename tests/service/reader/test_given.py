"""A text that is given is read as a whole, and its likeliest sentences once more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from service.reader.base import Evidence
from service.reader.given import AGAIN, read_given
from service.reader.span_model.model import Scores
from service.reader.span_model.packing import Tokens
from service.reader.span_model.wanted import anything
from tests.service.reader import checks

PLACES = ("Bến Cau", "Chợ Đình", "Đồng Vang", "Gò Nổi", "Hang Sơn", "Kênh Đôi")
SENTENCES = [f"Làng {place} có {n} giếng và trồng nhiều cây {'x ' * 30}." for n, place in enumerate(PLACES, 11)]
TEXT = " ".join(SENTENCES)


@dataclass
class Liking:
    """A network that likes some words, each so much, wherever they stand; ``null`` is its score of nothing."""

    liked: Mapping[str, float]
    null: float = 0.0
    revision: str = "liking"
    texts: dict[tuple[int, ...], str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def tokenise(self, text: str) -> Tokens:
        words = list(re.finditer(r"\w+|[^\w\s]", text))
        ids = tuple(hash(text[: word.end()]) for word in words)
        self.texts[ids] = text
        return Tokens(ids, tuple(word.span() for word in words))

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        assert question == "Làng có mấy giếng?"
        return [self._said(tokens) for tokens in texts]

    def _said(self, tokens: Tokens) -> Scores:
        text = self.texts[tokens.ids]
        self.seen.append(text)
        scores = np.array([self.liked.get(text[start:end], -9.0) for start, end in tokens.spans], np.float32)
        spans = np.array(tokens.spans, np.int64).reshape(-1, 2)
        return Scores(scores, scores.copy(), self.null / 2, self.null / 2, spans, np.zeros(3, np.float32))


def told(model: Liking, rereader: Liking, evidence: Sequence[Evidence] | None = None) -> tuple[str, float]:
    found = read_given(model, rereader, "Làng có mấy giếng?", evidence or checks.evidence({"lang.md": TEXT}))
    assert found is not None
    assert found.sentence.start <= found.start < found.end <= found.sentence.end
    return TEXT[found.start : found.end], found.margin


def test_what_both_readings_like_is_told_with_the_mean_of_their_margins() -> None:
    """12 is what the first likes, 14 what both like: (5 + 7) / 2 over its null, twice for start and end."""
    first, second = Liking({"12": 6.0, "14": 5.0}), Liking({"12": 1.0, "14": 7.0}, null=2.0)
    said, margin = told(first, second)
    assert said.startswith("14")
    assert margin == pytest.approx(2 * (5.0 + 7.0) / 2 - 2.0 / 2)


def test_the_likeliest_sentences_are_read_again_in_quotes_and_no_others() -> None:
    first, second = Liking({str(n): n / 2 for n in range(11, 17)}), Liking({})
    told(first, second)
    assert len(second.seen) == AGAIN
    for sentence, quote in zip(reversed(SENTENCES), second.seen, strict=False):
        assert sentence in quote
        assert TEXT not in quote
    assert SENTENCES[0] not in " ".join(second.seen)
    assert TEXT in first.seen


def test_what_the_first_reading_does_not_look_at_is_never_told() -> None:
    """The fifth and sixth sentence are not read again, however much the second would like them."""
    first = Liking({"11": 5.0, "12": 4.0, "13": 3.0, "14": 2.0})
    said, _ = told(first, Liking({"16": 30.0, "13": 9.0}))
    assert said.startswith("13")


def test_a_title_is_read_before_a_quote_and_never_told() -> None:
    evidence = checks.evidence({"lang.md": TEXT})
    rereader = Liking({evidence[0].article.title.split()[0]: 30.0, "12": 3.0})
    said, _ = told(Liking({"12": 1.0}), rereader, evidence)
    assert all(text.startswith(f"{evidence[0].article.title}. ") for text in rereader.seen)
    assert said.startswith("12")


def test_of_spans_that_are_alike_the_one_that_fits_is_told() -> None:
    first, second = Liking({"12": 5.0, "14": 4.5}), Liking({"12": 5.0, "14": 4.5})
    evidence = checks.evidence({"lang.md": TEXT})

    def wanted(sentence: str, start: int, end: int) -> int:
        return int("14" in sentence[start:end])

    plain, fitting = (read_given(first, second, "Làng có mấy giếng?", evidence, fit) for fit in (anything, wanted))
    assert plain is not None
    assert fitting is not None
    assert (TEXT[plain.start : plain.start + 2], TEXT[fitting.start : fitting.start + 2]) == ("12", "14")


def test_without_a_text_nothing_is_told() -> None:
    assert read_given(Liking({}), Liking({}), "Làng có mấy giếng?", []) is None


def test_sentences_of_one_quote_are_read_again_at_once() -> None:
    text = "Làng Bến Cau có 12 giếng. Làng Chợ Đình có 14 giếng. Cả hai ở xã Đồng Vang."
    evidence = checks.evidence({"lang.md": text})
    rereader = Liking({"14": 7.0})
    found = read_given(Liking({"12": 6.0, "14": 5.0}), rereader, "Làng có mấy giếng?", evidence)
    assert len(rereader.seen) == 1
    assert found is not None
    assert text[found.start : found.end].startswith("14")
