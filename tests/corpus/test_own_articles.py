"""Our own articles: well formed, in their own words, and lacking no fact of the pages that they retell."""

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import coverage

FILES = sorted(coverage.ARTICLES.glob("*.md"))
ARTICLES = coverage.own_articles()
PAGES = coverage.pages(coverage.SHARED) if coverage.SHARED.exists() else {}

needs_pages = pytest.mark.skipif(not PAGES, reason="the real pages lie beside the checkout and are not shipped")


def article(body: str) -> coverage.OwnArticle:
    return coverage.OwnArticle("a.md", "Tiêu đề", body, body)


# The articles themselves


def test_there_are_articles_with_unique_titles() -> None:
    assert len(FILES) >= 15  # five pages and ten teasers
    assert len({each.title for each in ARTICLES}) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_front_matter_is_complete(path: Path) -> None:
    fields: dict[str, Any] = coverage.front_matter(path.read_text(encoding="utf-8"))[0]
    assert set(fields) <= {"title", "date", "period", "source", "based_on"}
    assert isinstance(fields["title"], str)
    assert fields["title"].strip() == fields["title"] != ""
    assert fields["source"] == "Trích"
    based_on = fields["based_on"]
    assert isinstance(based_on, dict)
    assert set(based_on) == {"publisher", "date", "author"}
    assert based_on["publisher"]
    assert ("date" in fields) != ("period" in fields)
    if "date" in fields:
        assert isinstance(fields["date"], date)
        assert based_on["date"] == fields["date"]
    else:
        first, last = map(int, str(fields["period"]).split("-"))
        assert 1900 < first <= last
        assert based_on["date"] is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_text_is_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert path.stem.isascii()
    assert path.stem.replace("-", "").isalnum()
    paragraphs = coverage.front_matter(text)[1].split("\n\n")
    assert paragraphs
    for paragraph in paragraphs:
        assert paragraph.strip() == paragraph != ""
        assert "\n" not in paragraph
        assert "  " not in paragraph
        assert paragraph.endswith((".", "..."))
        assert not paragraph.startswith(("#", "-", "*", "|"))


# Against the pages


@needs_pages
@pytest.mark.parametrize("page", PAGES)
def test_no_fact_of_a_page_is_missing(page: str) -> None:
    assert list(coverage.missing_facts(page, PAGES[page], ARTICLES)) == []


@needs_pages
@pytest.mark.parametrize("page", PAGES)
def test_no_wording_is_copied(page: str) -> None:
    runs = coverage.shared_runs(page, PAGES[page], ARTICLES)
    assert [run for run in runs if run.prose >= coverage.WORDING_LIMIT] == []
    assert [run for run in runs if run.length >= 12] == []  # names and figures included


@needs_pages
@pytest.mark.parametrize("name", coverage.FIXED_NAMES)
def test_every_fixed_name_is_needed(name: str) -> None:
    """An exception that excepts nothing would only hide wording that is copied later."""
    wanted = " ".join(coverage.syllables(name))
    assert any(wanted in " ".join(coverage.syllables(text)) for text in PAGES.values())
    assert any(wanted in " ".join(coverage.syllables(each.text)) for each in ARTICLES)


@needs_pages
def test_a_lost_figure_is_noticed() -> None:
    page = next(name for name, text in PAGES.items() if "579,3%" in text)
    spoilt = [replace(each, text=each.text.replace("579,3", "597,3")) for each in ARTICLES]
    missing = list(coverage.missing_facts(page, PAGES[page], spoilt))
    assert [each.facts for each in missing] == [("579,3",)]


# How facts and wording are found


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1.115", "1115"),
        ("04", "4"),
        ("428,5", "428,5"),
        ("14/5", "14/5"),
        ("08-8-2018", "8/8/2018"),
        ("2018-08-08", "8/8/2018"),
        ("5-2019", "5/2019"),
        ("25B", "25B"),
        ("0", "0"),
    ],
)
def test_canonical_numbers(written: str, form: str) -> None:
    assert coverage.canonical(written) == form
    assert coverage.canonical(form) == form


@pytest.mark.parametrize(("old", "new"), [("Hoá", "hóa"), ("UỶ", "ủy"), ("thuỷ", "Thủy"), ("hòa", "hoà")])
def test_tone_placement_makes_no_difference(old: str, new: str) -> None:
    assert coverage.syllable(old) == coverage.syllable(new)
    assert coverage.syllable("hóa") != coverage.syllable("hòa")


@given(st.text(alphabet="aăâđêôơưóộỹếửABC 01.,-/", max_size=60))
def test_syllables_are_lower_case_and_blind_to_outer_space(text: str) -> None:
    found = coverage.syllables(text)
    assert coverage.syllables(f"  {text}\n") == found
    assert all(key == key.lower() for key in found if not key[0].isdigit())


@given(st.integers(min_value=0, max_value=10**9))
def test_grouping_does_not_change_a_number(number: int) -> None:
    assert coverage.canonical(f"{number:,}".replace(",", ".")) == coverage.canonical(str(number)) == str(number)


def test_facts_of_a_sentence() -> None:
    sentence = "Ngày 10-4-2014, tỉnh Bắc Á có 04 dự án theo Nghị quyết số 22-NQ/TW với Cô-oét, Lào và Mường Lát."
    found = [forms[0] for forms in coverage.facts(sentence)]
    assert found == ["10-4-2014", "Bắc Á", "04 dự", "Nghị", "22-NQ/TW", "Cô oét", "Lào", "Mường Lát"]


def test_the_first_word_of_a_sentence_is_no_name_by_itself() -> None:
    assert list(coverage.facts("Trong năm qua mưa nhiều.")) == []
    assert list(coverage.facts("Về Hà Nội mưa nhiều.")) == [("Về Hà Nội", "Hà Nội")]
    assert list(coverage.facts("ODA tăng.")) == [("ODA",)]


def test_facts_of_one_sentence_have_to_stand_in_one_article() -> None:
    page = "Tỉnh có 12 dự án ở Mường Lát."
    whole, first, second = article("Ở Mường Lát có 12 dự án."), article("Có 12 dự án."), article("Ở Mường Lát.")
    assert list(coverage.missing_facts("p", page, [first, whole])) == []
    assert [each.facts for each in coverage.missing_facts("p", page, [first, second])] == [("Mường Lát",)]
    assert [each.facts for each in coverage.missing_facts("p", page, [article("Mường Lát có 12 xã.")])] == [("12 dự",)]


def test_a_date_may_be_given_with_its_year() -> None:
    assert list(coverage.missing_facts("p", "Họp vào 14/5.", [article("Họp ngày 14/5/2025.")])) == []
    assert list(coverage.missing_facts("p", "Họp vào 14/5/2025.", [article("Họp ngày 14/5.")])) != []


def test_boilerplate_is_no_fact() -> None:
    page = "Đường dây nóng: 0123 456789\n16:05 , 12/12/2025\nTên bài - Ảnh 2.\n{name} - {time}\n3 bình luận\nTắt [X]"
    assert list(coverage.sentences(page)) == ["12/12/2025"]


def test_copied_wording_is_found_whatever_the_punctuation() -> None:
    page = "Hôm qua, bà con trong bản đã cùng nhau sửa lại con đường cũ."
    runs = coverage.shared_runs("p", page, [article("Vui: bà con trong bản, đã cùng nhau sửa lại đường.")])
    assert [(run.words, run.length, run.prose) for run in runs] == [("bà con trong bản đã cùng nhau sửa lại", 9, 9)]
    assert coverage.shared_runs("p", page, [article("Con đường cũ vừa được bà con trong bản sửa.")]) == []


def test_a_fixed_name_is_no_wording() -> None:
    name = coverage.FIXED_NAMES[0]
    assert coverage.shared_runs("p", f"Theo {name}.", [article(f"Theo {name}, hai bên gặp nhau.")]) == []


def test_main_says_that_there_are_no_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage.main([str(tmp_path)]) == 2
    assert "Không tìm thấy" in capsys.readouterr().err


def test_main_lists_what_is_missing_and_copied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copied = next(
        sentence
        for sentence in ARTICLES[0].body.split(". ")
        if len(coverage.syllables(sentence)) > 2 * coverage.WORDING_LIMIT
    )
    (tmp_path / "page.txt").write_text(f"{copied}.\nBản Xa Lạ có 987.654 hộ.", encoding="utf-8")
    assert coverage.main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "thiếu" in told
    assert "987.654 hộ" in told
    assert "chép" in told


def test_an_article_without_a_title_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nsource: Trích\n---\n\nNội dung.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.md"):
        coverage.own_articles(tmp_path)
