"""What the tests of the commands share."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.store import Store

REPOSITORY = Path(__file__).resolve().parents[2]
HOW_MANY = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Trich = Callable[..., Result]


def identity(origin: str, data: Path) -> str:
    store = Store(data / "trich.sqlite")
    try:
        return store.find(origin)[0].article.id
    finally:
        store.close()


def listed(run: Trich) -> list[str]:
    return [document["origin"] for document in json.loads(run("list", "--json").out)]
