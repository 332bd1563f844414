"""The mean of two readers."""

from pathlib import Path

import numpy as np
import pytest

from index.encoder.provisioning import bundled_source
from service.reader.span_model.adapter import read_adapter
from service.reader.training.averaging import main, mean
from tests.service.reader.conftest import make


def test_every_number_is_halfway_between_both(tmp_path: Path) -> None:
    encoder = bundled_source().sha256
    one, other = (
        make([1, 3], 384, 1536, seed=seed).write(tmp_path / f"{seed}.safetensors", encoder) for seed in (1, 2)
    )
    main(one, other, tmp_path / "mean.safetensors")
    first, second, found = map(read_adapter, (one, other, tmp_path / "mean.safetensors"))
    assert found.low_rank.keys() == first.low_rank.keys()
    assert found.encoder_sha256 == encoder
    pairs = [(found.head, first.head, second.head), (found.bias, first.bias, second.bias)]
    pairs += [
        (found.low_rank[n][k], first.low_rank[n][k], second.low_rank[n][k]) for n in found.low_rank for k in (0, 1)
    ]
    for middle, left, right in pairs:
        np.testing.assert_allclose(middle, (left + right) / 2, atol=2e-3, rtol=2e-3)  # kept in float16
        assert not np.allclose(left, right)


def test_the_mean_of_one_with_itself_is_itself(tmp_path: Path) -> None:
    path = make([1], 384, 1536).write(tmp_path / "a.safetensors", bundled_source().sha256)
    weights = read_adapter(path)
    low_rank, head, bias = mean(weights, weights)
    np.testing.assert_array_equal(head, weights.head)
    np.testing.assert_array_equal(bias, weights.bias)
    for name, (a, b) in weights.low_rank.items():
        np.testing.assert_array_equal(low_rank[name][0], a)
        np.testing.assert_array_equal(low_rank[name][1], b)


@pytest.mark.parametrize(("layers", "rank", "encoder"), [([1, 2], 3, "same"), ([1], 4, "same"), ([1], 3, "other")])
def test_what_has_no_mean_is_refused(tmp_path: Path, layers: list[int], rank: int, encoder: str) -> None:
    own = bundled_source().sha256
    one = make([1], 384, 1536).write(tmp_path / "a.safetensors", own)
    other = make(layers, 384, 1536, rank=rank).write(tmp_path / "b.safetensors", own if encoder == "same" else "0" * 64)
    with pytest.raises(ValueError, match="same rank and layers"):
        mean(read_adapter(one), read_adapter(other))
