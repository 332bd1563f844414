"""Where settings come from: the environment, and files ``.env``."""

import importlib.util
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from service import settings as real


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another checkout, as far as settings go; the working directory is a third folder, and nothing is set."""
    for field in real.Settings.model_fields:
        monkeypatch.delenv(f"{real.PREFIX}{field.upper()}", raising=False)
    (tmp_path / "trich" / "service").mkdir(parents=True)
    (tmp_path / "assistant").mkdir()
    monkeypatch.chdir(tmp_path / "assistant")
    shutil.copy(Path(real.__file__), tmp_path / "trich" / "service" / "settings.py")
    return tmp_path / "trich"


def settings_of(checkout: Path) -> ModuleType:
    """The module of that checkout."""
    spec = importlib.util.spec_from_file_location("settings_of_another_checkout", checkout / "service" / "settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_library_is_the_same_whatever_the_working_directory(checkout: Path) -> None:
    """An assistant starts ``trich mcp`` in a folder of its own."""
    assert settings_of(checkout).Settings().data_dir == checkout / "var"
    (checkout / ".env").write_text("TRICH_DATA_DIR=/srv/kho\nTRICH_TOP_K=5\n", encoding="utf-8")
    assert settings_of(checkout).Settings().data_dir == Path("/srv/kho")


def test_the_nearer_wins(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment, then ``.env`` of the working directory, then that of the repository; empty is nothing in all three."""
    (checkout / ".env").write_text("TRICH_TOP_K=5\nTRICH_PORT=9000\nTRICH_API_KEYS=khóa\n", encoding="utf-8")
    Path(".env").write_text("TRICH_TOP_K=6\nTRICH_PORT=9001\nTRICH_API_KEYS=\n", encoding="utf-8")
    monkeypatch.setenv("TRICH_TOP_K", "7")
    monkeypatch.setenv("TRICH_PORT", "")
    found = settings_of(checkout).Settings()
    assert (found.top_k, found.port, found.api_keys) == (7, 9001, "khóa")


def test_every_setting_that_is_empty_is_left_at_its_default(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compose file passes what nobody has set as nothing."""
    Settings = settings_of(checkout).Settings  # noqa: N806
    defaults = Settings()
    for field in Settings.model_fields:
        monkeypatch.setenv(f"{real.PREFIX}{field.upper()}", "")
    assert Settings() == defaults


@pytest.mark.parametrize("guide", ["huong-dan.md", "guide.md", "api.md"])
def test_guides_have_assistants_open_the_library_of_the_program_that_they_start(guide: str) -> None:
    text = (real.REPOSITORY / "docs" / guide).read_text(encoding="utf-8")
    examples = [
        json.loads(found)["mcpServers"]["trich"] for found in re.findall(r'^\{"mcpServers.+$', text, re.MULTILINE)
    ]
    started = [example for example in examples if "command" in example]
    assert started
    for example in started:
        checkout = example["command"].removesuffix("/.venv/bin/trich")
        assert example["env"] == {"TRICH_DATA_DIR": f"{checkout}/var"}
