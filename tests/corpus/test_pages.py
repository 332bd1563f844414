"""Whole pages and documents: from one reading to its articles."""

import gzip
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import EmptyDocument
from corpus.formats.reading import Reading
from corpus.pages import articles_of
from corpus.records import Article, Period
from corpus.text.normalise import to_nfc

PAGES = Path(__file__).parent / "pages"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def read(text: str, **declared: object) -> list[Article]:
    reading = Reading("page.txt", text, "text", **declared)  # type: ignore[arg-type]
    return articles_of(reading, *to_nfc(text))


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Expected:
    title: str
    author: str | None
    source: str | None
    published: date | None
    period: Period | None
    paragraphs: int
    starts: str
    ends: str
    gone: tuple[str, ...] = ()


EXPECTED = {
    "national_daily": Expected(
        "Vùng chè Lâm Trà xuất lô hàng hữu cơ đầu tiên", "Nguyên Bình", None, date(2025, 12, 1), None,
        4, "HTX Lâm Trà ngày 28/11", "vào năm 2028.",
        ("Ảnh:", "Giá chè tươi", "Chúc mừng", "Trang chủ", "Từ khóa", "0:00", "Trở lại"),
    ),
    "provincial_paper": Expected(
        "Khe Vằn: Nước sạch về bản sau ba năm chờ đợi", "Sơn Trà", "Báo Nghệ An", None, Period(2022, 2023),
        4, "Sau ba năm thực hiện", "trong năm 2023.",
        ("Baonghean", "{name}", "Tin liên quan", "Thời tiết", "Ảnh:", "Sơn Trà", "Xem thêm", "[X]"),
    ),
    "portal": Expected(
        "Hội nghị triển khai cấp căn cước tại nhà cho người cao tuổi", "Lê Thị Nhàn",
        "Cổng thông tin điện tử xã Đồng Lụa", date(2025, 6, 3), None,
        6, "Từ ngày 10/6", "không thu lệ phí.", ("Giới thiệu", "Lịch tiếp công dân", "Lượt xem"),
    ),
    "agency": Expected(
        "Ngày 3/4, Viện Lúa công bố giống lúa chịu mặn mới, năng suất trung bình 6,8 tấn mỗi ha trên ruộng nhiễm mặn 4 phần nghìn",
        "Ánh Tuyết", "TTXVN", None, None, 3, "Cần Thơ (TTXVN)", "so với giống cũ./.", ("Ánh Tuyết",),
    ),
    "blog": Expected(
        "Lễ hội đua thuyền sông Mây thu hút 24 đội", "Vũ Hạnh", "Báo Hòa Sơn", date(2025, 12, 5), None,
        2, "Lễ hội đua thuyền", "5 phút 41 giây.", ("Posted", "Bài viết liên quan", "nghề đóng thuyền"),
    ),
    "report": Expected(
        "Báo cáo Kết quả thực hiện công tác giảm nghèo năm 2024", None, "Ủy ban nhân dân tỉnh Hòa Sơn", date(2024, 12, 5), None,
        13, "Số: 87/BC-UBND", "Đặng Quốc Khải", ("CỘNG HÒA", "Độc lập", "-----"),
    ),
    "letter": Expected(
        "Công văn về việc cử cán bộ tham gia lớp biên dịch", None, "Sở Ngoại vụ", date(2025, 7, 9), None,
        7, "Số: 412/SNgV-HTQT", "Hà Thị Minh Châu", ("CỘNG HÒA",),
    ),
    "decision": Expected(
        "Quyết định về việc ban hành khung kế hoạch thời gian năm học", None, "Bộ Giáo dục và Đào tạo", date(2025, 8, 12), None,
        6, "Số: 2101/QĐ-BGDĐT", "hiệu lực từ ngày ký.", ("Độc lập",),
    ),
    "questions": Expected("Hỏi đáp về thẻ thư viện", None, None, None, None, 9, "Hỏi: Làm thẻ", "buổi sáng."),
    "timetable": Expected("Lịch công tác tuần 49", None, None, None, Period(2025, 2025), 5, "Thứ Hai, 01/12/2025", "cơ sở 2."),
    "table": Expected("Bảng giá nước sinh hoạt", None, None, None, None, 4, "Bậc | Mức dùng", "9.900"),
    "wrapped": Expected(
        "Từ thứ Hai tuần sau, cổng phía đông đóng để sửa mái che", None, None, None, None, 3, "Kính gửi cả phòng,", "Cảm ơn mọi người."
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_pages(name: str) -> None:
    expected = EXPECTED[name]
    (article,) = read(page(name))
    told = (article.title, article.author, article.source, article.published, article.period)
    assert told == (expected.title, expected.author, expected.source, expected.published, expected.period)
    assert len(article.text.split("\n")) == expected.paragraphs
    assert article.text.startswith(expected.starts)
    assert article.text.endswith(expected.ends)
    assert [gone for gone in expected.gone if gone in article.text] == []


def test_every_page_is_expected() -> None:
    assert {path.stem for path in PAGES.glob("*.txt")} == {*EXPECTED, "television"}


def test_a_page_with_teasers() -> None:
    main, gifts, market = read(page("television"))
    assert (main.title, main.author, main.source) == (
        "Khởi công đường tránh lũ qua xã Mường Cai",
        "Quang Minh - Thu Hiền",
        "Bản tin Thời sự tối",
    )
    assert main.published == date(2024, 5, 9)
    assert len(main.text.split("\n")) == 3
    assert not any(gone in main.text for gone in ("Ảnh 2", "Các đại biểu", "Đường dây nóng", "Nguồn:", "suất quà"))
    assert (gifts.part, gifts.title, gifts.published) == (
        1,
        "Trao 120 suất quà cho học sinh vùng cao",
        date(2024, 5, 10),
    )
    assert (market.part, market.title) == (2, "Chợ phiên Mường Cai mở cửa trở lại từ ngày 12/5")
    assert (market.published, market.author, market.source) == (date(2024, 5, 9), None, None)
    assert len({main.id, gifts.id, market.id}) == 3


def test_what_a_file_declares_is_believed_for_the_main_article_only() -> None:
    main, second, _ = read(
        page("television"),
        title="Khởi công đường tránh lũ qua xã Mường Cai - Báo Nhân Dân",
        author="Thu Hiền",
        source="baothanhhoa.vn",
        url="https://example.vn/1.htm",
        published=date(2024, 5, 11),
        period=Period(2023, 2024),
    )
    assert (main.title, main.author, main.source) == (
        "Khởi công đường tránh lũ qua xã Mường Cai",
        "Thu Hiền",
        "Báo Thanh Hóa",
    )
    assert (main.published, main.period, main.url) == (
        date(2024, 5, 11),
        Period(2023, 2024),
        "https://example.vn/1.htm",
    )
    assert (second.author, second.source, second.published, second.url) == (
        None,
        "Báo Thanh Hóa",
        date(2024, 5, 10),
        None,
    )


def test_the_address_tells_the_publisher() -> None:
    text = "Một bản tin ngắn về chuyện trồng chè ở vùng cao."
    assert read(text, url="https://vnexpress.net/a.html")[0].source == "VnExpress"
    reading = Reading("https://nhandan.vn/a.html", text, "html")
    assert articles_of(reading, *to_nfc(text))[0].source == "Báo Nhân Dân"
    assert read(text)[0].source is None


PLAIN = [
    "Mượn máy chiếu phải báo trước hai ngày.",
    "Lê Văn Ba",
    "Danh sách khách\nLê Văn Ba\nVi Thị Sen\nHà Minh Châu",
    "Họ tên: Lê Văn Ba\nĐường dây nóng: 0912 345 678\nEmail: ba@example.vn",
    "Trăng lên đỉnh núi\nSương xuống lưng đèo\nTrăng lên đỉnh núi\nAi về bản cũ",
    "8:00 ngày 05/12/2025: họp giao ban\n14:00 ngày 05/12/2025: tiếp khách",
    "- một\n- hai\n- ba",
    "a | b | c\n1 | 2 | 3",
    "Ngày 5/12/2025, xã họp dân. Ngày 6/12/2025, xã khởi công.",
    "Cuộc họp kết thúc lúc 16 giờ, các bên ký biên bản.\nLê Văn Ba",
    "Trả lời\nThích\nChia sẻ",
    "Số 15/2 đường Lê Lợi\nMở cửa từ 8 giờ sáng.\nNghỉ chủ nhật.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_texts_come_through_whole(text: str) -> None:
    (article,) = read(text)
    heading = (
        article.title if text.startswith(f"{article.title}\n") and not article.text.startswith(article.title) else ""
    )
    assert "\n".join(filter(None, [heading, article.text])) == text


@pytest.mark.parametrize(
    "text", ["", " \n\u200b\n", "{name} - {time}\nTắt [X]", "-----\n***", "Tin liên quan\n0 bình luận"]
)
def test_nothing_left(text: str) -> None:
    with pytest.raises(EmptyDocument) as error:
        read(text)
    assert error.value.name == "page.txt"
    assert "nội dung" in error.value.reason


SENTENCES = [
    "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm.",
    "Riêng mùa khô vừa rồi, không nhà nào phải đi gùi nước nữa!",
    "Xã gồm các bản: Pà Khốm, Nậm Tột và Huồi Mới; mỗi bản một bể chứa.",
    "Ông nói: “Có nước là có tất cả”.",
]
FURNITURE = [
    "Tin liên quan",
    "05/12/2025 11:28",
    "Minh Hà",
    "{name}",
    "Trả lời",
    "Đề mục ngắn gọn",
    "Địa phương",
    "Ảnh: Minh Hà",
    "- mục",
    "x | y",
]


def assert_leads_back(article: Article, text: str) -> None:
    covered = 0
    for run in article.reading.runs:
        assert article.text[run.start : run.start + run.length] == text[run.origin : run.origin + run.length]
        assert article.reading.to_source(run.start) == run.origin
        covered += run.length
    # What was put in: the line feeds, and the blanks where wrapped lines were joined or another blank stood.
    put_in = len(article.text) - covered
    assert put_in <= article.text.count("\n") + article.text.count(" ")


@settings(deadline=None)
@given(st.lists(st.sampled_from(SENTENCES + FURNITURE), min_size=1, max_size=15), st.sampled_from(["\n", "\n\n"]))
def test_any_page_of_these_lines(lines: list[str], between: str) -> None:
    text = between.join(lines)
    prose = [line for line in lines if line in SENTENCES]
    try:
        articles = read(text)
    except EmptyDocument:
        assert not prose
        return
    kept = "\n".join(article.text for article in articles)
    # Every sentence is still there, once at least, and everything kept stands where it came from.
    assert [line for line in prose if line not in kept] == []
    assert [article.part for article in articles] == list(range(len(articles)))
    for article in articles:
        assert article.title.strip()
        assert article.text == article.text.strip()
        assert "\n\n" not in article.text
        assert_leads_back(article, text)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_articles_that_lead_back(text: str) -> None:
    normalised, to_source = to_nfc(text)
    try:
        articles = articles_of(Reading("x", text, "text"), normalised, to_source)
    except EmptyDocument:
        return
    for article in articles:
        assert unicodedata.is_normalized("NFC", article.text)
        assert article.text
        for run in article.reading.runs:
            assert article.text[run.start : run.start + run.length] == text[run.origin : run.origin + run.length]


def test_decomposed_text_leads_back_to_what_was_read() -> None:
    text = unicodedata.normalize("NFD", page("provincial_paper")).replace("\n", "\r\n")
    (article,) = read(text)
    (composed,) = read(page("provincial_paper"))
    assert (article.text, article.title) == (composed.text, composed.title)
    at = article.text.index("17 km")
    source = text[article.reading.to_source(at) : article.reading.to_source(at + len("17 km đường ống"))]
    assert unicodedata.normalize("NFC", source) == "17 km đường ống"


def test_the_same_page_gives_the_same_articles() -> None:
    assert read(page("television")) == read(page("television"))


def test_long_documents_take_linear_time() -> None:
    """No line may be compared with every other one: 10,000 lines have to pass within the time of the test run."""
    lines = ["Tin liên quan", "Các đại biểu dự lễ khai mạc.", SENTENCES[0], "05/12/2025", "Đề mục ngắn gọn"]
    assert read("\n".join(lines * 2000))
    assert read("\n".join(f"Đề mục {k} ngắn gọn" for k in range(10_000)))


@pytest.mark.skipif(not SHARED.exists(), reason="the sample of ViQuAD is not part of the repository")
def test_encyclopedia_texts_come_through_whole() -> None:
    with gzip.open(SHARED / "reader-data" / "viquad2-sample-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        contexts = sorted({json.loads(line)["context"] for line in file})
    total = kept = 0
    for context in contexts:
        articles = read(context)
        total += len(to_nfc(context)[0].strip())
        kept += sum(len(article.text) for article in articles)
    assert len(contexts) > 900
    assert kept / total >= 0.999
