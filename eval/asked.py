"""The questions that the trained reader's confidence is fitted on, each with what was read for it as in the service.

The model has learnt the training split of the pairs by heart, so only the development pairs speak here, each asked over
all passages, and some of them over the repository's corpus, where nothing tells. With them the development questions over the corpus, also as people type them,
and those over the libraries of ``eval/libraries``: articles of other provinces and other matters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from eval.dataset import Gold, libraries, load, own_articles
from eval.fit_patterns import as_gold, found, tells
from eval.metrics import f1, holds
from eval.typed_rows import load as load_typed
from index.encoder import Encoder
from service.question.analysis import Question
from service.reader.features import Scored
from service.reader.similarity import Similarity
from service.reader.span_model.model import Scorer
from service.reader.span_model.reading import Again, Reading, read_again
from service.reader.span_reader import read_sentences
from service.reader.training.pairs import Pair, read_all

HALF = 0.5  # F1 from which on a span of another article is right
# Forms of questions that ask for one thing, by themselves.
SINGLE_FORMS = frozenset(
    """no-diacritics partly-accented typo telex abbreviation other-name number-form date-form spelling time-now time-then
    office-holder tense english""".split()
)
MOST_PAIRS = 400  # development pairs that are asked, drawn evenly
STRANGER_EVERY = 4  # of the pairs, asked over the corpus, where nothing tells


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was read for it; ``right`` marks the sentences (n,) that tell. ``source`` names its set.

    What is of one ``group``, an article or a whole library of others, is never both fitted on and judged.
    """

    source: str
    group: str
    gold: Gold
    question: Question
    scored: list[Scored]
    reading: Reading
    right: NDArray[np.bool_]
    again: Callable[[tuple[str, str]], Again]  # a quote, read again behind its title


def ask_all(  # noqa: PLR0917 - who asks whom over what
    source: str,
    golds: Sequence[Gold],
    articles: Sequence[Article],
    encoder: Encoder,
    model: Scorer,
    rereader: Scorer,
    group: str | None = None,
) -> list[Asked]:
    """Asks every question over a throw-away library of the articles; those for which nothing is found are left out.

    ``model`` reads passages, ``rereader`` quotes again. The group is that which is given, else the question's article.
    """
    similarity = Similarity(encoder)
    asked = []
    for gold, question, evidence in found(golds, articles, encoder):
        scored, reading = read_sentences(question, evidence, similarity, model)
        right = np.array([tells(gold, item) for item in scored], dtype=bool)
        if scored:
            again = cache(partial(_again, rereader, question.text))  # folds ask for the same quotes
            asked.append(Asked(source, group or gold.article or gold.id, gold, question, scored, reading, right, again))
    return asked


def _again(model: Scorer, question: str, quote: tuple[str, str]) -> Again:
    return read_again(model, question, [quote])[0]


def meets(gold: Gold, item: Scored) -> bool:
    """Whether the span of a sentence and the gold one share code points, or is as good as the gold one elsewhere."""
    if gold.start is None or gold.answer is None:
        return False
    start, end = item.sentence.start + item.span.start, item.sentence.start + item.span.end
    if item.sentence.evidence.article.origin == gold.article:
        return start < gold.start + len(gold.answer) and gold.start < end
    said = item.sentence.evidence.article.text[start:end]
    accepted = (gold.answer, *gold.answers)
    return holds(said, accepted) or f1(said, accepted) >= HALF


def dev_pairs() -> list[Pair]:
    """The development pairs that are asked."""
    found = [pair for pair in read_all() if pair.split == "dev"]
    return found[:: -(-len(found) // MOST_PAIRS)]


def by_people(encoder: Encoder, model: Scorer, rereader: Scorer, say: Callable[[str], None] = print) -> list[Asked]:
    """The questions that people ask over the repository's corpus, also as they type them, and over the libraries of others."""
    articles = own_articles()
    own = [gold for gold in load(articles=articles) if gold.split == "dev" and not gold.history]
    asked = ask_all("own", own, list(articles.values()), encoder, model, rereader)
    say(f"own: {len(asked)}")
    forms = [row.gold for row in load_typed(articles=articles) if row.gold.split == "dev" and row.form in SINGLE_FORMS]
    asked += ask_all("typed", forms, list(articles.values()), encoder, model, rereader)
    say(f"typed: {len(forms)}")
    for name, golds, of_library in libraries():
        asked += ask_all(name, golds, list(of_library.values()), encoder, model, rereader, group=name)
        say(f"{name}: {len(golds)}")
    return asked


def everything(encoder: Encoder, model: Scorer, rereader: Scorer, say: Callable[[str], None] = print) -> list[Asked]:
    """All sets, asked one after another."""
    asked = by_people(encoder, model, rereader, say)
    kept_out = [as_gold(pair) for pair in dev_pairs()]
    passages = {pair.passage_id: Article(pair.passage_id, pair.context, "") for pair in read_all()}
    asked += ask_all("pairs", kept_out, list(passages.values()), encoder, model, rereader)
    say(f"pairs: {len(kept_out)}")
    lost = [replace(gold, answer=None, start=None, article=None) for gold in kept_out[::STRANGER_EVERY]]
    asked += ask_all("strangers", lost, list(own_articles().values()), encoder, model, rereader)
    say(f"strangers: {len(lost)}")
    return asked
