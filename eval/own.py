"""The repository's own questions over the repository's own corpus: in a throw-away library, or asked of a server."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from corpus.records import Article
from eval.dataset import QUESTIONS, load, own_articles
from eval.remote import Known, RemoteAnswerer
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
        known = remote.documents()
        about_it = {"split": split, **_asked(), **remote.about(), **_compared(articles, known, say)}
        kept = remote.keep(folder, about_it) if folder is not None else 0
        if kept:
            say(f"Tiếp tục: đã có {kept} câu trả lời trong {folder}.")
        # Offsets say nothing in a text that is another; what its quotes say still does.
        golds = [replace(gold, start=None) if _differs(gold.article, articles, known) else gold for gold in golds]
        origins = {name: one.origin for name, one in known.items()}
        return run(golds, remote, origins, progress, workers=workers), about_it
    with throwaway(articles.values(), encoder=encoder) as running:
        origins = {name: article.origin for name, article in articles.items()}
        made_by = {"split": split, **_asked(), "code": code_revision(), "corpus": corpus_revision(articles)}
        return run(golds, running.answerer, origins, progress), {**made_by, **about(running)}


def _asked() -> dict[str, str]:
    """Names the questions: twelve hexadecimal digits that change with any of them."""
    return {"questions": sha256(QUESTIONS.read_bytes()).hexdigest()[:12]}


def _differs(name: str | None, articles: Mapping[str, Article], known: Mapping[str, Known]) -> bool:
    there, own = known.get(name or ""), articles.get(name or "")
    return there is not None and own is not None and there.text_sha256 != own.text_sha256


def _compared(
    articles: Mapping[str, Article], known: Mapping[str, Known], say: Callable[[str], None]
) -> dict[str, str]:
    """How many of the articles that are asked about the server does not have, or has otherwise; says so too."""
    missing = [name for name in articles if name not in known]
    other = [name for name in articles if _differs(name, articles, known)]
    if missing:
        say(
            f"Máy chủ không có {len(missing)}/{len(articles)} bài của bộ câu hỏi ({missing[0]}…): câu hỏi về các bài ấy sẽ sai."
        )
    if other:
        say(
            f"Máy chủ có {len(other)} bài khác với bài của bộ câu hỏi ({other[0]}…): vị trí trích không so được, chỉ so lời trích."
        )
    return {"corpus": corpus_revision(articles), "missing": str(len(missing)), "different": str(len(other))}


def corpus_revision(articles: Mapping[str, Article]) -> str:
    """Twelve hexadecimal digits that change with any character of any article."""
    lines = (f"{name} {article.text_sha256}\n" for name, article in sorted(articles.items()))
    return sha256("".join(lines).encode()).hexdigest()[:12]
