"""What time a question asks for by its words, and what of it changes with time."""

from service.question.analysis import Question
from service.question.kinds import Kind
from service.question.tense import Tense, tense_of
from service.question.wording import Rule
from service.reader.offices import asked as asked_office
from service.reader.offices import asks_holder_alone

FIGURES = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE})
_COMPARABLE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.PERSON})
_TIMELESS = frozenset({Kind.YES_NO, Kind.CAUSE, Kind.PURPOSE, Kind.DATE, Kind.YEAR})  # "now" changes nothing of these
# Who held an office before someone else, or in the last term; "nguyên Bí thư" says so by itself.
_HELD_BEFORE = Rule(r"\b(?:nhiệm k[ỳì]|khóa|khoá) trước(?! đó)|\btrước (?:ông|bà|đồng chí)\b")


def tense(question: Question) -> Tense:
    """The tense that a question is asked in."""
    if (office := asked_office(question)) and (office.former or _HELD_BEFORE.search(question.text)):
        return Tense.FORMER
    return tense_of(question.text, toned=question.toned)


def asks_now(question: Question) -> bool:
    """Whether how things stand is asked for: in so many words, or by asking who holds an office and nothing else."""
    told = tense(question)
    return (told is Tense.NOW and up_to_now(question)) or (
        told is Tense.NONE and not question.scope.spans and asks_holder_alone(question)
    )


def up_to_now(question: Question) -> bool:
    """Whether the time that a question names, if any, goes on ("từ năm 2020 đến nay")."""
    return not question.scope.spans or any(span.last is None for span in question.scope.spans)


def compares(question: Question) -> bool:
    """Whether answers of other dates are other values of the same thing: figures and holders; asked for now, nearly all."""
    return question.kind in _COMPARABLE or (
        question.kind not in _TIMELESS and tense(question) in {Tense.NOW, Tense.FORMER}
    )


def changes(question: Question) -> bool:
    """Whether what is asked about has one value at a time, so that those of other times are worth telling."""
    return question.kind in FIGURES or asked_office(question) is not None


def latest_counts(question: Question) -> bool:
    """Whether what a later article says is the answer, however often others say something else: asked for now, and of holders."""
    if question.scope.spans or not compares(question):
        return False
    return tense(question) in {Tense.NOW, Tense.FORMER} or asked_office(question) is not None
