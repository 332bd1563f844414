"""The repository's own questions over the repository's own corpus, in a throw-away library."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from eval.dataset import load, own_articles
from eval.runner import Scored, run
from index.encoder import Encoder, open_encoder
from service.running import start
from service.settings import Settings

Split = Literal["dev", "test", "all"]


def run_own(
    split: Split, progress: Callable[[int, int], None] = lambda *_: None, encoder: Encoder | None = None
) -> tuple[list[Scored], dict[str, str]]:
    """Asks the questions of a split; also what was measured: revisions and settings."""
    settings = Settings()
    encoder = encoder or open_encoder(settings.encoder, settings.data_dir, threads=settings.threads)
    articles = own_articles()
    golds = [gold for gold in load(articles=articles) if split in ("all", gold.split)]
    with tempfile.TemporaryDirectory() as folder:
        running = start(
            settings.model_copy(update={"data_dir": Path(folder)}), encoder=encoder, models=settings.data_dir
        )
        for article in articles.values():
            running.library.put(article.origin, [article])
        about = {
            "split": split,
            "documents": str(len(articles)),
            "encoder": encoder.revision,
            "reader": running.answerer.reader.revision,
            "threshold": f"{running.answerer.threshold:g}",
        }
        scored = run(golds, running.answerer, {name: article.origin for name, article in articles.items()}, progress)
        running.close()
    return scored, about
