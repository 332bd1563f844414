"""Builds the normalisation table ("precompiled charsmap") that SentencePiece tokenizers carry.

The table maps byte sequences to their replacements with a double-array trie (J. Aoe, "An efficient digital search
algorithm by using a double-array structure", IEEE TSE 15(9), 1989) in the layout of Darts-clone, which ``tokenizers``
reads back: u32 size of the trie in bytes, the trie as u32 units, then the replacements, each ended by a zero byte.

A unit holds its label in bits 0–7, "a value follows" in bit 8, and the offset to its children in bits 10–30 (bit 9
scales it by 256). The child of a unit at ``p`` by byte ``b`` stands at ``p ^ offset ^ b``; the value at ``p ^ offset``.
"""

import struct
import unicodedata
from collections.abc import Iterable, Mapping

_HAS_VALUE = 1 << 8
_IS_VALUE = 1 << 31
_MAX_OFFSET = 1 << 21
_BYTES = 256
# bytes: tokenizers looks up whole grapheme clusters that are shorter, and longer ones code point by code point
_LONGEST_CLUSTER = 6


def published_rules(replacements: Mapping[str, str]) -> dict[str, str]:
    """Every rule of the published e5 tokenizer that can ever fire, from its rules for single code points.

    The published table also holds 219,874 sequences. Of those only pairs can fire, because the shortest match wins:
    a base that has no rule of its own and a mark that composes with it. They follow from Unicode (the same since 3.2).
    """
    variants: dict[str, list[str]] = {}
    for char in _code_points():
        target = unicodedata.normalize("NFKC", char)
        if target != char and len(target) == 1:
            variants.setdefault(target, []).append(char)
    rules = dict(replacements)
    for char in _code_points():
        pair = unicodedata.normalize("NFD", char)
        composed = unicodedata.normalize("NFKC", pair)
        if len(pair) != 2 or len(composed) != 1 or pair[0] in replacements:  # a base and one mark
            continue
        for mark in (pair[1], *variants.get(pair[1], ())):
            if len((pair[0] + mark).encode()) < _LONGEST_CLUSTER:
                rules[pair[0] + mark] = composed
    return rules


def compile_charsmap(rules: Mapping[str, str]) -> bytes:
    """The table of these rules: what stands for what.

    >>> len(compile_charsmap({"A": "a"})) > 0
    True
    """
    texts = bytearray()
    places: dict[str, int] = {}
    values: dict[bytes, int] = {}
    for key, text in sorted(rules.items()):
        if text not in places:
            places[text] = len(texts)
            texts += text.encode() + b"\0"
        values[key.encode()] = places[text]
    units = _double_array(values)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(texts)


class _Slots:
    """Which places of the array are taken. Bases are never shared: a label alone then tells whose child a unit is."""

    def __init__(self) -> None:
        self.units: list[int | None] = [0]
        self._bases: set[int] = set()
        self._start: dict[int, int] = {}  # by label: no lower place can ever serve a unit with this label alone

    def claim(self, labels: Iterable[int]) -> int:
        """The lowest base where all labels find room; the places are taken at once."""
        wanted = tuple(labels)
        place = self._start.get(wanted[0], 1)
        while True:
            base = place ^ wanted[0]
            if base and base not in self._bases and not any(self._taken(base ^ label) for label in wanted):
                break
            place += 1
        if len(wanted) == 1:
            self._start[wanted[0]] = place + 1
        self._bases.add(base)
        for label in wanted:
            self._grow((base ^ label) + 1)
            self.units[base ^ label] = 0
        return base

    def _taken(self, place: int) -> bool:
        return place < len(self.units) and self.units[place] is not None

    def _grow(self, size: int) -> None:
        self.units.extend([None] * (size - len(self.units)))


def _double_array(values: Mapping[bytes, int]) -> list[int]:
    """Lay a trie out: unit 0 is the root."""
    children: dict[bytes, list[int]] = {b"": []}
    for key in sorted(values):
        for end in range(1, len(key) + 1):
            if key[:end] not in children:
                children[key[:end]] = []
                children[key[: end - 1]].append(key[end - 1])
    slots = _Slots()
    places = {b"": 0}
    for prefix in sorted(children, key=lambda key: (len(key), key)):
        labels = children[prefix]
        value = values.get(prefix)
        if value is None and not labels:
            continue  # the root of an empty table
        base = slots.claim([*([0] if value is not None else []), *labels])
        place = places[prefix]
        offset = place ^ base
        if offset >= _MAX_OFFSET:
            raise ValueError(f"too many rules for one table: {len(values)}")
        label = prefix[-1] if prefix else 0
        slots.units[place] = label | offset << 10 | (_HAS_VALUE if value is not None else 0)
        if value is not None:
            slots.units[base] = value | _IS_VALUE
        for byte in labels:
            places[prefix + bytes([byte])] = base ^ byte
    # a reader looks at any child of the last base without checking the end of the array
    size = -(-len(slots.units) // _BYTES) * _BYTES
    return [unit or 0 for unit in slots.units] + [0] * (size - len(slots.units))


def _code_points() -> Iterable[str]:
    """Those of the Basic Multilingual Plane: a pair with any other has too many bytes to be looked up."""
    return (chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
