"""Which province a question speaks of, and that the figure of one is no answer for another."""

import pytest

from corpus.records import Article
from service.reader.provinces import elsewhere, provinces


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tỉnh Nghệ An và thành phố Hải Phòng", {"nghe an", "hai phong"}),
        ("tỉnh nghệ an có mấy huyện", {"nghe an"}),
        ("Vì hòa bình và hữu nghị", set()),
        ("tỉnh hòa bình có mấy huyện", {"hoa binh"}),
        ("Người Hòa Bình dệt thổ cẩm", {"hoa binh"}),
        ("Cột cờ cao bằng ngôi đình", set()),
        ("Xã Hà Giangg", set()),
        ("Thanh Hoá, Khánh Hoà và tỉnh Thừa Thiên Huế", {"thanh hoa", "khanh hoa", "hue"}),
        ("", set()),
    ],
)
def test_provinces_are_named_with_capitals_or_without(text: str, told: set[str]) -> None:
    assert provinces(text) == told


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Xuất khẩu của Nghệ An là bao nhiêu?", True),
        ("Xuất khẩu của Hà Tĩnh là bao nhiêu?", False),
        ("Xuất khẩu của Thái Bình là bao nhiêu?", False),
        ("Hà Tĩnh hơn Nghệ An bao nhiêu?", True),
        ("Xuất khẩu là bao nhiêu?", False),
    ],
)
def test_an_article_that_never_names_the_province_speaks_of_another(question: str, other: bool) -> None:
    article = Article("a.md", "Tỉnh xuất khẩu 5 tỷ USD, hơn Thái Bình.", "Kinh tế Hà Tĩnh")
    assert elsewhere(question, article) is other
