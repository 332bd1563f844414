"""Puts one question of somebody's set to the reader, over its given context or over everything that can be searched.

Unless documents that were ingested are asked, the contexts become articles of a library that is thrown away. Answers are given as they stand in the context as the file
has it: what cleaning changed (decomposed letters, no-break spaces) is mapped back.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.records import Article, Passage
from corpus.text.normalise import to_nfc
from corpus.text.offsets import OffsetMap, Run
from eval.errors import NotAsked
from eval.runner import DEPTH, Asks
from eval.squad_records import Item
from index import chunking
from index.library import Library
from index.retrieval import Hit
from service.answering import Answer, checked
from service.errors import InvalidQuestion
from service.question.aliases import Aliases
from service.question.analysis import analyse
from service.reader.base import Evidence, Reader


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to a question: None where it was not answered, or could not be asked (``fault`` says why).

    ``rank`` is the place (from 1) among the passages found of the first one of the right context, None if it is not
    among the first DEPTH; ``cited`` tells whether the first citation is of that context. Both say nothing in reading.
    """

    id: str
    answer: str | None
    confidence: float
    quote: str
    took_ms: float
    rank: int | None = None
    cited: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A context of the set as an article. ``source`` is its text as the file has it."""

    source: str
    article: Article

    @classmethod
    def of(cls, source: str, title: str, origin: str) -> "Given":
        """The context in NFC, without blanks at its ends."""
        text, to_source = to_nfc(source)
        stripped = text.strip()
        cut = OffsetMap((Run(0, len(text) - len(text.lstrip()), len(stripped)),))
        return cls(source, Article(origin, stripped, to_nfc(title)[0], reading=cut.then(to_source)))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its passages, as ingesting would cut them; none where it has no words."""
        text, document = self.article.text, self.article.id
        spans = chunking.spans(self.article)
        return tuple(Passage(k, document, start, end, text[start:end]) for k, (start, end) in enumerate(spans))

    @property
    def evidence(self) -> list[Evidence]:
        """Its passages as if found: they were not searched for, are worth the same and stand in their order."""
        return [Evidence(Hit(passage, 1.0, 0.0, 0.0), self.article) for passage in self.passages]

    def verbatim(self, start: int, end: int) -> str:
        """The stretch ``article.text[start:end]`` as the file has it."""
        first, last = self.article.reading.span_to_source(start, end)
        return self.source[first:last]


@dataclass(frozen=True, slots=True)
class GivenReading:
    """Reads each question over its own context alone.

    ``words`` is a library that holds one context at a time: what is a known word, a rare one or a typing error is told by
    the context that is read, so that an answer does not depend on the rest of the set. Its vectors are never looked at.
    """

    reader: Reader
    words: Library
    aliases: Aliases | None = None

    def ask(self, item: Item) -> Reply:
        """The reader's answer; None where it finds that the context does not tell."""
        started = time.perf_counter()
        given = Given.of(item.context or "", item.title, "given")
        evidence = given.evidence
        if not evidence:
            return Reply(item.id, None, 0.0, "", _ms(started))
        self.words.put(given.article.origin, [given.article])
        try:
            question = analyse(checked(item.question), self.words, self.aliases)
        except InvalidQuestion as error:
            return _not_asked(item, error, started)
        found = self.reader.comprehend(question, evidence)
        if found is None:
            return Reply(item.id, None, 0.0, "", _ms(started))
        return Reply(item.id, given.verbatim(found.start, found.end), found.confidence, found.quote, _ms(started))


def ask_open(answerer: Asks, contexts: Mapping[str, Given], item: Item) -> Reply:
    """The answer of the whole service; ``contexts`` by origin are those of the set, where the library is made of them."""
    started = time.perf_counter()
    try:
        answer = answerer.ask(item.question, history=(), top_k=DEPTH)
    except (InvalidQuestion, NotAsked) as error:
        return _not_asked(item, error, started)
    first = answer.citations[0] if answer.citations else None
    text = answer.answer
    if text is not None and first is not None and (given := contexts.get(first.article.origin)):
        text = given.verbatim(first.answer_start, first.answer_end)
    return Reply(
        id=item.id,
        answer=text,
        confidence=answer.confidence,
        quote=first.quote if first else "",
        took_ms=answer.took_ms,
        rank=_rank(answer, contexts, item),
        cited=first is not None and _is_context(contexts, first.article, item),
    )


def _rank(answer: Answer, contexts: Mapping[str, Given], item: Item) -> int | None:
    places = (k for k, e in enumerate(answer.evidence, 1) if _is_context(contexts, e.article, item))
    return next(places, None)


def _is_context(contexts: Mapping[str, Given], article: Article, item: Item) -> bool:
    """Whether an article is the question's context: that of the set, or a document with the very same text."""
    given = contexts.get(article.origin)
    return (given.source if given else article.text) == item.context


def _not_asked(item: Item, error: InvalidQuestion | NotAsked, started: float) -> Reply:
    return Reply(item.id, None, 0.0, "", _ms(started), fault=error.detail)


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
