"""Two benchmarks: what is beyond noise, what is not, and what is not compared at all."""

from dataclasses import replace

import pytest

from eval.bench_compare import Verdict, compare
from eval.bench_records import Bench, Ingest, Lap, Memory, Opening
from eval.bench_report import comparison
from eval.bench_sections import markdown
from eval.errors import UnlikeRuns
from tests.eval.benches import bench_of, round_of

TIMES = [float(k) for k in range(100, 130)]


def bench(factor: float = 1.0, *, drift: float = 1.0, workers: tuple[int, ...] = (2,), said: str = "x") -> Bench:
    """Thirty questions, all of them ``factor`` times as slow; asked once more, ``drift`` times that."""
    times = [factor * ms for ms in TIMES]
    rounds = [
        round_of(Lap.FIRST, *(3 * ms for ms in times), said=said),
        round_of(Lap.AGAIN, *times, said=said),
        round_of(Lap.REPEATED, *(drift * ms for ms in times), said=said),
        *(round_of(Lap.TOGETHER, *(k * ms for ms in times), workers=k, said=said) for k in workers),
    ]
    return bench_of(*rounds)


def verdicts(a: Bench, b: Bench) -> set[Verdict]:
    return {one.verdict for one in compare(a, b).changes}


def test_the_same_is_noise() -> None:
    found = compare(bench(), bench())
    assert {one.name for one in found.changes} == {
        "first: median", "first: mean", "again: median", "again: mean", "together: median", "together: mean",
    }  # fmt: skip
    assert {one.verdict for one in found.changes} == {Verdict.NOISE}
    assert all(one.times.value == 1 for one in found.changes)
    assert found.other_answers == ()


def test_slower_and_faster_everywhere() -> None:
    found = compare(bench(), bench(1.2))
    assert {one.verdict for one in found.changes} == {Verdict.SLOWER}
    assert all(one.times.value == pytest.approx(1.2) for one in found.changes)
    [again] = [one for one in found.changes if one.name == "again: median"]
    assert (again.a, again.b) == pytest.approx((114.5, 137.4))
    assert verdicts(bench(1.2), bench()) == {Verdict.FASTER}


def test_what_both_runs_changed_by_themselves_is_multiplied() -> None:
    a, b = bench(drift=1.1), bench(1.2, drift=1.1)
    assert compare(a, b).drift == pytest.approx(1.21)
    assert verdicts(a, b) == {Verdict.NOISE}
    assert verdicts(a, bench(1.2)) == {Verdict.SLOWER}


def test_what_a_repeat_of_the_first_run_differs_by_is_noise_figure_by_figure() -> None:
    a, b = bench(), bench(1.2)
    repeat = replace(a, rounds=(round_of(Lap.FIRST, *(3 * 1.3 * ms for ms in TIMES)), *a.rounds[1:]))
    found = compare(a, b, [bench(1.01), repeat])
    told = {one.name: one.verdict for one in found.changes}
    assert {name for name, verdict in told.items() if verdict is Verdict.NOISE} == {"first: median", "first: mean"}
    assert told["again: median"] is Verdict.SLOWER
    assert "và vượt mức khác nhau giữa A và 2 lần đo lại" in markdown("", comparison(a, b, found))
    assert "--again" in markdown("", comparison(a, b, compare(a, b)))


@pytest.mark.parametrize("turned", [False, True])
def test_what_either_run_came_to_differ_from_itself_is_noise(turned: bool) -> None:
    pair = (bench(), bench(1.2, drift=1.25))
    a, b = pair[::-1] if turned else pair
    assert compare(a, b).drift == pytest.approx(1.25)
    assert verdicts(a, b) == {Verdict.NOISE}


def test_questions_that_go_either_way_are_noise() -> None:
    a = bench(workers=())
    times = [ms * (1.5 if k % 2 else 1 / 1.5) for k, ms in enumerate(TIMES)]
    b = bench_of(*(round_of(lap, *times) for lap in (Lap.FIRST, Lap.AGAIN, Lap.REPEATED)))
    [again] = [one for one in compare(a, b).changes if one.name == "again: median"]
    assert again.times.low < 1 < again.times.high
    assert again.verdict is Verdict.NOISE


def test_other_answers_are_named() -> None:
    found = compare(bench(), bench(said="y"))
    assert len(found.other_answers) == len(TIMES)
    assert "B trả lời khác A ở 30 câu (q0, q1, " in markdown("", comparison(bench(), bench(said="y"), found))


def test_what_only_one_asked_at_a_time_is_left_out_and_said() -> None:
    a, b = bench(workers=(2, 4)), bench(workers=(2, 8))
    found = compare(a, b)
    assert {one.workers for one in found.changes} == {1, 2}
    assert "Chỉ một lần đo có: 4, 8 câu cùng lúc." in markdown("", comparison(a, b, found))


def test_what_was_measured_once_is_not_judged() -> None:
    def with_once(factor: float) -> Bench:
        opening, memory = Opening({"open reader": factor}, 100 * factor), Memory(1, 2, 300 * factor)
        return replace(bench(), opening=opening, memory=memory)

    found = {one.name: one for one in compare(with_once(1), with_once(5)).changes}
    for name, b in (("opening", 5), ("first answer", 500), ("memory", 1500)):
        assert (found[name].b, found[name].times.value, found[name].verdict) == (b, 5, Verdict.ONCE)


def test_documents_are_judged_only_where_they_are_the_same() -> None:
    def with_ingest(factor: float, digest: str = "d") -> Bench:
        one = bench()
        taken = Ingest(20, 0, 20, 40, {"encode": factor}, tuple(factor * ms for ms in TIMES[:20]))
        return replace(one, ingest=taken, manifest=replace(one.manifest, documents_sha256=digest))

    a, b, other = with_ingest(1), with_ingest(2), with_ingest(2, "e")
    [taken] = [one for one in compare(a, b).changes if one.name == "ingest"]
    assert (taken.verdict, taken.times.value) == (Verdict.SLOWER, pytest.approx(2))
    found = compare(a, other)
    assert "ingest" not in {one.name for one in found.changes}
    assert found.same_documents is False
    assert "trên tài liệu khác nhau" in markdown("", comparison(a, other, found))


def test_a_table_says_it_in_words() -> None:
    a, b = bench(), bench(1.2)
    text = markdown("So", comparison(a, b, compare(a, b)))
    assert "| hỏi lại: trung vị | 1 | 114 ms | 137 ms | 1.20 | 1.20–1.20 | B chậm hơn |" in text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"where": "server"}, "một lần đo qua máy chủ"),
        ({"sha256": "e" * 64}, "hỏi các câu khác nhau"),
        ({"seed": 1}, "hỏi các câu khác nhau"),
        ({"count": 29}, "một lần hỏi 30 câu, một lần 29 câu"),
    ],
)
def test_unlike_runs_are_not_compared(changed: dict[str, object], told: str) -> None:
    a = bench()
    if "where" in changed:
        manifest = replace(a.manifest, **changed)  # type: ignore[arg-type]
    else:
        manifest = replace(a.manifest, asked=replace(a.manifest.asked, **changed))  # type: ignore[arg-type]
    for pair in ((a, replace(a, manifest=manifest)), (replace(a, manifest=manifest), a)):
        with pytest.raises(UnlikeRuns, match="Không so được"):
            compare(*pair)
    with pytest.raises(UnlikeRuns, match=told):
        compare(a, replace(a, manifest=manifest))
    with pytest.raises(UnlikeRuns, match=told):
        compare(a, a, [replace(a, manifest=manifest)])
