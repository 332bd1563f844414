"""Question sets of other people, as records: questions with what is right, and what is wrong with rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Form = Literal["squad", "lines", "csv"]


class Fault(StrEnum):
    """What is wrong with a row. The first ones leave nothing to ask or to score by: such a row is refused."""

    NOT_AN_OBJECT = "is no JSON object"
    NO_QUESTION = "has no question"
    NO_ID = "has no id"
    DUPLICATE_ID = "its id is used by an earlier question"
    NO_CONTEXT = "has no context"
    BAD_ANSWERS = "its answers are no list of texts"
    COLUMNS = "has other columns than the header (a comma without quotation marks?)"
    NO_PARAGRAPHS = "has no list of paragraphs or questions"
    # still used
    MISPLACED = "an answer does not stand where it is said to stand"
    NOT_IN_CONTEXT = "an answer does not stand in the context"
    BLANK_ANSWER = "an answer is blank; left out"
    CONTRADICTION = "is marked unanswerable but has answers; taken as answerable"
    UNMARKED = "has no answer but is not marked unanswerable; taken as unanswerable"
    # found later
    NOT_ASKED = "could not be asked; counted as wrong"
    NOT_PREDICTED = "has no prediction; counted as wrong"
    UNKNOWN_ID = "a prediction for a question that the set does not have; left out"

    @property
    def refused(self) -> bool:
        """Whether the row is neither asked nor scored."""
        return self in _REFUSED


_REFUSED = frozenset(
    {
        Fault.NOT_AN_OBJECT, Fault.NO_QUESTION, Fault.NO_ID, Fault.DUPLICATE_ID, Fault.NO_CONTEXT, Fault.BAD_ANSWERS,
        Fault.COLUMNS, Fault.NO_PARAGRAPHS,
    }
)  # fmt: skip

IN_VIETNAMESE = {
    Fault.NOT_AN_OBJECT: "không phải đối tượng JSON",
    Fault.NO_QUESTION: "không có câu hỏi",
    Fault.NO_ID: "không có mã (id)",
    Fault.DUPLICATE_ID: "trùng mã với câu trước",
    Fault.NO_CONTEXT: "không có đoạn văn (context)",
    Fault.BAD_ANSWERS: "đáp án (answers) không đúng dạng",
    Fault.COLUMNS: "số cột khác hàng tiêu đề (có dấu phẩy mà thiếu ngoặc kép?)",
    Fault.NO_PARAGRAPHS: "không có danh sách đoạn văn (paragraphs) hay câu hỏi (qas)",
    Fault.MISPLACED: "đáp án không nằm ở vị trí đã ghi",
    Fault.NOT_IN_CONTEXT: "đáp án không có trong đoạn văn",
    Fault.BLANK_ANSWER: "có đáp án trống, đã bỏ đáp án ấy",
    Fault.CONTRADICTION: "ghi là không trả lời được nhưng có đáp án; tính là trả lời được",
    Fault.UNMARKED: "không có đáp án mà không ghi là không trả lời được; tính là không trả lời được",
    Fault.NOT_ASKED: "không hỏi được; tính là sai",
    Fault.NOT_PREDICTED: "không có dự đoán; tính là sai",
    Fault.UNKNOWN_ID: "dự đoán cho mã không có trong bộ câu hỏi, đã bỏ",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row with something wrong: where it stands ("line 12", "data[0].paragraphs[2].qas[1]"), its id if it has one."""

    place: str
    id: str | None
    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question with all accepted answers, none if it is unanswerable; ``context`` is None where the set has none.

    ``kind`` is what the set calls its kind, "" where it says nothing of kinds.
    """

    id: str
    place: str
    question: str
    answers: tuple[str, ...]
    context: str | None = None
    title: str = ""
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """Whether there is an answer to be found."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of questions in the order of the file; ids are unique. ``sha256`` is of the file's bytes."""

    name: str
    sha256: str
    form: Form
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]

    @property
    def contexts(self) -> tuple[tuple[str, str], ...]:
        """The distinct contexts, each with the title of its first question, in the order of the file."""
        found: dict[str, str] = {}
        for item in self.items:
            if item.context is not None:
                found.setdefault(item.context, item.title)
        return tuple(found.items())
