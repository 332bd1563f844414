"""Rules for the page's own files, which hold without a browser."""

import re
from pathlib import Path

import esprima  # type: ignore[import-untyped]
import httpx
import pytest

from service.web import WEB
from tests.browser.conftest import Site

SCRIPTS = sorted(WEB.glob("*.js"))
FILES = sorted(path for path in WEB.iterdir() if path.suffix in {".js", ".css", ".html", ".svg"})


def test_there_are_files() -> None:
    assert {"index.html", "app.js", "style.css", "icon.svg"} <= {path.name for path in FILES}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_is_read_by_browsers_of_2018(path: Path) -> None:
    # The parser knows ES2017 and refuses what came later (?., ??, catch without a name); object spread it lets pass.
    text = path.read_text(encoding="utf-8")
    esprima.parseModule(text)
    assert not re.search(r"[{,]\s*\.\.\.\w+\s*[,}](?!.*\])", text), "object spread is of 2018"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_outside_and_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(?i)\bhttps?://\w|\burl\(|@import", text)
    assert not re.search(r"(?i)innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
    assert not re.search(r"(?i)<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", text)
    assert len(text.splitlines()) < 300


def test_every_file_that_is_named_is_there() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:src|href)="static/([^"]+)"', page))
    for script in SCRIPTS:
        named |= set(re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8")))
    assert named == {path.name for path in FILES} - {"index.html"}


def test_server_gives_the_files_as_what_they_are(site: Site) -> None:
    # Browsers refuse a module that comes as text/plain, as Python's table of types has it on some Windows machines.
    kinds = {".js": "javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
    for path in FILES:
        address = site.url if path.name == "index.html" else f"{site.url}static/{path.name}"
        response = httpx.get(address)
        assert kinds[path.suffix] in response.headers["content-type"]
        assert response.content == path.read_bytes()
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert "unsafe" not in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
