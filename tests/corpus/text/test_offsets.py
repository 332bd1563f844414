import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.offsets import MapBuilder, OffsetMap, Run


@st.composite
def maps(draw: st.DrawFn) -> OffsetMap:
    """Any map that the rules allow: gaps on both sides, runs of length 0, and the identity."""
    runs: list[Run] = []
    start = origin = 0
    for _ in range(draw(st.integers(0, 5))):
        start += draw(st.integers(0, 3))
        origin += draw(st.integers(0, 3))
        length = draw(st.integers(0, 4))
        runs.append(Run(start, origin, length))
        start, origin = start + max(length, 1), origin + length
    return OffsetMap(tuple(runs))


def test_worked_example() -> None:
    # Source "Tie^'ng" (7), target "Tiếng" (5): the third letter was composed of three.
    found = OffsetMap((Run(0, 0, 2), Run(3, 5, 2)))
    assert [found.to_source(offset) for offset in range(6)] == [0, 1, 2, 5, 6, 7]
    assert found.span_to_source(2, 3) == (2, 5)
    assert found.span_to_source(0, 2) == (0, 2)


def test_a_span_ends_behind_its_last_character_and_not_where_the_next_one_stands() -> None:
    cut = OffsetMap((Run(0, 0, 3), Run(3, 90, 5)))  # 87 characters of boilerplate were taken out
    assert cut.to_source(3) == 90
    assert cut.span_to_source(0, 3) == (0, 3)
    assert cut.span_to_source(1, 5) == (1, 92)


def test_before_the_first_run_everything_stands_at_its_origin() -> None:
    assert OffsetMap((Run(2, 7, 1),)).to_source(0) == 7


@pytest.mark.parametrize("runs", [(Run(0, 0, 3), Run(2, 5, 1)), (Run(0, 5, 3), Run(4, 6, 1))])
def test_runs_that_overlap_are_refused(runs: tuple[Run, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        OffsetMap(runs)


@given(st.lists(st.integers(0, 40), unique=True).map(sorted))
def test_of_maps_every_character_to_where_it_stood(origins: list[int]) -> None:
    found = OffsetMap.of(origins)
    assert [found.to_source(at) for at in range(len(origins))] == origins


def test_of_skips_characters_that_were_put_in() -> None:
    assert OffsetMap.of([4, 5, 5, 6]).runs == (Run(0, 4, 2), Run(3, 6, 1))


@given(maps(), maps(), st.integers(0, 40))
def test_composition_asks_one_map_and_then_the_other(first: OffsetMap, second: OffsetMap, offset: int) -> None:
    assert first.then(second).to_source(offset) == second.to_source(first.to_source(offset))


@given(maps(), maps(), maps(), st.integers(0, 40))
def test_composition_is_associative(a: OffsetMap, b: OffsetMap, c: OffsetMap, offset: int) -> None:
    assert a.then(b).then(c).to_source(offset) == a.then(b.then(c)).to_source(offset)


@given(maps(), st.integers(0, 30), st.integers(0, 10))
def test_spans_stay_in_order(found: OffsetMap, start: int, length: int) -> None:
    first, last = found.span_to_source(start, start + length)
    assert found.to_source(start) == first <= last


_STEPS = st.lists(st.one_of(st.integers(0, 3), st.tuples(st.integers(0, 3), st.integers(0, 3))), max_size=12)


@given(_STEPS)
def test_a_builder_follows_each_step(steps: list[int | tuple[int, int]]) -> None:
    builder = MapBuilder()
    expected: dict[int, int] = {}
    target = source = 0
    for step in steps:
        if isinstance(step, int):
            builder.keep(step)
            expected.update({target + k: source + k for k in range(step)})
            target, source = target + step, source + step
        else:
            made, read = step
            builder.change(made, read)
            expected.update({target + k: source for k in range(made)})
            target, source = target + made, source + read
    expected[target] = source  # the end
    found = builder.finish()
    assert {offset: found.to_source(offset) for offset in expected} == expected


def test_keeping_everything_is_the_identity() -> None:
    builder = MapBuilder()
    builder.keep(3)
    builder.keep(4)
    assert builder.finish() == OffsetMap.identity()
