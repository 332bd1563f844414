"""The image's recipe, as far as it can be checked without an engine that builds it."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
# Settings that the image fixes: where it keeps things, where it listens (the ports of the compose file say where outside),
# and the encoder, since models of other makers need packages that are not in it.
FIXED = {"DATA_DIR", "HOST", "PORT", "ENCODER"}
TOP = ("corpus", "index", "service", "eval", "trich.py", "pyproject.toml")


def test_what_is_copied_is_there_and_all_that_serves_is_copied() -> None:
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", RECIPE, re.MULTILINE) for name in line.split()]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(TOP) <= set(copied)


def test_the_image_can_have_the_client_of_milvus() -> None:
    """What the build may be told to install is copied, with the files that those name."""
    copied = re.findall(r"requirements/(\w+)\.txt", "\n".join(re.findall(r"^COPY .+$", RECIPE, re.MULTILINE)))
    assert re.search(r"^ARG REQUIREMENTS=run$", RECIPE, re.MULTILINE)
    told = yaml.safe_load(COMPOSE)["services"]["trich"]["build"]["args"]["REQUIREMENTS"]
    assert told == "${TRICH_REQUIREMENTS:-run}"
    assert set(copied) == {"run", "milvus"}
    for name in copied:
        needed = re.findall(r"^-r (\w+)\.txt$", (ROOT / f"requirements/{name}.txt").read_text("utf-8"), re.MULTILINE)
        assert set(needed) <= set(copied)


def test_milvus_is_started_only_where_it_is_asked_for() -> None:
    services = yaml.safe_load(COMPOSE)["services"]
    assert services["milvus"]["profiles"] == ["milvus"]
    assert services["milvus"]["volumes"] == ["milvus:/var/lib/milvus"]
    assert "ports" not in services["milvus"], "it asks nobody for a password: nothing outside may reach it"


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


def test_every_setting_is_passed_on_or_fixed() -> None:
    """What is set in ``.env`` beside the compose file has an effect; what is not set is left to the program."""
    passed: dict[str, str] = yaml.safe_load(COMPOSE)["services"]["trich"]["environment"]
    settings = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    assert settings - passed.keys() == {f"{PREFIX}{name}" for name in FIXED}
    assert passed.keys() - settings == {"TRICH_SEED"}  # read by the command below, not by the program
    for name, value in passed.items():
        assert re.fullmatch(rf"\$\{{{name}:?-[^}}]*\}}", value), name
    others = {name: value for name, value in passed.items() if name not in {"TRICH_THREADS", "TRICH_SEED"}}
    assert set(others.values()) == {f"${{{name}:-}}" for name in others}


def test_sample_documents_can_be_left_out_by_an_empty_variable() -> None:
    """Without a colon: the default stands in for what is not set, not for what is set to nothing."""
    value = yaml.safe_load(COMPOSE)["services"]["trich"]["environment"]["TRICH_SEED"]
    found = re.fullmatch(r"\$\{TRICH_SEED-(.+)\}", value)
    assert found
    assert (ROOT / found[1]).is_dir()
    assert re.search(rf"^ENV .*\bTRICH_SEED={re.escape(found[1])}( |$)", RECIPE, re.MULTILINE)


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("corpus/articles", ["serve", "--seed", "corpus/articles"]),
        ("", ["serve"]),
        ("/a b", ["serve", "--seed", "/a b"]),
    ],
)
def test_command_takes_in_what_the_variable_names(tmp_path: Path, seed: str, words: list[str]) -> None:
    """Run as the image would, before a ``trich`` that only repeats what it is told."""
    command = re.findall(r"^CMD (\[.+\])$", RECIPE, re.MULTILINE)[-1]
    stub = tmp_path / "trich"
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stub.chmod(0o755)
    told = subprocess.run(
        json.loads(command),
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "TRICH_SEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == words


@pytest.mark.parametrize("guide", ["huong-dan.md", "guide.md"])
def test_guides_name_the_volume_and_the_image_as_they_are(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    volume = re.findall(r"^VOLUME (\S+)$", RECIPE, re.MULTILINE)[0]
    named = set(re.findall(r"/app/\w+", text))
    assert named == {volume}
    service = yaml.safe_load(COMPOSE)["services"]["trich"]
    assert set(re.findall(r"\btrich:\d[\d.]*\d", text)) == {service["image"]}
    assert set(re.findall(r"TRICH_\w+", text)) <= {
        *re.findall(r"TRICH_\w+", COMPOSE),
        *(f"{PREFIX}{name}" for name in FIXED),
    }
