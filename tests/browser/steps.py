"""What several tests do on the page."""

from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site


def ask(page: Page, question: str) -> Locator:
    """Types a question and gives the card with what comes of it."""
    page.get_by_label("Câu hỏi", exact=True).fill(question)
    page.get_by_role("button", name="Hỏi", exact=True).click()
    return card(page)


def card(page: Page) -> Locator:
    """The card of the answer, once it is there."""
    shown = page.locator("#result .card")
    expect(shown).to_be_visible()
    return shown


def deep_link(site: Site, question: str) -> str:
    """The address that asks a question at once."""
    return f"{site.url}?q={quote(question)}"


def in_view(locator: Locator) -> bool:
    """Whether the whole element lies within the window and is not covered by another one."""
    return bool(
        locator.evaluate(
            """element => {
                const box = element.getBoundingClientRect();
                const inside = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
                const line = element.getClientRects()[0]; // of several, where it is broken
                const top = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
                return inside && (element === top || element.contains(top));
            }"""
        )
    )
