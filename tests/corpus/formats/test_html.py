import unicodedata
from datetime import date

import pytest

from corpus.errors import EmptyDocument, TooLarge, UnknownEncoding
from corpus.formats import Limits
from corpus.pages import articles_of
from corpus.text.normalise import to_nfc
from tests.corpus.formats.files import NEWS_PAGE, PARAGRAPHS, all_of, one, refusal
from tests.corpus.text.encoders import tcvn3, vni, windows_1258

LEAD = "(baovensong.example) - Sáng 21/2, huyện An Hà tổ chức lễ khánh thành cây cầu dài 428,5 m, nối hai bờ sông."
BODY = [
    "Công trình có tổng vốn 1.115 tỷ đồng, do Ban Quản lý dự án giao thông huyện làm chủ đầu tư. Cầu có bốn làn xe.",
    "Theo ông Trần Văn Mẫu, mỗi ngày có khoảng 3.000 lượt xe qua lại; người dân không còn phải chờ phà như trước.",
    "Bảng dưới đây cho thấy vốn giải ngân qua từng năm.",
    "Việc sửa chữa, bảo trì do Hạt Quản lý đường bộ số 4 đảm nhận; kinh phí hằng năm khoảng 2,5 tỷ đồng./.",
]
ROWS = ["Năm | Vốn (tỷ đồng)", "2020 | 310", "2021 | 405"]


def _in_order(lines: list[str], wanted: list[str]) -> bool:
    rest = iter(lines)
    return all(line in rest for line in wanted)


def test_a_news_page_gives_its_article() -> None:
    reading = one("bai.html", NEWS_PAGE)
    lines = reading.text.split("\n")
    assert lines[0] == LEAD  # which newspapers set apart from the rest
    assert _in_order(lines, [LEAD, *BODY[:3], *ROWS, BODY[3]])
    assert (reading.title, reading.author) == ("Khánh thành cầu mới bắc qua sông Cẩm", "Lê Văn Bình")
    assert (reading.source, reading.url) == ("Báo Ven Sông", "https://baovensong.example/khanh-thanh-cau-moi-123.html")
    assert (reading.format, reading.published) == ("html", date(2023, 2, 21))


@pytest.mark.parametrize(
    "noise",
    [
        "Trang chủ",
        "Kinh tế",
        "Không phải nội dung",
        "color: red",
        "nông thôn mới",
        "Gửi bình luận",
        "Giấy phép",
        "bến phà An Hà",
    ],
)
def test_what_stands_around_the_article_is_left_out(noise: str) -> None:
    assert noise not in one("bai.html", NEWS_PAGE).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>", "<div>"),  # paragraphs as divisions
        (
            '<h1 class="title-detail">Khánh thành cầu mới bắc qua sông Cẩm</h1>',
            "<div>Khánh thành cầu mới bắc qua sông Cẩm</div>",
        ),
        ('<h2 class="sapo">', '<div class="chapeau"><b></b><p>'),
        ("<!DOCTYPE html>", '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>'),
        ("<h2", "<!-- lead --><h2"),
    ],
)
def test_pages_of_other_shapes(old: str, new: str) -> None:
    page = NEWS_PAGE.replace(old, new)
    assert page != NEWS_PAGE
    if new == "<div>":
        page = page.replace("</p>", "</div>")
    lines = one("bai.html", page).text.split("\n")
    assert _in_order(lines, [LEAD, *BODY])


@pytest.mark.parametrize(
    "element",
    [
        '<div class="lead">{}</div>',
        "<p><b>{}</b></p>",
        '<strong class="sapo">{}</strong>',
        "{}<br>",
        "<div><div><p>{}</p></div></div>",
    ],
)
def test_a_lead_in_any_element_is_kept(element: str) -> None:
    page = NEWS_PAGE.replace(f'<h2 class="sapo">{LEAD}</h2>', element.format(LEAD))
    assert page != NEWS_PAGE
    assert one("bai.html", page).text.split("\n")[0] == LEAD


def test_links_and_teasers_between_headline_and_text_are_no_lead() -> None:
    link = '<p><a href="/x">Huyện An Hà ra quân làm đường giao thông nông thôn và nội đồng</a></p>'
    teaser = "<div class='tin-lien-quan'><p>Huyện An Hà ra quân làm đường giao thông nông thôn, nội đồng.</p></div>"
    assert (
        "ra quân"
        not in one("bai.html", NEWS_PAGE.replace('<h2 class="sapo">', f'{link}{teaser}<h2 class="sapo">')).text
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:published_time" content="2022-11-05T08:00:00+07:00">', date(2022, 11, 5)),
        ('<meta name="pubdate" content="5/11/2022">', date(2022, 11, 5)),
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2022-11-05"}]}</script>', date(2022, 11, 5)),
        ('<script type="application/ld+json">{broken</script>', date(2023, 2, 21)),
        ('<script type="application/ld+json">' + "[" * 50_000 + "</script>", date(2023, 2, 21)),
        ('<meta property="article:published_time" content="hôm qua">', date(2023, 2, 21)),
        ("", date(2023, 2, 21)),  # beside the headline
    ],
)  # fmt: skip
def test_metadata_is_surer_than_what_stands_beside_the_headline(head: str, expected: date) -> None:
    assert one("bai.html", NEWS_PAGE.replace("</head>", f"{head}</head>")).published == expected


def test_a_time_element_of_the_article_tells_the_day() -> None:
    page = NEWS_PAGE.replace('<div class="detail">', '<article><time datetime="2022-11-05T08:00">5/11</time>')
    assert one("bai.html", page).published == date(2022, 11, 5)


def test_clocks_and_related_news_tell_no_day() -> None:
    page = NEWS_PAGE.replace('<span class="date-post">Thứ ba, 21/02/2023 20:57</span>', "")
    assert one("bai.html", page).published is None


DATED = '<span class="date-post">Thứ ba, 21/02/2023 20:57</span>'
CLOCK = '<div class="header-date">Thứ Năm, 20/11/2025</div>'
OTHERS = '<ul><li><a href="/b">Xã An Hà mở chợ phiên</a> <span class="date">20/11/2025</span></li></ul>'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (DATED, "", None),
        ('<div class="main">', f'{CLOCK}<div class="main">', date(2023, 2, 21)),
        ('<div class="detail">', f'{CLOCK}<div class="detail">', date(2023, 2, 21)),
        (DATED, OTHERS, None),
        (DATED, f"{OTHERS}{DATED}", date(2023, 2, 21)),
        (DATED, '<ul><li class="date"><a href="/2023/02/21">21/02/2023</a></li></ul>', date(2023, 2, 21)),
        (DATED, f'<span class="date">Cập nhật: 20/11/2025</span> {DATED}', date(2023, 2, 21)),
        (DATED, f'<span class="last-updated">20/11/2025</span> {DATED}', date(2023, 2, 21)),
        (DATED, f'<time class="modified">20/11/2025</time> {DATED}', date(2023, 2, 21)),
        (DATED, f'<span class="date">Sửa lần cuối 20/11/2025</span> {DATED}', date(2023, 2, 21)),
        (DATED, '<span class="date">Cập nhật: 21/02/2023</span>', date(2023, 2, 21)),  # better than none
    ],
)
def test_the_day_beside_the_headline_is_the_first_of_the_article_itself(
    old: str, new: str, expected: date | None
) -> None:
    page = NEWS_PAGE.replace(old, new)
    assert page != NEWS_PAGE
    assert one("bai.html", page).published == expected


PORTAL = "Cổng thông tin điện tử huyện An Hà"
LOGO = f'<h1 class="logo">{PORTAL.upper()}</h1>'
HEADLINE = "Khánh thành cầu mới bắc qua sông Cẩm"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("title", "logo", "heading"),
    [
        (f"{HEADLINE} - {PORTAL}", LOGO, "h2"),
        (PORTAL, LOGO, "h1"),
        (PORTAL, LOGO, "h2"),
        (PORTAL, "", "h1"),
        (PORTAL, f"<div>{PORTAL.upper()}</div>", "h3"),
    ],
)
def test_the_name_of_a_portal_is_no_title_of_its_pages(form: str, title: str, logo: str, heading: str) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    menu = "<div class='menu'><h4>Chuyên mục</h4></div>"
    behind = "<div><h4>Tin khác</h4><p>Xã An Hà mở chợ phiên.</p></div>"
    article = f"{menu}<div class='detail'><{heading}>{HEADLINE}</{heading}>{text}</div>{behind}"
    page = f"<html><head><title>{title}</title></head><body>{logo}{article}</body></html>"
    reading = one("bai.html", unicodedata.normalize(form, page))
    (found,) = articles_of(reading, *to_nfc(reading.text))
    assert found.title == HEADLINE


@pytest.mark.parametrize("level", ["", '<div class="top">'])
def test_a_clock_above_the_headline_tells_no_day(level: str) -> None:
    close = "</div>" if level else ""
    headline = f"{level}<h1>Khánh thành cầu mới</h1>{close}"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<html><body><div><div>{CLOCK}</div><div>{headline}{text}</div></div></body></html>"
    assert one("bai.html", page).published is None
    beside = page.replace("<h1>", '<p class="date">21/02/2023</p><h1>')
    assert one("bai.html", beside).published == date(2023, 2, 21)


@pytest.mark.parametrize(
    ("charset", "encode"),
    [("windows-1258", windows_1258), ("iso-8859-1", tcvn3), ("x-user-defined", vni), ("utf-8", str.encode)],
)
def test_old_pages_in_legacy_encodings(charset: str, encode: object) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={charset}'></head><body>{text}</body></html>"
    found = to_nfc(one("cu.htm", encode(page)).text)[0]  # type: ignore[operator]
    assert _in_order(found.split("\n"), PARAGRAPHS)


def test_pages_typed_in_a_legacy_font_but_served_as_utf8() -> None:
    text = "".join(f"<p>{tcvn3(paragraph).decode('cp1252')}</p>" for paragraph in PARAGRAPHS)
    assert "\u00ad" in text  # the ư, which looks like a soft hyphen
    assert _in_order(one("cu.html", f"<html><body>{text}</body></html>").text.split("\n"), PARAGRAPHS)


def test_a_description_that_was_cut_in_the_middle_of_a_character_does_not_lose_the_page() -> None:
    page = NEWS_PAGE.encode().replace(
        b"<style>", b'<meta name="description" content="S\xc3\xa1ng 21/2, huy\xe1\xbb"><style>'
    )
    assert LEAD in one("bai.html", page).text


def test_fragments_and_pages_without_an_article() -> None:
    assert (
        one("a.html", "<p>Dự án có 5 hợp phần.</p><p>Vốn 12 tỷ đồng.</p>").text
        == "Dự án có 5 hợp phần.\nVốn 12 tỷ đồng."
    )
    notice = "<html><body><h1>Thông báo</h1>Trường An Hà tuyển sinh.<br>Chỉ tiêu: 250 học viên.<br>Lệ phí: 50.000 đồng.</body></html>"
    text = one("a.html", notice).text
    assert text.endswith("Chỉ tiêu: 250 học viên.\nLệ phí: 50.000 đồng.")


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<!DOCTYPE html><html><script>x()</script></html>", "<html><!-- x -->"]
)
def test_pages_without_text_say_so(page: str) -> None:
    assert isinstance(refusal("a.html", page), EmptyDocument)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 20_000 + "x",
        "<html><body>" + "<b>" * 20_000 + "x",
        "<html><body>" + "<table>" * 5_000,
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><html><body>&b;</body></html>",
        "<html>" + "<!--" * 20_000,
        "<html " + "a=b " * 20_000 + ">",
        "<html>" + "&amp;" * 20_000,
    ],
    ids=["div", "b", "table", "entities", "comments", "attributes", "ampersands"],
)
def test_hostile_markup_does_no_harm(page: str, caplog: pytest.LogCaptureFixture) -> None:
    assert len(all_of("a.html", page)) == 1
    assert not [record for record in caplog.records if record.name == "corpus.formats"]


def test_limits() -> None:
    assert isinstance(refusal("a.html", NEWS_PAGE, Limits(markup_bytes=500)), TooLarge)
    assert isinstance(refusal("a.html", NEWS_PAGE, Limits(elements=20)), TooLarge)
    assert isinstance(refusal("a.html", NEWS_PAGE, Limits(text_characters=50)), TooLarge)


def test_bytes_in_no_encoding_are_refused() -> None:
    assert isinstance(refusal("a.html", b"<html><body>\xe9\xff\x81\x8d</body></html>"), UnknownEncoding)
