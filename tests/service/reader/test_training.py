"""Training: the loss worked out by hand, and a run that was stopped ends where one that was not does."""

import importlib
from collections.abc import Iterator
from math import log
from pathlib import Path
from random import Random

import pytest
import torch
import typer
from tokenizers import Tokenizer

from service.reader.span_model.adapter import read_adapter
from service.reader.training import learning, network
from service.reader.training.examples import Group, Recipe, Window, batches, group
from service.reader.training.export import export
from service.reader.training.learning import halves_pay, rate
from service.reader.training.network import Batch, Form, SpanNetwork, batch, loss
from service.reader.training.samples import OWN, Sample
from service.reader.training.stages import Stage

trainer = importlib.import_module("service.reader.training.__main__")

# -- loss --------------------------------------------------------------------------------------------------------------

FIRST = Window([0, 7, 2, 2, 20, 21, 2], (4, 6), (4, 5))
SECOND = Window([0, 7, 2, 2, 30, 2], (4, 5), None)
SILENT = Window([0, 7, 2, 2, 20, 21, 2], (4, 6), None)
# odds of starts and ends by window and place; all other places are likelier still, but must not count
STARTS = {(0, 0): 1.0, (0, 4): 3.0, (0, 5): 2.0, (1, 0): 1.0, (1, 4): 1.0}
ENDS = {(0, 0): 2.0, (0, 4): 1.0, (0, 5): 4.0, (1, 0): 2.0, (1, 4): 1.0}


def scores() -> torch.Tensor:
    told = torch.full((2, 7, 2), 40.0)
    for side, odds in enumerate((STARTS, ENDS)):
        for (window, place), value in odds.items():
            told[window, place, side] = log(value)
    return told


def test_the_loss_of_a_group_is_one_softmax_over_its_windows() -> None:
    made = batch([(FIRST, SECOND)])
    assert made.ids.shape == (2, 7)
    assert made.read.tolist() == [[1] * 7, [1] * 6 + [0]]
    assert float(loss(scores(), made)) == pytest.approx((log(8 / 3) + log(10 / 4)) / 2, rel=1e-5)


def test_where_nothing_tells_the_nulls_are_right() -> None:
    made = batch([(SILENT, SECOND)])
    assert float(loss(scores(), made)) == pytest.approx((log(8 / 2) + log(10 / 4)) / 2, rel=1e-5)
    assert made.starts.nonzero().tolist() == made.ends.nonzero().tolist() == [[0, 0], [1, 0]]


def test_where_one_window_tells_no_null_is_right() -> None:
    made = batch([(FIRST, SECOND)])
    assert made.starts.nonzero().tolist() == [[0, 4]]
    assert made.ends.nonzero().tolist() == [[0, 5]]


def test_groups_do_not_share_a_softmax() -> None:
    """Each window as a group of its own: odds of the first are 3 of 6 and 4 of 7, the second's null is right."""
    made = batch([(FIRST,), (SECOND,)])
    first = (log(6 / 3) + log(7 / 4)) / 2
    second = (log(2 / 1) + log(3 / 2)) / 2
    assert float(loss(scores(), made)) == pytest.approx((first + second) / 2, rel=1e-5)


def test_groups_of_one_and_two_windows_go_together() -> None:
    told = torch.cat([scores(), scores()[:1]])
    made = batch([(FIRST, SECOND), (FIRST,)])
    assert made.members.tolist() == [[0, 1], [2, 3]]
    two = (log(8 / 3) + log(10 / 4)) / 2
    one = (log(6 / 3) + log(7 / 4)) / 2
    assert float(loss(told, made)) == pytest.approx((two + one) / 2, rel=1e-5)


def test_what_is_not_allowed_has_no_gradient() -> None:
    told = scores().requires_grad_()
    loss(told, batch([(FIRST, SECOND)])).backward()
    assert told.grad is not None
    changed = {(int(w), int(p)) for w, p, _ in told.grad.nonzero()}
    assert changed == set(STARTS)


@pytest.mark.parametrize(("progress", "expected"), [(0.0, 0.0), (0.02, 0.5), (0.04, 1.0), (0.52, 0.5), (1.0, 0.02)])
def test_the_rate_goes_up_and_then_down(progress: float, expected: float) -> None:
    assert rate(progress) == pytest.approx(expected)


# -- the network -------------------------------------------------------------------------------------------------------

# peft still asks transformers by the older name
PEFT = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")


def disturbed(network: SpanNetwork) -> SpanNetwork:
    """The same for all forms of the network: adapters that no longer do nothing."""
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for _, value in network.trained():
            value.copy_(torch.randn(value.shape, generator=generator) * 0.05)
    return network


def learnt(network: SpanNetwork, made: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Scores, and the gradient of every parameter that is trained."""
    told = network(made.ids, made.read)
    loss(told, made).backward()
    return told.detach(), {name: value.grad for name, value in network.trained() if value.grad is not None}


@PEFT
def test_an_adapter_added_to_its_matrix_is_the_adapter_beside_it(
    bundled_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scores and gradients as peft's own layers give them, which multiply three times."""
    made = batch([(FIRST, SECOND), (SILENT,)])
    form = Form(rank=3, first_layer=9)
    ours, slopes = learnt(disturbed(SpanNetwork(bundled_folder, form)), made)
    monkeypatch.delattr(network._Added, "forward")
    theirs, expected = learnt(disturbed(SpanNetwork(bundled_folder, form)), made)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)
    assert slopes.keys() == expected.keys() == dict(SpanNetwork(bundled_folder, form).trained()).keys()
    for name, slope in slopes.items():
        torch.testing.assert_close(slope, expected[name], rtol=1e-3, atol=1e-5, msg=name)


@PEFT
def test_in_bfloat16_what_is_learnt_stays_float32(bundled_folder: Path) -> None:
    """Weights of a step's size would be lost in the eight bits that bfloat16 keeps of them."""
    made = batch([(FIRST, SECOND), (SILENT,)])
    form = Form(rank=3, first_layer=9)
    exact, _ = learnt(disturbed(SpanNetwork(bundled_folder, form)), made)
    halved = disturbed(SpanNetwork(bundled_folder, form, halves=True))
    told, slopes = learnt(halved, made)
    assert {value.dtype for _, value in halved.trained()} == {torch.float32}
    assert {slope.dtype for slope in slopes.values()} == {told.dtype} == {torch.float32}
    assert 0 < float((told - exact).abs().mean()) < 0.05 * float(exact.std())


# -- runs --------------------------------------------------------------------------------------------------------------

TEXT = "Xã có {} hộ dân và {} đàn bò."
SHORT = [Sample(f"s{n}", OWN, "Có bao nhiêu hộ?", TEXT.format(n, n + 5), 6, 6 + len(str(n))) for n in range(3, 13)]
PLAIN = Recipe(beside=0.0, instead=0.0)
STAGES = (Stage("one", 0.4, 1, {}, PLAIN), Stage("two", 0.6, 1, {}, PLAIN))
FORM = Form(rank=2, first_layer=11)


def short_batches(stage: Stage, data: Path | None, tokenizer: Tokenizer, seed: int) -> list[list[Group]]:
    rng = Random(f"{seed} {stage.name}")
    groups = (group(sample, tokenizer, stage.recipe, rng) for sample in SHORT)
    return batches((item for item in groups if item is not None), 50, rng)[: 2 if stage.name == "one" else 3]


class Stopped(Exception):
    """The run was cut off."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two stages of two and three short steps; a checkpoint after every second."""
    monkeypatch.setattr(trainer, "stage_batches", short_batches)
    monkeypatch.setattr(trainer, "own", lambda split, rng: SHORT[:2])
    monkeypatch.setattr(trainer, "_SAVED", 2)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def run_of(folder: Path, out: Path, steps: int | None = None) -> object:
    """A run from where the folder stands, cut off before the step after ``steps``."""
    training = trainer.Training(folder, out, FORM, 8e-4, 7)
    training.resume(STAGES)
    learn, left = training.learner.learn, steps

    def learning(made: object, progress: float) -> float:
        nonlocal left
        if left == 0:
            raise Stopped
        left = None if left is None else left - 1
        return float(learn(made, progress))

    training.learner.learn = learning
    if steps is None:
        training.run(None, STAGES)
    else:
        with pytest.raises(Stopped):
            training.run(None, STAGES)
    return training


def weights(path: Path) -> dict[str, torch.Tensor]:
    saved: dict[str, torch.Tensor] = torch.load(path, weights_only=True)["weights"]
    return saved


@pytest.mark.parametrize(
    ("can", "halves", "singles", "pay"), [(True, 1.0, 2.0, True), (True, 2.0, 1.0, False), (False, 1.0, 2.0, False)]
)
def test_bfloat16_is_used_where_it_is_faster(
    monkeypatch: pytest.MonkeyPatch, can: bool, halves: float, singles: float, pay: bool
) -> None:
    """The clock says how long a product took: the first of each kind, which prepares, by far the longest."""
    took = [took for one in (halves, singles) for took in (99.0, one + 5, one, one + 5)]
    ticks = iter([at for number, one in enumerate(took) for at in (1000.0 * number, 1000.0 * number + one)])
    monkeypatch.setattr(learning.time, "perf_counter", lambda: next(ticks))
    monkeypatch.setattr(learning, "_has_halves", lambda: can)
    assert halves_pay(tokens=4, width=4, times=3) is pay


@PEFT
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad:UserWarning")  # the loss, for the log
@pytest.mark.usefixtures("small")
def test_a_run_that_was_stopped_ends_where_a_straight_one_does(bundled_folder: Path, tmp_path: Path) -> None:
    run_of(bundled_folder, tmp_path / "straight")
    run_of(bundled_folder, tmp_path / "stopped", steps=4)  # two of the first stage, two of three of the second
    assert not (tmp_path / "stopped" / "trained.pt").exists()
    saved = torch.load(tmp_path / "stopped" / "checkpoint.pt", weights_only=True)
    assert (saved["stage"], saved["step"]) == (1, 2)
    training = run_of(bundled_folder, tmp_path / "stopped")
    straight, stopped = weights(tmp_path / "straight" / "trained.pt"), weights(tmp_path / "stopped" / "trained.pt")
    assert straight.keys() == stopped.keys()
    learnt = weights(tmp_path / "straight" / "one.pt")
    for name, value in straight.items():
        assert torch.allclose(value, stopped[name], rtol=0, atol=1e-6), name
        assert not torch.equal(value, learnt[name]), f"{name} learnt nothing in the second stage"
    assert not list(tmp_path.rglob("*.part"))

    # what was trained is what is written for the reader
    export(tmp_path / "stopped" / "trained.pt", tmp_path / "adapter.safetensors")
    adapter = read_adapter(tmp_path / "adapter.safetensors")
    assert torch.equal(torch.from_numpy(adapter.head), straight["head.weight"].half().float())
    assert sorted(adapter.low_rank) == sorted(f"l11.{part}" for part in "q k v ao fi fo".split())

    # another form or another seed is another run
    for name, value in (("form", Form(rank=4, first_layer=11)), ("seed", 8)):
        kept = getattr(training, name)
        setattr(training, name, value)
        with pytest.raises(typer.BadParameter, match=r"checkpoint\.pt is of another run"):
            training.resume(STAGES)  # type: ignore[attr-defined]
        setattr(training, name, kept)
    # so is another plan: its rate would fall otherwise, or it would read other questions
    for stages, most in ((STAGES, 1), (STAGES[:1], None)):
        with pytest.raises(typer.BadParameter, match=r"checkpoint\.pt is of another run"):
            training.resume(stages, most)  # type: ignore[attr-defined]
    training.resume(STAGES)  # type: ignore[attr-defined]


@PEFT
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad:UserWarning")
@pytest.mark.usefixtures("small")
def test_a_run_ends_after_as_many_steps_as_are_asked_for(
    bundled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rate is then at the end of the schedule, as if no more had been planned."""
    training = trainer.Training(bundled_folder, tmp_path, FORM, 8e-4, 7)
    parts: list[float] = []
    learn = training.learner.learn
    monkeypatch.setattr(training.learner, "learn", lambda made, at: parts.append(at) or learn(made, at))
    training.run(None, STAGES[1:], 2)
    assert parts == [0.0, pytest.approx(0.3)], "half of a stage that is 0.6 of the schedule"
    saved = torch.load(tmp_path / "trained.pt", weights_only=True)
    assert saved["plan"] == {"stages": ["two"], "steps": 2}
