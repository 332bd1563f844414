"""The hand-written Vietnamese question-answer pairs that the reader is trained on: their form, and its checker.

``pairs/*.jsonl`` holds one passage a line::

    {"id": "bien-ban-004", "genre": "biên bản", "context": "…", "questions": [
        {"question": "…", "answer": "…", "kind": "number"},
        {"question": "…", "answer": null, "kind": "near-miss"}]}

``answer`` is verbatim in ``context``. Where it occurs more than once, ``"occurrence": 2`` names the one that answers.
``python -m service.reader.training.pairs`` checks all files and prints the counts; it fails on the first unsound file.
"""

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

PAIRS = Path(__file__).parent / "pairs"
KINDS = frozenset(
    "number money share date period person office place organisation list cause purpose condition method "
    "yes-no-evidence description near-miss".split()
)
GENRES = frozenset(
    {"tin tức", "báo cáo", "thông báo", "biên bản", "kế hoạch", "phỏng vấn", "giới thiệu", "hướng dẫn", "bách khoa"}
)
FOLDS = 10
DEV_FOLDS = frozenset({0})  # one passage in ten is kept for development, by its id


class UnsoundPairs(Exception):
    """A file of pairs breaks its form; the message names file, line and question."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question over one passage; ``start`` is the code-point offset of ``answer``, both None when unanswerable."""

    id: str
    passage_id: str
    genre: str
    context: str
    question: str
    kind: str
    answer: str | None
    start: int | None

    @property
    def split(self) -> str:
        """``"dev"`` or ``"train"``, the same for all questions of a passage."""
        return "dev" if int(sha256(self.passage_id.encode()).hexdigest(), 16) % FOLDS in DEV_FOLDS else "train"


def nth_find(text: str, part: str, occurrence: int) -> int:
    """The offset of the ``occurrence``-th (from 1) place where ``part`` stands in ``text``, or -1.

    >>> nth_find("ba và ba", "ba", 2)
    6
    """
    at = -1
    for _ in range(occurrence):
        at = text.find(part, at + 1)
        if at < 0:
            return -1
    return at


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a span starts or ends inside a syllable or number.

    >>> cuts_a_word("tỉnh Thanh Hóa", 5, 9)
    True
    """
    return any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, end))


def read(path: Path) -> Iterator[Pair]:
    """The pairs of one file, in order; raises UnsoundPairs on the first that is not sound."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UnsoundPairs(f"{path.name}: not UTF-8: {error}") from error
    for number, line in enumerate(lines, 1):
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
            passage_id, genre, context, questions = row["id"], row["genre"], row["context"], row["questions"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise UnsoundPairs(f"{place}: not a passage with id, genre, context and questions: {error!r}") from error
        if not isinstance(passage_id, str) or not passage_id or not isinstance(context, str):
            raise UnsoundPairs(f"{place}: not a passage: the id or the context is no text")
        if not isinstance(questions, list):
            raise UnsoundPairs(f"{place}: not a passage: the questions are no list")
        if not isinstance(genre, str) or genre not in GENRES:
            raise UnsoundPairs(f"{place}: unknown genre {genre!r}; known: {sorted(GENRES)}")
        if unicodedata.normalize("NFC", line) != line:
            raise UnsoundPairs(f"{place}: the text is not NFC")
        if not 200 <= len(context) <= 2000:
            raise UnsoundPairs(f"{place}: a passage has 200 to 2,000 characters, this one {len(context)}")
        for k, item in enumerate(questions, 1):
            yield _pair(place, passage_id, genre, context, k, item)


def _pair(  # noqa: PLR0917 - a row taken apart
    place: str, passage_id: str, genre: str, context: str, k: int, item: object
) -> Pair:
    if not isinstance(item, dict) or not {"question", "answer", "kind"} <= item.keys():
        raise UnsoundPairs(f"{place} question {k}: needs question, answer and kind, is {item!r}")
    question, answer, kind = item["question"], item["answer"], item["kind"]
    occurrence = item.get("occurrence", 1)
    if not isinstance(question, str) or not question.strip() or not isinstance(kind, str) or kind not in KINDS:
        raise UnsoundPairs(f"{place} question {k}: needs a question and a known kind, has {question!r}, {kind!r}")
    if (answer is None) != (kind == "near-miss"):
        raise UnsoundPairs(f"{place} question {k}: 'near-miss' and a null answer go together")
    start = None
    if answer is not None:
        if not isinstance(answer, str) or isinstance(occurrence, bool) or not isinstance(occurrence, int):
            raise UnsoundPairs(f"{place} question {k}: the answer is no text")
        start = nth_find(context, answer, occurrence)
        if start < 0 or not answer.strip() or answer != answer.strip():
            raise UnsoundPairs(f"{place} question {k}: the answer is not verbatim in the passage: {answer!r}")
        if cuts_a_word(context, start, start + len(answer)):
            raise UnsoundPairs(f"{place} question {k}: the answer cuts a word: {answer!r}")
        if occurrence == 1 and context.count(answer) > 1 and "occurrence" not in item:
            raise UnsoundPairs(f"{place} question {k}: {answer!r} stands more than once; say which by 'occurrence'")
    return Pair(f"{passage_id}-{k}", passage_id, genre, context, question, kind, answer, start)


def read_all(folder: Path = PAIRS) -> list[Pair]:
    """All pairs, ordered by file and line; ids and contexts are unique over all files."""
    pairs = [pair for path in sorted(folder.glob("*.jsonl")) for pair in read(path)]
    for name, count in Counter(pair.id for pair in pairs).items():
        if count > 1:
            raise UnsoundPairs(f"the id {name} is used {count} times")
    asked = Counter((pair.context, pair.question) for pair in pairs)
    if twice := [question for (_, question), count in asked.items() if count > 1]:
        raise UnsoundPairs(f"asked twice of the same passage: {twice[0]!r}")
    holders: dict[str, str] = {}
    for pair in pairs:
        first = holders.setdefault(" ".join(pair.context.split()), pair.passage_id)
        if first != pair.passage_id:
            raise UnsoundPairs(f"{pair.passage_id} is the same passage as {first}")
    return pairs


def main() -> int:
    """Checks every file and prints counts by kind, genre and split."""
    try:
        pairs = read_all(Path(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
    except UnsoundPairs as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(pairs)} pairs over {len({pair.passage_id for pair in pairs})} passages")
    for name in ("kind", "genre", "split"):
        print(name, dict(Counter(getattr(pair, name) for pair in pairs).most_common()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
