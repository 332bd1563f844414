"""What people said of answers, as rows of the same file as drafts: a person decides what becomes a question of a set."""

from collections.abc import Mapping, Sequence

from corpus.records import Article
from corpus.store import Feedback

_RIGHT = "người dùng chấm đúng"
_WRONG = "người dùng chấm sai câu trả lời: {answer}"


def rows(found: Sequence[Feedback], articles: Mapping[str, Article]) -> list[dict[str, str]]:
    """One row for each word on an answer, in order; a right answer, or the correction of a wrong one, stands as the answer.

    Answers that do not stand in the document as it is now are noted and left for the person to fill in.
    """
    return [_row(one, articles.get(one.document_id or "")) for one in found]


def _row(said: Feedback, article: Article | None) -> dict[str, str]:
    right = said.verdict == "right"
    answer = (said.answer if right else said.correction) or ""
    note = _RIGHT if right else _WRONG.format(answer=said.answer or "(từ chối)")
    start = article.text.find(answer) if article is not None and answer else -1
    if answer and start < 0:
        note, answer = f"{note}; không thấy nguyên văn trong tài liệu: {answer}", ""
    return {
        "accepted": "",
        "question": said.question,
        "answer": answer,
        "kind": "fact" if answer else "unanswerable",
        "note": note,
        "document_id": said.document_id or "",
        "origin": article.origin if article else "",
        "start": str(start) if start >= 0 else "",
        "end": str(start + len(answer)) if start >= 0 else "",
        "sentence": "",
        "text_sha256": article.text_sha256 if article else "",
    }
