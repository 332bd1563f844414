import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.encoder.protocol import batches, prepare


@given(st.lists(st.integers(1, 40), max_size=60), st.integers(1, 100))
def test_batches_hold_every_place_once_and_one_length_each(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len({lengths[place] for place in batch}) == 1
        assert len(batch) == 1 or sum(lengths[place] for place in batch) <= budget


@given(st.text(st.characters(exclude_categories=[])))
def test_prepared_text_is_composed_bare_and_can_be_encoded(text: str) -> None:
    prepared = prepare(text)
    prepared.encode()  # raises for half of a surrogate pair
    assert prepared == prepared.strip() == unicodedata.normalize("NFC", prepared)
    assert prepare(prepared) == prepared
