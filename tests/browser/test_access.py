"""Who has no mouse, who has a screen reader, who has a key to give: everything can be reached, named and heard."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.conftest import KEY, Site
from tests.browser.library import EMOJI_QUESTION, UNKNOWN_QUESTION, WATER_QUESTION
from tests.browser.steps import card, deep_link


def focused(page: Page) -> str:
    """What has the focus, by its text or id."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.id"))


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses Tab until something of that name has the focus."""
    passed = []
    for _ in range(60):
        page.keyboard.press(key)
        passed.append(focused(page))
        if passed[-1] == name:
            return
    raise AssertionError(f"{name} cannot be reached with Tab, only {passed}")


def test_whole_way_with_the_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(site.url)
    expect(page.get_by_label("Câu hỏi", exact=True)).to_be_focused()
    page.keyboard.type(EMOJI_QUESTION)
    page.keyboard.press("Enter")
    card(page)
    tab_to(page, "Xem trong bài")
    page.keyboard.press("Enter")
    expect(page.locator("#article mark")).to_be_in_viewport()
    tab_to(page, "Đóng", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Xem trong bài")).to_be_focused()
    tab_to(page, "Đúng")
    page.keyboard.press("Space")
    expect(page.get_by_text("Đã ghi nhận, cảm ơn.")).to_be_focused()


def test_skip_link_leads_past_the_header(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#tai-lieu")
    expect(page.locator("#documents-list li").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert page.url.endswith("#tai-lieu")


def test_removal_with_the_keyboard_keeps_the_focus_inside_the_dialog(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#tai-lieu")
    button = page.get_by_role("button", name="Xóa tài liệu: Báo cáo cấp nước sạch năm 2021")
    button.focus()
    page.keyboard.press("Enter")
    names = []
    for _ in range(3):
        names.append(focused(page))
        page.keyboard.press("Tab")
    assert names == ["Không", "Xóa tài liệu", "Không"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_shift_enter_makes_a_new_line(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    expect(page.get_by_label("Câu hỏi", exact=True)).to_have_value("dòng một\ndòng hai")
    assert page.locator("#result .card").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_of_wcag(page: Page, site: Site, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    axe = Axe()
    states = {
        "start": site.url,
        "answer": deep_link(site, WATER_QUESTION),
        "no answer": deep_link(site, UNKNOWN_QUESTION),
        "error": deep_link(site, "?!"),
        "documents": f"{site.url}#tai-lieu",
    }
    waits = {"start": "#hints li", "documents": "#documents-list li", "error": "#result .problem"}
    found = {}
    for state, url in states.items():
        page.goto("about:blank")
        page.goto(url)
        page.locator(waits.get(state, "#result .card")).first.wait_for()
        found[state] = axe.run(page).response["violations"]
        if state == "answer":
            page.get_by_role("link", name="Xem trong bài").click()
            page.locator("#article mark").wait_for()
            found["article"] = axe.run(page).response["violations"]
    page.get_by_role("button", name="Xóa tài liệu").first.click()
    found["dialog"] = axe.run(page).response["violations"]
    told = {
        state: [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in faults]
        for state, faults in found.items()
        if faults
    }
    assert told == {}


def test_key_is_asked_for_once_and_kept_for_the_sitting(page: Page, guarded_site: Site) -> None:
    page.goto(deep_link(guarded_site, WATER_QUESTION))
    dialog = page.get_by_role("dialog", name="Cần khóa truy cập")
    field = dialog.get_by_label("Khóa truy cập")
    expect(field).to_be_focused()
    for unsendable, told in ((" ", "Hãy nhập khóa."), ("khóa\tcủa bà", "ký tự điều khiển")):
        field.fill(unsendable)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(told)
    field.fill("khóa của bạn")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Khóa vừa dùng không được chấp nhận.")
    field.fill(KEY)
    page.keyboard.press("Enter")
    expect(card(page).locator("mark").first).to_contain_text("27")
    expect(dialog).to_have_count(0)
    assert page.evaluate("[localStorage.length, sessionStorage.getItem('trich.key')]") == [0, KEY]
    page.reload()
    card(page)
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Quên khóa truy cập").click()
    assert page.evaluate("sessionStorage.getItem('trich.key')") is None


def test_without_a_key_the_refusal_is_told(page: Page, guarded_site: Site) -> None:
    page.goto(deep_link(guarded_site, WATER_QUESTION))
    dialog = page.get_by_role("dialog", name="Cần khóa truy cập")
    dialog.get_by_role("button", name="Để sau").click()
    expect(page.get_by_role("alert")).to_contain_text("Cần khóa truy cập")
    page.get_by_role("button", name="Thử lại").click()
    expect(dialog.get_by_label("Khóa truy cập")).to_be_focused()
