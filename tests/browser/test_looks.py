"""Sizes, themes and paper. With TRICH_SHOTS=folder the pictures are kept there to be looked at."""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Site
from tests.browser.library import UNKNOWN_QUESTION, WATER_QUESTION
from tests.browser.steps import card, deep_link, in_view


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where pictures go."""
    folder = Path(os.environ.get("TRICH_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


Scheme = Literal["light", "dark"]
LOOKS: list[tuple[int, int, Scheme]] = [
    (320, 568, "light"),
    (360, 740, "dark"),
    (768, 1024, "light"),
    (1366, 768, "light"),
    (1366, 768, "dark"),
    (1920, 1080, "light"),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}px-{look[2]}")
def test_nothing_runs_over_the_side(browser: Browser, site: Site, shots: Path, look: tuple[int, int, Scheme]) -> None:
    width, height, scheme = look
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=height), color_scheme=scheme, locale="vi-VN"
    )
    page = context.new_page()
    for name, url in (
        ("start", site.url),
        ("answer", deep_link(site, WATER_QUESTION)),
        ("none", deep_link(site, UNKNOWN_QUESTION)),
        ("documents", f"{site.url}#tai-lieu"),
    ):
        page.goto("about:blank")
        page.goto(url)
        page.locator(
            {"start": "#hints li", "documents": "#documents-list li"}.get(name, "#result .card")
        ).first.wait_for()
        page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
        assert overflow(page) == 0, name
        if name == "answer":
            page.get_by_role("link", name="Xem trong bài").click()
            page.locator("#article mark").wait_for()
            page.screenshot(path=shots / f"article-{width}-{scheme}.png")
            assert overflow(page) == 0, "article"
            assert in_view(page.locator("#article mark"))
    context.close()


def test_answer_quote_and_source_are_seen_at_once(page: Page, site: Site) -> None:
    page.goto(deep_link(site, WATER_QUESTION))
    shown = card(page)
    for part in (shown.locator(".answer"), shown.locator(".as-of"), shown.locator(".confidence")):
        expect(part).to_be_in_viewport(ratio=1)
    for part in (shown.locator("blockquote"), shown.locator(".source")):
        expect(part.first).to_be_in_viewport(ratio=1)


def test_paper_holds_answer_and_citation_and_nothing_to_click(page: Page, site: Site, shots: Path) -> None:
    page.goto(deep_link(site, WATER_QUESTION))
    shown = card(page)
    page.emulate_media(media="print")
    page.pdf(path=shots / "answer.pdf", format="A4")
    expect(shown.locator(".asked")).to_have_text(WATER_QUESTION)
    expect(shown.locator("mark").first).to_be_visible()
    expect(shown.locator(".source .print-only").first).to_have_text("https://xaydung.example.vn/cap-nuoc-2024")
    assert page.locator("button:visible, textarea:visible, nav:visible").count() == 0


def test_browser_that_cannot_stop_a_request_is_told_to_be_too_old(page: Page, site: Site) -> None:
    """Chrome 61 to 65 know modules, but no AbortController: without a word no question would be answered."""
    page.add_init_script("delete window.AbortController")
    page.goto(site.url)
    expect(page.locator("#old-browser")).to_be_visible()
    expect(page.locator("#old-browser")).to_contain_text("Chrome 66")


def test_browser_of_today_is_not_told_to_be_too_old(page: Page, site: Site) -> None:
    page.goto(site.url)
    expect(page.locator("#hints li").first).to_be_visible()
    expect(page.locator("#old-browser")).to_be_hidden()
