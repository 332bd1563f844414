"""Steps of understanding, each left out on its own, through the service over two small pages."""

from pathlib import Path

import pytest

from eval.ablation import Worth, by_form, table
from index.encoder import FakeEncoder
from service.answering import Answerer
from service.question.analysis import analyse
from service.question.steps import ALL_STEPS, NO_STEPS, STEPS, Steps
from service.running import start
from service.settings import Settings
from tests.browser.library import OverlapReader
from tests.support import fill, service


def test_all_but_one() -> None:
    for name in STEPS:
        left = ALL_STEPS.without(name)
        assert [step for step in STEPS if not getattr(left, step)] == [name]
    assert not any(getattr(NO_STEPS, step) for step in STEPS)
    with pytest.raises(ValueError, match="no step 'x'"):
        ALL_STEPS.without("x")


UNDERSTOOD = [
    ("accents", "khu cong nghiep hoa thang", "khu công nghiệp hòa thắng", "khu cong nghiep hoa thang"),
    ("repair", "khu coong nghieepj Hòa Thắng", "khu công nghiệp Hòa Thắng", "khu coong nghieepj Hòa Thắng"),
    ("shorthand", "có bn dự án", "có bao nhiêu dự án", "có bn dự án"),
    (
        "english",
        "How many export projects are there?",
        "bao nhiêu dự án xuất khẩu",
        "How many export projects are there?",
    ),
]


@pytest.mark.parametrize(("step", "typed", "with_it", "without"), UNDERSTOOD)
def test_a_step_that_is_left_out_does_nothing(
    tmp_path: Path, step: str, typed: str, with_it: str, without: str
) -> None:
    with service(tmp_path) as running:
        fill(running)
        assert analyse(typed, running.library).text == with_it
        assert analyse(typed, running.library, steps=ALL_STEPS.without(step)).text == without


def test_names_are_searched_for_only_with_their_step(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        assert analyse("UBND tỉnh ở đâu?", running.library).other_names == ("Ủy ban nhân dân",)
        assert analyse("UBND tỉnh ở đâu?", running.library, steps=ALL_STEPS.without("names")).other_names == ()


def asked(answerer: Answerer, steps: Steps, text: str, history: list[tuple[str, str | None]]) -> tuple[str, int]:
    answerer.steps = steps
    answer = answerer.ask(text, history=history)
    return answer.interpreted_as, len(answer.parts)


def test_follow_ups_and_several_questions_are_steps_too(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=0)
    running = start(settings, encoder=FakeEncoder(), reader=OverlapReader())
    fill(running)
    turns: list[tuple[str, str | None]] = [("Năm 2023 khu Hòa Thắng có bao nhiêu dự án?", "42 dự án")]
    two = "Khu Hòa Thắng có bao nhiêu dự án? Ai là trưởng ban?"
    answerer = running.answerer
    assert asked(answerer, ALL_STEPS, "Còn năm 2022?", turns)[0] == "Năm 2022 khu Hòa Thắng có bao nhiêu dự án?"
    assert asked(answerer, ALL_STEPS.without("history"), "Còn năm 2022?", turns)[0] == "Còn năm 2022?"
    assert asked(answerer, ALL_STEPS, two, [])[1] == 2
    assert asked(answerer, ALL_STEPS.without("several"), two, [])[1] == 0
    running.close()


def test_the_table_tells_costs_as_differences() -> None:
    found = [
        Worth("all", 0.9, 0.8, 0.7, 5.0),
        Worth("none", 0.5, 0.4, 0.9, 1.0),
        Worth("without accents", 0.8, 0.7, 0.7, 2.5),
    ]
    assert table(found).splitlines()[2:] == [
        "| all | 0.900 | 0.800 | 0.700 | 5.00 |",
        "| none | 0.500 | 0.400 | 0.900 | 1.00 |",
        "| without accents | 0.800 | 0.700 | 0.700 | +2.50 |",
    ]


def test_what_a_step_changes_of_a_form_stands_out() -> None:
    found = [
        Worth("all", 0.9, 0.8, 0.7, 5.0, {"typo": 0.5, "english": 1.0}),
        Worth("without english", 0.9, 0.8, 0.7, 5.0, {"typo": 0.5, "english": 0.25}),
    ]
    assert by_form(found).splitlines() == [
        "| steps | typo | english |",
        "|---|---|---|",
        "| all | 0.50 | 1.00 |",
        "| without english | 0.50 | **0.25** |",
    ]
