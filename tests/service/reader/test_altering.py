"""Questions altered so that their text does not answer them."""

from random import Random

import pytest
from tokenizers import Tokenizer

from service.reader.training.altering import altered, by_size, names_in
from service.reader.training.examples import Recipe, group
from service.reader.training.pairs import read_all
from service.reader.training.samples import OWN, Sample, own

TEXT = "Năm 2022 ông Lò Văn Dinh trồng 5 ha chè; năm 2023 bà Hà Thị Nhụy trồng 7 ha."
NAMES = [[], [], ["Khe Lim"], ["Lò Văn Dinh", "Tô Văn Quắn"]]


@pytest.mark.parametrize("seed", range(20))
def test_a_year_of_the_text_gives_way_to_one_that_it_does_not_name(seed: int) -> None:
    question = altered("Năm 2022 ông Dinh trồng mấy ha?", TEXT, NAMES, Random(seed))
    assert question is not None
    year = question.removeprefix("Năm ")[:4]
    assert question == f"Năm {year} ông Dinh trồng mấy ha?"
    assert abs(int(year) - 2022) <= 12
    assert year not in TEXT


def test_a_name_gives_way_to_another_of_as_many_words() -> None:
    assert altered("Ông Lò Văn Dinh trồng mấy ha?", TEXT, NAMES, Random(0)) == "Ông Tô Văn Quắn trồng mấy ha?"


@pytest.mark.parametrize(
    "question", ["Trồng mấy ha chè?", "Năm 2019 trồng mấy ha?", "Ông Tô Văn Quắn trồng gì?", "Số 2.022 là gì?"]
)
def test_what_the_text_does_not_say_stays(question: str) -> None:
    assert altered(question, TEXT, NAMES, Random(0)) is None


def test_names_of_a_question() -> None:
    assert names_in("Hà Thị Nhụy ở Khe Lim làm gì cho Ba?") == [(3, "Thị Nhụy"), (14, "Khe Lim")]
    assert by_size(["Ai ở Khe Lim?", "Ai ở Khe Lim và gặp Lò Văn Dinh?"]) == [[], [], ["Khe Lim"], ["Lò Văn Dinh"]]


def test_our_own_twins_ask_for_what_their_passage_does_not_say() -> None:
    twins = [(sample, sample.twin) for sample in own("dev", Random(1)) if sample.twin]
    assert len(twins) > 50
    assert all(sample.answer is not None and twin != sample.question for sample, twin in twins)
    unanswerable = {pair.id for pair in read_all() if pair.answer is None}
    assert not unanswerable & {sample.id for sample, _ in twins}


def test_an_altered_sample_has_the_null_as_its_answer(tokenizer: Tokenizer) -> None:
    sample = Sample(
        "x",
        OWN,
        "Năm 2022 trồng mấy ha?",
        TEXT,
        TEXT.index("5 ha"),
        TEXT.index("5 ha") + 4,
        None,
        "Năm 2017 trồng mấy ha?",
    )
    plain = Recipe(beside=0.0, instead=0.0, shortened=0.0, stripped=0.0, careless=0.0)
    always = Recipe(beside=0.0, instead=0.0, shortened=0.0, stripped=0.0, careless=0.0, altered=1.0)
    (kept,), (changed,) = (group(sample, tokenizer, recipe, Random(0)) or () for recipe in (plain, always))
    assert kept.gold is not None
    assert changed.gold is None
    assert kept.ids != changed.ids
