"""Writes what was trained as weights of a reader: ``python -m service.reader.training.export RUN/trained.pt TARGET``."""

import re
import sys
from pathlib import Path

import numpy as np
import torch

from index.encoder.provisioning import bundled_source
from service.reader.span_model.adapter import PARTS, Matrix, write_adapter

_NAME = re.compile(r"encoder\.layer\.(\d+)\.(.+)\.lora_([AB])\.default\.weight$")


def export(trained: Path, target: Path) -> int:
    """Writes the adapter of a checkpoint; gives the bytes written. Raises ValueError if it is none of ours."""
    saved = torch.load(trained, weights_only=True)
    short = {long: name for name, long in PARTS.items()}
    sides: dict[str, dict[str, Matrix]] = {}
    for name, value in saved["weights"].items():
        if match := _NAME.search(name):
            layer, part, side = match.groups()
            sides.setdefault(f"l{layer}.{short[part]}", {})[side] = value.numpy()
        elif not name.startswith("head."):
            raise ValueError(f"{trained}: unknown weights {name}")
    low_rank = {name: (pair["A"], pair["B"]) for name, pair in sides.items()}
    training = {**saved["form"], **saved["plan"], "seed": saved["seed"]}
    head, bias = (saved["weights"][f"head.{kind}"].numpy().astype(np.float32) for kind in ("weight", "bias"))
    write_adapter(target, low_rank, head, bias, encoder_sha256=bundled_source().sha256, training=training)
    return target.stat().st_size


if __name__ == "__main__":
    size = export(*map(Path, sys.argv[1:]))
    print(f"{size / 1e6:.1f} MB")
