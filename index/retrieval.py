"""From a question's wording to the passages that are likeliest to tell."""

from dataclasses import dataclass

import numpy as np

from corpus.records import Passage
from corpus.text.fold import fold
from index.fusion import PLAIN, TONED, Weights, fuse
from index.library import Evidence, Library
from index.terms import terms

CANDIDATES = 100  # of each signal


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``score`` orders the hits of one question and means nothing between questions."""

    passage: Passage
    score: float
    dense: float  # cosine, -1..1
    lexical: float  # BM25 of the folded field, 0 or more


def has_diacritics(text: str) -> bool:
    """Whether a text shows that its writer types Vietnamese letters.

    >>> has_diacritics("Ai ký?"), has_diacritics("tong von FDI")
    (True, False)
    """
    return fold(text) != text.lower()


def search(
    library: Library,
    question: str,
    k: int,
    *,
    documents: frozenset[str] | None = None,
    weights: Weights | None = None,
) -> list[Hit]:
    """The ``k`` best passages for an NFC question, by descending score, then passage id.

    With ``documents`` only passages of these document ids are looked at. A question without any diacritics is weighed by PLAIN: its vector says little (README, figures), its folded terms much.
    """
    if weights is None:
        weights = TONED if has_diacritics(question) else PLAIN
    vector = library.query_vector(question)
    evidence = library.evidence(vector, terms(question), CANDIDATES, documents)
    if not evidence:
        return []
    best = ranked(evidence, weights)[:k]
    passages = library.store.passages(item.passage_id for item, _ in best)
    # A passage may have been removed by another process since it was scored.
    return [
        Hit(passages[item.passage_id], score, item.dense, item.folded)
        for item, score in best
        if item.passage_id in passages
    ]


def ranked(evidence: list[Evidence], weights: Weights) -> list[tuple[Evidence, float]]:
    """Evidence with its fused score, best first, ties by passage id."""
    columns = np.array([(item.dense, item.toned, item.folded) for item in evidence], dtype=np.float32).T
    scores = fuse(columns[0], columns[1], columns[2], weights).tolist()
    return sorted(zip(evidence, scores, strict=True), key=lambda pair: (-pair[1], pair[0].passage_id))
