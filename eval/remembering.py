"""What encoder and reader said before, kept on disk: fitting again with other features costs seconds, not a quarter of an hour.

Only what follows from weights and texts alone is kept, under the revision of the weights; features are computed anew.
"""

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from service.reader.span_model.model import MAX_TEXT, Scorer, Scores
from service.reader.span_model.packing import Tokens


class Memory:
    """Arrays of float32 by the texts that they follow from, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it with its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._kept = sqlite3.connect(path, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = WAL")
        self._kept.execute("PRAGMA synchronous = NORMAL")
        self._kept.execute("CREATE TABLE IF NOT EXISTS said (asked BLOB PRIMARY KEY, said BLOB NOT NULL) WITHOUT ROWID")

    def all_of(
        self, about: str, asked: Sequence[str], say: Callable[[list[str]], Sequence[NDArray[np.float32]]]
    ) -> list[NDArray[np.float32]]:
        """The array (n,) of each text; ``say`` is asked for those that are not known. ``about`` names what says it."""
        keys = {text: _key(about, text) for text in asked}
        known: dict[str, NDArray[np.float32]] = {}
        for text, key in keys.items():
            if row := self._kept.execute("SELECT said FROM said WHERE asked = ?", (key,)).fetchone():
                known[text] = np.frombuffer(row[0], dtype=np.float32)
        if missing := [text for text in keys if text not in known]:
            known |= dict(zip(missing, say(missing), strict=True))
            rows = [(keys[text], known[text].astype(np.float32).tobytes()) for text in missing]
            self._kept.execute("BEGIN")
            self._kept.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", rows)
            self._kept.execute("COMMIT")
        return [known[text] for text in asked]

    def close(self) -> None:
        """Closes the file."""
        self._kept.close()


def _key(about: str, text: str) -> bytes:
    return blake2b(f"{about}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


class RememberingEncoder:
    """An encoder that encodes no text twice."""

    def __init__(self, encoder: Encoder, memory: Memory) -> None:
        self._encoder, self._memory = encoder, memory
        self.name, self.revision = encoder.name, encoder.revision
        self.dim, self.max_tokens = encoder.dim, encoder.max_tokens

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder does."""
        return self._encoded(f"query {self.revision}", texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder does."""
        return self._encoded(f"passage {self.revision}", texts, self._encoder.encode_passages)

    def count_tokens(self, text: str) -> int:
        """As the encoder does."""
        return self._encoder.count_tokens(text)

    def _encoded(
        self, about: str, texts: Sequence[str], encode: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.stack(self._memory.all_of(about, texts, lambda missing: list(encode(missing))))


class RememberingModel:
    """A reader that reads no text twice for the same question."""

    def __init__(self, model: Scorer, memory: Memory) -> None:
        self._model, self._memory = model, memory
        self.revision = model.revision

    def tokenise(self, text: str) -> Tokens:
        """As the model does."""
        return self._model.tokenise(text)

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        """As the model does."""
        told = {" ".join(map(str, text.ids[:MAX_TEXT])): text for text in texts}

        def say(missing: list[str]) -> list[NDArray[np.float32]]:
            read = self._model.read(question, [told[ids] for ids in missing])
            return [
                np.concatenate([[s.null_start, s.null_end], s.starts, s.ends, s.state]).astype(np.float32) for s in read
            ]

        kept = self._memory.all_of(f"scores and state {self.revision} {question}", list(told), say)
        by_ids = dict(zip(told, kept, strict=True))
        return [_scores(by_ids[" ".join(map(str, text.ids[:MAX_TEXT]))], text) for text in texts]


def _scores(kept: NDArray[np.float32], text: Tokens) -> Scores:
    read = min(len(text), MAX_TEXT)
    starts, ends, state = np.split(kept[2:], [read, 2 * read])
    spans = np.array(text.spans[:read], dtype=np.int64).reshape(read, 2)
    return Scores(starts, ends, float(kept[0]), float(kept[1]), spans, state)
