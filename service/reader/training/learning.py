"""One step of learning: the network, its optimiser, and the rate at each part of a run."""

import time
from pathlib import Path

import torch

from service.reader.training.network import Batch, Form, SpanNetwork, loss

_WARM = 0.04  # of the schedule, from nothing to the full rate
_LEAST = 0.02  # of the full rate, at the end
_CLIP = 1.0


def rate(progress: float) -> float:
    """The share (0..1) of the full learning rate at this part (0..1) of the schedule: up, then straight down.

    >>> rate(0.02), rate(1.0)
    (0.5, 0.02)
    """
    return min(progress / _WARM, 1.0) * max(_LEAST, (1 - progress) / (1 - _WARM) if progress > _WARM else 1.0)


def halves_pay(tokens: int = 3600, width: int = 384, times: int = 5) -> bool:
    """Whether this processor multiplies matrices of a step's size faster in bfloat16 than in float32.

    One that has instructions for it may still be slower: 143 against 235 GFLOPS were measured on one of two cores.
    """
    if not _has_halves():
        return False

    def least(kind: torch.dtype) -> float:
        rows, weights = torch.ones(tokens, width, dtype=kind), torch.ones(width, 4 * width, dtype=kind)
        took = []
        for _ in range(times + 1):  # the first prepares
            started = time.perf_counter()
            rows @ weights
            took.append(time.perf_counter() - started)
        return min(took[1:])

    return least(torch.bfloat16) < least(torch.float32)


def _has_halves() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


class Learner:
    """The network as it learns. The same seed gives the same start."""

    def __init__(self, encoder: Path, form: Form, peak: float, seed: int, *, halves: bool = False) -> None:
        """``peak`` is the full learning rate, ``halves`` whether matrices are multiplied in bfloat16."""
        torch.manual_seed(seed)
        self.form, self.peak = form, peak
        self.network = SpanNetwork(encoder, form, halves=halves)
        self.optimiser = torch.optim.AdamW(
            [value for _, value in self.network.trained()], lr=peak, weight_decay=0.01, betas=(0.9, 0.98)
        )

    def learn(self, made: Batch, progress: float) -> float:
        """One step at this part (0..1) of the schedule; gives the loss before it."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.peak * rate(progress)
        self.network.train()
        value = loss(self.network(made.ids, made.read), made)
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([v for _, v in self.network.trained()], _CLIP)
        self.optimiser.step()
        self.optimiser.zero_grad()
        return float(value.detach())
