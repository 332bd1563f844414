"""What the lexical index is made of: syllables, pairs of neighbouring syllables, and numbers in canonical form.

Two fields. *Toned* terms tell "bán" from "bạn"; *folded* terms find what was typed without diacritics. Pairs stand in
for words, most of which have two syllables: "hợp tác" → "hợp", "tác", "hợp_tác". Numbers are found in any form:
"1.115" and "1115" share "#1115".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key
from corpus.text.syllables import canonical_number, tokens

REVISION = "syllables-pairs-2"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text in both fields, in order, repeats kept."""

    toned: list[str]
    folded: list[str]


def terms(text: str) -> Terms:
    """The terms of an NFC text.

    >>> terms("Ký 04 bản").folded
    ['ki', '04', 'ban', '#4', 'ki_04', '04_ban']
    """
    found = tokens(text)
    keys = [spelling_key(token.text) for token in found]
    numbers = [f"#{number}" for token in found if (number := canonical_number(token.text)) is not None]
    plain = [fold(key) for key in keys]
    return Terms(
        toned=keys + numbers + [f"{a}_{b}" for a, b in pairwise(keys)],
        folded=plain + numbers + [f"{a}_{b}" for a, b in pairwise(plain)],
    )


def names(found: Sequence[str]) -> Terms:
    """The terms by which other names of a thing are looked for: of a name of several syllables only its pairs, for
    "đại" and "dân" alone say nothing of "Đại Hàn Dân Quốc".

    >>> names(["Hàn Quốc", "Kuwait"]).toned
    ['hàn_quốc', 'kuwait']
    """
    toned: list[str] = []
    for name in found:
        keys = [spelling_key(token.text) for token in tokens(name)]
        toned += [f"{a}_{b}" for a, b in pairwise(keys)] if len(keys) > 1 else keys
    return Terms(toned, [fold(term) for term in toned])


def by_fold(found: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The single syllables and words among some toned terms, by their fold.

    >>> by_fold(["bản", "bán", "04", "#4", "04_bản"])
    {'ban': ('bán', 'bản')}
    """
    forms: dict[str, list[str]] = {}
    for term in found:
        if "_" not in term and term[0].isalpha():
            forms.setdefault(fold(term), []).append(term)
    return {folded: tuple(sorted(words)) for folded, words in forms.items()}
