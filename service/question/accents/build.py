"""Counts the general syllable model: ``python -m service.question.accents.build [FOLDER]``.

Counted are the passages and questions of the reader's training split, and the ``*.txt`` files of FOLDER that
``python -m service.question.accents.gather`` makes of two Python packages (named in NOTICE). Only counts are kept, and of pairs and triples only those that were met more than once. The
repository's articles are not counted: the index knows them, and what is measured over them must hold for others.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.text.normalise import to_nfc
from corpus.text.spelling import is_syllable, spelling_key
from corpus.text.syllables import canonical_number, tokens
from service.question.accents.model import FILE, SPECIAL, SyllableModel
from service.reader.training.pairs import read_all

# News and reports are nearer to what is asked about than codes of law.
OWN_WEIGHT, OUTSIDE_WEIGHT = 4.0, 0.25
LEAST = 2 * OUTSIDE_WEIGHT  # of pairs and triples
_BREAK = re.compile(r"[.!?;:()\[\]\"“”/|…\n]+(?=\s|$)|[()\[\]\"“”|…\n]")
_FEWEST = 0.6  # share of syllables in a line that is taken for Vietnamese
_EDGE, _NUMBER, _UNKNOWN = SPECIAL


@dataclass
class Tally:
    """Counts by syllable."""

    singles: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pairs: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    triples: dict[tuple[str, str, str], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, texts: Iterable[str], weight: float) -> None:
        """Counts the sentences of some NFC texts ``weight`` times."""
        for text in texts:
            for sentence in sentences(text):
                row = [_EDGE, _EDGE, *sentence]
                for a, b, c in zip(row, row[1:], row[2:], strict=False):
                    self.singles[c] += weight
                    self.pairs[b, c] += weight
                    self.triples[a, b, c] += weight
                self.singles[_EDGE] += weight
                self.pairs[_EDGE, _EDGE] += weight

    def model(self) -> SyllableModel:
        """The model without what was met too rarely."""
        return SyllableModel.of(
            self.singles,
            {key: count for key, count in self.pairs.items() if count >= LEAST},
            {key: count for key, count in self.triples.items() if count >= LEAST},
        )


def unit(word: str) -> str:
    """What a token counts as.

    >>> [unit(word) for word in ("Kỹ", "1.115", "FDI")]
    ['kĩ', '<number>', '<unknown>']
    """
    if canonical_number(word) is not None:
        return _NUMBER
    return spelling_key(word) if is_syllable(word) else _UNKNOWN


def sentences(text: str) -> Iterator[list[str]]:
    """The units of each stretch between stops, of lines that are Vietnamese and written with accents."""
    for line in text.splitlines():
        units = [[unit(token.text) for token in tokens(part)] for part in _BREAK.split(line)]
        words = [one for part in units for one in part if one != _NUMBER]
        syllables = [word for word in words if word != _UNKNOWN]
        if words and len(syllables) >= _FEWEST * len(words) and not line.isascii():
            yield from (part for part in units if part)


def own_texts() -> Iterator[str]:
    """Each passage and question of the training split once."""
    pairs = [pair for pair in read_all() if pair.split == "train"]
    yield from dict.fromkeys(pair.context for pair in pairs)
    yield from dict.fromkeys(pair.question for pair in pairs)


def main() -> None:
    """Counts, writes and tells how much there is."""
    tally = Tally()
    tally.add(own_texts(), OWN_WEIGHT)
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).glob("*.txt")):
            tally.add([to_nfc(path.read_text(encoding="utf-8"))[0]], OUTSIDE_WEIGHT)
    model = tally.model()
    model.save(FILE)
    print(f"{len(model.syllables)} syllables, {len(model.pair_keys)} pairs, {len(model.triple_keys)} triples")
    print(f"counted {model.total:.0f}; {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
