"""Accepted drafts as a question set: JSON lines that ``trich eval run --dataset`` reads, each with its document as context."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.records import Article
from eval.dataset import KINDS
from eval.draft_files import Row, replace

_OFFSET = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Refused:
    """An accepted row that cannot be used: its place, and what is wrong and what to do, in Vietnamese."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Questions in the order of the file, and the accepted rows that are none."""

    questions: tuple[Mapping[str, object], ...]
    refused: tuple[Refused, ...]
    left_out: int  # rows that nobody accepted


def imported(rows: Sequence[Row], articles: Mapping[str, Article]) -> Imported:
    """The accepted rows over the documents (by id). An empty answer makes an unanswerable question."""
    questions: list[Mapping[str, object]] = []
    refused: list[Refused] = []
    asked: set[tuple[str, str]] = set()
    for row in rows:
        if row.accepted is False:
            continue
        made = _question(row, articles)
        if isinstance(made, Refused):
            refused.append(made)
            continue
        key = (row.cells["document_id"], " ".join(row.cells["question"].lower().split()))
        if key in asked:
            refused.append(Refused(row.place, "câu hỏi này đã có ở một dòng trước: hãy bỏ một trong hai."))
            continue
        asked.add(key)
        questions.append({"id": f"q{len(questions) + 1:04}", **made})
    return Imported(tuple(questions), tuple(refused), sum(row.accepted is False for row in rows))


def write(path: Path, found: Imported) -> None:
    """Writes the questions, whole or not at all."""
    replace(path, "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in found.questions))


def _question(row: Row, articles: Mapping[str, Article]) -> Mapping[str, object] | Refused:
    cells = {name: unicodedata.normalize("NFC", cell) for name, cell in row.cells.items()}
    article = articles.get(cells["document_id"])
    if row.accepted is None:
        return Refused(row.place, f"cột accepted có {cells['accepted']!r}: ghi “x” để nhận, để trống nếu không.")
    if row.torn:
        return Refused(row.place, "số ô khác hàng tiêu đề (có dấu ngăn cột mà thiếu ngoặc kép?): hãy sửa dòng này.")
    if not cells["question"]:
        return Refused(row.place, "chưa có câu hỏi.")
    if cells["kind"] not in KINDS:
        return Refused(row.place, f"loại {cells['kind']!r} không có; các loại: {', '.join(sorted(KINDS))}.")
    if not cells["document_id"]:
        if cells["kind"] == "unanswerable" and not cells["answer"]:  # of nothing that is told anywhere
            return {"question": cells["question"], "answers": [], "is_impossible": True, "kind": "unanswerable"}
        return Refused(row.place, "không có mã tài liệu: ghi vào cột document_id (xem `trich list`).")
    if article is None:
        return Refused(row.place, f"tài liệu {cells['document_id']} ({cells['origin']}) không còn trong kho.")
    if cells["text_sha256"] not in {"", article.text_sha256}:  # a document that a person named themselves has none
        return Refused(row.place, f"tài liệu {cells['origin']} đã thay đổi: hãy chạy lại `trich eval draft`.")
    shared: dict[str, object] = {"question": cells["question"], "context": article.text, "title": article.title}
    if not cells["answer"]:
        return {**shared, "answers": [], "is_impossible": True, "kind": "unanswerable"}
    if cells["kind"] == "unanswerable":
        return Refused(
            row.place, "có câu trả lời nhưng loại là unanswerable: hãy sửa cột kind hoặc để trống câu trả lời."
        )
    start = _place(article.text, cells)
    if isinstance(start, str):
        return Refused(row.place, start)
    answer = {"text": cells["answer"], "start": start}
    return {**shared, "answers": [answer], "is_impossible": False, "kind": cells["kind"]}


def _place(text: str, cells: Mapping[str, str]) -> int | str:
    """Where the answer stands: at its old place, in its sentence nearest to that, or else where it stands only once.

    What is wrong, in Vietnamese, if there is no such place.
    """
    answer = cells["answer"]
    found = [at for at in range(len(text)) if text.startswith(answer, at)]
    if not found:
        return f"câu trả lời {answer!r} không có nguyên văn trong tài liệu: hãy chép đúng từng chữ."
    said = int(cells["start"]) if _OFFSET.fullmatch(cells["start"]) else None
    if said is not None:
        nearest = min(found, key=lambda at: abs(at - said))
        sentence = cells["sentence"]
        first = max(text.rfind(sentence, 0, said + len(sentence)), 0) if sentence else said
        if nearest == said or first <= nearest <= first + len(sentence) - len(answer):
            return nearest
    if len(found) == 1:
        return found[0]
    return f"câu trả lời {answer!r} đứng ở {len(found)} chỗ trong tài liệu: hãy ghi dài hơn cho rõ chỗ nào."
