"""The questions with their answers: their form, and the checker that binds them to the articles.

``questions.jsonl`` holds one question a line::

    {"id": "q001", "question": "…", "kind": "number", "tags": ["paraphrase"], "article": "x.md", "answer": "38 thỏa thuận",
     "accept": ["38"], "occurrence": 1, "sha256": "…"}
    {"id": "q002", "question": "…", "kind": "unanswerable", "tags": ["near-miss"], "article": "x.md", "answer": null}

``answer`` is verbatim in the article; ``accept`` are other answers that are right; where ``answer`` occurs more than
once, ``occurrence`` names the place. An unanswerable question names the article that it comes close to, or none.
``sha256`` binds a question to the article's text. The split follows from the article, so that tuning (dev) and
reporting (test) never see the same text.

``python -m eval.dataset`` checks the file; ``--bind`` first writes the hashes of the articles as they are now.
"""

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.formats import read
from corpus.records import Article
from index.ingest import articles_from

QUESTIONS = Path(__file__).parent / "questions.jsonl"
ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"
KINDS = frozenset(
    "fact number money share date person place organisation list cause purpose yes-no unanswerable".split()
)
TAGS = frozenset(
    "paraphrase no-accents abbreviations typo time two-sentences two-articles follow-up near-miss off-topic".split()
)


class UnsoundQuestion(Exception):
    """A question breaks the form; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what is right. ``start`` is the code-point offset of ``answer`` in the article's text."""

    id: str
    question: str
    kind: str
    tags: frozenset[str]
    article: str | None
    answer: str | None
    accept: tuple[str, ...]
    start: int | None
    also: frozenset[str] = frozenset()  # other articles that tell the same
    history: tuple[tuple[str, str], ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the documents tell."""
        return self.answer is not None

    @property
    def answers(self) -> tuple[str, ...]:
        """All that is right."""
        return () if self.answer is None else (self.answer, *self.accept)

    @property
    def split(self) -> str:
        """``"dev"`` or ``"test"``, by the article (by the question where there is none)."""
        return "dev" if int(sha256((self.article or self.id).encode()).hexdigest(), 16) % 2 else "test"


def own_articles(folder: Path = ARTICLES) -> dict[str, Article]:
    """The repository's articles by file name, as they are after cleaning."""
    found = {}
    for path in sorted(folder.glob("*.md")):
        for reading in read(path.name, path.read_bytes()):
            if isinstance(reading, UnreadableDocument):
                raise reading
            found[path.name] = articles_from(reading)[0]
    return found


def load(path: Path = QUESTIONS, articles: dict[str, Article] | None = None) -> list[Gold]:
    """All questions, in the order of the file; raises UnsoundQuestion on the first that is not sound."""
    articles = own_articles() if articles is None else articles
    found = [_gold(place, row, articles) for place, row in _rows(path)]
    for name, count in Counter(gold.id for gold in found).items():
        if count > 1:
            raise UnsoundQuestion(f"{path.name}: the id {name} is used {count} times")
    asked = Counter((" ".join(gold.question.lower().split()), gold.history) for gold in found)
    if twice := [question for (question, _), count in asked.items() if count > 1]:
        raise UnsoundQuestion(f"{path.name}: asked twice: {twice[0]!r}")
    return found


def bind(path: Path = QUESTIONS) -> int:
    """Writes into every question the hash of its article as it is now; returns how many changed."""
    articles = own_articles()
    rows = [row for _, row in _rows(path)]
    changed = 0
    for row in rows:
        if (article := articles.get(str(row.get("article")))) and row.get("sha256") != article.text_sha256:
            row["sha256"] = article.text_sha256
            changed += 1
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return changed


def _rows(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnsoundQuestion(f"{place}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise UnsoundQuestion(f"{place}: not an object")
        yield place, row


def _gold(place: str, row: dict[str, object], articles: dict[str, Article]) -> Gold:
    def need(good: object, what: str) -> None:
        if not good:
            raise UnsoundQuestion(f"{place} ({row.get('id')}): {what}")

    tags, accept, answer, name = row.get("tags", []), row.get("accept", []), row.get("answer"), row.get("article")
    need(isinstance(row.get("id"), str) and row["id"], "has no id")
    need(isinstance(row.get("question"), str) and str(row["question"]).strip(), "has no question")
    need(row.get("kind") in KINDS, f"unknown kind {row.get('kind')!r}")
    need(isinstance(tags, list) and TAGS.issuperset(tags), f"unknown tags {tags!r}")
    need(isinstance(accept, list) and all(isinstance(one, str) for one in accept), "accept is no list of texts")
    need(
        (answer is None) == (row["kind"] == "unanswerable"),
        "an unanswerable question, and only that, has a null answer",
    )
    need(name is None or name in articles, f"no article {name!r}")
    start = None
    if answer is not None:
        need(isinstance(answer, str) and unicodedata.is_normalized("NFC", str(answer)), "the answer is no NFC text")
        need(isinstance(name, str), "names no article")
        article = articles[str(name)]
        need(row.get("sha256") == article.text_sha256, f"is stale: {name} has changed; look at it, then run --bind")
        count = article.text.count(str(answer))
        need(count, f"the answer is not verbatim in {name}: {answer!r}")
        need(count == 1 or "occurrence" in row, f"{answer!r} stands {count} times in {name}; say which by 'occurrence'")
        start = -1
        for _ in range(int(str(row.get("occurrence", 1)))):
            start = article.text.find(str(answer), start + 1)
            need(start >= 0, f"{answer!r} stands only {count} times in {name}")
    history, also = row.get("history", []), row.get("also", [])
    need(isinstance(also, list) and articles.keys() >= set(also), f"unknown articles in also: {also!r}")
    need(isinstance(history, list), "history is no list")
    return Gold(
        id=str(row["id"]),
        question=str(row["question"]),
        kind=str(row["kind"]),
        tags=frozenset(str(tag) for tag in tags),  # type: ignore[attr-defined]
        article=None if name is None else str(name),
        answer=None if answer is None else str(answer),
        accept=tuple(accept),  # type: ignore[arg-type]
        start=start,
        also=frozenset(str(one) for one in also),  # type: ignore[attr-defined]
        history=tuple((str(turn["question"]), str(turn["answer"])) for turn in history),  # type: ignore[attr-defined]
    )


def main() -> int:
    """Checks the questions and prints counts."""
    if "--bind" in sys.argv[1:]:
        print(f"{bind()} questions bound anew")
    try:
        found = load()
    except UnsoundQuestion as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(found)} questions, {sum(gold.answerable for gold in found)} answerable")
    print("kind", dict(Counter(gold.kind for gold in found).most_common()))
    print("tags", dict(Counter(tag for gold in found for tag in sorted(gold.tags)).most_common()))
    print("split", dict(Counter(gold.split for gold in found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
