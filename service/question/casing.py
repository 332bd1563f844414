"""Capitals of a question that was typed without any, as the texts that it is read against write its names.

A reader knows "Hủa Phăn" for a name and "hủa phăn" for two words; who types in haste leaves capitals out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.text.spelling import spelling_key
from corpus.text.syllables import Token, tokens

_LONGEST = 5  # words of a name
_NEARLY_ALWAYS = 0.8  # share of the places of a run of words that are written with capitals
_ALONE = 2  # places where a single word stands with a capital, from which on it is a name
_ENDS = '.!?:;…\n"“(-–'


def cased(text: str, texts: Sequence[str]) -> str:
    """A question without capitals (its first letter and what is all capitals aside) with those that these texts write.

    The same object where a name has some, or the texts have none.

    >>> cased("hủa phăn có mấy dự án fdi?", ["Tỉnh Hủa Phăn có 3 dự án FDI.", "Vốn FDI tăng."])
    'Hủa Phăn có mấy dự án FDI?'
    """
    found = [token for token in tokens(text) if token.text[0].isalpha()]
    if any(token.text[0].isupper() and not _initials(token.text) for token in found[1:]):
        return text
    runs, at = [], 0
    while at < len(found):
        written = _written(found[at : at + _LONGEST], text, texts)
        if written:
            runs.append((found[at].start, written))
            at += len(tokens(written))
        else:
            at += 1
    parts = list(text)
    for start, written in runs:
        for place, letter in enumerate(written, start):
            if letter.isupper() and len(parts[place].upper()) == 1:
                parts[place] = parts[place].upper()
    made = "".join(parts)
    return text if made == text else made


def _written(run: Sequence[Token], text: str, texts: Sequence[str]) -> str | None:
    """The longest beginning of a run that the texts write with capitals, as they do; only words with a blank between."""
    joined = 1
    while joined < len(run) and text[run[joined - 1].end : run[joined].start] == " ":
        joined += 1
    for length in range(joined, 0, -1):
        keys = tuple(spelling_key(token.text.lower()) for token in run[:length])
        counted = Counter(form for read in texts for form in _places(read).get(keys, ()))
        capital = Counter({form: count for form, count in counted.items() if form != form.lower()})
        if not capital or sum(capital.values()) < _NEARLY_ALWAYS * sum(counted.values()):
            continue
        form, often = max(capital.items(), key=lambda item: (item[1], item[0]))
        same_length = len(form) == run[length - 1].end - run[0].start
        if same_length and (length > 1 or _initials(form) or often >= _ALONE):
            return form
    return None


def _initials(word: str) -> bool:
    return len(word) > 1 and word.isupper()


@lru_cache(maxsize=512)
def _places(text: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """How a text writes its runs of words: with capitals all, or in small letters all, by their keys.

    A capital at the start of a sentence says nothing, nor does that of a single word within a longer name.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for run, capital in _runs([token for token in tokens(text) if token.text[0].isalpha()], text):
        for first in range(len(run)):
            for last in range(first + 1, min(first + _LONGEST, len(run)) + 1):
                part = run[first:last]
                form = text[part[0].start : part[-1].end]
                if len(part) == 1 and capital and len(run) > 1 and not _initials(form):
                    continue
                found.setdefault(tuple(spelling_key(token.text.lower()) for token in part), []).append(form)
    return {keys: tuple(forms) for keys, forms in found.items()}


def _runs(found: Sequence[Token], text: str) -> Iterator[tuple[list[Token], bool]]:
    """Words in a row that all have capitals (True) or none (False); first words of sentences are in neither by themselves."""
    run: list[Token] = []
    for before, token in pairwise([None, *found]):
        capital = token.text[0].isupper() if token else False
        joined = bool(run) and before is not None and token is not None and text[before.end : token.start] == " "
        if run and not (joined and capital == run[0].text[0].isupper()):
            yield from _kept(run, text)
            run = []
        if token:
            run.append(token)
    if run:
        yield from _kept(run, text)


def _kept(run: list[Token], text: str) -> Iterator[tuple[list[Token], bool]]:
    capital = run[0].text[0].isupper()
    opens = text[: run[0].start].rstrip(" ")[-1:]
    if not (capital and len(run) == 1 and (not opens or opens in _ENDS) and not _initials(run[0].text)):
        yield run, capital
