"""The four packages are ours, and layers hold."""

import importlib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["corpus", "index", "service", "eval", "trich"])
def test_top_level_names_resolve_inside_the_repository(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(REPOSITORY)


def test_serving_needs_no_torch() -> None:
    """`make run` installs neither torch nor sentence-transformers: nothing that serves may import them."""
    import subprocess
    import sys

    code = (
        "import sys, service.api.app, service.running, trich; assert 'mcp' not in sys.modules, 'near a second';"
        "import service.mcp.stdio; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=REPOSITORY).returncode == 0
