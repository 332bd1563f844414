"""English questions in Vietnamese words: dates, what describes behind what it describes, names, and broken glossaries."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import NotReady
from service.question.analysis import analyse
from service.question.english import glossary, in_vietnamese, lemmas
from service.question.kinds import Kind
from service.question.language import kind_in_english
from tests.support import fill, service

SAID = [
    ("How many FDI projects did Nam Dinh attract?", "bao nhiêu dự án FDI Nam Dinh thu hút"),
    ("Who is the chairman of Nam Dinh province?", "ai chủ tịch tỉnh Nam Dinh"),
    ("When was the cooperation agreement signed?", "khi nào ký thỏa thuận hợp tác"),
    ("What was the export turnover in 2022?", "bao nhiêu tiền kim ngạch xuất khẩu năm 2022"),
    ("Which agencies were inspected on 21 February 2023?", "cơ quan nào kiểm tra ngày 21/2/2023"),
    ("Which agencies were inspected on February 21st, 2023?", "cơ quan nào kiểm tra ngày 21/2/2023"),
    ("How many schools were there by the end of 2022?", "bao nhiêu trường học đến hết năm 2022"),
    ("How many schools in February 2023?", "bao nhiêu trường học tháng 2/2023"),
    ("How many schools are there now?", "bao nhiêu trường học hiện nay"),
    ("how many schools before 2020", "bao nhiêu trường học trước năm 2020"),
    ("What year did the bridge open?", "năm nào mở cầu"),
    ("How many schools between 2021 and 2025?", "bao nhiêu trường học giai đoạn 2021-2025"),
    ("How many schools in 2021 and 2025?", "bao nhiêu trường học năm 2021 năm 2025"),
    ("Investment from 2021 to 2025", "đầu tư giai đoạn 2021-2025"),
]


@pytest.mark.parametrize(("question", "said"), SAID)
def test_what_it_is_called(question: str, said: str) -> None:
    assert in_vietnamese(question, kind_in_english(question)) == said


def test_of_several_names_the_one_that_the_documents_use_is_taken() -> None:
    first, second, *_ = glossary()["agreement"]
    assert in_vietnamese("agreement", Kind.OTHER) == first
    assert in_vietnamese("agreement", Kind.OTHER, lambda term: term == second) == second
    assert in_vietnamese("agreement", Kind.OTHER, lambda _: False) == first


def test_the_forms_of_a_word() -> None:
    for word, base in (
        ("agencies", "agency"),
        ("planned", "plan"),
        ("signed", "sign"),
        ("making", "make"),
        ("women's", "women"),
    ):
        assert base in lemmas(word)


@given(st.text(max_size=120), st.sampled_from(Kind))
def test_any_text_is_read(text: str, kind: Kind) -> None:
    assert in_vietnamese(text, kind) == " ".join(in_vietnamese(text, kind).split())


def test_numbers_and_foreign_names_are_kept() -> None:
    said = in_vietnamese("Did Zorvex pay 1,250.5 dollars and 15.6% to Hà Nội in 2019?", Kind.YES_NO)
    assert {"Zorvex", "1.250,5", "15,6%", "Hà", "Nội", "2019"} <= set(said.split())


@pytest.mark.parametrize(
    "text", ["version = 2\n[terms]\na = ['b']", "[terms", "version = 1", "version = 1\n[terms]\na = []"]
)
def test_a_broken_glossary_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotReady, match=r"words\.toml"):
        glossary(path)


def test_a_missing_glossary_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"none\.toml"):
        glossary(tmp_path / "none.toml")


def test_the_shipped_glossary_is_in_small_letters_and_says_something() -> None:
    terms = glossary()
    assert len(terms) > 1_000
    assert [term for term in terms if term != term.lower() or term.strip() != term] == []
    assert [
        term for term, called in terms.items() if not called or any(one.strip() != one or not one for one in called)
    ] == []


def test_the_encoder_is_asked_in_english_and_the_index_in_vietnamese(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        fill(running)
        typed = "How many export projects are there?"
        question = analyse(typed, running.library)
    assert (question.language, question.text, question.query.text) == ("en", "bao nhiêu dự án xuất khẩu", typed)
    assert "du_an" in question.query.terms.folded
    assert question.terms
