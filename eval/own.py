"""The repository's own questions over the repository's own corpus: in a throw-away library, or asked of a server."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal

from corpus.records import Article
from eval.dataset import load, own_articles
from eval.remote import RemoteAnswerer
from eval.revisions import code_revision
from eval.runner import Scored, run
from eval.throwaway import about, throwaway
from index.encoder import Encoder

Split = Literal["dev", "test", "all"]


def run_own(
    split: Split,
    progress: Callable[[int, int], None] = lambda *_: None,
    encoder: Encoder | None = None,
    *,
    every: int = 1,
    remote: RemoteAnswerer | None = None,
    workers: int = 1,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[list[Scored], dict[str, str]]:
    """Asks the questions of a split, or every n-th of them; also what was measured: revisions and settings.

    A server (``remote``) is asked over its own documents, ``workers`` questions at a time; its responses are kept in
    ``folder``, so that a run that was stopped goes on.
    """
    articles = own_articles()
    golds = [gold for gold in load(articles=articles) if split in ("all", gold.split)][::every]
    if remote is not None:
        about_it = {"split": split, **remote.about()}
        kept = remote.keep(folder, about_it) if folder is not None else 0
        if kept:
            say(f"Tiếp tục: đã có {kept} câu trả lời trong {folder}.")
        return run(golds, remote, remote.origins(), progress, workers=workers), about_it
    with throwaway(articles.values(), encoder=encoder) as running:
        origins = {name: article.origin for name, article in articles.items()}
        made_by = {"split": split, "code": code_revision(), "corpus": corpus_revision(articles)}
        return run(golds, running.answerer, origins, progress), {**made_by, **about(running)}


def corpus_revision(articles: Mapping[str, Article]) -> str:
    """Twelve hexadecimal digits that change with any character of any article."""
    lines = (f"{name} {article.text_sha256}\n" for name, article in sorted(articles.items()))
    return sha256("".join(lines).encode()).hexdigest()[:12]
