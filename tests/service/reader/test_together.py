"""Several networks that read together: what they say is the mean of what each says."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoder.onnx import OnnxEncoder
from service.reader.span_model.decoding import best_spans, total_of
from service.reader.span_model.model import Scores, SpanModel
from service.reader.span_model.packing import Tokens
from service.reader.span_model.reading import read_again
from service.reader.span_model.together import Together
from tests.service.reader import checks
from tests.service.reader.conftest import random_adapter

QUESTION = checks.QUESTIONS[0]


@pytest.fixture(scope="module")
def members(bundled: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[SpanModel, SpanModel]:
    folder = tmp_path_factory.mktemp("members")
    adapters = [random_adapter(folder / f"{seed}.safetensors", seed) for seed in (7, 8)]
    one, other = (SpanModel.open(folder, bundled, 2, adapter) for adapter in adapters)
    return one, other


def log_softmax(read: Sequence[Scores], side: str) -> list[NDArray[np.float64]]:
    """Log-probabilities of all places of each text, the null's first, one softmax over all texts."""
    rows = [np.array([getattr(one, f"null_{side}"), *getattr(one, f"{side}s")], dtype=np.float64) for one in read]
    total = np.log(np.exp(np.concatenate(rows)).sum())
    return [row - total for row in rows]


def test_log_probabilities_are_the_mean_of_those_of_the_members(members: tuple[SpanModel, SpanModel]) -> None:
    """But for what makes them a softmax again: the same for every place of every text."""
    texts = [members[0].tokenise(text) for text in checks.TEXTS.values()]
    told = Together(*members).read(QUESTION, texts)
    each = [member.read(QUESTION, texts) for member in members]
    assert len(told) == len(texts)
    for side in ("start", "end"):
        means = [np.mean(pair, axis=0) for pair in zip(*(log_softmax(one, side) for one in each), strict=True)]
        off = np.concatenate([found - mean for found, mean in zip(log_softmax(told, side), means, strict=True)])
        np.testing.assert_allclose(off, off[0], atol=1e-4)
        assert off[0] > 1e-3, "members that differ agree with neither"


def test_a_margin_is_the_mean_of_the_margins_of_the_same_span(members: tuple[SpanModel, SpanModel]) -> None:
    text = next(iter(checks.TEXTS.values()))[:300]
    tokens = members[0].tokenise(text)
    (told,), *each = (one.read(QUESTION, [tokens]) for one in (Together(*members), *members))
    (best,) = best_spans(told, total_of([told]), 0, len(text), 1)
    seen = told.spans[:, 1] > told.spans[:, 0]
    first, last = (
        int(np.flatnonzero(seen & (told.spans[:, side] == at))[0]) for side, at in ((0, best.start), (1, best.end))
    )
    margins = [float(one.starts[first] + one.ends[last]) - one.null for (one,) in each]
    assert best.margin == pytest.approx(np.mean(margins), abs=1e-4)
    assert margins[0] != pytest.approx(margins[1], abs=1e-2)


def test_the_states_of_all_stand_one_behind_the_other(members: tuple[SpanModel, SpanModel]) -> None:
    quotes = [("Tựa", text[:200]) for text in checks.TEXTS.values()]
    together = read_again(Together(*members), QUESTION, quotes)
    each = [read_again(member, QUESTION, quotes) for member in members]
    for told, *alone in zip(together, *each, strict=True):
        np.testing.assert_array_equal(told.state, np.concatenate([one.state for one in alone]))


def test_one_alone_says_what_it_says(members: tuple[SpanModel, SpanModel]) -> None:
    tokens = members[1].tokenise(checks.LONG)
    (told,), (alone,) = (one.read(QUESTION, [tokens]) for one in (Together(members[1]), members[1]))
    np.testing.assert_array_equal(told.starts, alone.starts)
    np.testing.assert_array_equal(told.ends, alone.ends)
    assert told.null == alone.null
    assert Together(members[1]).revision == members[1].revision
    assert Together(*members).revision == f"{members[0].revision}+{members[1].revision}"


def test_texts_are_split_as_the_members_split_them(members: tuple[SpanModel, SpanModel]) -> None:
    tokens = Together(*members).tokenise(checks.PARKS)
    assert isinstance(tokens, Tokens)
    assert tokens == members[0].tokenise(checks.PARKS) == members[1].tokenise(checks.PARKS)
