import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers.normalizers import Precompiled

from index.encoder.charsmap import compile_charsmap, published_rules

letters = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="|")
replacements = st.dictionaries(letters, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4))


@given(rules=replacements, text=st.lists(letters, max_size=20))
def test_each_character_is_replaced_by_its_rule(rules: dict[str, str], text: list[str]) -> None:
    normaliser = Precompiled(compile_charsmap(rules))
    # bars keep characters from joining into one cluster, where the rule of the first would swallow the next
    expected = "|".join(rules.get(char, char) for char in text)
    assert normaliser.normalize_str("|".join(text)) == expected


def test_the_shortest_key_wins() -> None:
    normaliser = Precompiled(compile_charsmap({"a\u0301": "á", "a\u0301\u0323": "never", "b": "B"}))
    assert normaliser.normalize_str("a\u0301 a\u0301\u0323 ab\u0301") == "á á aB"


@pytest.mark.parametrize("letter", "éèêôơưăâạảẤỹÝőñç")
def test_one_mark_composes_and_more_are_lost_as_published(letter: str) -> None:
    normaliser = Precompiled(compile_charsmap(published_rules({})))
    decomposed = unicodedata.normalize("NFD", letter)
    first_two = unicodedata.normalize("NFC", decomposed[:2])
    assert normaliser.normalize_str(decomposed) == first_two


def test_rules_do_not_depend_on_the_version_of_unicode() -> None:
    """All pairs were there in Unicode 3.2, which Python keeps, so any Python builds the same table."""
    pairs = published_rules({})
    assert len(pairs) == 679
    for pair, composed in pairs.items():
        assert unicodedata.ucd_3_2_0.normalize("NFKC", pair) == composed


def test_an_empty_table_changes_nothing() -> None:
    assert Precompiled(compile_charsmap({})).normalize_str("Việt Nam") == "Việt Nam"
