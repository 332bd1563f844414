"""BM25: worked by hand, against another implementation, and over changes."""

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexCorrupt
from index.lexical import K1, B, LexicalIndex, idf

TEXTS = [["ký", "thỏa", "thuận", "ký"], ["thỏa", "thuận", "với", "lào"], ["xuất", "khẩu"]]
texts = st.lists(st.lists(st.sampled_from("a b c d e f g".split()), min_size=1, max_size=12), min_size=1, max_size=12)


def built(words: list[list[str]]) -> LexicalIndex:
    index = LexicalIndex()
    index.add(range(100, 100 + len(words)), words)
    return index


def scores(index: LexicalIndex, query: dict[str, float]) -> dict[int, float]:
    found = index.totals(query)
    return dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


def test_scores_worked_out_by_hand() -> None:
    # N = 3, mean length = (4 + 4 + 2) / 3; "ký" stands twice in one passage of 4 terms: df = 1.
    mean = 10 / 3
    share = 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 4 / mean))
    expected = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)) * share
    assert (K1, B) == (1.2, 0.75)
    assert scores(built(TEXTS), {"ký": 1.0}) == {100: pytest.approx(expected, rel=1e-6)}


def test_a_weight_scales_its_term() -> None:
    index = built(TEXTS)
    one, half = scores(index, {"lào": 1.0}), scores(index, {"lào": 0.5})
    assert half[101] == pytest.approx(one[101] / 2, rel=1e-6)


@given(texts)
def test_agrees_with_bm25s(words: list[list[str]]) -> None:
    reference = bm25s.BM25(method="lucene", k1=K1, b=B)
    reference.index(words, show_progress=False)
    for term in "abcdefg":
        ours = scores(built(words), {term: 1.0})
        theirs = reference.get_scores([term]) if any(term in text for text in words) else np.zeros(len(words))
        assert [ours.get(100 + k, 0.0) for k in range(len(words))] == pytest.approx(theirs.tolist(), abs=1e-5)


@given(texts, st.data())
def test_removing_is_as_if_it_had_never_been_there(words: list[list[str]], data: st.DataObject) -> None:
    gone = set(data.draw(st.lists(st.sampled_from(range(len(words))), unique=True)))
    index = built(words)
    index.remove(100 + k for k in gone)
    fresh = LexicalIndex()
    fresh.add([100 + k for k in range(len(words)) if k not in gone], [w for k, w in enumerate(words) if k not in gone])
    query = dict.fromkeys("abc", 1.0)
    assert scores(index, query) == pytest.approx(scores(fresh, query), abs=1e-5)
    assert index.ids().tolist() == fresh.ids().tolist()


def test_save_and_load_round_trip(tmp_path: Path) -> None:
    index = built(TEXTS)
    index.remove([101])
    index.save(tmp_path / "toned")
    loaded = LexicalIndex.load(tmp_path / "toned")
    loaded.add([200], [["ký", "mới"]])
    index.add([200], [["ký", "mới"]])
    assert scores(loaded, {"ký": 1.0, "khẩu": 1.0}) == scores(index, {"ký": 1.0, "khẩu": 1.0})


@pytest.mark.parametrize("name", ["slots.npy", "terms.json", "params.json", "ends.npy"])
def test_a_cut_or_missing_file_is_found(tmp_path: Path, name: str) -> None:
    built(TEXTS).save(tmp_path)
    target = tmp_path / name
    target.write_bytes(target.read_bytes()[:-6])
    with pytest.raises(IndexCorrupt):
        LexicalIndex.load(tmp_path)
    target.unlink()
    with pytest.raises(IndexCorrupt):
        LexicalIndex.load(tmp_path)


def test_an_empty_index_finds_nothing() -> None:
    assert scores(LexicalIndex(), {"ký": 1.0}) == {}
    assert idf(0, 0) > 0


@given(texts, st.integers(0, 14), st.lists(st.integers(95, 115)))
def test_the_best_are_the_first_of_all_in_order(words: list[list[str]], k: int, asked: list[int]) -> None:
    found = built(words).totals(dict.fromkeys("abc", 1.0))
    known = dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))
    assert found.best(k) == sorted(known, key=lambda passage: (-known[passage], passage))[:k]
    assert found.of(asked) == [known.get(passage, 0.0) for passage in asked]
    some = found.among(np.array(asked, dtype=np.int64))
    assert some.best(k) == [passage for passage in found.best(len(words)) if passage in asked][:k]


def test_ids_that_came_in_any_order_are_found() -> None:
    index = LexicalIndex()
    index.add([9, 3, 7], [["ký"], ["ký"], ["ký", "lào"]])
    found = index.totals({"ký": 1.0})
    assert found.ids.tolist() == [3, 7, 9]
    assert found.best(2) == [3, 9], "a longer passage counts less"
    assert found.of([7, 8]) == [scores(index, {"ký": 1.0})[7], 0.0]
