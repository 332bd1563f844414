"""What identifies an article, and what a citation is bound to."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from hashlib import sha256

import pytest

from corpus.records import Article, Passage, Period
from corpus.text.offsets import OffsetMap, Run

ARTICLE = Article(origin="tin/a.txt", text="Tỉnh ký 38 thỏa thuận. 🎉", title="Thỏa thuận", published=date(2025, 12, 5))


def test_ids_never_change() -> None:
    # Stored by users: another value would orphan their documents.
    assert Article("tin/a.txt", "", "").id == "e806b1cd30398907"
    assert Article("tin/a.txt", "", "", part=1).id == sha256(b"tin/a.txt\n1").hexdigest()[:16]


def test_an_id_is_that_of_the_place_not_of_the_content() -> None:
    other = replace(
        ARTICLE, text="Khác.", title="Khác", source="Báo Thanh Hóa", published=None, url="https://a.example"
    )
    assert other.id == ARTICLE.id
    assert len({ARTICLE.id, replace(ARTICLE, part=1).id, replace(ARTICLE, origin="tin/b.txt").id}) == 3


def test_a_name_with_a_line_feed_takes_no_id_of_another() -> None:
    ids = {
        Article(origin, "", "", part=part).id
        for origin, part in (("a", 1), ("a\n1", 0), ("a\n1", 1), ("a", 11), ("a1", 1))
    }
    assert len(ids) == 5


def test_a_citation_is_bound_to_every_character_of_the_text() -> None:
    assert ARTICLE.text_sha256 == sha256("Tỉnh ký 38 thỏa thuận. 🎉".encode()).hexdigest()
    assert replace(ARTICLE, text=ARTICLE.text + " ").text_sha256 != ARTICLE.text_sha256
    assert replace(ARTICLE, title="Khác").text_sha256 == ARTICLE.text_sha256


def test_articles_are_equal_by_what_they_say_not_by_the_way_back() -> None:
    assert replace(ARTICLE, reading=OffsetMap((Run(0, 7, 3),))) == ARTICLE
    assert ARTICLE.reading == OffsetMap.identity()
    for changed in ({"text": "Khác."}, {"title": "Khác"}, {"published": None}, {"period": Period(2019, 2020)}):
        assert replace(ARTICLE, **changed) != ARTICLE


def test_a_period_ends_when_it_starts_or_later() -> None:
    assert (Period(2019, 2019).first, Period(2019, 2025).last) == (2019, 2025)
    with pytest.raises(ValueError, match="2020-2019"):
        Period(2020, 2019)


@pytest.mark.parametrize("record", [ARTICLE, Passage(1, ARTICLE.id, 0, 4, "Tỉnh"), Period(2019, 2020)])
def test_records_cannot_be_changed(record: object) -> None:
    name = next(iter(record.__dataclass_fields__))  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
