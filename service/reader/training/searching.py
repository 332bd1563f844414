"""Samples with the passages that the service's own search finds beside theirs: what the reader must tell apart at run time.

A reader that learnt on single passages has never been asked which of several that search puts side by side tells
(Clark & Gardner 2018, arXiv:1710.10723, section 4.2).
"""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from corpus.records import Article
from corpus.store import Store
from index.encoder import Encoder
from index.library import Library
from index.retrieval import search
from service.question.analysis import analyse, normalised
from service.reader.training.samples import NEIGHBOURS, Sample

FOUND = 8  # passages that are searched for
AMONG = 3  # a question that its own passage is not among the first of is hardly one that stands alone


def searched(samples: Sequence[Sample], encoder: Encoder) -> list[Sample]:
    """The samples whose own text is among the first AMONG that are found for their question, over the texts of them all.

    Their neighbours are the best of the other texts found, in order, that do not hold the answer.
    """
    contexts = list(dict.fromkeys(sample.context for sample in samples))
    found = []
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "pairs.sqlite")) as store:
        library = Library(store, encoder, Path(folder) / "index")
        text_of = {}
        for number, context in enumerate(contexts):
            article = Article(f"pairs:{number}", context, "")
            text_of[article.id] = context
            library.put(article.origin, [article])
        for sample in samples:
            query = analyse(normalised(sample.question), library).query
            hits = search(library, query, FOUND)
            texts = list(dict.fromkeys(text_of[hit.passage.document_id] for hit in hits))
            if sample.context not in texts[:AMONG]:
                continue
            others = [t for t in texts if t != sample.context and (sample.answer is None or sample.answer not in t)]
            found.append(replace(sample, neighbours=tuple(others[:NEIGHBOURS])))
    return found
