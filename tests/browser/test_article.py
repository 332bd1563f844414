"""The article beside the answer: the quote marked at its code points, links that hold, what happens when it is gone."""

from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP, Site
from tests.browser.library import EMOJI, EMOJI_QUESTION, WATER_NEW, WATER_QUESTION
from tests.browser.steps import ask, card, deep_link, in_view


def test_quote_behind_emoji_is_marked_and_scrolled_to(page: Page, site: Site) -> None:
    page.goto(site.url)
    answer = ask(page, EMOJI_QUESTION).get_by_role("heading", level=2).inner_text()
    assert "346" in answer
    page.get_by_role("link", name="Xem trong bài").click()
    article = page.get_by_role("complementary", name=EMOJI.title)
    expect(article.locator("mark")).to_have_text(answer)
    expect(article.locator(".quote")).to_have_text("Thị trấn Phú Khê 🏮 đã lắp 346 bóng đèn đường trong năm qua.")
    assert in_view(article.locator("mark"))
    assert "\n".join(article.locator(".text p").all_inner_texts()) == EMOJI.text
    expect(article).to_contain_text("Đài Truyền thanh Phú Khê · 09/05/2023")
    expect(article).to_contain_text("Tệp: ban-tin-den-duong.txt")


def test_escape_closes_and_gives_the_focus_back(page: Page, site: Site) -> None:
    page.goto(deep_link(site, EMOJI_QUESTION))
    card(page)
    link = page.get_by_role("link", name="Xem trong bài")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#article-heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(link).to_be_focused()
    page.go_back()
    expect(page.locator("#article mark")).to_be_visible()


def test_link_to_a_quote_opens_it_in_another_browser(page: Page, site: Site, browser: Browser) -> None:
    page.goto(deep_link(site, EMOJI_QUESTION))
    card(page)
    page.get_by_role("link", name="Xem trong bài").click()
    marked = page.locator("#article mark").inner_text()
    other = browser.new_page(viewport=DESKTOP)
    other.goto(page.url)
    expect(other.locator("#article mark")).to_have_text(marked)
    expect(other.locator("#article mark")).to_be_in_viewport()
    other.close()


def test_changed_article_is_not_marked(page: Page, site: Site) -> None:
    def newer(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json={**body, "text": f"Đính chính. {body['text']}", "text_sha256": "0" * 64})

    page.goto(deep_link(site, WATER_QUESTION))
    card(page)
    page.route(f"**/v1/documents/{WATER_NEW.id}", newer)
    page.get_by_role("link", name="Xem trong bài").click()
    expect(page.get_by_role("note")).to_contain_text("Tài liệu đã có bản mới")
    assert page.locator("#article mark, #article .quote").count() == 0


def test_offsets_beyond_the_text_mark_nothing(page: Page, site: Site) -> None:
    size = len(WATER_NEW.text)
    page.goto(f"{site.url}#hoi/bai/{WATER_NEW.id}/{size - 3}-{size + 1}/{size - 3}-{size}/{WATER_NEW.text_sha256[:16]}")
    expect(page.get_by_role("note")).to_contain_text("Vị trí trích dẫn không khớp")
    assert page.locator("#article mark, #article .quote").count() == 0
    # The very end of the text is still inside.
    page.goto(f"{site.url}#hoi/bai/{WATER_NEW.id}/{size - 9}-{size}/{size - 4}-{size}/{WATER_NEW.text_sha256[:16]}")
    expect(page.locator("#article mark")).to_have_text(WATER_NEW.text[-4:])


def test_quote_over_two_paragraphs_is_marked_in_both(page: Page, site: Site) -> None:
    cut = WATER_NEW.text.index("\n")
    page.goto(f"{site.url}#hoi/bai/{WATER_NEW.id}/0-{len(WATER_NEW.text)}/{cut - 5}-{cut + 6}")
    expect(page.locator("#article mark")).to_have_text(
        [WATER_NEW.text[cut - 5 : cut], WATER_NEW.text[cut + 1 : cut + 6]]
    )
    assert page.locator("#article .quote").count() == 2


def test_article_that_is_gone_is_told(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#hoi/bai/0123456789abcdef")
    expect(page.get_by_role("alert")).to_contain_text("Không có tài liệu mang mã")
    page.get_by_role("button", name="Đóng").click()
    expect(page.locator("#article")).to_be_hidden()


# Letters with and without marks, line ends, and characters on both sides of the end of the BMP. Lone surrogates cannot
# travel in UTF-8, hence never reach the page.
texts = st.text(st.sampled_from("aệ ̉\n\uffff😀𝟘𠀋👨‍👩‍👧"), max_size=30)


def test_offsets_mean_what_they_mean_in_python(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.evaluate("async () => { window.words = await import('/static/text.js'); }")

    @given(texts, st.integers(0, 40), st.integers(0, 40))
    def same(text: str, one: int, other: int) -> None:
        start, end = sorted((one, other))
        sliced = page.evaluate("([text, start, end]) => words.slicePoints(text, start, end)", [text, start, end])
        assert sliced == text[start:end]
        assert page.evaluate("text => words.countPoints(text)", text) == len(text)

    same()
