"""From a question's wording to the passages that are likeliest to tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.records import Passage
from corpus.text.fold import fold
from index.engines import Evidence
from index.fusion import FOREIGN, PLAIN, RESTORED, TONED, Weights, fuse
from index.library import Library
from index.terms import Terms, names, terms

CANDIDATES = 100  # of each signal


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``score`` orders the hits of one question and means nothing between questions."""

    passage: Passage
    score: float
    dense: float  # cosine, -1..1
    lexical: float  # BM25 of the folded field, 0 or more


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: an NFC question as it is understood, and other names of what it speaks of.

    ``restored`` tells that it was typed without accents, so that those of ``text`` are guessed; ``names`` are looked for by their words, beside the question's.
    """

    text: str
    restored: bool = False
    names: tuple[str, ...] = field(default=())
    foreign: bool = False  # in another language than the passages

    @property
    def weights(self) -> Weights:
        """How the signals count for it. A question that is typed plain and was not restored says little by its vector."""
        if self.foreign:
            return FOREIGN
        if self.restored:
            return RESTORED
        return TONED if has_diacritics(self.text) else PLAIN

    @property
    def terms(self) -> Terms:
        """What the lexical indexes are asked."""
        own, other = terms(self.text), names(self.names)
        return Terms([*own.toned, *other.toned], [*own.folded, *other.folded])


def has_diacritics(text: str) -> bool:
    """Whether a text shows that its writer types Vietnamese letters.

    >>> has_diacritics("Ai ký?"), has_diacritics("tong von FDI")
    (True, False)
    """
    return fold(text) != text.lower()


def search(
    library: Library,
    question: str | Query,
    k: int,
    *,
    documents: frozenset[str] | None = None,
    weights: Weights | None = None,
) -> list[Hit]:
    """The ``k`` best passages for an NFC question, by descending score, then passage id.

    With ``documents`` only passages of these document ids are looked at.
    """
    query = Query(question) if isinstance(question, str) else question
    evidence = library.evidence(library.query_vector(query.text), query.terms, CANDIDATES, documents)
    if not evidence:
        return []
    best = ranked(evidence, weights or query.weights)[:k]
    passages = library.store.passages(item.passage_id for item, _ in best)
    # A passage may have been removed by another process since it was scored.
    return [
        Hit(passages[item.passage_id], score, item.dense, item.folded)
        for item, score in best
        if item.passage_id in passages
    ]


def one_of_each(hits: Sequence[Hit], k: int, articles: int) -> list[Hit]:
    """``k`` hits in their order, but first the best of each of the first ``articles`` documents.

    An article that says the same of a thing again and again would keep out what a later one says of it.
    """
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit)
    firsts = list(best.values())[:articles]
    return [*firsts, *(hit for hit in hits if hit not in firsts)][:k]


def without_copies(library: Library, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their order, each text once: of reprints that share a passage word for word, the first with a date.

    It takes the place and the ``score`` of the best of them. Copies of one text would keep out everything else.
    """
    known = library.store.copies(hit.passage.document_id for hit in hits)
    once: dict[tuple[str, str], Hit] = {}
    dated: set[tuple[str, str]] = set()
    for hit in hits:
        group, has_date = known.get(hit.passage.document_id, (hit.passage.document_id, False))
        key = (group, hit.passage.text)
        if key not in once:
            once[key] = hit
        elif has_date and key not in dated:
            once[key] = replace(hit, score=once[key].score)
        if has_date:
            dated.add(key)
    return list(once.values())


def ranked(evidence: list[Evidence], weights: Weights) -> list[tuple[Evidence, float]]:
    """Evidence with its fused score, best first, ties by passage id."""
    columns = np.array([(item.dense, item.toned, item.folded) for item in evidence], dtype=np.float32).T
    scores = fuse(columns[0], columns[1], columns[2], weights).tolist()
    return sorted(zip(evidence, scores, strict=True), key=lambda pair: (-pair[1], pair[0].passage_id))
