"""What the reader is trained on: our own Vietnamese pairs and the sets of other languages, in one form.

Sets of other languages are JSON lines ``{lang, context, question, answers: [{text, start}]}``, gzipped. Their names and
licences stand in NOTICE. They are not part of the repository; without them the reader is trained on our own pairs alone.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from service.reader.training.altering import altered, by_size
from service.reader.training.pairs import read_all

OWN = "vi"
SETS = {"jaquad-train": 31_746, "norquad": 3_286, "iapp-thai-train": 5_752, "cmrc2018-dev-trial": 4_221}  # questions


@dataclass(frozen=True, slots=True)
class Sample:
    """A question over a text. ``start`` and ``end`` are code points of the answer in ``context``; None: it does not tell.

    ``neighbour`` is a text near by (of the same source or with the same words) that does not answer; ``twin`` the
    question altered so that ``context`` does not answer it.
    """

    id: str
    lang: str
    question: str
    context: str
    start: int | None
    end: int | None
    neighbour: str | None
    twin: str | None = None

    @property
    def answer(self) -> str | None:
        """The answer, verbatim."""
        return None if self.start is None else self.context[self.start : self.end]


def foreign(folder: Path, rng: Random, parts: Mapping[str, tuple[int, int]]) -> list[Sample]:
    """Questions ``[first, last)`` of each set of other languages, of an order that is drawn once for all."""
    found = []
    for name, (first, last) in parts.items():
        path = folder / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        contexts = list(dict.fromkeys(row["context"] for row in rows))
        place = {context: at for at, context in enumerate(contexts)}
        order = Random(name).sample(range(len(rows)), len(rows))
        for number in sorted(order[first:last]):
            row = rows[number]
            answer = row["answers"][0]
            start, end = answer["start"], answer["start"] + len(answer["text"])
            if row["context"][start:end] != answer["text"]:
                raise ValueError(f"{path.name}:{number + 1}: the answer is not where it is said to be")
            neighbour = _neighbour(contexts, place[row["context"]], answer["text"], rng)
            question, context = row["question"], row["context"]
            twin = altered(question, context, (), rng)
            found.append(Sample(f"{name}-{number}", row["lang"], question, context, start, end, neighbour, twin))
    return found


def _neighbour(contexts: Sequence[str], at: int, answer: str, rng: Random) -> str | None:
    """A text close by in the file, mostly of the same article, that does not hold the answer."""
    near = [contexts[k] for k in range(max(0, at - 3), min(len(contexts), at + 4)) if k != at]
    without = [context for context in near if answer not in context]
    return rng.choice(without) if without else None


def own(split: str, rng: Random) -> list[Sample]:
    """Our own pairs of a split, each with a passage of the split that shares words with the question."""
    pairs = [pair for pair in read_all() if pair.split == split]
    contexts = list(dict.fromkeys(pair.context for pair in pairs))
    words = [frozenset(context.lower().split()) for context in contexts]
    names = by_size([pair.question for pair in pairs])
    found = []
    for pair in pairs:
        asked = frozenset(pair.question.lower().split())
        ranked = sorted(range(len(contexts)), key=lambda k: (-len(asked & words[k]), k))
        rivals = [
            contexts[k]
            for k in ranked[:8]
            if contexts[k] != pair.context and (pair.answer is None or pair.answer not in contexts[k])
        ]
        end = None if pair.start is None or pair.answer is None else pair.start + len(pair.answer)
        neighbour = rng.choice(rivals) if rivals else None
        twin = altered(pair.question, pair.context, names, rng) if pair.answer is not None else None
        found.append(Sample(pair.id, OWN, pair.question, pair.context, pair.start, end, neighbour, twin))
    return found
