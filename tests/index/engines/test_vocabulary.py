"""Terms are counted as they stand in the passages, whatever comes and goes."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.vocabulary import FIELDS, Field, Vocabulary
from index.errors import EngineUnavailable
from index.terms import by_fold, terms

WORDS = st.lists(st.sampled_from("bán bạn ban 38 lúa Lúa cảng".split()), min_size=1, max_size=6).map(" ".join)


@contextmanager
def opened(path: Path) -> Iterator[Vocabulary]:
    with closing(Vocabulary(path)) as vocabulary:
        yield vocabulary


def put(vocabulary: Vocabulary, texts: dict[int, str]) -> None:
    told = [terms(text) for text in texts.values()]
    vocabulary.add(list(texts), {"toned": [one.toned for one in told], "folded": [one.folded for one in told]})
    vocabulary.settle()


def take(vocabulary: Vocabulary, texts: dict[int, str]) -> None:
    numbers = {}
    for k, text in texts.items():
        fields: dict[Field, list[str]] = {"toned": terms(text).toned, "folded": terms(text).folded}
        numbers[k] = [number for field, told in fields.items() for number, _ in vocabulary.known(field, told).values()]
    vocabulary.leave_pending(numbers)
    vocabulary.take_back()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.dictionaries(st.integers(1, 50), WORDS, min_size=1),
    second=st.dictionaries(st.integers(51, 90), WORDS),
    gone=st.sets(st.integers(1, 90)),
)
def test_what_is_counted_is_what_there_is(
    tmp_path_factory: pytest.TempPathFactory, first: dict[int, str], second: dict[int, str], gone: set[int]
) -> None:
    texts = {**first, **second}
    left = {k: text for k, text in texts.items() if k not in gone}
    with opened(tmp_path_factory.mktemp("terms") / "v.sqlite") as vocabulary:
        put(vocabulary, first)
        put(vocabulary, second)
        take(vocabulary, {k: text for k, text in texts.items() if k in gone})
        assert (vocabulary.passages(), vocabulary.ids().tolist()) == (len(left), sorted(left))
        expected = {
            field: Counter(term for text in left.values() for term in set(getattr(terms(text), field)))
            for field in FIELDS
        }
        asked = {term for text in texts.values() for term in (*terms(text).toned, *terms(text).folded)}
        for field in FIELDS:
            assert {t: c for t, (_, c) in vocabulary.known(field, asked).items()} == expected[field]
            assert all(vocabulary.document_frequency(field, term) == expected[field][term] for term in asked)
        forms = by_fold(expected["toned"])
        assert {folded: vocabulary.forms(folded) for folded in forms} == forms
        numbers = [number for field in FIELDS for number, _ in vocabulary.known(field, asked).values()]
        assert len(set(numbers)) == len(numbers), "no two terms of either field share a number"


def test_lengths_are_those_of_all_that_was_ever_counted(tmp_path: Path) -> None:
    with opened(tmp_path / "v.sqlite") as vocabulary:
        assert vocabulary.mean_length("toned") == 1.0
        put(vocabulary, {1: "bán lúa", 2: "cảng"})  # bán, lúa and the pair of them; cảng
        assert vocabulary.mean_length("toned") == pytest.approx(2.0)
        take(vocabulary, {2: "cảng"})
        assert vocabulary.mean_length("toned") == pytest.approx(2.0)


def test_it_is_there_at_the_next_start_and_cleared_when_told(tmp_path: Path) -> None:
    with opened(tmp_path / "v.sqlite") as vocabulary:
        put(vocabulary, {1: "bán lúa"})
        vocabulary.set_meta(token="a")
    with opened(tmp_path / "v.sqlite") as vocabulary:
        assert (vocabulary.passages(), vocabulary.meta("token")) == (1, "a")
        vocabulary.clear(token="b")
        assert (vocabulary.passages(), vocabulary.meta("token"), vocabulary.ids().size) == (0, "b", 0)
        assert vocabulary.document_frequency("toned", "lúa") == 0


def test_a_passage_is_counted_once(tmp_path: Path) -> None:
    with opened(tmp_path / "v.sqlite") as vocabulary:
        put(vocabulary, {1: "bán lúa"})
        with pytest.raises(EngineUnavailable):
            put(vocabulary, {2: "cảng", 1: "bán lúa"})
        assert np.array_equal(vocabulary.ids(), [1]), "all of a batch is counted, or nothing"
        assert vocabulary.document_frequency("toned", "cảng") == 0


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    with opened(path) as vocabulary:
        put(vocabulary, {1: "bán lúa"})
    path.write_bytes(b"\x00no database" * 1000)
    with opened(path) as vocabulary:
        assert vocabulary.passages() == 0
        put(vocabulary, {1: "bán lúa"})


def test_a_file_that_another_program_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "v.sqlite"
    with opened(path) as vocabulary:
        put(vocabulary, {1: "bán lúa"})
    monkeypatch.setattr("index.engines.vocabulary._BUSY_S", 0.05)
    with opened(path) as vocabulary, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EngineUnavailable, match="đang bị một chương trình khác giữ"):
            put(vocabulary, {2: "cảng"})
        other.execute("ROLLBACK")
        put(vocabulary, {2: "cảng"})
        assert vocabulary.passages() == 2


def test_what_is_pending_is_taken_back_whole(tmp_path: Path) -> None:
    with opened(tmp_path / "v.sqlite") as vocabulary:
        put(vocabulary, {1: "bán lúa"})
        told = [terms("bán cảng"), terms("— !")]
        numbers = vocabulary.add([2, 3], {"toned": [one.toned for one in told], "folded": [one.folded for one in told]})
        assert numbers["toned"].keys() == {"bán", "cảng", "bán_cảng"}
        assert (vocabulary.pending(), vocabulary.passages()) == ([2, 3], 3)
    with opened(tmp_path / "v.sqlite") as vocabulary:  # the process died before it had sent them
        vocabulary.take_back()
        assert (vocabulary.pending(), vocabulary.ids().tolist(), vocabulary.passages()) == ([], [1], 1)
        assert [vocabulary.document_frequency("toned", term) for term in ("bán", "lúa", "cảng")] == [1, 1, 0]
        vocabulary.take_back()
        assert vocabulary.passages() == 1


def test_pages_that_are_damaged_are_told_with_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    with opened(path) as vocabulary:
        put(vocabulary, {k: f"bán lúa {k}" for k in range(400)})
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)  # the tables are still named
    path.write_bytes(bytes(data))
    with opened(path) as vocabulary, pytest.raises(EngineUnavailable, match="xóa tệp này rồi chạy lại") as told:
        vocabulary.ids()
    assert str(path) in str(told.value)


def test_two_processes_count_together(tmp_path: Path) -> None:
    with opened(tmp_path / "v.sqlite") as one, opened(tmp_path / "v.sqlite") as other:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda k: put((one, other)[k % 2], {k: "bán lúa"}), range(1, 41)))
        assert (one.passages(), other.document_frequency("toned", "lúa")) == (40, 40)
