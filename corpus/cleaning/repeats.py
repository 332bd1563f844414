"""Paragraphs that a page says twice: the lead above the headline and again below it."""

from collections import Counter
from collections.abc import Sequence

from corpus.cleaning.kinds import Kind, Told
from corpus.cleaning.lines import key, syllables
from corpus.text.sentences import sentences

_SHORTEST = 8  # syllables of a sentence whose second saying is no accident
_HEAD = 8  # lines: where leads stand, in a text that is not known to be a page


def without_repeats(lines: Sequence[Told], page: bool) -> list[Told]:
    """The lines without those paragraphs all of whose sentences are said in paragraphs that stay.

    Of a paragraph and a longer one that holds it the longer stays, of equal ones the first. In a text that is not known to be a page only the first
    lines may go, because contracts and forms repeat themselves on purpose.
    """
    said = [_sentence_keys(line.text) if line.kind is Kind.PROSE else [] for line in lines]
    counts: Counter[str] = Counter(sentence for each in said for sentence in set(each))
    kept: list[Told] = []
    for at in reversed(range(len(lines))):
        mine = set(said[at])
        droppable = mine and (page or at < _HEAD) and all(syllables(sentence) >= _SHORTEST for sentence in mine)
        if droppable and all(counts[sentence] > 1 for sentence in mine):
            counts.subtract(mine)
        else:
            kept.append(lines[at])
    return kept[::-1]


def _sentence_keys(text: str) -> list[str]:
    return [key(text[start:end]) for start, end in sentences(text)]
