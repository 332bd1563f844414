"""Replies as far as a run has come, so that one that was stopped goes on where it was."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TextIO

from eval.squad_asking import Reply

NAME = "predictions.partial.jsonl"
_FIELDS = frozenset(field.name for field in fields(Reply))


class Partial:
    """A file of JSON lines: first what the run is bound to (set, mode, revisions), then one reply each.

    Replies of a run that was bound to anything else are not taken up: the file starts over. Nor are questions that could
    not be asked: the next run tries them again.
    """

    def __init__(self, folder: Path, binding: Mapping[str, str]) -> None:
        """Takes up the replies in the folder's file, if it is of the same run; a line that was cut off is dropped."""
        self._path = folder / NAME
        self._file: TextIO | None = None
        self.started_over = False
        self.replies: dict[str, Reply] = {}
        folder.mkdir(parents=True, exist_ok=True)
        text = self._path.read_text(encoding="utf-8", errors="replace") if self._path.exists() else ""
        first, *rest = (json_object(line) for line in text.split("\n"))  # other line ends may stand inside a text
        self.started_over = bool(text) and first != dict(binding)
        for row in () if first != dict(binding) else rest:
            if row is None or row.keys() != _FIELDS:
                break
            reply = Reply(**row)  # type: ignore[arg-type]
            if not reply.fault:
                self.replies[reply.id] = reply
        kept = [dict(binding), *(asdict(reply) for reply in self.replies.values())]
        fresh = self._path.with_suffix(".new")
        fresh.write_text("".join(map(json_line, kept)), encoding="utf-8")
        fresh.replace(self._path)

    def add(self, reply: Reply) -> None:
        """Keeps one reply, whatever happens after."""
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8")
        self._file.write(json_line(asdict(reply)))
        self._file.flush()
        self.replies[reply.id] = reply

    def close(self) -> None:
        """Closes the file; it stays."""
        if self._file is not None:
            self._file.close()
            self._file = None


def discard(folder: Path) -> None:
    """Removes the file: the run is complete and its results are written."""
    (folder / NAME).unlink(missing_ok=True)


def json_line(row: Mapping[str, object]) -> str:
    """One line of a file of JSON lines."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def json_object(line: str) -> dict[str, object] | None:
    """The object of a line; None if it was cut off, or is none."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
