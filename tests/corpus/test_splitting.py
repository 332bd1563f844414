"""Pages that carry several articles."""

import pytest

from corpus.cleaning.kinds import told
from corpus.cleaning.lines import lines_of
from corpus.splitting import split

MAIN = "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm."
MORE = "Xã lắp 17 km đường ống và xây chín bể chứa."
TEASER = "Chiều 9/5, hội đã trao 120 suất quà cho học sinh hai trường."
TITLE, SECOND, THIRD = "Nước sạch về bản", "Trao quà cho học sinh vùng cao", "Chợ phiên mở cửa trở lại"


def parts(*lines: str) -> list[list[str]]:
    return [[line.text for line in part] for part in split(told(lines_of("\n\n".join(lines))))]


def test_a_title_with_a_date_begins_another_article() -> None:
    assert parts(TITLE, MAIN, MORE, SECOND, "08:15 , 10/05/2024", TEASER) == [
        [TITLE, MAIN, MORE],
        [SECOND, "08:15 , 10/05/2024", TEASER],
    ]


def test_a_title_said_twice_begins_another_article() -> None:
    assert parts(TITLE, MAIN, SECOND, SECOND, TEASER) == [[TITLE, MAIN], [SECOND, SECOND, TEASER]]


def test_titles_and_leads_behind_a_label_are_other_articles() -> None:
    assert parts(TITLE, MAIN, "Tin liên quan", SECOND, TEASER, THIRD, MORE) == [
        [TITLE, MAIN, "Tin liên quan"],
        [SECOND, TEASER],
        [THIRD, MORE],
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, "05/12/2025 11:28", MAIN, MORE),  # its own date
        (TITLE, MAIN, "Quang Minh - Thu Hiền", "09/05/2024 19:45", MORE),  # author and date below the lead
        (TITLE, TITLE, "08:15 , 10/05/2024", MAIN, MORE),
        (MAIN, TITLE, TITLE, MAIN),  # the lead above the title
        (TITLE, MAIN, SECOND, MORE, THIRD, TEASER),  # subheadings
        (TITLE, MAIN, "Tin liên quan", SECOND, THIRD, MORE),  # links within the text
        (TITLE, MAIN, TITLE, TITLE, MORE),  # its own title again
        ("05/12/2025", MAIN, "06/12/2025", MORE),  # a diary
        (MAIN,),
    ],
)
def test_one_article_stays_one(lines: tuple[str, ...]) -> None:
    assert parts(*lines) == [list(lines)]


def test_every_line_is_in_one_part() -> None:
    lines = [
        TITLE,
        MAIN,
        "Tin khác",
        SECOND,
        "08:15 , 10/05/2024",
        TEASER,
        THIRD,
        "21:02 , 09/05/2024",
        MORE,
        "Thời tiết",
    ]
    assert [line for part in parts(*lines) for line in part] == lines
    assert len(parts(*lines)) == 3
