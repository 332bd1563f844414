"""The way from a question to a cited answer, or to saying that the documents do not tell."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import uuid4

from corpus.records import Article
from corpus.text.fold import fold
from index.library import Library
from index.retrieval import Hit, Query, search
from service.errors import InvalidQuestion
from service.question.aliases import Aliases
from service.question.analysis import Question, analyse, normalised
from service.question.fitting import fitted
from service.question.followup import rewritten
from service.question.kinds import Kind
from service.question.several import split
from service.question.smalltalk import reply
from service.question.verdict import Verdict, judged
from service.reader.base import Evidence, Extraction, Reader
from service.timing import holds_at, speaks_of

MAX_QUESTION = 1_000  # code points
CLOSEST = 3  # citations shown when there is no answer
OTHERS = 5
_RIVAL = 0.25  # answers whose confidence is this close are weighed by their dates
_ALIKE = 0.5  # share of the best answer's word coverage that another value of the same thing has at least
_NEARLY_ALIKE = 0.9
_COUNTED = 0.6  # share of the words that name what is counted
_NOW = re.compile(
    r"\b(?:hiện nay|hiện tại|hiện giờ|bây giờ|mới nhất|đến nay|lúc này)\b|\bhiện (?=có|còn|đang|là|do|ai)", re.I
)
_NOW_PLAIN = re.compile(r"\b(?:hien nay|hien tai|hien gio|bay gio|moi nhat|den nay|luc nay)\b")
_COMPARABLE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.SHARE, Kind.PERSON})


class Relation(StrEnum):
    """How another answer stands to the one that is given."""

    OLDER = "older"
    NEWER = "newer"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may be answered from; everything that is None allows all."""

    published_from: date | None = None
    published_to: date | None = None
    source: str | None = None
    document_ids: frozenset[str] | None = None

    def allows(self, article: Article) -> bool:
        """Whether an article passes. One without a date passes no filter on dates."""
        if self.document_ids is not None and article.id not in self.document_ids:
            return False
        if self.source is not None and fold(self.source) != fold(article.source or ""):
            return False
        if self.published_from is None and self.published_to is None:
            return True
        day = article.published
        return day is not None and (self.published_from or day) <= day <= (self.published_to or day)

    @property
    def empty(self) -> bool:
        """Whether everything is allowed."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands. ``article.text[start:end]`` is the quote, ``[answer_start:answer_end]`` the answer in it."""

    article: Article
    start: int
    end: int
    answer_start: int
    answer_end: int
    score: float

    @property
    def quote(self) -> str:
        """The sentence or sentences that carry the answer, verbatim."""
        return self.article.text[self.start : self.end]

    @property
    def answer(self) -> str:
        """The answer, verbatim."""
        return self.article.text[self.answer_start : self.answer_end]


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """Another value than the one given, from another document or date."""

    citation: Citation
    as_of: date | None
    relation: Relation
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. ``answer`` is None when the documents do not tell; then ``citations`` are the closest.

    ``parts`` are the answers to several questions in one, else empty; the other fields are then those of the first part
    that is answered. ``verdict`` is for yes/no questions, ``message`` a reply to what is no question.
    """

    id: str
    question: str
    interpreted_as: str
    answer: str | None
    confidence: float
    as_of: date | None
    citations: tuple[Citation, ...]
    other_answers: tuple[OtherAnswer, ...]
    evidence: tuple[Evidence, ...]
    extractions: tuple[Extraction, ...]
    took_ms: float
    index_version: str
    reader: str
    parts: tuple["Answer", ...] = ()
    verdict: Verdict | None = None
    message: str | None = None


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
        turns, answers = list(history), []
        for part in split(asked):
            answer = self._one(part, rewritten(part, turns), as_of, filters or Filters(), top_k or self.top_k)
            turns.append((answer.interpreted_as, answer.answer))
            answers.append(answer)
        best = next((answer for answer in answers if answer.answer is not None), answers[0])
        parts = tuple(answers) if len(answers) > 1 else ()
        return replace(best, question=text, parts=parts, took_ms=(time.perf_counter() - started) * 1000)

    def _one(self, text: str, whole: str, as_of: date | None, filters: Filters, k: int) -> Answer:
        """Answers one question, ``whole`` being what it means."""
        started = time.perf_counter()
        question = analyse(whole, self.library, self.aliases)
        evidence = self.evidence(question.query, filters, k)
        understood = question.text
        question = fitted(question, [item.hit.passage.text for item in evidence], self.library, self.aliases)
        extractions = self.reader.read(question, evidence)
        # A figure of another year than the one asked for is never given as its answer.
        in_time = [e for e in extractions if speaks_of(question.scope, e.evidence.article, e.quote)]
        chosen = _chosen(question, in_time, as_of, self.threshold)
        verdict = None
        if question.kind is Kind.YES_NO:
            verdict, chosen = _decided(question, chosen, in_time, self.threshold)
        told = chosen is not None and chosen.confidence >= self.threshold
        return Answer(
            id=uuid4().hex,
            question=text,
            interpreted_as=understood,
            answer=chosen.answer if told and chosen else None,
            confidence=chosen.confidence if chosen else 0.0,
            as_of=_as_of(chosen) if told and chosen else None,
            citations=(_citation(chosen),) if told and chosen else _closest(extractions),
            other_answers=self._others(question, chosen, extractions) if told and chosen else (),
            evidence=tuple(evidence),
            extractions=tuple(extractions),
            took_ms=(time.perf_counter() - started) * 1000,
            index_version=self.library.version,
            reader=self.reader.revision,
            verdict=verdict,
        )

    def _knows(self, folded: str) -> bool:
        return self.library.document_frequency(folded, folded=True) > 0

    def _said(self, text: str, asked: str, message: str, started: float) -> Answer:
        """A reply to what is no question."""
        took = (time.perf_counter() - started) * 1000
        version, revision = self.library.version, self.reader.revision
        return Answer(
            uuid4().hex, text, asked, None, 0.0, None, (), (), (), (), took, version, revision, message=message
        )

    def evidence(self, question: str | Query, filters: Filters, k: int) -> list[Evidence]:
        """The best passages for a normalised question, each with its article."""
        if isinstance(question, str):
            question = analyse(question, self.library, self.aliases).query
        allowed = None
        if not filters.empty:
            allowed = frozenset(s.article.id for s in self.library.store.documents() if filters.allows(s.article))
        return self._with_articles(search(self.library, question, k, documents=allowed))

    def _with_articles(self, hits: Sequence[Hit]) -> list[Evidence]:
        stored = {s.article.id: s.article for s in self.library.store.documents(h.passage.document_id for h in hits)}
        return [Evidence(hit, stored[hit.passage.document_id]) for hit in hits if hit.passage.document_id in stored]

    def _others(
        self, question: Question, chosen: Extraction, extractions: Sequence[Extraction]
    ) -> tuple[OtherAnswer, ...]:
        """Other values of the same thing, each once, that are as sure as an answer must be."""
        if question.kind not in _COMPARABLE:
            return ()
        said = {fold(chosen.answer)}
        own_date = _as_of(chosen)
        found = []
        for extraction in extractions:
            if extraction.confidence < self.threshold or fold(extraction.answer) in said:
                continue
            if not _same_thing(question, extraction, chosen):
                continue
            said.add(fold(extraction.answer))
            as_of = _as_of(extraction)
            found.append(OtherAnswer(_citation(extraction), as_of, _relation(as_of, own_date), extraction.confidence))
        return tuple(found[:OTHERS])


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


def _chosen(
    question: Question, extractions: Sequence[Extraction], as_of: date | None, threshold: float
) -> Extraction | None:
    """The surest extraction; of those about as sure, the latest one that holds at the asked date."""
    if not extractions:
        return None
    best = extractions[0]
    # Who asks how things stand now must not get an older figure for being put in words nearer to the question.
    now = _NOW.search(question.text) if question.toned else _NOW_PLAIN.search(fold(question.text))
    least = threshold if now else max(threshold, best.confidence - _RIVAL)
    rivals = [e for e in extractions if e is best or (e.confidence >= least and _same_thing(question, e, best))]
    if as_of is not None:
        by_then = [e for e in rivals if (_as_of(e) or date.min) <= as_of]
        if not by_then:  # nothing held by then: the surest, whose own date is told with it
            return best
        rivals = by_then
    elif question.scope.spans:
        return best
    return max(rivals, key=lambda e: (_as_of(e) or date.min, e.confidence)) if len(rivals) > 1 else rivals[0]


def _decided(
    question: Question, chosen: Extraction | None, extractions: Sequence[Extraction], threshold: float
) -> tuple[Verdict, Extraction | None]:
    """What the surest quote that decides a yes/no question says to it; that of ``chosen`` comes first."""
    sure = [e for e in extractions if e is not chosen and e.confidence >= threshold]
    asked = [chosen, *sure] if chosen and chosen.confidence >= threshold else []
    told = [(judged(question.text, extraction.quote), extraction) for extraction in asked]
    deciding = [item for item in told if item[0] is not Verdict.UNCLEAR]
    if not deciding:
        return Verdict.UNCLEAR, chosen
    if question.scope.spans:
        return deciding[0]
    # Of quotes that say otherwise the latest decides: an older figure is no denial of today's.
    return max(deciding, key=lambda item: _as_of(item[1]) or date.min)


def _same_thing(question: Question, one: Extraction, best: Extraction) -> bool:
    """Whether two extractions give the value of the same thing, so that only their dates tell them apart."""
    if one is best:
        return True
    if question.kind not in _COMPARABLE or one.features["kind"] < best.features["kind"]:
        return False
    # Where nothing names what is counted, only nearly the same words show that the same thing is spoken of.
    alike = _ALIKE if question.focus else _NEARLY_ALIKE
    return (
        one.features["focus"] >= min(best.features["focus"], _COUNTED)
        and one.features["coverage"] >= alike * best.features["coverage"]
    )


def _as_of(extraction: Extraction) -> date | None:
    return holds_at(extraction.evidence.article, extraction.quote)


def _relation(other: date | None, own: date | None) -> Relation:
    if other is None or own is None or other == own:
        return Relation.CONFLICTS
    return Relation.OLDER if other < own else Relation.NEWER


def _citation(extraction: Extraction) -> Citation:
    return Citation(
        extraction.evidence.article,
        extraction.quote_start,
        extraction.quote_end,
        extraction.start,
        extraction.end,
        extraction.confidence,
    )


def _closest(extractions: Sequence[Extraction]) -> tuple[Citation, ...]:
    return tuple(_citation(extraction) for extraction in extractions[:CLOSEST])
