"""What people said of answers, as rows of the same file as drafts: a person decides what becomes a question of a set."""

from collections.abc import Mapping, Sequence

from corpus.records import Article
from corpus.store import Feedback
from eval.dataset import KINDS
from eval.draft_files import COLUMNS
from service.question.kinds import Kind, kind_of

_RIGHT = "người dùng chấm đúng"
_WRONG = "người dùng chấm sai câu trả lời: {answer}"
_LIKE = {
    Kind.QUANTITY: "number",
    Kind.YEAR: "date",
}  # what the kinds of questions are called in a set, where it differs


def rows(found: Sequence[Feedback], articles: Mapping[str, Article]) -> list[dict[str, str]]:
    """One row for each word on an answer, in order.

    A right answer, or the correction of a wrong one, stands as the answer, at the place that was cited; a refusal that was
    right makes a question that cannot be answered. What does not stand in the document as it is now is noted and left for
    the person to fill in, and a document that changed since keeps its old hash: importing then tells that it is stale.
    """
    return [_row(one, articles.get(one.document_id or "")) for one in found]


def _row(said: Feedback, article: Article | None) -> dict[str, str]:
    right = said.verdict == "right"
    answer = (said.answer if right else said.correction) or ""
    notes = [_RIGHT if right else _WRONG.format(answer=said.answer or "(từ chối)")]
    start = _place(said, answer, article) if article is not None and answer else None
    if said.document_id and article is None:
        notes.append("tài liệu không còn trong kho")
    if answer and start is None:
        notes.append(f"không thấy nguyên văn trong tài liệu: {answer}")
        answer = ""
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "question": said.question,
        "answer": answer,
        "note": "; ".join(notes),
        "document_id": said.document_id or "",
    }
    row["kind"] = "unanswerable" if right and not said.answer else _kind(said.question)
    if article is not None:
        row |= {"origin": article.origin, "text_sha256": said.text_sha256 or article.text_sha256}
    if start is not None:
        row |= {"start": str(start), "end": str(start + len(answer))}
    return row


def _place(said: Feedback, answer: str, article: Article) -> int | None:
    """Where the answer stands: where it was cited, else where it first stands; None if nowhere."""
    cited = said.answer_start
    if cited is not None and article.text.startswith(answer, cited):
        return cited
    first = article.text.find(answer)
    return first if first >= 0 else None


def _kind(question: str) -> str:
    """The kind that a set calls a question, by its question words; a fact where they tell nothing."""
    kind = kind_of(question)
    name = _LIKE.get(kind, kind.value)
    return name if name in KINDS else "fact"
