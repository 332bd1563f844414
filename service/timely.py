"""Whether a place in an article may tell of the time that a question asks about: what cannot is no rival of what can."""

from collections.abc import Callable, Sequence

from corpus.records import Article
from service.question.analysis import Question
from service.reader.features import Scored
from service.reader.offices import asked as asked_office
from service.reader.windows import Window
from service.timing import published_in, speaks_of


def tells_then(question: Question, article: Article, quote: str, at: int) -> bool:
    """Whether a quote, what it says at code point ``at``, may tell of the time that is asked about.

    Who is named by an office held it when the article was written, too, whatever year the sentence speaks of.
    """
    scope = question.scope
    return speaks_of(scope, article, quote, at) or (asked_office(question) is not None and published_in(scope, article))


def quote_tells_then(question: Question) -> Callable[[Window], bool]:
    """The same of a quote, at its answer."""

    def tells(quote: Window) -> bool:
        article = quote.best.sentence.evidence.article
        at = quote.telling.sentence.start + quote.telling.span.start - quote.start
        return tells_then(question, article, article.text[quote.start : quote.end], at)

    return tells


def then(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """The sentences that may tell of the time that is asked about, each at its span, read in its passage."""
    if not question.scope.spans:
        return list(scored)
    found = []
    for item in scored:
        evidence, at = item.sentence.evidence, item.sentence.start + item.span.start
        passage = evidence.hit.passage
        if tells_then(question, evidence.article, passage.text, at - passage.start):
            found.append(item)
    return found
