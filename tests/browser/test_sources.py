"""Rules for the page's own files, which hold without a browser."""

import re

import esprima
import pytest

from service.web import WEB

SCRIPTS = sorted(WEB.glob("*.js"))
FILES = sorted(path for path in WEB.iterdir() if path.suffix in {".js", ".css", ".html", ".svg"})


def test_there_are_files() -> None:
    assert {"index.html", "app.js", "style.css", "icon.svg"} <= {path.name for path in FILES}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_is_read_by_browsers_of_2018(path: object) -> None:
    # The parser knows ES2017 and refuses what came later (?., ??, catch without a name); object spread it lets pass.
    text = WEB.joinpath(str(path)).read_text(encoding="utf-8")
    esprima.parseModule(text)
    assert not re.search(r"[{,]\s*\.\.\.\w+\s*[,}](?!.*\])", text), "object spread is of 2018"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_outside_and_nothing_is_inline(path: object) -> None:
    text = WEB.joinpath(str(path)).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
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
