"""What `make run` would start, without starting it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), " --seed corpus/articles"),
        (("SEED=",), ""),
        (("SEED=kho của tôi",), " --seed kho của tôi"),
    ],
)
def test_documents_that_are_taken_in_can_be_others_or_none(given: tuple[str, ...], words: str) -> None:
    # Tests may be run by make themselves: what it was given is not for this one.
    outer = {name for name in os.environ if name.startswith(("MAKE", "MFLAGS"))} | {"SEED"}
    ran = subprocess.run(
        ["make", "--dry-run", "--assume-old=.venv/.run", "run", *given],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in outer},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip().replace('"', "") == f".venv/bin/trich serve{words}"
