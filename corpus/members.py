"""What the documents of one file are called: members of an archive, records of a list."""

from pathlib import PurePosixPath

_SEPARATORS = {".zip": "/", ".json": "#", ".jsonl": "#", ".ndjson": "#"}


def separator(origin: str) -> str | None:
    """What stands between the name of a file and that of a document in it; None for files that hold one document.

    >>> separator("goi.zip"), separator("tin.JSONL"), separator("bai.txt"), separator("https://bao.example/tin.json")
    ('/', '#', None, None)
    """
    return None if "://" in origin else _SEPARATORS.get(PurePosixPath(origin).suffix.lower())


def files_above(name: str) -> list[str]:
    """The names of all files and folders that a document may stand in, and its own.

    >>> files_above("goi.zip/a/tin.jsonl#3")
    ['goi.zip', 'goi.zip/a', 'goi.zip/a/tin.jsonl', 'goi.zip/a/tin.jsonl#3']
    """
    return [*(name[:at] for at, letter in enumerate(name) if letter in "/#"), name]
