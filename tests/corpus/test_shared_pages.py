"""The five real pages beside the repository: titles, dates, sources and authors, and what does not belong to them."""

from datetime import date
from pathlib import Path

import pytest

from corpus.formats.reading import Reading
from corpus.pages import articles_of
from corpus.records import Article, Period
from corpus.text.normalise import to_nfc

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ARTICLES = SHARED / "articles"
pytestmark = pytest.mark.skipif(not ARTICLES.exists(), reason="the pages are not part of the repository")

AGREEMENTS = "000_b8b45def085b0a19.txt"
PARTNERS = "001_a07299ca7e59cc6d.txt"
DIPLOMACY = "002_5fc6b4c7e01e087c.txt"
UNTITLED = "003_687578fad182abea.txt"
TELEVISION = "004_f60e64cb64fb91f0.txt"


def text_of(name: str) -> str:
    return (ARTICLES / name).read_text(encoding="utf-8")


def articles(name: str) -> list[Article]:
    text = text_of(name)
    return articles_of(Reading(name, text, "text"), *to_nfc(text))


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        (
            AGREEMENTS,
            "Thanh Hóa: Hiệu lực, hiệu quả trong thực hiện các thỏa thuận quốc tế",
            ("Hải Nam", None, date(2025, 12, 5), None),
        ),
        (
            PARTNERS,
            "Thanh Hóa “sẵn sàng là bạn, là đối tác tin cậy” trong hợp tác đầu tư với các nước",
            ("Minh Hiếu", "Báo Thanh Hóa", None, Period(2019, 2020)),
        ),
        (
            DIPLOMACY,
            "Ngoại giao chủ động, tích cực hội nhập quốc tế",
            ("Tố Phương", None, date(2025, 12, 2), None),
        ),
        (
            TELEVISION,
            "Đoàn công tác Bộ Ngoại giao làm việc với Ban Thường vụ Tỉnh ủy Thanh Hóa",
            ("Đức Đồng - Đức Tình", "Bản tin Thời sự tối", date(2023, 2, 21), None),
        ),
    ],
)
def test_what_the_main_article_is(
    name: str, title: str, told: tuple[str, str | None, date | None, Period | None]
) -> None:
    main = articles(name)[0]
    assert main.title == title
    assert (main.author, main.source, main.published, main.period) == told
    assert main.part == 0


def test_the_page_without_a_title() -> None:
    (main,) = articles(UNTITLED)
    assert (main.author, main.source) == ("Lê Đức Hùng", "Thanhhoa.dcs.vn")
    assert (main.published, main.period) == (None, Period(2023, 2024))
    assert 40 <= len(main.title) <= 150
    assert main.text.startswith(main.title)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        (AGREEMENTS, ["Breaking News", "GMT+7", "11:28", "Hải Nam"]),
        (
            PARTNERS,
            [
                "Baothanhhoa",
                "Tin liên quan",
                "Đọc nhiều",
                "{name}",
                "{body}",
                "Trả lời",
                "bình luận",
                "Địa phương\n",
                "Xem thêm",
                "Thời tiết",
                "Chia sẻ thông tin",
                "[X]",
                "Ảnh:",
                "Minh Hiếu",
            ],
        ),
        (DIPLOMACY, ["date 2025", "Bài và ảnh", "Tố Phương", "Tiết mục múa"]),
        (UNTITLED, ["dcs.vn", "Lê Đức Hùng"]),
        (
            TELEVISION,
            ["Đường dây nóng", "Ảnh 2", "Ảnh 7", "Nguồn:", "Ý kiến bạn đọc", "20:57", "Đức Tình", "Bá Thước", "Lada"],
        ),
    ],
)
def test_what_is_not_in_the_text(name: str, gone: list[str]) -> None:
    main = articles(name)[0]
    assert [words for words in gone if words in main.text] == []
    assert main.title not in main.text.split("\n")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (AGREEMENTS, ["428,5 triệu USD", "38 thỏa thuận", "Shin Sang Jin", "14/5"]),
        (PARTNERS, ["66 thỏa thuận", "116 triệu USD", "10-4-2014", "1,7 triệu lượt"]),
        (DIPLOMACY, ["15,6 tỷ USD", "2.686 tỷ đồng", "11/2025"]),
        (UNTITLED, ["45 lượt", "1.248 lượt", "năm 1967"]),
        (TELEVISION, ["14,4 tỷ USD", "1.115 tỷ đồng", "115 đoàn"]),
    ],
)
def test_facts_are_said_once_and_only_once(name: str, facts: list[str]) -> None:
    main = articles(name)[0]
    assert [main.text.count(fact) for fact in facts] == [1] * len(facts)


def test_every_teaser_is_an_article_of_its_own() -> None:
    found = articles(TELEVISION)
    assert [article.part for article in found] == list(range(11))
    twelfth, eleventh = date(2025, 12, 12), date(2025, 12, 11)
    assert [article.published for article in found[1:]] == [twelfth, twelfth] + [eleventh] * 8
    assert found[1].title == "Xã Bá Thước quán triệt, triển khai các Chỉ thị, Nghị quyết"
    assert found[3].title == "Sẵn sàng cho Đại hội Hiệp hội doanh nghiệp tỉnh"
    assert found[9].title == "Phó Chủ tịch Thường trực Ủy ban Nhân dân tỉnh làm việc với Công ty AsterAuto Vietnam"
    assert all(len(article.text.split("\n")) == 1 for article in found[1:])
    assert "Lada" in found[9].text
    assert all((article.author, article.source) == (None, None) for article in found[1:])


@pytest.mark.parametrize("name", [AGREEMENTS, PARTNERS, DIPLOMACY, UNTITLED])
def test_the_other_pages_carry_one_article(name: str) -> None:
    assert len(articles(name)) == 1


@pytest.mark.parametrize("name", [AGREEMENTS, PARTNERS, DIPLOMACY, UNTITLED, TELEVISION])
def test_every_character_leads_back_to_the_page(name: str) -> None:
    text = text_of(name)
    for article in articles(name):
        covered = 0
        for run in article.reading.runs:
            assert article.text[run.start : run.start + run.length] == text[run.origin : run.origin + run.length]
            covered += run.length
        assert covered >= len(article.text) - article.text.count("\n") - text.count("\xa0")
