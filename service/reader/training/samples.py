"""What the reader is trained on: our own Vietnamese pairs and the sets of other languages, in one form.

Sets of other languages are JSON lines ``{lang, context, question, answers: [{text, start}]}``, gzipped. Their names and
licences stand in NOTICE. They are not part of the repository; without them the reader is trained on our own pairs alone.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from service.reader.training.altering import altered, by_size
from service.reader.training.pairs import read_all

OWN = "vi"
_WORD = re.compile(r"\w+")
_BATCH = 512  # questions
NEIGHBOURS = 2  # texts of a sample that do not answer
RIVALS = 6  # passages that share most with a question, of which neighbours are drawn
SETS = {"jaquad-train": 31_746, "norquad": 3_286, "iapp-thai-train": 5_752, "cmrc2018-dev-trial": 4_221}  # questions


@dataclass(frozen=True, slots=True)
class Sample:
    """A question over a text. ``start`` and ``end`` are code points of the answer in ``context``; None: it does not tell.

    ``neighbours`` are texts near by (of the same source or with the same words) that do not answer, in random order;
    ``twin`` the question altered so that ``context`` does not answer it.
    """

    id: str
    lang: str
    question: str
    context: str
    start: int | None
    end: int | None
    neighbours: tuple[str, ...] = ()
    twin: str | None = None

    @property
    def answer(self) -> str | None:
        """The answer, verbatim."""
        return None if self.start is None else self.context[self.start : self.end]


def foreign(folder: Path, rng: Random, parts: Mapping[str, tuple[int, int]]) -> list[Sample]:
    """Questions ``[first, last)`` of each set of other languages, of an order that is drawn once for all and begins anew
    behind its end: a question may come twice.
    """
    found = []
    for name, (first, last) in parts.items():
        path = folder / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        contexts = list(dict.fromkeys(row["context"] for row in rows))
        place = {context: at for at, context in enumerate(contexts)}
        order = Random(name).sample(range(len(rows)), len(rows))
        for number in sorted(order[at % len(rows)] for at in range(first, last)):
            row = rows[number]
            answer = row["answers"][0]
            start, end = answer["start"], answer["start"] + len(answer["text"])
            if row["context"][start:end] != answer["text"]:
                raise ValueError(f"{path.name}:{number + 1}: the answer is not where it is said to be")
            beside = _neighbours(contexts, place[row["context"]], answer["text"], rng)
            question, context = row["question"], row["context"]
            twin = altered(question, context, (), rng)
            found.append(Sample(f"{name}-{number}", row["lang"], question, context, start, end, beside, twin))
    return found


def _neighbours(contexts: Sequence[str], at: int, answer: str, rng: Random) -> tuple[str, ...]:
    """Texts close by in the file, mostly of the same article, that do not hold the answer."""
    near = [contexts[k] for k in range(max(0, at - 3), min(len(contexts), at + 4)) if k != at]
    without = [context for context in near if answer not in context]
    return tuple(rng.sample(without, min(NEIGHBOURS, len(without))))


def own(split: str, rng: Random) -> list[Sample]:
    """Our own pairs of a split, each with passages of the split that share rare words with the question."""
    pairs = [pair for pair in read_all() if pair.split == split]
    contexts = list(dict.fromkeys(pair.context for pair in pairs))
    nearest = _nearest([pair.question for pair in pairs], contexts)
    names = by_size([pair.question for pair in pairs])
    found = []
    for pair, near in zip(pairs, nearest, strict=True):
        rivals = [
            contexts[k]
            for k in near
            if contexts[k] != pair.context and (pair.answer is None or pair.answer not in contexts[k])
        ]
        end = None if pair.start is None or pair.answer is None else pair.start + len(pair.answer)
        beside = tuple(rng.sample(rivals, min(NEIGHBOURS, len(rivals))))
        twin = altered(pair.question, pair.context, names, rng) if pair.answer is not None else None
        found.append(Sample(pair.id, OWN, pair.question, pair.context, pair.start, end, beside, twin))
    return found


def _nearest(questions: Sequence[str], contexts: Sequence[str]) -> list[list[int]]:
    """For each question the RIVALS contexts of the highest cosine of words weighed by rarity, the nearest first."""
    held = [frozenset(_WORD.findall(context.lower())) for context in contexts]
    counts = Counter(word for words in held for word in words)
    place = {word: at for at, word in enumerate(sorted(counts))}
    rarity = np.array([log(len(held) / counts[word]) for word in place], dtype=np.float32)

    def rows(texts: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        found = np.zeros((len(texts), len(place)), dtype=np.float32)
        for row, words in enumerate(texts):
            known = [place[word] for word in words if word in place]
            found[row, known] = rarity[known]
        return found

    told = rows(held)
    told /= np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-6)
    found: list[list[int]] = []
    for first in range(0, len(questions), _BATCH):
        asked = rows([frozenset(_WORD.findall(text.lower())) for text in questions[first : first + _BATCH]])
        found += np.argsort(-(asked @ told.T), axis=1, kind="stable")[:, :RIVALS].tolist()
    return found
