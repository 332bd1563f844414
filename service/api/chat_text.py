"""An answer in words, for chats: the answer with markers [1], [2], and the quotes that they stand for, verbatim.

Also the way back: what was answered in an earlier text of this form, for follow-up questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.api.models import AskResponse, CitationOut, OtherAnswerOut

NOTHING = "Không có trong tài liệu."
CLOSEST = "Những đoạn gần câu hỏi nhất (không phải là câu trả lời):"
ELSEWHEN = "Tài liệu chỉ nói về thời gian khác:"
OTHERS = "Câu trả lời khác:"
VERDICTS = {
    "có": "Có: câu trích nói đúng như vậy.",
    "không": "Không: câu trích nói khác.",
    "không rõ": "Không rõ có hay không: hãy đọc câu trích.",
}
_RELATIONS = {"newer": "Mới hơn", "older": "Cũ hơn", "conflicts": "Khác nhau, cần đối chiếu"}
_MARKER = re.compile(r"\[\d+\]")
_HEADING = re.compile(r"^Câu hỏi \d+: .*\n\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text speaks of a citation: ``text[start:end]``, in code points, is its marker ``[number]`` or its quote."""

    start: int
    end: int
    citation: CitationOut
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words, with the places of its citations in order."""

    text: str
    places: tuple[Place, ...]


def said(response: AskResponse) -> Said:
    """A response of ``POST /v1/ask`` in words; several questions in turn, each with its own quotes behind it."""
    page = _Page()
    if response.parts is None:
        _one(page, response)
    for number, part in enumerate(response.parts or (), 1):
        page.paragraph(f"Câu hỏi {number}: {part.question}")
        _one(page, part)
    return Said("".join(page.pieces), tuple(page.places))


def answers_in(text: str) -> list[str | None]:
    """The answers in a text made by ``said``, one for each question; None where nothing was answered.

    >>> answers_in("42 dự án [1]\\n\\nTính đến 31/12/2022 · độ tin cậy 87 %\\n\\n[1] “Có 42 dự án.” — Báo cáo")
    ['42 dự án']
    >>> answers_in("Không có trong tài liệu.")
    [None]
    """
    first, *others = _HEADING.split(text)
    return [_answer_in(section) for section in others or [first]]


def _answer_in(section: str) -> str | None:
    for verdict in VERDICTS.values():
        section = section.removeprefix(f"{verdict}\n\n")
    marker = _MARKER.search(section)
    return section[: marker.start()].rstrip() or None if marker and not section.startswith(NOTHING) else None


class _Page:
    """A text as it grows. Citations are numbered through; within one answer the same quote keeps its number."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.places: list[Place] = []
        self._length = 0
        self._count = 0
        self._numbers: dict[tuple[str, int, int], int] = {}

    def say(self, text: str, citation: CitationOut | None = None) -> None:
        """Adds a text; with a citation, one that stands for it."""
        if citation is not None:
            place = Place(self._length, self._length + len(text), citation, self._number(citation))
            self.places.append(place)
        self.pieces.append(text)
        self._length += len(text)

    def paragraph(self, text: str) -> None:
        """Begins a paragraph. Markdown joins lines that no blank line parts."""
        self.say(f"\n\n{text}" if self.pieces else text)

    def mark(self, citation: CitationOut) -> None:
        """Adds the marker of a citation."""
        self.say(" ")
        self.say(f"[{self._number(citation)}]", citation)

    def quotes(self, citations: Sequence[CitationOut]) -> None:
        """Adds the quotes of citations, each once, with where they come from."""
        for number, citation in {self._number(citation): citation for citation in citations}.items():
            self.paragraph(f"[{number}] “")
            self.say(citation.quote, citation)
            self.say(f"” — {_origin(citation)}")

    def forget(self) -> None:
        """Gives what follows new numbers."""
        self._numbers.clear()

    def _number(self, citation: CitationOut) -> int:
        key = (citation.document_id, citation.start, citation.end)
        if key not in self._numbers:
            self._count += 1
            self._numbers[key] = self._count
        return self._numbers[key]


def _one(page: _Page, response: AskResponse) -> None:
    page.forget()
    if response.message and not response.citations:
        page.paragraph(response.message)
    elif response.answer is not None:
        _answered(page, response, response.answer)
    else:
        _unanswered(page, response)


def _answered(page: _Page, response: AskResponse, answer: str) -> None:
    if response.verdict:
        page.paragraph(VERDICTS[response.verdict])
    page.paragraph(answer)
    for citation in response.citations:
        page.mark(citation)
    when = _as_of(response.as_of)
    page.paragraph(f"{when[:1].upper()}{when[1:]} · {_confidence(response.confidence)}")
    _understood(page, response)
    _others(page, OTHERS, response.other_answers)
    page.quotes([*response.citations, *(other.citation for other in response.other_answers)])


def _unanswered(page: _Page, response: AskResponse) -> None:
    page.paragraph(NOTHING)
    if response.message:
        page.paragraph(response.message)
    _understood(page, response)
    known = [other.citation for other in response.other_answers]
    _others(page, ELSEWHEN, response.other_answers)
    page.quotes(known)
    told = {(citation.document_id, citation.start, citation.end) for citation in known}
    closest = [c for c in response.citations if (c.document_id, c.start, c.end) not in told]
    if closest:
        page.paragraph(CLOSEST)
        page.quotes(closest)


def _understood(page: _Page, response: AskResponse) -> None:
    """How the question was read, where that is not how it was written."""
    if response.interpreted_as.split() != response.question.split():
        page.paragraph(f"Hiểu là: {response.interpreted_as}")


def _others(page: _Page, heading: str, others: Sequence[OtherAnswerOut]) -> None:
    if others:
        page.paragraph(f"{heading}\n")
    for other in others:
        page.say(f"\n- {_RELATIONS[other.relation]}: {other.answer}")
        page.mark(other.citation)
        page.say(f" · {_as_of(other.as_of)} · {_confidence(other.confidence)}")


def _origin(citation: CitationOut) -> str:
    when = _day(citation.published) if citation.published else "không rõ ngày đăng"
    return ", ".join(filter(None, (citation.title, citation.source, when)))


def _as_of(day: date | None) -> str:
    return f"tính đến {_day(day)}" if day else "không rõ thời điểm"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _confidence(probability: float) -> str:
    """What is not certain is never shown as 100, what is not excluded never as 0."""
    rounded = round(probability * 100)
    shown = min(rounded, 99) if probability < 1 else rounded
    return f"độ tin cậy {max(shown, 1) if probability > 0 else shown} %"
