"""The questions with their answers: their form, and the checker that binds them to the articles.

``questions.jsonl`` holds one question a line::

    {"id": "q001", "question": "…", "kind": "number", "tags": ["paraphrase"], "article": "x.md", "answer": "38 thỏa thuận",
     "accept": ["38"], "occurrence": 1, "sha256": "…"}
    {"id": "q002", "question": "…", "kind": "unanswerable", "tags": ["near-miss"], "article": "x.md", "answer": null}

``answer`` is verbatim in the article; ``accept`` are other answers that are right; where ``answer`` occurs more than
once, ``occurrence`` names the place. An unanswerable question names the article that it comes close to, or none.
``sha256`` binds a question, near misses too, to the article's text. The split follows from the article, so that tuning (dev) and
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
from eval.errors import UnsoundQuestion
from index.ingest import articles_from

QUESTIONS = Path(__file__).parent / "questions.jsonl"
ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"
LIBRARIES = Path(__file__).parent / "libraries"
KINDS = frozenset(
    "fact number money share date person place organisation list cause purpose yes-no unanswerable".split()
)
TAGS = frozenset(
    "paraphrase no-accents abbreviations typo time two-sentences two-articles follow-up near-miss off-topic".split()
)


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


def libraries(folder: Path = LIBRARIES) -> Iterator[tuple[str, list[Gold], dict[str, Article]]]:
    """The development libraries of other provinces: name, questions, and articles by file name.

    Raises UnsoundQuestion on a question that is not sound.
    """
    for path in sorted(folder.glob("*/questions.jsonl")):
        articles = own_articles(path.parent / "articles")
        yield path.parent.name, load(path, articles), articles


def load(path: Path = QUESTIONS, articles: dict[str, Article] | None = None) -> list[Gold]:
    """All questions, in the order of the file; raises UnsoundQuestion on the first that is not sound."""
    found, unsound = checked(path, own_articles() if articles is None else articles)
    if unsound:
        raise unsound[0]
    return found


def checked(path: Path, articles: dict[str, Article]) -> tuple[list[Gold], list[UnsoundQuestion]]:
    """The sound questions in the order of the file, and what is wrong with every other one.

    Raises UnsoundQuestion where the file is none.
    """
    found: list[Gold] = []
    unsound: list[UnsoundQuestion] = []
    for place, row in read_rows(path):
        try:
            found.append(_gold(place, row, articles))
        except UnsoundQuestion as error:
            unsound.append(error)
    for name, count in Counter(gold.id for gold in found).items():
        if count > 1:
            unsound.append(UnsoundQuestion(f"{path.name}: the id {name} is used {count} times"))
    asked = Counter((" ".join(gold.question.lower().split()), gold.history) for gold in found)
    unsound += [
        UnsoundQuestion(f"{path.name}: asked twice: {question!r}") for (question, _), n in asked.items() if n > 1
    ]
    return found, unsound


def bind(path: Path = QUESTIONS) -> int:
    """Writes into every question the hash of its article as it is now; returns how many changed."""
    articles = own_articles()
    rows = [row for _, row in read_rows(path)]
    changed = 0
    for row in rows:
        if (article := articles.get(str(row.get("article")))) and row.get("sha256") != article.text_sha256:
            row["sha256"] = article.text_sha256
            changed += 1
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return changed


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The objects of a file, one a line, each with its place ("name:line"); raises UnsoundQuestion for what is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UnsoundQuestion(f"{path.name}: not UTF-8: {error}") from error
    for number, line in enumerate(lines, 1):
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnsoundQuestion(f"{place}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise UnsoundQuestion(f"{place}: not an object")
        yield place, row


def texts(value: object) -> tuple[str, ...] | None:
    """The texts of a list; None if it is no list or one of them is no text or blank."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return None
    return tuple(value)


def _turns(value: object) -> tuple[tuple[str, str], ...] | None:
    """The earlier questions with their answers; None if these are none."""
    if not isinstance(value, list):
        return None
    found = []
    for turn in value:
        question, answer = (turn.get("question"), turn.get("answer")) if isinstance(turn, dict) else (None, None)
        if not isinstance(question, str) or not isinstance(answer, str):
            return None
        found.append((question, answer))
    return tuple(found)


def _gold(place: str, row: dict[str, object], articles: dict[str, Article]) -> Gold:
    def unsound(what: str) -> UnsoundQuestion:
        return UnsoundQuestion(f"{place} ({row.get('id')}): {what}")

    name, question, kind, answer, article = (row.get(key) for key in ("id", "question", "kind", "answer", "article"))
    if not isinstance(name, str) or not name:
        raise unsound("has no id")
    if not isinstance(question, str) or not question.strip():
        raise unsound("has no question")
    if not isinstance(kind, str) or kind not in KINDS:
        raise unsound(f"unknown kind {kind!r}")
    if (tags := texts(row.get("tags", []))) is None or not TAGS.issuperset(tags):
        raise unsound(f"unknown tags {row['tags']!r}")
    if (accept := texts(row.get("accept", []))) is None:
        raise unsound("accept is no list of texts")
    if (answer is None) != (kind == "unanswerable"):
        raise unsound("an unanswerable question, and only that, has a null answer")
    if article is not None and (not isinstance(article, str) or article not in articles):
        raise unsound(f"no article {article!r}")
    if answer is not None and (not isinstance(answer, str) or not unicodedata.is_normalized("NFC", answer)):
        raise unsound("the answer is no NFC text")
    if answer is not None and article is None:
        raise unsound("names no article")
    # A near miss was judged by its article too; only it may be left unbound.
    bound = article is not None and (answer is not None or "sha256" in row)
    if bound and row.get("sha256") != articles[str(article)].text_sha256:
        raise unsound(f"is stale: {article} has changed; look at it, then run --bind")
    if (also := texts(row.get("also", []))) is None or not articles.keys() >= set(also):
        raise unsound(f"unknown articles in also: {row['also']!r}")
    if (history := _turns(row.get("history", []))) is None:
        raise unsound("history is no list of questions with answers")
    start = None
    if answer is not None and article is not None:
        try:
            start = _place(articles[article], answer, row.get("occurrence"))
        except ValueError as error:
            raise unsound(str(error)) from error
    return Gold(name, question, kind, frozenset(tags), article, answer, accept, start, frozenset(also), history)


def _place(article: Article, answer: str, occurrence: object) -> int:
    """Where an answer stands in its article; ``occurrence`` (from 1) is None where the question names none."""
    count = article.text.count(answer) if answer.strip() else 0
    if not count:
        raise ValueError(f"the answer is not verbatim in {article.origin}: {answer!r}")
    if occurrence is None:
        if count > 1:
            raise ValueError(f"{answer!r} stands {count} times in {article.origin}; say which by 'occurrence'")
        occurrence = 1
    if isinstance(occurrence, bool) or not isinstance(occurrence, int) or occurrence < 1:
        raise ValueError(f"occurrence is no number from 1: {occurrence!r}")
    start = -1
    for _ in range(occurrence):
        start = article.text.find(answer, start + 1)
        if start < 0:
            raise ValueError(f"{answer!r} stands only {count} times in {article.origin}")
    return start


def main() -> int:
    """Checks the questions and prints counts, or all that is wrong."""
    try:
        if "--bind" in sys.argv[1:]:
            print(f"{bind()} questions bound anew")
        found, unsound = checked(QUESTIONS, own_articles())
    except UnsoundQuestion as error:
        found, unsound = [], [error]
    if unsound:
        print(*unsound, f"{len(unsound)} faults", sep="\n", file=sys.stderr)
        return 1
    print(f"{len(found)} questions, {sum(gold.answerable for gold in found)} answerable")
    print("kind", dict(Counter(gold.kind for gold in found).most_common()))
    print("tags", dict(Counter(tag for gold in found for tag in sorted(gold.tags)).most_common()))
    print("split", dict(Counter(gold.split for gold in found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
