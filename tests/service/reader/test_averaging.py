"""The mean of several readers."""

from pathlib import Path

import numpy as np
import pytest

from index.encoder.provisioning import bundled_source
from service.reader.span_model.adapter import read_adapter
from service.reader.training.averaging import main, mean
from tests.service.reader.conftest import make


@pytest.mark.parametrize("count", [2, 3])
def test_products_are_as_near_to_the_middle_of_all_as_their_rank_allows(tmp_path: Path, count: int) -> None:
    """Against the singular values of the whole matrix: no matrix of that rank is nearer."""
    encoder = bundled_source().sha256
    paths = [
        make([1, 3], 384, 1536, seed=seed).write(tmp_path / f"{seed}.safetensors", encoder) for seed in range(count)
    ]
    main(*paths, tmp_path / "mean.safetensors")
    found, *of = map(read_adapter, (tmp_path / "mean.safetensors", *paths))
    assert found.low_rank.keys() == of[0].low_rank.keys()
    assert found.encoder_sha256 == encoder
    for middle, parts in ((found.head, [one.head for one in of]), (found.bias, [one.bias for one in of])):
        np.testing.assert_allclose(middle, np.mean(parts, axis=0), atol=2e-3, rtol=2e-3)  # kept in float16
        assert not np.allclose(parts[0], parts[1])
    for name, (a, b) in found.low_rank.items():
        assert a.shape == of[0].low_rank[name][0].shape
        whole = np.mean([one.low_rank[name][1] @ one.low_rank[name][0] for one in of], axis=0)
        left_out = np.linalg.norm(np.linalg.svd(whole, compute_uv=False)[len(a) :])
        assert left_out > 0.1 * np.linalg.norm(whole)
        off = 0.02 * np.linalg.norm(b @ a)  # kept in 8 bits
        assert left_out * (1 - 1e-3) < np.linalg.norm(b @ a - whole) < np.hypot(left_out, off)


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
        np.testing.assert_allclose(low_rank[name][1] @ low_rank[name][0], b @ a, atol=1e-5 * np.abs(b @ a).max())


@pytest.mark.parametrize(("layers", "rank", "encoder"), [([1, 2], 3, "same"), ([1], 4, "same"), ([1], 3, "other")])
def test_what_has_no_mean_is_refused(tmp_path: Path, layers: list[int], rank: int, encoder: str) -> None:
    own = bundled_source().sha256
    one = make([1], 384, 1536).write(tmp_path / "a.safetensors", own)
    other = make(layers, 384, 1536, rank=rank).write(tmp_path / "b.safetensors", own if encoder == "same" else "0" * 64)
    with pytest.raises(ValueError, match="same rank and layers"):
        mean([read_adapter(one), read_adapter(other)])
