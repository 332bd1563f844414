"""Writes requirements/{run,models,test,browser}.txt: every package with its version, as pip resolves pyproject.toml today.

Each set is resolved in an environment of its own, so that nothing unasked for slips in. Run by ``make lock``.
"""

import subprocess
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).parent
HEADS = {
    "run": "what `make run` installs",
    "models": "for other encoders",
    "test": "for the tests",
    "browser": "for the tests in a browser",
}


def resolved(wanted: list[str], pinned: set[str]) -> list[str]:
    """The packages that pip installs for ``wanted``, each as name==version, with ``pinned`` as constraints."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        limits = Path(folder) / "constraints.txt"
        limits.write_text("\n".join(sorted(pinned)), encoding="utf-8")
        subprocess.run([*pip, "install", "--quiet", "--constraint", str(limits), *wanted], check=True)
        frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout
    # A local build of torch is named "2.13.0+cpu": any build of that version will do.
    return sorted({line.partition(" @ ")[0].partition("+")[0] for line in frozen.splitlines()}, key=str.lower)


def main() -> None:
    """Resolves each set on top of the one before it."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted: list[str] = []
    below: set[str] = set()
    previous: Path | None = None
    for name, more in (
        ("run", project["dependencies"]),
        ("models", extras["models"]),
        ("test", extras["dev"]),
        ("browser", extras["browser"]),
    ):
        wanted += more
        lines = resolved(wanted, below)
        target = HERE / f"{name}.txt"
        include = [f"-r {previous.name}"] if previous else []
        new = [line for line in lines if line not in below]
        target.write_text(
            "\n".join([f"# {HEADS[name]}; written by `make lock`", *include, *new]) + "\n", encoding="utf-8"
        )
        below |= set(lines)
        previous = target
        print(f"{target.name}: {len(new)} packages")


if __name__ == "__main__":
    main()
