"""The model in torch: the bundled encoder, low-rank adapters in its upper layers, and a head for starts and ends.

LoRA (Hu et al. 2021, arXiv:2106.09685) through peft; shared normalisation over the windows of a question (Clark &
Gardner 2018, arXiv:1710.10723); the null as the place of ``<s>`` (Devlin et al. 2018, arXiv:1810.04805).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.lora import Linear
from torch import Tensor, nn
from transformers import BertModel

from service.reader.span_model.adapter import PARTS, Adapter
from service.reader.span_model.packing import NULL, PAD
from service.reader.training.examples import Group

_TARGETS = ["query", "key", "value", "dense"]
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Form:
    """The adapter: its rank, and the first layer (from 0) that has one. Layers below stay as they are.

    ``dropout`` (0..1) is the part of what goes from layer to layer that is left out while learning.
    """

    rank: int = 64
    first_layer: int = 0
    dropout: float = 0.0

    @classmethod
    def of(cls, adapter: Adapter) -> "Form":
        """The form that an adapter has."""
        layers = [int(name.partition(".")[0].removeprefix("l")) for name in adapter.low_rank]
        return cls(max(len(a) for a, _ in adapter.low_rank.values()), min(layers))


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups as tensors: ids int64 (n, length); masks of what is read, of places that may be chosen, of starts and ends.

    ``members`` int64 (groups, most windows) names the windows of each group, n where there are no more.
    """

    ids: Tensor
    read: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor
    members: Tensor


class _Added(Linear):
    """A matrix to which its adapter is added before it multiplies: one large product in place of three, the same sum."""

    def forward(self, x: Tensor) -> Tensor:
        base = cast(nn.Linear, self.get_base_layer())
        (name,) = self.active_adapters
        a, b = (cast(nn.Linear, side[name]).weight.to(base.weight.dtype) for side in (self.lora_A, self.lora_B))
        return nn.functional.linear(x, torch.addmm(base.weight, b, a), base.bias)


class SpanNetwork(nn.Module):
    """Scores of every token to be the first and the last of the answer."""

    def __init__(self, encoder: Path, form: Form, *, halves: bool = False) -> None:
        """``halves``: the encoder is kept and multiplies in bfloat16; what is learnt stays float32."""
        super().__init__()
        # Attention written out is faster here than PyTorch's own for the CPU: heads are only 32 wide.
        bert = BertModel.from_pretrained(
            encoder,
            add_pooling_layer=False,
            hidden_dropout_prob=form.dropout,
            attention_probs_dropout_prob=0.0,
            attn_implementation="eager",
            dtype=torch.bfloat16 if halves else torch.float32,
        )
        config = LoraConfig(
            r=form.rank,
            lora_alpha=form.rank,
            lora_dropout=0.0,
            target_modules=_TARGETS,
            layers_to_transform=list(range(form.first_layer, bert.config.num_hidden_layers)),
            layers_pattern="layer",
        )
        config._register_custom_module({nn.Linear: _Added})
        self.encoder = get_peft_model(bert, config)
        self.head = nn.Linear(bert.config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, read: Tensor) -> Tensor:
        """float32 (n, length, 2): start and end scores."""
        hidden = self.encoder(input_ids=ids, attention_mask=read).last_hidden_state
        scores: Tensor = self.head(hidden.float())
        return scores

    def take(self, adapter: Adapter) -> None:
        """Starts from weights that were trained before; what is wider here or new gives the same scores at first.

        Raises ValueError when the weights are of a higher rank, or in layers that have no adapter here.
        """
        own = dict(self.trained())
        with torch.no_grad():
            own["head.weight"].copy_(torch.from_numpy(adapter.head))
            own["head.bias"].copy_(torch.from_numpy(adapter.bias))
            for name, (a, b) in adapter.low_rank.items():
                layer, part = name.removeprefix("l").split(".")
                base = f"encoder.base_model.model.encoder.layer.{layer}.{PARTS[part]}"
                inner, outer = own.get(f"{base}.lora_A.default.weight"), own.get(f"{base}.lora_B.default.weight")
                if inner is None or outer is None or len(inner) < len(a):
                    raise ValueError("the weights to start from have adapters of a higher rank, or in other layers")
                inner[: len(a)] = torch.from_numpy(a)
                outer.zero_()
                outer[:, : len(a)] = torch.from_numpy(b)

    def trained(self) -> Iterator[tuple[str, nn.Parameter]]:
        """The parameters that training changes, by name."""
        return ((name, value) for name, value in self.named_parameters() if value.requires_grad)


def batch(groups: Sequence[Group]) -> Batch:
    """Groups as tensors. A group without an answer in any window has the null of all its windows as its answer."""
    windows = [window for group in groups for window in group]
    n, length = len(windows), max(len(window.ids) for window in windows)
    ids = torch.full((n, length), PAD)
    allowed = torch.zeros((n, length), dtype=torch.bool)
    starts, ends = torch.zeros_like(allowed), torch.zeros_like(allowed)
    members = torch.full((len(groups), max(len(group) for group in groups)), n)
    row = 0
    for number, group in enumerate(groups):
        told = any(window.gold for window in group)
        for place, window in enumerate(group):
            ids[row, : len(window.ids)] = torch.tensor(window.ids)
            allowed[row, NULL] = True
            allowed[row, window.text[0] : window.text[1]] = True
            if window.gold:
                starts[row, window.gold[0]] = ends[row, window.gold[1]] = True
            elif not told:
                starts[row, NULL] = ends[row, NULL] = True
            members[number, place] = row
            row += 1
    return Batch(ids, (ids != PAD).long(), allowed, starts, ends, members)


def loss(scores: Tensor, made: Batch) -> Tensor:
    """The mean over groups of minus the log-probability of the answer's start and end, one softmax a group."""
    total = scores.new_zeros(())
    for side, gold in ((0, made.starts), (1, made.ends)):
        places = scores[..., side].masked_fill(~made.allowed, _NEVER)
        every = _by_group(places, made.members)
        right = _by_group(places.masked_fill(~gold, _NEVER), made.members)
        total = total + (every - right).mean() / 2
    return total


def _by_group(places: Tensor, members: Tensor) -> Tensor:
    """log-sum-exp over all places of the windows of each group, (groups,)."""
    windows = torch.logsumexp(places, dim=1)
    padded = torch.cat([windows, windows.new_full((1,), _NEVER)])
    return torch.logsumexp(padded[members], dim=1)
