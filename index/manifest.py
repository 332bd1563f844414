"""A saved index: a folder with the derived files and a manifest that says what they were derived from.

The manifest is written last, into a new folder that then takes its place by one rename, so a folder is whole or absent.
A folder that does not fit (other encoder, other recipe, changed files) is never half used: the index is made anew from
the store.
"""

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from index.errors import IndexCorrupt

SCHEMA = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a saved index was made from. ``passages_sha256`` is over the sorted passage ids; ``files`` over contents.

    ``id`` is drawn anew for each saving and kept in the store as well, so that the two are known to belong together: in
    another store, or in an earlier or divergent copy of this one, the same passage ids may name other texts.
    """

    schema: int
    id: str
    encoder: str
    recipe: str  # revisions of chunking and terms
    generation: int
    passages: int
    passages_sha256: str
    created_at: str
    files: dict[str, str]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder but the manifest, by relative POSIX path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in files}


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a saved index; raises IndexCorrupt if it is missing, unreadable or does not match the files."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexCorrupt(f"{folder} has no readable manifest: {error}") from error
    if manifest.schema != SCHEMA:
        raise IndexCorrupt(f"{folder} has schema {manifest.schema}, this version reads {SCHEMA}")
    if hashes(folder) != manifest.files:
        raise IndexCorrupt(f"{folder} holds other files than its manifest names")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest and makes every file of the folder durable."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def replace_folder(new: Path, target: Path) -> None:
    """Puts a finished folder in the place of another. A crash in between leaves either no target or a whole one."""
    old = target.with_name(f"{target.name}.old-{uuid4().hex[:8]}")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def sweep(target: Path) -> None:
    """Removes what interrupted saves left beside a target."""
    leftover = re.compile(rf"{re.escape(target.name)}\.(?:new|old)-[0-9a-f]{{8}}")
    for path in target.parent.glob(f"{target.name}.*-*"):
        if leftover.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
