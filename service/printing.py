"""What the command line prints: answers with their proof, and what became of documents. In Vietnamese, for those who use it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from corpus.text.fold import fold

if TYPE_CHECKING:  # these load FAISS and ONNX Runtime: not for --help
    from index.ingest import Outcome, Status
    from service.answering import Answer, Citation

out = Console()
err = Console(stderr=True)
_SOME = 3  # documents that are named of many


def show(message: str | Text, style: str = "") -> None:
    """Prints a result as it is: names are no markup, and lines are broken for a terminal only."""
    _print(out, message, style)


def say(message: str | Text, style: str = "dim") -> None:
    """Tells people what is going on, beside the results on standard output."""
    _print(err, message, style)


def _print(console: Console, message: str | Text, style: str) -> None:
    text = Text(message) if isinstance(message, str) else message
    console.print(text, style=style or None, highlight=False, soft_wrap=not console.is_terminal)


def print_answer(answer: "Answer") -> None:
    """One answer, or part of one, with its proof."""
    if fold(" ".join(answer.question.split())) != fold(answer.interpreted_as):
        show(f"{answer.question} (được hiểu là: {answer.interpreted_as})", "dim")
    if answer.message:
        show(answer.message)
        return
    if answer.verdict:
        show({"có": "Có.", "không": "Không.", "không rõ": "Không rõ có hay không."}[answer.verdict.value], "bold")
    if answer.answer is None:
        known = bool(answer.other_answers)
        show("Không có cho thời gian được hỏi." if known else "Không có trong tài liệu.", "bold yellow")
        if answer.citations:
            show("Những đoạn gần nhất:", "dim")
    else:
        show(answer.answer, "bold green")
        as_of = f" · tính đến {answer.as_of:%d/%m/%Y}" if answer.as_of else ""
        show(f"Độ tin cậy {answer.confidence:.0%}{as_of}", "dim")
    for number, citation in enumerate(answer.citations, 1):
        print_citation(number, citation, marked=answer.answer is not None)
    for other in answer.other_answers:
        word = {"older": "cũ hơn", "newer": "mới hơn", "conflicts": "khác"}[other.relation.value]
        when = f" (tính đến {other.as_of:%d/%m/%Y})" if other.as_of else ""
        show(f"Số liệu {word}{when}: {other.citation.answer} — {other.citation.article.title}", "dim")


def print_citation(number: int, citation: "Citation", *, marked: bool) -> None:
    """A quote with the answer marked, and where it is from."""
    quote = Text(citation.quote)
    if marked:
        quote.stylize("bold underline", citation.answer_start - citation.start, citation.answer_end - citation.start)
    article = citation.article
    when = f"{article.published:%d/%m/%Y}" if article.published else "không rõ ngày"
    show(Text.assemble(f"[{number}] “", quote, "”"))
    source = f"    {article.title} — {article.source or 'không rõ nguồn'}, {when} · {article.origin} [{citation.start}:{citation.end}]"
    show(source, "dim")


def summary(outcomes: list["Outcome"]) -> None:
    """What became of the files, refused ones by name and reason."""
    words: dict[Status, str] = {
        "added": "mới",
        "updated": "cập nhật",
        "unchanged": "không đổi",
        "refused": "không nhận",
    }
    counts = Counter(outcome.status for outcome in outcomes)
    if counts["removed"]:
        words["removed"] = "đã gỡ"
    show(" · ".join(f"{counts[status]} {word}" for status, word in words.items()))
    for outcome in outcomes:
        if outcome.status == "updated":
            show(f"  cập nhật: {outcome.origin}", "dim")
        if outcome.status == "removed":
            show(f"  đã gỡ {outcome.origin}: {outcome.reason}", "dim")
        if outcome.status == "refused":
            show(f"  không nhận {outcome.origin}: {outcome.reason}", "yellow")


def left_over(origins: Sequence[str], folder: Path) -> None:
    """Documents of an earlier start that their folder no longer holds: they still answer, and how they are taken out."""
    if origins:
        some = ", ".join(origins[:_SOME]) + (", …" if len(origins) > _SOME else "")
        say(
            f"{len(origins)} tài liệu nạp từ lần trước nay không còn trong {folder} nhưng vẫn được dùng để trả lời: {some}. "
            "Không dùng nữa thì gỡ bằng `trich remove`."
        )
