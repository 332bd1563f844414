"""The general model: how often Vietnamese syllables, pairs and triples of them stand in running text.

A syllable is known by its spelling key (lower case, one tone place, "i" for a lone "y"), so that "kỹ" and "kĩ" count as
one. Everything that is no Vietnamese syllable is ``UNKNOWN``, numbers are ``NUMBER``, and ``EDGE`` stands before a
sentence. The file is written by ``python -m service.question.accents.build``.
"""

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text.fold import fold
from service.errors import NotReady

FORMAT = 1
FILE = Path(__file__).parent / "general.xz"
EDGE, NUMBER, UNKNOWN = 0, 1, 2
SPECIAL = ("<edge>", "<number>", "<unknown>")
_BASE = 1 << 16  # a syllable's number fits in 16 bits: a pair is a * BASE + b, a triple (a * BASE + b) * BASE + c

Keys = NDArray[np.int64]
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class SyllableModel:
    """Counts of single syllables (V,), pairs (n,) and triples (m,), the latter two by ascending key."""

    syllables: tuple[str, ...]  # the first three are SPECIAL
    singles: Counts
    pair_keys: Keys
    pair_counts: Counts
    triple_keys: Keys
    triple_counts: Counts

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The number of each syllable."""
        return {syllable: number for number, syllable in enumerate(self.syllables)}

    @cached_property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """The syllables of each fold: "phan" → "phan", "phán", "phăn", …"""
        found: dict[str, list[str]] = {}
        for syllable in self.syllables[len(SPECIAL) :]:
            found.setdefault(fold(syllable), []).append(syllable)
        return {folded: tuple(forms) for folded, forms in found.items()}

    @cached_property
    def total(self) -> float:
        """How many syllables were counted."""
        return float(self.singles.sum())

    def pairs(self, left: Keys, right: Keys) -> Counts:
        """Counts of pairs of syllable numbers (broadcast); -1 stands for a syllable that the model does not know."""
        keys = np.where((left < 0) | (right < 0), -1, left * _BASE + right)
        return _looked_up(self.pair_keys, self.pair_counts, keys)

    def triples(self, first: Keys, second: Keys, third: Keys) -> Counts:
        """Counts of triples, as ``pairs``."""
        unknown = (first < 0) | (second < 0) | (third < 0)
        keys = np.where(unknown, -1, (first * _BASE + second) * _BASE + third)
        return _looked_up(self.triple_keys, self.triple_counts, keys)

    def single(self, numbers: Keys) -> Counts:
        """Counts of syllable numbers; 0 for -1."""
        return np.where(numbers < 0, 0.0, self.singles[numbers])

    def bound(self, left: str, right: str) -> float:
        """How much two syllables (spelling keys) in a row belong together: normalised pointwise mutual information (Bouma 2009), -1..1;
        -1 where they were never seen so.
        """
        one, other = self.number_of.get(left, -1), self.number_of.get(right, -1)
        count = float(self.pairs(np.array([one]), np.array([other]))[0])
        if count <= 0:
            return -1.0
        alone = float(self.singles[one] * self.singles[other])
        return float(np.log(count * self.total / alone) / -np.log(count / self.total))

    @classmethod
    def of(
        cls,
        singles: Mapping[str, float],
        pairs: Mapping[tuple[str, str], float],
        triples: Mapping[tuple[str, str, str], float],
    ) -> "SyllableModel":
        """From counts by syllable; pairs and triples with a syllable that is not among ``singles`` are left out."""
        syllables = (*SPECIAL, *sorted(set(singles) - set(SPECIAL)))
        number = {syllable: k for k, syllable in enumerate(syllables)}
        if len(syllables) >= _BASE:
            raise ValueError(f"{len(syllables)} syllables do not fit in 16 bits")
        two = {number[a] * _BASE + number[b]: c for (a, b), c in pairs.items() if a in number and b in number}
        three = {
            (number[a] * _BASE + number[b]) * _BASE + number[c]: n
            for (a, b, c), n in triples.items()
            if a in number and b in number and c in number
        }
        return cls(
            syllables,
            np.array([singles.get(syllable, 0) for syllable in syllables], dtype=np.float64),
            *_sorted(two),
            *_sorted(three),
        )

    def save(self, path: Path) -> None:
        """Writes one xz file: a line of JSON, then the arrays, keys as differences."""
        head = {"format": FORMAT, "syllables": self.syllables[len(SPECIAL) :]}
        head |= {"pairs": len(self.pair_keys), "triples": len(self.triple_keys)}
        parts = [json.dumps(head, ensure_ascii=False).encode() + b"\n"]
        for keys in (self.pair_keys, self.triple_keys):
            # Each byte of the differences by itself: the high ones are nearly all zero, which packs well.
            steps = np.diff(keys, prepend=0).astype("<i8")
            parts.append(np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 8).T).tobytes())
        for counts in (self.singles, self.pair_counts, self.triple_counts):
            parts.append(counts.astype("<f4").tobytes())
        path.write_bytes(lzma.compress(b"".join(parts), preset=9))


@lru_cache(maxsize=1)
def load_model(path: Path = FILE) -> SyllableModel:
    """Reads what ``save`` wrote; raises NotReady. Kept: a process needs one."""
    try:
        data = lzma.decompress(path.read_bytes())
        line, _, rest = data.partition(b"\n")
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError(f"format {head['format']}, not {FORMAT}")
        syllables = (*SPECIAL, *head["syllables"])
        at, keys = 0, []
        for length in (head["pairs"], head["triples"]):
            steps = np.frombuffer(rest, np.uint8, length * 8, at).reshape(8, -1).T
            keys.append(np.cumsum(np.ascontiguousarray(steps).view("<i8").ravel()).astype(np.int64))
            at += length * 8
        counts = []
        for length in (len(syllables), head["pairs"], head["triples"]):
            counts.append(np.frombuffer(rest, "<f4", length, at).astype(np.float64))
            at += length * 4
        if at != len(rest):
            raise ValueError(f"{len(rest)} bytes, not {at}")
    except (OSError, ValueError, KeyError, TypeError, EOFError, lzma.LZMAError) as error:
        raise NotReady(
            f"Không đọc được mô hình âm tiết {path} ({error}): hãy lấy lại tệp này từ bản phát hành."
        ) from error
    return SyllableModel(syllables, counts[0], keys[0], counts[1], keys[1], counts[2])


def _looked_up(keys: Keys, counts: Counts, wanted: Keys) -> Counts:
    if not keys.size:
        return np.zeros(wanted.shape)
    at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[at] == wanted, counts[at], 0.0)


def _sorted(counts: Mapping[int, float]) -> tuple[Keys, Counts]:
    keys = np.array(sorted(counts), dtype=np.int64)
    return keys, np.array([counts[key] for key in keys.tolist()], dtype=np.float64)
