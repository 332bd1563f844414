"""The repository's own questions over the repository's own corpus, in a throw-away library."""

from collections.abc import Callable
from typing import Literal

from eval.dataset import load, own_articles
from eval.runner import Scored, run
from eval.throwaway import about, throwaway
from index.encoder import Encoder

Split = Literal["dev", "test", "all"]


def run_own(
    split: Split, progress: Callable[[int, int], None] = lambda *_: None, encoder: Encoder | None = None
) -> tuple[list[Scored], dict[str, str]]:
    """Asks the questions of a split; also what was measured: revisions and settings."""
    articles = own_articles()
    golds = [gold for gold in load(articles=articles) if split in ("all", gold.split)]
    with throwaway(articles.values(), encoder=encoder) as running:
        origins = {name: article.origin for name, article in articles.items()}
        return run(golds, running.answerer, origins, progress), {"split": split, **about(running)}
