"""What a benchmark says, as records, and the file that it is kept in. Times are ms or seconds as named, memory is MiB."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from eval.errors import UnreadableResult

SCHEMA = 1
NAME = "bench.json"
SAME = 1e-3  # confidences that differ by less are the same: HTTP rounds them
MIB = 1 << 20


class Lap(StrEnum):
    """Why the questions are asked once more."""

    FIRST = "first"  # nothing of them is known yet
    AGAIN = "again"  # vectors of questions and sentences are kept
    TOGETHER = "together"  # several at the same time
    REPEATED = "repeated"  # one at a time once more: what changed by itself
    GROWN = "grown"  # over a larger library, for the first time
    GROWN_AGAIN = "grown again"


@dataclass(frozen=True, slots=True)
class Machine:
    """What it ran on; None is what cannot be told there.

    ``cores`` are those of the machine, ``usable`` those this process may run on, ``quota`` the cores' worth of time that its
    container is given. ``fast_int8``: sums of 8-bit products are right as they are (``index.encoder.sums``). ``load`` is the
    machine's load over the last minute when the benchmark began: what else was running.
    """

    cpu: str
    cores: int
    usable: int
    quota: float | None
    fast_int8: bool
    ram_mib: int | None
    system: str
    python: str
    packages: dict[str, str]
    load: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which questions: ``count`` of the set of this ``name``, drawn by ``seed``; ``sha256`` is over them in their order."""

    name: str
    sha256: str
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was measured. ``documents_sha256`` is over the files, ``created_at`` in UTC; ``code`` is that which measured.

    ``passages`` and ``documents_sha256`` are None of a server, which does not tell.
    """

    where: Literal["here", "server"]
    url: str | None
    code: str
    created_at: str
    encoder: str
    reader: str
    recipe: str | None
    settings: dict[str, str]
    asked: Asked
    documents: int
    passages: int | None
    documents_sha256: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Seconds to open what answers, by stage, over a library that was saved; and ms of the first answer after that."""

    seconds: dict[str, float]
    first_answer_ms: float


@dataclass(frozen=True, slots=True)
class Ingest:
    """How fast documents went in: seconds by stage, ms by file (without the index, which follows at the end)."""

    files: int
    refused: int
    documents: int
    passages: int
    seconds: dict[str, float]
    file_ms: tuple[float, ...]

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One question once: ms until its answer, and what was said.

    ``said`` is a fingerprint of the answer with its citations; ``stages`` are ms by stage, empty of a server, which says only
    what it took itself (``server_ms``). With a ``fault`` it was not answered, and its time means nothing.
    """

    id: str
    ms: float
    server_ms: float | None
    stages: dict[str, float]
    said: str
    confidence: float
    answered: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """All questions asked once, in the same order, ``workers`` at a time; ``seconds`` from the first to the last answer."""

    lap: Lap
    workers: int
    seconds: float
    rows: tuple[Row, ...]

    @property
    def asked(self) -> list[Row]:
        """The rows that got an answer or a refusal."""
        return [row for row in self.rows if not row.fault]

    @property
    def times(self) -> list[float]:
        """Ms of each of them."""
        return [row.ms for row in self.asked]


@dataclass(frozen=True, slots=True)
class Memory:
    """The most memory that the process had held (peak RSS, MiB) when it had taken documents in, answered one question
    at a time, and several at a time."""

    ingested: float
    alone: float
    together: float


@dataclass(frozen=True, slots=True)
class Grown:
    """What was added to the library: documents, passages after that, and seconds that it took."""

    added: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A whole benchmark. What only the machine that answers can tell is None of a server."""

    manifest: Manifest
    machine: Machine
    rounds: tuple[Round, ...]
    opening: Opening | None = None
    ingest: Ingest | None = None
    memory: Memory | None = None
    grown: Grown | None = None
    schema: int = SCHEMA

    def round(self, lap: Lap) -> Round | None:
        """The round of a lap of which there is one."""
        return next((one for one in self.rounds if one.lap is lap), None)

    @property
    def wrong(self) -> list[tuple[Round, list[str]]]:
        """The rounds over the same library in which other answers came than the first time, with the ids."""
        same_library = [one for one in self.rounds[1:] if one.lap not in (Lap.GROWN, Lap.GROWN_AGAIN)]
        return [(one, ids) for one in same_library if (ids := differing(self.rounds[0], one))]

    @property
    def faults(self) -> list[Row]:
        """Every question that could not be asked, each time."""
        return [row for one in self.rounds for row in one.rows if row.fault]


def differing(one: Round, other: Round) -> list[str]:
    """The ids of questions to which something else was said in another round, of those answered both times."""
    before = {row.id: row for row in one.asked}
    return [row.id for row in other.asked if row.id in before and not _same(before[row.id], row)]


def _same(one: Row, other: Row) -> bool:
    return one.said == other.said and abs(one.confidence - other.confidence) <= SAME


_FORM = TypeAdapter(Bench)


def as_json(bench: Bench) -> str:
    """A benchmark as it is kept."""
    return json.dumps(_FORM.dump_python(bench, mode="json"), ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Bench:
    """A benchmark's folder or its ``bench.json``; raises UnreadableResult for anything else, and for another schema."""
    path = path / NAME if path.is_dir() else path
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableResult(f"Không đọc được tệp {path}: {error.strerror}.") from error
    except ValueError as error:
        raise UnreadableResult(f"{path} không phải {NAME} do `trich bench --out` ghi.") from error
    schema = saved.get("schema") if isinstance(saved, dict) else None
    if isinstance(schema, int) and schema != SCHEMA:
        raise UnreadableResult(
            f"{path} có khuôn mẫu số {schema}, bản này đọc số {SCHEMA}: hãy đo lại bằng `trich bench`."
        )
    try:
        found = _FORM.validate_python(saved, strict=False)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise UnreadableResult(f"{path} không phải {NAME} do `trich bench --out` ghi (mục {where}).") from error
    if schema is None or not found.rounds:
        raise UnreadableResult(f"{path} không phải {NAME} do `trich bench --out` ghi.")
    return found
