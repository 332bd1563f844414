"""What the reader is trained on: samples, their windows, and the batches that these make."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from service.reader.span_model.packing import BOS, EOS, MAX_QUESTION, NULL
from service.reader.training import samples, stages
from service.reader.training.examples import Group, Recipe, Window, batches, group
from service.reader.training.pairs import Pair, read_all
from service.reader.training.samples import OWN, Sample, foreign, own
from service.reader.training.stages import Stage, stage_batches
from tests.service.reader.test_packing import plain

PLAIN = Recipe(beside=0.0, instead=0.0, shortened=0.0, stripped=0.0, careless=0.0)
OTHER = "Phường giáp ranh mở một thư viện và hai sân bóng cho trẻ em."
NEIGHBOUR = "Xã bên cạnh có chợ phiên họp vào chủ nhật và một bến đò nhỏ."


def sample_of(pair: Pair, neighbours: tuple[str, ...] = ()) -> Sample:
    end = None if pair.start is None or pair.answer is None else pair.start + len(pair.answer)
    return Sample(pair.id, OWN, pair.question, pair.context, pair.start, end, neighbours)


def told(tokenizer: Tokenizer, window: Window) -> str:
    """The text of the tokens that are marked as the answer."""
    assert window.gold is not None
    ids = window.ids[window.gold[0] : window.gold[1] + 1]
    return "".join(tokenizer.id_to_token(at) for at in ids).replace("▁", "")


# -- windows -----------------------------------------------------------------------------------------------------------


def test_the_marked_tokens_are_the_answer_in_thousands_of_pairs(tokenizer: Tokenizer) -> None:
    pairs = [pair for pair in read_all() if pair.answer is not None][::3]
    assert len(pairs) > 1_500
    recipe = Recipe(beside=0.0, instead=0.0)
    rng = Random(3)
    exact = 0
    for pair in pairs:
        found = group(sample_of(pair), tokenizer, recipe, rng)
        assert found is not None, pair.id
        (window,) = found
        assert window.gold is not None, pair.id
        assert window.text[0] <= window.gold[0] <= window.gold[1] < window.text[1], pair.id
        assert pair.answer is not None
        answer, marked = plain(pair.answer), plain(told(tokenizer, window))
        assert answer in marked, pair.id
        assert len(marked) <= len(answer) + 4, pair.id  # a token may hold the bracket or full stop beside it too
        exact += answer == marked
    assert exact >= 0.96 * len(pairs)


SENTENCES = [f"Thôn thứ {n} của xã có {n * 7} hộ dân và {n * 3} héc ta ruộng lúa nước." for n in range(1, 60)]
LONG = " ".join(SENTENCES)


@pytest.fixture(scope="module")
def made(tokenizer: Tokenizer) -> Callable[[Sample, Recipe, int], Group | None]:
    return lambda sample, recipe, seed: group(sample, tokenizer, recipe, Random(seed))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 59), st.integers(0, 1000))
def test_a_window_of_a_long_text_holds_the_answer_wherever_it_stands(
    made: Callable[[Sample, Recipe, int], Group | None], tokenizer_: Callable[[Window], str], number: int, seed: int
) -> None:
    answer = f"{number * 7} hộ dân và {number * 3} héc ta"
    start = LONG.index(f"Thôn thứ {number} ") + len(f"Thôn thứ {number} của xã có ")
    assert LONG[start : start + len(answer)] == answer
    sample = Sample("x", "no", "Thôn có gì?", LONG, start, start + len(answer))
    found = made(sample, PLAIN, seed)
    assert found is not None
    (window,) = found
    first, last = window.text
    assert window.ids[NULL] == BOS
    assert window.ids[first - 2 : first] == [EOS, EOS]
    assert last == len(window.ids) - 1
    assert window.ids[-1] == EOS
    assert last - first <= 211 + 30
    assert tokenizer_(window) == answer.replace(" ", "")


@pytest.fixture(scope="module")
def tokenizer_(tokenizer: Tokenizer) -> Callable[[Window], str]:
    return lambda window: told(tokenizer, window)


def test_windows_begin_at_different_places(made: Callable[[Sample, Recipe, int], Group | None]) -> None:
    start = LONG.index("210 hộ dân")
    sample = Sample("x", "no", "Bao nhiêu hộ?", LONG, start, start + 6)
    places = set()
    for seed in range(20):
        found = made(sample, PLAIN, seed)
        assert found is not None
        gold = found[0].gold
        assert gold is not None
        places.add(gold[0])
    assert len(places) > 4, "where an answer stands tells nothing"


def test_our_own_passages_are_read_whole_and_others_are_shortened(
    made: Callable[[Sample, Recipe, int], Group | None],
) -> None:
    text = " ".join(SENTENCES[:16])
    for lang, whole in ((OWN, True), ("no", False)):
        found = made(Sample("x", lang, "Gì?", text, 0, 4), PLAIN, 1)
        assert found is not None
        assert (found[0].text[1] - found[0].text[0] > 250) is whole


def test_a_neighbour_is_read_beside_or_instead(made: Callable[[Sample, Recipe, int], Group | None]) -> None:
    sample = Sample("x", OWN, "Thôn thứ 1 có bao nhiêu hộ?", SENTENCES[0], 20, 26, (NEIGHBOUR, OTHER))
    beside = made(sample, Recipe(beside=1.0, instead=0.0), 1)
    assert beside is not None
    assert [window.gold is not None for window in beside] == [True, False]
    both = made(sample, Recipe(beside=1.0, instead=0.0, more=1.0), 1)
    assert both is not None
    assert [window.gold is not None for window in both] == [True, False, False]
    assert len({tuple(window.ids) for window in both}) == 3
    instead = made(sample, Recipe(beside=0.0, instead=1.0), 1)
    assert instead is not None
    assert [window.gold for window in instead] == [None]
    alone = made(Sample("x", OWN, "Ai?", SENTENCES[0], 20, 26), Recipe(beside=0.5, instead=0.5), 1)
    assert alone is not None
    assert [window.gold is not None for window in alone] == [True], "there is no neighbour to read"


def test_an_unanswerable_sample_has_no_gold(made: Callable[[Sample, Recipe, int], Group | None]) -> None:
    found = made(Sample("x", OWN, "Ai?", SENTENCES[0], None, None), PLAIN, 1)
    assert found is not None
    assert [window.gold for window in found] == [None]


def test_only_our_own_questions_are_asked_carelessly(
    tokenizer: Tokenizer, made: Callable[[Sample, Recipe, int], Group | None]
) -> None:
    recipe = Recipe(beside=0.0, instead=0.0, stripped=1.0, careless=1.0)
    for lang, asked in ((OWN, "thon thu 1 co gi"), ("no", "Thôn thứ 1 có gì?")):
        found = made(Sample("x", lang, "Thôn thứ 1 có gì?", SENTENCES[0], 20, 26), recipe, 1)
        assert found is not None
        ids = found[0].ids[1 : found[0].text[0] - 2]
        assert ids == tokenizer.encode(asked, add_special_tokens=False).ids


def test_a_long_question_is_cut_where_it_is_read_too(made: Callable[[Sample, Recipe, int], Group | None]) -> None:
    found = made(Sample("x", OWN, "thôn nào " * 90, SENTENCES[0], 20, 26), PLAIN, 1)
    assert found is not None
    assert found[0].text[0] == MAX_QUESTION + 3


# -- batches -----------------------------------------------------------------------------------------------------------


def group_of(number: int, sizes: Sequence[int]) -> Group:
    return tuple(Window([number] * size, (0, size), None) for size in sizes)


GROUPS = st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=2), max_size=60)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GROUPS, st.integers(20, 200), st.integers(0, 99))
def test_every_group_is_in_one_batch_and_batches_keep_the_budget(
    sizes: list[list[int]], budget: int, seed: int
) -> None:
    groups = [group_of(number, size) for number, size in enumerate(sizes)]
    found = batches(iter(groups), budget, Random(seed))
    assert sorted(item[0].ids[0] for batch in found for item in batch) == list(range(len(groups)))
    for batch in found:
        windows = [window for item in batch for window in item]
        padded = len(windows) * max(len(window.ids) for window in windows)
        assert padded <= budget or len(batch) == 1
    assert found == batches(iter(groups), budget, Random(seed))


def test_batches_hold_what_is_about_as_long_and_come_in_random_order() -> None:
    groups = [group_of(number, [10 + number]) for number in range(60)]
    found = batches(groups, 200, Random(1))
    for batch in found:
        lengths = [len(window.ids) for item in batch for window in item]
        assert max(lengths) - min(lengths) < len(batch)
    firsts = [batch[0][0].ids[0] for batch in found]
    assert firsts != sorted(firsts)
    assert found != batches(groups, 200, Random(2))


# -- samples -----------------------------------------------------------------------------------------------------------


PARTS = {"mot": (0, 5), "hai": (0, 20)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sets of other languages, of ten texts with two questions each."""
    for name in PARTS:
        rows = []
        for n in range(10):
            text = f"Text {name} number {n} tells {n * 111} things. It has a second sentence."
            answers = [{"text": str(n * 111), "start": text.index(f" {n * 111} things") + 1}]
            rows += [
                {"lang": "xx", "context": text, "question": f"{q} {n}?", "answers": answers} for q in ("How", "What")
            ]
        data = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(data.encode()))
    return tmp_path


def test_a_part_of_each_set_is_taken(folder: Path) -> None:
    found = foreign(folder, Random(4), PARTS)
    assert [len([s for s in found if s.id.startswith(name)]) for name in ("mot", "hai")] == [5, 20]
    assert found == foreign(folder, Random(4), PARTS)
    rest = foreign(folder, Random(5), {"mot": (5, 20)})
    asked = [(sample.question, sample.context) for sample in [*found[:5], *rest]]
    assert len(asked) == len(set(asked)) == 20, "parts share no question"
    twice = [sample.id for sample in foreign(folder, Random(5), {"mot": (0, 40)})]
    assert len(twice) == 40
    assert len(set(twice)) == 20, "behind the end it begins anew"
    assert {sample.id for sample in found[:5]} == {s.id for s in foreign(folder, Random(6), PARTS)[:5]}
    for sample in found:
        assert sample.answer == str(int(sample.question.split()[1].rstrip("?")) * 111)
        assert len(sample.neighbours) == 2
        assert sample.context not in sample.neighbours
        assert sample.answer is not None
        assert not any(sample.answer in text for text in sample.neighbours)


def test_an_answer_that_is_not_there_is_told_by_file_and_line(folder: Path) -> None:
    path = folder / "hai.jsonl.gz"
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    row = json.loads(rows[6])
    row["answers"][0]["start"] += 1
    rows[6] = json.dumps(row)
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    with pytest.raises(ValueError, match=r"hai\.jsonl\.gz:7: the answer"):
        foreign(folder, Random(4), PARTS)


PASSAGES = [f"Xã số {n} trồng {n * 10} héc ta cà phê và nuôi {n} đàn bò." for n in range(1, 8)]
PAIRS = [
    Pair(f"p{n}-{k}", f"p{n}", "tin tức", text, f"{asked} cà phê của xã số {n}?", "number", answer, start)
    for n, text in enumerate(PASSAGES, 1)
    for k, (asked, answer) in enumerate((("Diện tích", f"{n * 10} héc ta"), ("Giá", None)))
    for start in [text.index(answer) if answer else None]
]


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> list[Pair]:
    monkeypatch.setattr(samples, "read_all", lambda: PAIRS)
    return [pair for pair in PAIRS if pair.split == "train"]


def test_our_own_pairs_come_with_a_neighbour_that_does_not_answer(pairs: list[Pair]) -> None:
    found = own("train", Random(1))
    assert [sample.id for sample in found] == [pair.id for pair in pairs]
    assert len(found) > 4
    for sample, pair in zip(found, pairs, strict=True):
        assert (sample.answer, sample.context, sample.lang) == (pair.answer, pair.context, OWN)
        assert len(set(sample.neighbours)) == 2
        assert set(sample.neighbours) <= {other.context for other in pairs} - {pair.context}
        assert pair.answer is None or not any(pair.answer in text for text in sample.neighbours)
    assert found == own("train", Random(1))
    assert {sample.id for sample in own("dev", Random(1))} == {pair.id for pair in PAIRS} - {pair.id for pair in pairs}


def test_a_stage_is_the_same_for_the_same_seed(
    folder: Path, pairs: list[Pair], tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "BATCH_TOKENS", 150)
    mixed = Stage("mixed", 0.5, 1, PARTS, Recipe(beside=0.2, instead=0.1))
    alone = Stage("alone", 0.5, 2, {}, Recipe(beside=0.2, instead=0.1))
    half = Stage("half", 0.5, 1.5, {}, Recipe(beside=0.2, instead=0.1))
    for stage, count in (
        (mixed, 25 + len(pairs)),
        (alone, 2 * len(pairs)),
        (half, len(pairs) + round(len(pairs) / 2)),
    ):
        found = stage_batches(stage, folder, tokenizer, 7)
        assert sum(len(batch) for batch in found) == count
        assert found == stage_batches(stage, folder, tokenizer, 7)
        assert found != stage_batches(stage, folder, tokenizer, 8)
    assert sum(len(batch) for batch in stage_batches(mixed, None, tokenizer, 7)) == len(pairs), "our own are enough"


def test_the_schedule_is_whole_and_reads_every_set() -> None:
    assert sum(stage.share for stage in stages.STAGES) == pytest.approx(1)
    assert {name for stage in stages.STAGES for name in stage.others} == set(samples.SETS)
