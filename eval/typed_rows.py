"""The questions as people type them, each beside the same thing asked plainly, and what the form costs.

``typed.jsonl`` holds rows as ``questions.jsonl`` does, with four fields more::

    {…, "form": "no-diacritics", "plain": "Đại hội họp ở đâu?"}
    {…, "form": "yes-no", "plain": "…", "verdict": "không"}
    {…, "form": "two-questions", "plain": "…", "second": "a153"}

``plain`` asks for the same answer in one proper, toned, self-contained question without the difficulty: a yes/no
question as an open one, "giờ" as its date, of two questions the first. ``second`` is the question of
``questions.jsonl`` that asks for the other half. The verdict "không rõ" is that of what the documents do not tell.

``python -m eval.typed`` checks the file, and asks every question in both ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.records import Article
from corpus.text.normalise import to_nfc
from eval import dataset
from eval.dataset import Gold, own_articles, read_rows
from eval.errors import UnsoundQuestion

TYPED = Path(__file__).parent / "typed.jsonl"
FORMS = tuple(
    """
    no-diacritics partly-accented typo telex abbreviation other-name number-form date-form spelling follow-up
    two-questions yes-no english greeting time-now time-then office-holder tense
    """.split()
)
VERDICTS = frozenset({"có", "không", "không rõ"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A question in one of FORMS. ``verdict`` is one of VERDICTS for yes/no questions, ``second`` asks for the other
    half of two questions in one; both are None for all others."""

    gold: Gold
    form: str
    plain: str
    verdict: str | None = None
    second: Gold | None = None


def load(
    path: Path = TYPED, articles: dict[str, Article] | None = None, others: Mapping[str, Gold] | None = None
) -> list[Typed]:
    """All rows in the order of the file; raises UnsoundQuestion on the first that is not sound.

    ``others`` are the questions by id that ``second`` may name; without it those of ``questions.jsonl``.
    """
    articles = own_articles() if articles is None else articles
    if others is None:
        others = {gold.id: gold for gold in dataset.load(articles=articles)}
    golds = dataset.load(path, articles)
    return [_typed(place, row, gold, others) for gold, (place, row) in zip(golds, read_rows(path), strict=True)]


def _typed(place: str, row: Mapping[str, object], gold: Gold, others: Mapping[str, Gold]) -> Typed:
    def unsound(what: str) -> UnsoundQuestion:
        return UnsoundQuestion(f"{place} ({gold.id}): {what}")

    form, plain, verdict, second = (row.get(key) for key in ("form", "plain", "verdict", "second"))
    if not isinstance(form, str) or form not in FORMS:
        raise unsound(f"unknown form {form!r}")
    if not isinstance(plain, str) or not plain or plain != " ".join(to_nfc(plain)[0].split()):
        raise unsound("plain is no NFC text on one line without doubled spaces")
    if form != "greeting" and plain == gold.question:
        raise unsound("plain is the question as typed")
    if form == "greeting" and (gold.answerable or gold.article is not None):
        raise unsound("a greeting has no article and no answer")
    if bool(gold.history) != (form == "follow-up"):
        raise unsound("a follow-up, and only that, has a history")
    if (verdict is not None) != (form == "yes-no") or (verdict is not None and verdict not in VERDICTS):
        raise unsound("a yes-no question, and only that, has a verdict: có, không or không rõ")
    if verdict is not None and (verdict == "không rõ") == gold.answerable:
        raise unsound("what is told has the verdict có or không, and what is not told không rõ")
    if (second is not None) != (form == "two-questions") or (second is not None and second not in others):
        raise unsound("two questions, and only those, name in second the id of a question that there is")
    other = others[str(second)] if second is not None else None
    if other is not None and (not other.answerable or other.split != gold.split):
        raise unsound(f"the second question {other.id} has no answer or is of another split")
    return Typed(gold, form, plain, None if verdict is None else str(verdict), other)
