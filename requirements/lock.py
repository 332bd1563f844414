"""Writes requirements/{run,milvus,models,test,browser}.txt: every package with its version, as pip resolves pyproject.toml today.

Each set is resolved in an environment of its own, so that nothing unasked for slips in. Run by ``make lock``.
"""

import subprocess
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).parent
# Each set: what it is for, the extra of pyproject.toml that it adds, and the sets that it stands on.
SETS = {
    "run": ("what `make run` installs", None, ()),
    "milvus": ("for Milvus as the engine", "milvus", ("run",)),
    "models": ("for other encoders", "models", ("run",)),
    "test": ("for the tests", "dev", ("milvus", "models")),
    "browser": ("for the tests in a browser", "browser", ("test",)),
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
    wanted: dict[str, list[str]] = {}
    pinned: dict[str, set[str]] = {}
    for name, (what_for, extra, bases) in SETS.items():
        more = project["optional-dependencies"][extra] if extra else project["dependencies"]
        wanted[name] = [package for base in bases for package in wanted[base]] + more
        below = {line for base in bases for line in pinned[base]}
        # All that is pinned so far limits it, so that no two sets disagree on a version.
        lines = resolved(wanted[name], {line for pins in pinned.values() for line in pins})
        new = [line for line in lines if line not in below]
        head = [f"# {what_for}; written by `make lock`", *(f"-r {base}.txt" for base in bases)]
        (HERE / f"{name}.txt").write_text("\n".join([*head, *new]) + "\n", encoding="utf-8")
        pinned[name] = below | set(lines)
        print(f"{name}.txt: {len(new)} packages")


if __name__ == "__main__":
    main()
