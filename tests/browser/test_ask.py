"""Asking: the answer with its proof, no answer, errors, history, feedback, copying."""

import json
import sqlite3
from contextlib import closing

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.library import EMOJI_QUESTION, UNKNOWN_QUESTION, WATER_NEW, WATER_OLD, WATER_QUESTION
from tests.browser.steps import ask, card, deep_link


def test_answer_stands_with_quote_source_date_and_confidence(page: Page, site: Site) -> None:
    page.goto(site.url)
    shown = ask(page, WATER_QUESTION)
    answer = shown.get_by_role("heading", level=2).inner_text()
    assert answer == "27 nhà máy"
    quote = shown.locator("blockquote").first
    assert quote.inner_text() == WATER_NEW.text.split("\n")[0]
    expect(quote.locator("mark")).to_have_text(answer)
    expect(shown.locator(".as-of")).to_have_text("tính đến ngày 18/12/2024")
    expect(shown.locator(".source").first).to_contain_text(WATER_NEW.title)
    expect(shown.locator(".source").first).to_contain_text("Sở Xây dựng Bình Lâm · 18/12/2024 · cap-nuoc-2024.txt")
    expect(shown.locator(".confidence")).to_contain_text("Khá chắc · 87%")
    assert shown.locator(".ticks .on").count() == 9
    expect(page.locator("#live")).to_contain_text(f"Trả lời: {answer}, tính đến ngày 18/12/2024. Khá chắc, 87%.")
    expect(page).to_have_title(f"{WATER_QUESTION} · Trích")


def test_older_answer_is_shown_with_its_date(page: Page, site: Site) -> None:
    page.goto(deep_link(site, WATER_QUESTION))
    other = card(page).locator(".other").first
    expect(other.locator(".tag")).to_have_text("Cũ hơn")
    expect(other.locator(".other-head")).to_contain_text("tính đến ngày 20/12/2021")
    expect(other.locator("mark")).to_contain_text("18")
    expect(other.locator(".source")).to_contain_text(WATER_OLD.title)
    page.get_by_role("link", name="Xem bên dưới").click()
    expect(page.locator("#khac")).to_be_focused()


def test_unknown_is_said_beside_the_closest_passages_without_marks(page: Page, site: Site) -> None:
    page.goto(site.url)
    shown = ask(page, UNKNOWN_QUESTION)
    expect(shown.get_by_role("heading", level=2)).to_have_text("Không có trong tài liệu")
    expect(shown).to_contain_text("Có thể thử:")
    expect(shown.locator("blockquote").first).to_be_visible()
    assert shown.locator("mark").count() == 0
    expect(page.locator("#live")).to_contain_text("Không có trong tài liệu")
    shown.locator(".source a").first.click()
    expect(page.locator("#article .quote")).to_be_visible()
    assert page.locator("#article mark").count() == 0


def test_understood_question_is_shown_only_where_it_differs(page: Page, site: Site) -> None:
    def accented(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json={**body, "interpreted_as": WATER_QUESTION})

    page.route("**/v1/ask", accented)
    page.goto(deep_link(site, "toan tinh binh lam co bao nhieu nha may nuoc sach"))
    expect(card(page)).to_contain_text("Được hiểu là")
    expect(card(page)).to_contain_text(WATER_QUESTION)
    ask(page, WATER_QUESTION)
    expect(page.locator("#question")).to_have_value(WATER_QUESTION)
    expect(card(page)).not_to_contain_text("Được hiểu là")


def test_problem_detail_is_shown(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_label("Câu hỏi", exact=True).fill("?!…")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Câu hỏi chỉ có dấu câu hoặc ký hiệu: hãy viết thành lời.")
    # Asking the same once more cannot help.
    expect(page.get_by_role("button", name="Thử lại")).to_have_count(0)


def test_error_page_of_a_proxy_is_told_with_its_status(page: Page, site: Site) -> None:
    page.route(
        "**/v1/ask", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")
    )
    page.goto(deep_link(site, WATER_QUESTION))
    expect(page.get_by_role("alert")).to_contain_text("Máy chủ báo lỗi 502")
    page.unroute("**/v1/ask")
    page.get_by_role("button", name="Thử lại").click()
    expect(card(page).locator("mark").first).to_contain_text("27")


def test_lost_network_is_told_and_can_be_tried_again(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.context.set_offline(True)
    page.get_by_label("Câu hỏi", exact=True).fill(WATER_QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Không kết nối được với máy chủ")
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("27")


def test_later_question_wins_over_a_slow_earlier_one(page: Page, site: Site) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/ask", hold_first)
    page.goto(deep_link(site, WATER_QUESTION))
    expect(page.locator("#result")).to_have_attribute("aria-busy", "true")
    page.evaluate(
        """() => {
            window.alerts = 0;
            const count = () => { window.alerts += document.querySelectorAll("[role=alert]").length; };
            new MutationObserver(count).observe(document.getElementById("result"), {childList: true});
        }"""
    )
    ask(page, UNKNOWN_QUESTION)
    held[0].abort()
    expect(card(page).get_by_role("heading", level=2)).to_have_text("Không có trong tài liệu")
    assert page.evaluate("window.alerts") == 0  # what became of the earlier one was not seen, not even for a moment


def test_back_shows_the_earlier_answer_without_asking_again(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/ask") else None)
    page.goto(deep_link(site, WATER_QUESTION))
    card(page)
    ask(page, UNKNOWN_QUESTION)
    expect(card(page).get_by_role("heading", level=2)).to_have_text("Không có trong tài liệu")
    page.go_back()
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("27")
    expect(page.locator("#question")).to_have_value(WATER_QUESTION)
    assert len(asked) == 2


def test_history_is_local_and_can_be_cleared(page: Page, site: Site) -> None:
    page.goto(deep_link(site, WATER_QUESTION))
    card(page)
    ask(page, UNKNOWN_QUESTION)
    history = page.get_by_role("region", name="Đã hỏi trong lần làm việc này")
    expect(history.get_by_role("link", name=WATER_QUESTION)).to_be_visible()
    expect(history).to_contain_text("tính đến ngày 18/12/2024")
    history.get_by_role("link", name=WATER_QUESTION).click()
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("27")
    page.reload()
    expect(history.get_by_role("link", name=UNKNOWN_QUESTION)).to_be_visible()
    history.get_by_role("button", name="Xóa danh sách này").click()
    expect(history).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('trich.history')") == "[]"


def test_answer_is_copied_with_its_citation(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for modern in (True, False):  # without HTTPS browsers offer no navigator.clipboard
        if not modern:
            page.add_init_script("delete Navigator.prototype.clipboard")
        page.goto(deep_link(site, WATER_QUESTION))
        answer = card(page).get_by_role("heading", level=2).inner_text()
        page.get_by_role("button", name="Sao chép kèm trích dẫn").click()
        expect(page.locator(".told")).to_have_text("Đã chép vào bộ nhớ tạm.")
        page.get_by_label("Câu hỏi", exact=True).fill("")
        page.keyboard.press("Control+V")
        lines = page.get_by_label("Câu hỏi", exact=True).input_value().splitlines()
        assert lines[0] == f"Hỏi: {WATER_QUESTION}"
        assert lines[1] == f"Trả lời: {answer} (tính đến ngày 18/12/2024; độ tin cậy 87%)"
        assert lines[2] == f"Trích nguyên văn: “{WATER_NEW.text.splitlines()[0]}”"
        assert lines[3] == (
            f"Nguồn: {WATER_NEW.title}. Sở Xây dựng Bình Lâm · 18/12/2024 · cap-nuoc-2024.txt. {WATER_NEW.url}"
        )


def test_feedback_reaches_the_store(page: Page, site: Site) -> None:
    page.goto(deep_link(site, WATER_QUESTION))
    card(page).get_by_role("button", name="Đúng", exact=True).click()
    expect(card(page)).to_contain_text("Đã ghi nhận, cảm ơn.")
    page.goto(deep_link(site, UNKNOWN_QUESTION))
    card(page).get_by_role("button", name="Sai, tài liệu có nói").click()
    page.get_by_label("Câu trả lời có trong tài liệu là").fill("Cờ-lô-vít")
    page.get_by_role("button", name="Gửi").click()
    expect(card(page)).to_contain_text("Đã ghi nhận, cảm ơn.")
    with closing(sqlite3.connect(site.running.settings.database)) as database:
        rows = database.execute(
            "SELECT question, verdict, correction FROM feedback ORDER BY rowid DESC LIMIT 2"
        ).fetchall()
    assert rows == [(UNKNOWN_QUESTION, "wrong", "Cờ-lô-vít"), (WATER_QUESTION, "right", None)]


def test_feedback_that_fails_is_told(page: Page, site: Site) -> None:
    problem = {"title": "Kho tài liệu chưa sẵn sàng", "detail": "Kho đang bận: hãy thử lại.", "status": 503}
    page.route(
        "**/v1/feedback",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem)),
    )
    page.goto(deep_link(site, WATER_QUESTION))
    card(page).get_by_role("button", name="Đúng", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Kho đang bận: hãy thử lại.")


def test_parts_verdict_and_message(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_label("Câu hỏi", exact=True).fill(f"{WATER_QUESTION} {EMOJI_QUESTION}")
    page.keyboard.press("Enter")
    cards = page.locator("#result .card")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("27 nhà máy")
    expect(cards.nth(1)).to_contain_text("346 bóng đèn")
    ids = page.locator("#result [id]").evaluate_all("all => all.map(element => element.id)")
    assert len(ids) == len(set(ids))
    ask(page, "Toàn tỉnh Bình Lâm có 27 nhà máy nước sạch đang hoạt động phải không?")
    expect(card(page).locator(".verdict")).to_have_text("Có: câu trích nói đúng như vậy.")
    ask(page, "Xin chào")
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("Xin chào!")
    expect(card(page).locator("blockquote")).to_have_count(0)
    expect(page.get_by_role("region", name="Đã hỏi trong lần làm việc này")).not_to_contain_text("Xin chào")


def test_a_follow_up_is_sent_with_what_was_asked_before(page: Page, site: Site) -> None:
    page.goto(site.url)
    ask(page, WATER_QUESTION)
    expect(card(page)).to_contain_text("27 nhà máy")
    with page.expect_request("**/v1/ask") as sent:
        ask(page, "Còn tỉnh Hòa Vang?")
    assert sent.value.post_data_json == {
        "question": "Còn tỉnh Hòa Vang?",
        "history": [{"question": WATER_QUESTION, "answer": "27 nhà máy"}],
    }
    expect(card(page)).to_contain_text("Toàn tỉnh Hòa Vang có bao nhiêu nhà máy nước sạch?")
