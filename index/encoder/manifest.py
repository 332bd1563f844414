"""The list of files of a converted encoder, by which it is trusted or built again."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: path relative to the folder (with ``/``), size in bytes, SHA-256 in hexadecimal digits."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds. ``conversion`` numbers the code that wrote it, ``source_sha256`` is that of the weights."""

    conversion: int
    source: str
    source_sha256: str
    files: tuple[FileRecord, ...]

    @property
    def revision(self) -> str:
        """16 hexadecimal digits that change with any byte of any file."""
        lines = "".join(f"{file.path} {file.sha256}\n" for file in sorted(self.files, key=lambda file: file.path))
        return sha256(lines.encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """The file's text; the revision is told for people to read."""
        return json.dumps(asdict(self) | {"revision": self.revision}, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None when there is none that can be read."""
    try:
        content = json.loads((folder / NAME).read_text("utf-8"))
        files = tuple(FileRecord(str(f["path"]), int(f["bytes"]), str(f["sha256"])) for f in content["files"])
        return Manifest(int(content["conversion"]), str(content["source"]), str(content["source_sha256"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def wrong_sizes(folder: Path, manifest: Manifest) -> list[str]:
    """Paths that are missing or of another size. Takes microseconds: done at each start."""
    return [file.path for file in manifest.files if _size(folder / file.path) != file.bytes]


def wrong_hashes(folder: Path, manifest: Manifest) -> list[str]:
    """Paths whose content is not what was written. Reads everything, about a second for half a gigabyte."""
    wrong = []
    for file in manifest.files:
        try:
            with (folder / file.path).open("rb") as content:
                digest = file_digest(content, "sha256").hexdigest()
        except OSError:
            digest = ""
        if digest != file.sha256:
            wrong.append(file.path)
    return wrong


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
