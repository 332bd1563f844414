"""The mean of several readers."""

from pathlib import Path

import numpy as np
import pytest

from index.encoder.provisioning import bundled_source
from service.reader.span_model.adapter import read_adapter
from service.reader.training.averaging import main, mean
from tests.service.reader.conftest import make


@pytest.mark.parametrize("count", [2, 3])
def test_every_number_is_in_the_middle_of_all(tmp_path: Path, count: int) -> None:
    encoder = bundled_source().sha256
    paths = [
        make([1, 3], 384, 1536, seed=seed).write(tmp_path / f"{seed}.safetensors", encoder) for seed in range(count)
    ]
    main(*paths, tmp_path / "mean.safetensors")
    found, *of = map(read_adapter, (tmp_path / "mean.safetensors", *paths))
    assert found.low_rank.keys() == of[0].low_rank.keys()
    assert found.encoder_sha256 == encoder
    several = [(found.head, [one.head for one in of]), (found.bias, [one.bias for one in of])]
    several += [(found.low_rank[n][k], [one.low_rank[n][k] for one in of]) for n in found.low_rank for k in (0, 1)]
    for middle, parts in several:
        np.testing.assert_allclose(middle, np.mean(parts, axis=0), atol=2e-3, rtol=2e-3)  # kept in float16
        assert not np.allclose(parts[0], parts[1])


def test_one_file_has_no_mean(tmp_path: Path) -> None:
    path = make([1], 384, 1536).write(tmp_path / "a.safetensors", bundled_source().sha256)
    with pytest.raises(SystemExit, match="usage"):
        main(path, tmp_path / "b.safetensors")
    assert not (tmp_path / "b.safetensors").exists()


def test_the_mean_of_one_with_itself_is_itself(tmp_path: Path) -> None:
    path = make([1], 384, 1536).write(tmp_path / "a.safetensors", bundled_source().sha256)
    weights = read_adapter(path)
    low_rank, head, bias = mean([weights, weights])
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
        mean([read_adapter(one), read_adapter(other)])
