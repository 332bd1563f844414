"""The entry point within the tests' own process, over a library of its own."""

import sys
from pathlib import Path

import pytest
from rich.console import Console

import eval.throwaway
import service.running
import trich
from index.encoder import FakeEncoder
from service import printing
from tests.cli.commands import Result, Trich
from tests.support import PAGES


@pytest.fixture
def trich_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Trich:
    """The entry point within this process, over an empty data directory, with the small encoder."""

    def encoder(*_: object, **__: object) -> FakeEncoder:
        return FakeEncoder()

    for module in (service.running, eval.throwaway):
        monkeypatch.setattr(module, "open_encoder", encoder)
    monkeypatch.setattr(printing, "out", Console(width=400))
    monkeypatch.setattr(printing, "err", Console(width=400, stderr=True))
    monkeypatch.setenv("TRICH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRICH_ANSWER_THRESHOLD", "0")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["trich", *map(str, arguments)])
        capsys.readouterr()
        try:
            trich.main()
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert isinstance(code, int)
        return Result(code, said.out, said.err)

    return run


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two articles."""
    folder = tmp_path / "bai"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def filled(trich_in: Trich, pages: Path) -> Trich:
    """The entry point, with the two articles taken in."""
    assert trich_in("ingest", pages).code == 0
    return trich_in
