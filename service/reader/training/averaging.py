"""The mean of trained readers: ``python -m service.reader.training.averaging ONE OTHER … TARGET``.

What one run learnt and what it forgot lie in other directions than those of another; between them the network reads better
than either (Wortsman et al. 2022, arXiv:2203.05482). What is averaged are the products of the low-rank matrices, for those
are what is added to the encoder; the mean is cut to the rank of each by singular values, which loses least (Eckart & Young 1936).
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from service.reader.span_model.adapter import Adapter, Matrix, read_adapter, write_adapter


def mean(adapters: Sequence[Adapter]) -> tuple[Mapping[str, tuple[Matrix, Matrix]], Matrix, Matrix]:
    """Low-rank matrices whose products are in the middle of all, head and its bias.

    Raises ValueError where they are of different forms, or of different encoders.
    """
    forms = [{name: (a.shape, b.shape) for name, (a, b) in one.low_rank.items()} for one in adapters]
    if any(form != forms[0] for form in forms) or len({one.encoder_sha256 for one in adapters}) > 1:
        raise ValueError("only weights of the same rank and layers, on the same encoder, have a mean")
    low_rank = {name: _middle([one.low_rank[name] for one in adapters]) for name in adapters[0].low_rank}
    head, bias = (
        np.asarray(np.mean(np.stack(parts), axis=0), dtype=np.float32)
        for parts in ([one.head for one in adapters], [one.bias for one in adapters])
    )
    return low_rank, head, bias


def _middle(pairs: Sequence[tuple[Matrix, Matrix]]) -> tuple[Matrix, Matrix]:
    """A pair (rank, inputs), (outputs, rank) of the rank of each, whose product is nearest to the mean of their products."""
    rank = len(pairs[0][0])
    entering, leaving = np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs], axis=1)
    # The mean is the product of both, wide as all ranks together; its singular values are those of a small core.
    (left, up), (right, down) = np.linalg.qr(leaving / len(pairs)), np.linalg.qr(entering.T)
    u, sizes, v = np.linalg.svd(up @ down.T)
    root = np.sqrt(sizes[:rank])
    return (
        np.asarray(root[:, None] * (v[:rank] @ right.T), dtype=np.float32),
        np.asarray(left @ u[:, :rank] * root, dtype=np.float32),
    )


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
