"""The documents tab: list, filter, adding, removing, and documents that attack."""

from pathlib import Path

from playwright.sync_api import FilePayload, Page, Request, expect

from tests.browser.conftest import Site, serving
from tests.browser.library import ARTICLES, HOSTILE, HOSTILE_QUESTION, WATER_NEW
from tests.browser.steps import ask, card, deep_link


def test_list_and_filter_without_diacritics(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#tai-lieu")
    rows = page.locator("#documents-list > li")
    expect(rows).to_have_count(len(ARTICLES))
    expect(rows.first).to_contain_text(WATER_NEW.title)  # the latest first
    expect(rows.first).to_contain_text("Sở Xây dựng Bình Lâm · cap-nuoc-2024.txt")
    expect(rows.first).to_contain_text("18/12/2024")
    expect(rows.first).to_contain_text("1 đoạn")
    page.get_by_label("Lọc theo tiêu đề").fill("nuoc sach 2021")
    expect(rows).to_have_count(1)
    expect(page.locator("#documents-count")).to_have_text(f"1 trong {len(ARTICLES)} tài liệu")
    page.get_by_label("Lọc theo tiêu đề").fill("không tài liệu nào như vậy")
    expect(page.locator("#documents-count")).to_contain_text("Không tài liệu nào")


def test_order_by_title(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#tai-lieu")
    page.get_by_label("Thứ tự").select_option("title")
    titles = page.locator("#documents-list .title").all_inner_texts()
    assert titles.index("Báo cáo cấp nước sạch năm 2021") < titles.index("Báo cáo cấp nước sạch năm 2024")


def test_added_document_answers_and_removed_one_does_not(page: Page, site: Site) -> None:
    question = "Xã Vân Trì có bao nhiêu con trâu?"
    text = "Thống kê chăn nuôi xã Vân Trì\n\nXã Vân Trì có 512 con trâu vào đầu tháng ba, theo cán bộ thú y của xã.\n"
    page.goto(f"{site.url}#tai-lieu")
    page.get_by_label("Chọn tệp").set_input_files(
        [
            FilePayload(name="chan-nuoi.txt", mimeType="text/plain", buffer=text.encode()),
            FilePayload(name="anh.exe", mimeType="application/octet-stream", buffer=b"MZ\x90\x00" * 50),
        ]
    )
    outcomes = page.locator("#upload-result")
    expect(outcomes).to_contain_text("Kết quả: 1 thêm, 1 không nhận.")
    expect(outcomes.locator("li", has_text="anh.exe")).to_contain_text("Không nhận")
    rows = page.locator("#documents-list > li")
    expect(rows).to_have_count(len(ARTICLES) + 1)
    expect(page.locator("#stats")).to_contain_text(f"{len(ARTICLES) + 1} tài liệu")

    page.get_by_role("link", name="Hỏi", exact=True).click()
    expect(ask(page, question).get_by_role("heading", level=2)).to_contain_text("512")

    page.get_by_role("link", name="Tài liệu", exact=True).click()
    row = rows.filter(has_text="chan-nuoi.txt")
    row.get_by_role("button").click()
    dialog = page.get_by_role("dialog", name="Xóa tài liệu này?")
    expect(dialog.get_by_role("button", name="Không")).to_be_focused()
    dialog.get_by_role("button", name="Không").click()
    expect(rows).to_have_count(len(ARTICLES) + 1)
    row.get_by_role("button").click()
    dialog.get_by_role("button", name="Xóa tài liệu").click()
    expect(rows).to_have_count(len(ARTICLES))
    expect(page.locator("#live")).to_contain_text("Đã xóa")

    page.get_by_role("link", name="Hỏi", exact=True).click()
    expect(ask(page, question).get_by_role("heading", level=2)).not_to_contain_text("512")


def test_upload_of_which_nothing_can_be_taken_tells_why(page: Page, site: Site) -> None:
    page.goto(f"{site.url}#tai-lieu")
    page.get_by_label("Chọn tệp").set_input_files(FilePayload(name="rong.txt", mimeType="text/plain", buffer=b""))
    expect(page.get_by_role("alert")).to_contain_text("rong.txt")
    expect(page.locator("#documents-list > li")).to_have_count(len(ARTICLES))


def note(name: str, text: str = "") -> FilePayload:
    """A text file of one article."""
    text = text or f"Thông báo của tổ {name}\n\nTổ dân phố {name} họp vào tối thứ bảy tại nhà văn hóa của phường.\n"
    return FilePayload(name=f"{name}.txt", mimeType="text/plain", buffer=text.encode())


def junk(name: str, size: int = 3) -> FilePayload:
    """A file that is refused."""
    return FilePayload(name=f"{name}.exe", mimeType="application/octet-stream", buffer=b"MZ\x90" * (size // 3))


def uploads(page: Page) -> list[Request]:
    """The requests that send files, as they come to be made."""
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if request.method == "POST" else None)
    return seen


def test_more_files_than_one_request_may_hold(page: Page, tmp_path: Path) -> None:
    """A thousand and two: the report is one, and two of one name, far apart, are told from one another as in one request."""
    with serving(tmp_path) as site:
        page.goto(f"{site.url}#tai-lieu")
        sent = uploads(page)
        page.get_by_label("Chọn tệp").set_input_files(
            [
                note("mot"),
                *(junk(f"anh-{k}") for k in range(998)),
                note("hai"),
                note("mot", "Bản khác\n\nHọp tối chủ nhật.\n"),
            ]
        )
        outcomes = page.locator("#upload-result")
        expect(outcomes).to_contain_text("Kết quả: 2 thêm, 999 không nhận.", timeout=60_000)
        expect(outcomes.locator(".outcomes > li", has_text="mot.txt")).to_have_count(2)
        expect(outcomes.locator(".outcomes > li", has_text="trùng tên")).to_have_count(1)
        expect(page.locator("#documents-list > li")).to_have_count(len(ARTICLES) + 2)
        assert len(sent) > 1


def test_more_bytes_than_one_request_may_hold(page: Page, tmp_path: Path) -> None:
    """A batch over the server's limit is sent in parts; a file that is over it by itself is refused alone."""
    with serving(tmp_path, max_upload_mb=1) as site:
        page.goto(f"{site.url}#tai-lieu")
        page.get_by_label("Chọn tệp").set_input_files(
            [note("mot"), junk("to", 2**20 - 2**14), junk("qua-to", 2**20 + 3), note("hai")]
        )
        outcomes = page.locator("#upload-result")
        expect(outcomes).to_contain_text("Kết quả: 2 thêm, 2 không nhận.")
        expect(outcomes.locator("li", has_text="qua-to.exe")).to_contain_text("Nội dung gửi lên quá 1 MB")
        expect(page.locator("#documents-list > li")).to_have_count(len(ARTICLES) + 2)


def test_upload_that_broke_off_goes_on_where_it_was(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        page.goto(f"{site.url}#tai-lieu")
        sent = uploads(page)
        # The first request arrives, the second does not.
        page.route("**/v1/documents", lambda route: route.abort() if len(sent) == 2 else route.continue_())
        files = [note("mot"), *(junk(f"anh-{k}") for k in range(250)), note("hai")]
        page.get_by_label("Chọn tệp").set_input_files(files)
        outcomes = page.locator("#upload-result")
        expect(outcomes.get_by_role("alert")).to_contain_text("Không kết nối được với máy chủ")
        expect(outcomes).to_contain_text("Kết quả: 1 thêm,")
        expect(page.locator("#documents-list > li")).to_have_count(len(ARTICLES) + 1)
        outcomes.get_by_role("button", name="Thử lại").click()
        expect(outcomes).to_contain_text("Kết quả: 2 thêm, 250 không nhận.")
        expect(outcomes.get_by_role("alert")).to_have_count(0)
        expect(page.locator("#documents-list > li")).to_have_count(len(ARTICLES) + 2)
        assert len(sent) == 3


def test_hostile_document_stays_text(page: Page, site: Site) -> None:
    page.goto(deep_link(site, HOSTILE_QUESTION))
    shown = card(page)
    expect(shown).to_contain_text(HOSTILE.title)
    expect(shown.locator("blockquote").first).to_contain_text("<script>window.hacked=1</script>")
    page.get_by_role("link", name="Xem trong bài").click()
    article = page.locator("#article")
    expect(article.locator("#article-heading")).to_have_text(HOSTILE.title)
    expect(article.locator("mark")).to_be_visible()
    # "javascript:…" is not made a link.
    assert article.locator(".meta a").count() == 0
    page.goto(f"{site.url}#tai-lieu")
    expect(page.locator("#documents-list")).to_contain_text(HOSTILE.title)
    page.goto(site.url)
    expect(page.locator("#hints")).to_contain_text(HOSTILE.title)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script, aside img, aside script").count() == 0


def test_hostile_question_stays_text(page: Page, site: Site) -> None:
    page.goto(deep_link(site, "<img src=x onerror=window.hacked=1> nghỉ lễ?"))
    card(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img").count() == 0
