"""Names the code that a result was made by."""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from service.settings import REPOSITORY

PACKAGES = ("corpus", "index", "service", "eval")


def code_revision() -> str:
    """The version and a hash over every Python file of the packages: "0.1.0+1f2e3d4c5b6a". Any change changes it."""
    files = sorted(path for name in PACKAGES for path in (REPOSITORY / name).rglob("*.py"))
    total = sha256()
    for path in files:
        total.update(f"{path.relative_to(REPOSITORY).as_posix()}\n".encode())
        total.update(sha256(path.read_bytes()).digest())
    try:
        number = version("trich")
    except PackageNotFoundError:
        number = "0"
    return f"{number}+{total.hexdigest()[:12]}"
