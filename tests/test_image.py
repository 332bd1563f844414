"""The image's recipe, as far as it can be checked without an engine that builds it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
TOP = ("corpus", "index", "service", "eval", "trich.py", "pyproject.toml")


def test_what_is_copied_is_there_and_all_that_serves_is_copied() -> None:
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", RECIPE, re.MULTILINE) for name in line.split()]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(TOP) <= set(copied)


def test_it_serves_as_nobody_in_particular() -> None:
    """The last user is one that was made, and is not root; compose gives it no rights beyond."""
    users = re.findall(r"^USER (\S+)$", RECIPE, re.MULTILINE)
    assert users
    assert users[-1] != "root"
    assert re.search(rf"useradd .*\b{users[-1]}\b", RECIPE)
    assert "cap_drop: [ALL]" in COMPOSE
    assert "read_only: true" in COMPOSE


def test_its_health_is_told_by_a_route_that_there_is() -> None:
    asked = {
        *re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", RECIPE),
        *re.findall(r"urlopen\('http://127\.0\.0\.1:(\d+)(/\w+)", COMPOSE),
    }
    assert asked == {("8000", "/readyz")}
    assert "/readyz" in "".join(path.read_text(encoding="utf-8") for path in (ROOT / "service/api").glob("*.py"))
    assert re.search(r"^EXPOSE 8000$", RECIPE, re.MULTILINE)


def test_documents_are_kept_in_a_volume() -> None:
    kept = re.findall(r"^VOLUME (\S+)$", RECIPE, re.MULTILINE)
    assert kept
    assert f"data:{kept[0]}" in COMPOSE
    assert f"TRICH_DATA_DIR={kept[0]}" in RECIPE
