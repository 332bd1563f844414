"""A real server with a small library, and Chromium in front of it. Run by `make test-browser`, not by `make test`."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

from index.encoder import FakeEncoder
from service.api.app import create_app
from service.running import Running, start
from service.settings import Settings
from tests.browser.library import ARTICLES, OverlapReader

DESKTOP = ViewportSize(width=1366, height=768)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KEY = "khóa của bà"  # its last byte is white space in Latin-1


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, and what stands behind it."""

    url: str
    running: Running


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup()
        self.listening.set()

    @property
    def port(self) -> int:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, **changed: object) -> Iterator[Site]:
    """A server on a free port with the articles of library.py."""
    settings = Settings(data_dir=folder, _env_file=None, **changed)  # type: ignore[arg-type, call-arg]
    running = start(settings, encoder=FakeEncoder(), reader=OverlapReader())
    for article in ARTICLES:
        running.library.put(article.origin, [article])
    server = _Server(uvicorn.Config(create_app(running), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        if not server.listening.wait(timeout=30):
            raise RuntimeError("the server did not start within 30 s")
        yield Site(f"http://127.0.0.1:{server.port}/", running)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server that most tests share; a test that changes documents puts them back."""
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def guarded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that asks for a key."""
    with serving(tmp_path_factory.mktemp("guarded"), api_keys=KEY) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system, or the one that TRICH_TEST_BROWSER names."""
    named = os.environ.get("TRICH_TEST_BROWSER")
    path = named or next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium: install the package `chromium`, or name one with TRICH_TEST_BROWSER")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def watch(page: Page) -> list[str]:
    """What the page complains about from now on: errors of scripts, and of the content security policy."""
    faults: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # A request that fails is what several tests bring about; Chromium reports each.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", on_console)
    return faults


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    made = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty page; at the end no script has failed and nothing was against the content security policy."""
    opened = context.new_page()
    faults = watch(opened)
    yield opened
    assert faults == []
