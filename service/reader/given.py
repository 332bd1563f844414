"""Reading a text that is given, as in reading comprehension: the whole of it first, then its likeliest sentences again.

Each of these is read once more in a quote alone, as quotes that are found are (ADR 0018); the best of what both readings
find is the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.reader.base import Evidence
from service.reader.features import Sentence
from service.reader.pattern_reader import sentences_of
from service.reader.span_model.marking import Place
from service.reader.span_model.model import Scorer
from service.reader.span_model.reading import FIT, NOTHING, mark_again, read, read_again
from service.reader.span_model.wanted import Wanted, anything
from service.reader.windows import grown

AGAIN = 4  # sentences that are read again
_ALL = 100_000  # tokens: everything that is given is read


@dataclass(frozen=True, slots=True)
class Told:
    """A span, in code points of its article. ``margin`` over the null is that of both readings, ``share`` (0..1) of the softmax
    that of the first.
    """

    sentence: Sentence
    start: int
    end: int
    margin: float
    share: float


def read_given(
    model: Scorer, rereader: Scorer, question: str, evidence: Sequence[Evidence], wanted: Wanted = anything
) -> Told | None:
    """The best span of all passages, whatever the null says; None where there is no sentence.

    ``model`` reads the passages, ``rereader`` the quotes; ``wanted`` tells how a span fits what is asked for.
    """
    sentences = [sentence for item in evidence for sentence in sentences_of(item)]
    reading = read(model, question, evidence, sentences, budget=_ALL, wanted=wanted)
    firsts = [reading.spans.get((one.evidence.article.id, one.start)) for one in sentences]
    margins = [first.margin if first else NOTHING for first in firsts]
    likeliest = sorted((at for at, first in enumerate(firsts) if first), key=lambda at: -margins[at])[:AGAIN]
    quotes = []
    for at in likeliest:
        inside, article = grown(sentences, margins, at), sentences[at].evidence.article
        start, end = sentences[inside[0]].start, sentences[inside[-1]].end
        quotes.append((start, (article.title, article.text[start:end])))
    told: list[tuple[float, Told]] = []
    texts = list(dict.fromkeys(quote for _, quote in quotes))  # neighbours often stand in the same one
    again = dict(zip(texts, read_again(rereader, question, texts), strict=True))
    for at, (start, quote) in zip(likeliest, quotes, strict=True):
        sentence, first, alone = sentences[at], firsts[at], again[quote]
        place = reading.places[sentence.evidence.article.id, sentence.start]
        second = Place(alone.quote.scores, alone.quote.at + sentence.start - start)
        both = mark_again(sentence.text, place, second, wanted)
        if both is not None and first is not None:
            worth = both.margin + FIT * wanted(sentence.text, both.start, both.end)
            span = (sentence.start + both.start, sentence.start + both.end)
            told.append((worth, Told(sentence, *span, both.margin, first.share)))
    return max(told, key=lambda pair: (pair[0], -pair[1].sentence.start), default=(0.0, None))[1]
