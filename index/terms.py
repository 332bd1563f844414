"""What the lexical index is made of: syllables, pairs of neighbouring syllables, and numbers in canonical form.

Two fields. *Toned* terms tell "bán" from "bạn"; *folded* terms find what was typed without diacritics. Pairs stand in
for words, most of which have two syllables: "hợp tác" → "hợp", "tác", "hợp_tác". Numbers are found in any form:
"1.115" and "1115" share "#1115".
"""

from dataclasses import dataclass
from itertools import pairwise

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key
from corpus.text.syllables import canonical_number, tokens

REVISION = "syllables-pairs-1"


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
