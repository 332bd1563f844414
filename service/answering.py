"""The way from a question to a cited answer, or to saying that the documents do not tell."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from corpus.stopwatch import stage
from index.library import Library
from index.retrieval import Hit, Query, one_of_each, search, without_copies
from service.asked_time import asks_now, changes, latest_counts
from service.deciding import decided
from service.errors import InvalidQuestion
from service.other_values import OTHERS, beside, elsewhen, others
from service.question.aliases import Aliases
from service.question.analysis import Question, analyse, normalised
from service.question.fitting import fitted
from service.question.followup import rewritten
from service.question.kinds import Kind
from service.question.manners import plainly
from service.question.several import split
from service.question.smalltalk import reply
from service.question.steps import ALL_STEPS
from service.question.wording import without_period
from service.reader.base import Evidence, Extraction, Reader
from service.records import Answer, Citation, Filters, OtherAnswer, Relation
from service.sameness import apart
from service.timely import holds
from service.weighing import agreeing, chosen, closest, in_tense, in_time, of_it, unless_newer

__all__ = [
    "CLOSEST", "MAX_QUESTION", "OTHERS", "Answer", "Answerer", "Citation", "Filters", "OtherAnswer", "Relation", "checked",
]  # fmt: skip
MAX_QUESTION = 1_000  # code points
_DEEPER = 4  # times as many passages are looked at: copies are left out, and as many articles as can be are heard
CLOSEST = 3  # citations shown when there is no answer


class Answerer:
    """Answers questions from a library with a reader. Safe to use from several threads."""

    def __init__(
        self, library: Library, reader: Reader, threshold: float, top_k: int = 8, aliases: Aliases | None = None
    ) -> None:
        self.library = library
        self.reader = reader
        self.threshold = threshold
        self.top_k = top_k
        self.aliases = aliases
        self.steps = ALL_STEPS
        self.today: Callable[[], date] = date.today

    def ask(
        self,
        text: str,
        *,
        history: Sequence[tuple[str, str | None]] = (),
        as_of: date | None = None,
        filters: Filters | None = None,
        top_k: int | None = None,
    ) -> Answer:
        """Answers a question, or several in one; raises InvalidQuestion if there is nothing to ask for.

        ``history`` are earlier questions with their answers, oldest first: what a follow-up leaves out is taken from it.
        """
        started = time.perf_counter()
        asked = checked(text)
        if message := reply(asked, self._knows):
            return self._said(text, asked, message, started)
        if self.steps.manners:
            asked = plainly(asked)
        turns, answers = list(history), []
        for part in split(asked) if self.steps.several else [asked]:
            whole = rewritten(part, turns) if self.steps.history else part
            answer = self._one(part, whole, as_of, filters or Filters(), top_k or self.top_k)
            turns.append((answer.interpreted_as, answer.answer))
            answers.append(answer)
        best = next((answer for answer in answers if answer.answer is not None), answers[0])
        parts = tuple(answers) if len(answers) > 1 else ()
        return replace(best, question=text, parts=parts, took_ms=(time.perf_counter() - started) * 1000)

    def _one(self, text: str, whole: str, as_of: date | None, filters: Filters, k: int) -> Answer:
        """Answers one question, ``whole`` being what it means."""
        started = time.perf_counter()
        question = self._analysed(whole, as_of)
        evidence = self._found(question, filters, k)
        understood = question.text
        question, extractions, fitting = self._read(question, evidence, as_of)
        best = chosen(question, fitting, as_of, self.threshold)
        if as_of is None and best is not None and self.steps.time and asks_now(question):
            found, told_newer = self._newer(question, best, filters, k)
            best = unless_newer(question, best, told_newer, self.threshold)
            if best.evidence.hit.passage not in [item.hit.passage for item in evidence]:
                evidence = [*evidence[: k - 1], best.evidence]
            extractions = [*extractions, *apart(found, extractions)]
            fitting = [*fitting, *apart(told_newer, fitting)]
        verdict = None
        if question.kind is Kind.YES_NO:

            def openly(asked: str) -> Extraction | None:
                other, _, told = self._read(self._analysed(asked, as_of), evidence, as_of)
                return chosen(other, told, as_of, self.threshold)

            verdict, best = decided(question, best, fitting, self.threshold, openly)
        told = best if best is not None and best.confidence >= self.threshold else None
        if told is not None:
            more = agreeing(question, told, fitting, self.threshold)
            citations = tuple(map(Citation.of, (told, *more)))
        else:
            citations = tuple(map(Citation.of, closest(extractions, fitting)[:CLOSEST]))
        other_answers = others(question, told, extractions, self.threshold) if told else ()
        if not other_answers:
            known = self._at_any_time(question, extractions, filters, k) if as_of is None else extractions
            known = of_it(question, known)
            timely = self._in_time(question, known, as_of)
            out_of_time = [extraction for extraction in known if extraction not in timely]
            if told is not None:
                other_answers = beside(question, told, known, out_of_time, self.threshold)
            else:
                other_answers = elsewhen(question, out_of_time, as_of, self.threshold)
        return Answer(
            id=uuid4().hex,
            question=text,
            interpreted_as=understood,
            answer=told.answer if told else None,
            confidence=best.confidence if best else 0.0,
            as_of=holds(told) if told else None,
            citations=citations,
            other_answers=other_answers,
            evidence=tuple(evidence),
            extractions=tuple(extractions),
            took_ms=(time.perf_counter() - started) * 1000,
            index_version=self.library.version,
            reader=self.reader.revision,
            verdict=verdict,
        )

    def _newer(
        self, question: Question, best: Extraction, filters: Filters, k: int
    ) -> tuple[list[Extraction], list[Extraction]]:
        """What articles that were published after the one of the answer say to a question of how things stand: all that is found
        in them, and what of it may answer.

        A figure told once, late, in other words, is not among the passages nearest to the question where many tell of it before.
        """
        written = best.evidence.article.published
        if written is None:
            return [], []
        after = replace(filters, published_from=max(written + timedelta(days=1), filters.published_from or date.min))
        evidence = self._found(question, after, k)
        return self._read(question, evidence, None)[1:] if evidence else ([], [])

    def _at_any_time(self, question: Question, found: list[Extraction], filters: Filters, k: int) -> list[Extraction]:
        """What is found when the time that a question names is left out; what was ``found`` with it, where no values of other
        times are told."""
        if not (self.steps.time and question.scope.spans and changes(question)):
            return found
        other = self._analysed(without_period(question.text), None)
        if other.scope.spans or other.kind is not question.kind:
            return found
        return self._read(other, self._found(other, filters, k), None)[1]

    @stage("understand")
    def _analysed(self, text: str, as_of: date | None) -> Question:
        return analyse(text, self.library, self.aliases, self.steps, as_of or self.today())

    @stage("read")
    def _read(
        self, question: Question, evidence: Sequence[Evidence], as_of: date | None
    ) -> tuple[Question, list[Extraction], list[Extraction]]:
        """The question fitted to the passages, all that is found in them, and what of it is of the time asked about and may
        answer in the tense that it is asked in."""
        if self.steps.fitting:
            question = fitted(question, [item.hit.passage.text for item in evidence], self.library, self.aliases)
        found = self.reader.read(question, evidence)
        timely = self._in_time(question, of_it(question, found), as_of)
        return question, found, in_tense(question, timely) if self.steps.time else timely

    def _in_time(self, question: Question, found: list[Extraction], as_of: date | None) -> list[Extraction]:
        return in_time(question, found, as_of) if self.steps.time else found

    def _knows(self, folded: str) -> bool:
        return self.library.document_frequency(folded, folded=True) > 0

    def _said(self, text: str, asked: str, message: str, started: float) -> Answer:
        """A reply to what is no question."""
        took = (time.perf_counter() - started) * 1000
        version, revision = self.library.version, self.reader.revision
        return Answer(
            uuid4().hex, text, asked, None, 0.0, None, (), (), (), (), took, version, revision, message=message
        )

    @stage("search")
    def _found(self, question: Question, filters: Filters, k: int) -> list[Evidence]:
        """The passages that a question is read in. Where the latest of several articles counts, more of them are heard."""
        if not (self.steps.time and latest_counts(question)):
            return self.evidence(question.query, filters, k)
        return self._with_articles(one_of_each(self._hits(question.query, filters, _DEEPER * k), k, k // 2))

    def evidence(self, question: str | Query, filters: Filters, k: int) -> list[Evidence]:
        """The best passages for a normalised question, each with its article."""
        if isinstance(question, str):
            question = analyse(question, self.library, self.aliases, self.steps).query
        return self._with_articles(self._hits(question, filters, k))

    def _hits(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        allowed = None
        if not filters.empty:
            allowed = frozenset(s.article.id for s in self.library.store.documents() if filters.allows(s.article))
        found = search(self.library, query, _DEEPER * k, documents=allowed)
        return without_copies(self.library, found)[:k]

    def _with_articles(self, hits: Sequence[Hit]) -> list[Evidence]:
        stored = {s.article.id: s for s in self.library.store.documents(h.passage.document_id for h in hits)}
        found = [(hit, stored[hit.passage.document_id]) for hit in hits if hit.passage.document_id in stored]
        return [Evidence(hit, one.article, one.duplicate_group) for hit, one in found]


def checked(text: str) -> str:
    """A question ready to be asked; raises InvalidQuestion with what to do about it."""
    question = normalised(text)
    if not question:
        raise InvalidQuestion("Câu hỏi đang trống: hãy gõ điều cần hỏi.")
    if len(question) > MAX_QUESTION:
        raise InvalidQuestion(
            f"Câu hỏi dài {_points(len(question))} ký tự, nhiều nhất là {_points(MAX_QUESTION)}: hãy rút gọn."
        )
    if not any(character.isalnum() for character in question):
        raise InvalidQuestion("Câu hỏi chỉ có dấu câu hoặc ký hiệu: hãy viết thành lời.")
    return question


def _points(number: int) -> str:
    return f"{number:,}".replace(",", ".")
