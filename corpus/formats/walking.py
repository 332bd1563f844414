"""Which files the arguments of a command name, and what they are called in the corpus."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path


def walk(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each file once, with its origin, in the order of the arguments and sorted within a folder.

    A file's origin is its name; a file below a folder has its path relative to the folder, with "/". Files that no
    reader supports are given as well, for the caller to report; hidden files and folders are not. Links are followed
    only to files within the same folder, never to folders. A name that another file has taken already gets the name of
    its folder in front, so that no document replaces another. A path that does not exist is given as it is.
    """
    given: dict[str, Path] = {}
    done: set[Path] = set()
    for argument in paths:
        files = _below(argument) if argument.is_dir() else [(argument.name, argument)]
        for name, path in files:
            place = path.resolve()
            if place in done:
                continue
            done.add(place)
            origin = name if name not in given else _longer(name, path, given)
            given[origin] = path
            yield origin, path


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    root = folder.resolve()
    found: list[tuple[str, Path]] = []
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if name.startswith(".") or not path.is_file() or (path.is_symlink() and not _leads_inside(path, root)):
                continue
            found.append((_printable(path.relative_to(folder).as_posix()), path))
    yield from sorted(found)


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False  # leads nowhere, or in a circle
    return target.is_file() and target.is_relative_to(root)


def _printable(name: str) -> str:
    """A file name that can be written as UTF-8, whatever bytes it has on the disk."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _longer(name: str, path: Path, given: dict[str, Path]) -> str:
    """The name with as many folders in front as it takes to be the only one."""
    parts = path.resolve().parts
    longer = ("/".join(parts[-count:]) for count in range(name.count("/") + 2, len(parts)))
    return next((_printable(tail) for tail in longer if _printable(tail) not in given), _printable(path.as_posix()))
