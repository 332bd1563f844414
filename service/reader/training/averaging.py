"""The mean of two trained readers that grew from the same weights: ``python -m service.reader.training.averaging ONE OTHER TARGET``.

What a later run learnt and what it forgot lie in different directions; halfway reads better than either (Wortsman et al. 2022,
arXiv:2203.05482). Low-rank matrices are averaged side by side: the product of the means is not the mean of the products, but near
it where one run went on from the other.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from service.reader.span_model.adapter import ADAPTER, Adapter, Matrix, read_adapter, write_adapter


def mean(one: Adapter, other: Adapter) -> tuple[Mapping[str, tuple[Matrix, Matrix]], Matrix, Matrix]:
    """Low-rank matrices, head and its bias halfway between both.

    Raises ValueError where they are of other forms, or of other encoders.
    """
    shapes = [{name: (a.shape, b.shape) for name, (a, b) in weights.low_rank.items()} for weights in (one, other)]
    if shapes[0] != shapes[1] or one.encoder_sha256 != other.encoder_sha256:
        raise ValueError("only weights of the same rank and layers, on the same encoder, have a mean")

    def half(left: Matrix, right: Matrix) -> Matrix:
        return ((left.astype(np.float32) + right.astype(np.float32)) / 2).astype(np.float32)

    low_rank = {
        name: (half(a, other.low_rank[name][0]), half(b, other.low_rank[name][1]))
        for name, (a, b) in one.low_rank.items()
    }
    return low_rank, half(one.head, other.head), half(one.bias, other.bias)


def main(one: Path, other: Path, target: Path = ADAPTER) -> None:
    """Writes the mean of two files."""
    first, second = read_adapter(one), read_adapter(other)
    low_rank, head, bias = mean(first, second)
    training = {"mean_of": [first.revision, second.revision]}
    write_adapter(target, low_rank, head, bias, encoder_sha256=first.encoder_sha256, training=training)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
