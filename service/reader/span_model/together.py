"""Several networks that read the same texts, and what they say together.

Networks trained apart err in different places; the mean of their log-probabilities is right where most of them are nearly
right (Hinton, "Training products of experts by minimizing contrastive divergence", 2002, as a product of experts). ``eval.reader_precision`` tells
what weights are worth together; the service reads with one (ADR 0018).
"""

from collections.abc import Sequence

import numpy as np

from service.reader.span_model.model import Scorer, Scores
from service.reader.span_model.packing import Tokens


class Together:
    """The mean of what several networks say, at least one; all read the same tokens."""

    def __init__(self, *members: Scorer) -> None:
        self._members = members
        self.revision = "+".join(member.revision for member in members)

    def tokenise(self, text: str) -> Tokens:
        """The tokens of a text, as all members read them."""
        return self._members[0].tokenise(text)

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        """Scores of each text for the question, in order; ``state`` is that of all members, one behind the other."""
        told = [member.read(question, texts) for member in self._members]
        return [mean(of_text) for of_text in zip(*told, strict=True)]


def mean(told: Sequence[Scores]) -> Scores:
    """The mean of several scores of one text. As shares are parts of one softmax, it is that of their log-probabilities."""
    return Scores(
        np.mean([one.starts for one in told], axis=0, dtype=np.float32),
        np.mean([one.ends for one in told], axis=0, dtype=np.float32),
        sum(one.null_start for one in told) / len(told),
        sum(one.null_end for one in told) / len(told),
        told[0].spans,
        np.concatenate([one.state for one in told]),
    )
