"""The mean of trained readers that grew from the same weights: ``python -m service.reader.training.averaging ONE OTHER … TARGET``.

What a later run learnt and what it forgot lie in different directions; between them it reads better than either (Wortsman et al.
2022, arXiv:2203.05482). Low-rank matrices are averaged side by side: the product of the means is not the mean of the products,
but near it where one run went on from the other.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from service.reader.span_model.adapter import Adapter, Matrix, read_adapter, write_adapter


def mean(adapters: Sequence[Adapter]) -> tuple[Mapping[str, tuple[Matrix, Matrix]], Matrix, Matrix]:
    """Low-rank matrices, head and its bias in the middle of all.

    Raises ValueError where they are of different forms, or of different encoders.
    """
    forms = [{name: (a.shape, b.shape) for name, (a, b) in one.low_rank.items()} for one in adapters]
    if any(form != forms[0] for form in forms) or len({one.encoder_sha256 for one in adapters}) > 1:
        raise ValueError("only weights of the same rank and layers, on the same encoder, have a mean")

    def middle(found: Sequence[Matrix]) -> Matrix:
        return np.asarray(np.mean(np.stack(found), axis=0), dtype=np.float32)

    low_rank = {
        name: (
            middle([one.low_rank[name][0] for one in adapters]),
            middle([one.low_rank[name][1] for one in adapters]),
        )
        for name in adapters[0].low_rank
    }
    return low_rank, middle([one.head for one in adapters]), middle([one.bias for one in adapters])


def main(*paths: Path) -> None:
    """Writes the mean of all files but the last to the last."""
    *sources, target = paths
    if len(sources) < 2:
        raise SystemExit("usage: python -m service.reader.training.averaging ONE OTHER [MORE…] TARGET")
    adapters = [read_adapter(path) for path in sources]
    low_rank, head, bias = mean(adapters)
    training = {"mean_of": [one.revision for one in adapters]}
    write_adapter(target, low_rank, head, bias, encoder_sha256=adapters[0].encoder_sha256, training=training)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
