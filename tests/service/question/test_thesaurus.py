"""What documents call people's words: which words of a question are meant, that it is searched for, counts as said and is read, and the table itself."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Passage
from corpus.text.fold import fold
from corpus.text.syllables import tokens
from index.library import Library
from index.retrieval import Hit, search
from service.question.accents import load_model
from service.question.analysis import analyse
from service.question.fitting import fitted
from service.question.steps import ALL_STEPS
from service.question.thesaurus import BUNDLED, LONGEST, bundled, meanings, read
from service.reader.base import Evidence
from service.reader.features import NEAR, Scored, Sentence, pairs_and_words, said_in
from service.reader.spans import Span
from service.reader.windows import unknown
from tests.support import fill, service

TABLE = read(
    "=\ttrạm xá\ttrạm y tế\n~\thứa\tcam kết|khẳng định\n~\tmở\tkhai trương\n=\theo\tlợn\n~\txe heo\txe chở lợn\n"
)
PAGES = {
    "tram.md": "---\ntitle: Y tế Khe Lim\n---\n\nTrạm y tế xã Khe Lim có hai bác sĩ.\n",
    "cau.md": "---\ntitle: Cầu Khe Lim\n---\n\nCầu treo Khe Lim dài 40 m, xây trong hai năm.\n",
}


def meant(question: str) -> list[tuple[str, str]]:
    return [(question[one.start : one.end], one.written[0]) for one in meanings(question, TABLE)]


MEANT = [
    ("Trạm xá hứa gì?", [("Trạm xá", "trạm y tế"), ("hứa", "cam kết")]),
    ("Mấy con heo ở trạm xá", [("heo", "lợn"), ("trạm xá", "trạm y tế")]),  # the last word as well
    ("Xe heo nào?", [("Xe heo", "xe chở lợn")]),  # the longest, and nothing inside it
    ("Ông Heo hứa gì?", [("hứa", "cam kết")]),  # a name
    ("Heo ở đâu?", [("Heo", "lợn")]),  # a capital that the first word has anyway
    ("Ai mở rộng đường?", []),  # "mở rộng" is a word
    ("Ai mở chợ?", [("mở", "khai trương")]),
    ("Ai hua gi?", []),  # without its accents it is another word
    ("", []),
]


@pytest.mark.parametrize(("question", "found"), MEANT)
def test_what_is_meant(question: str, found: list[tuple[str, str]]) -> None:
    assert meant(question) == found


def test_both_spellings_of_a_tone_are_one_word() -> None:
    assert meanings("Ai thuỷ lợi hoá?", read("=\tthủy lợi hóa\ttưới tiêu\n"))[0].terms == {
        "thuy", "loi", "hoa", "thuy_loi", "loi_hoa",
    }  # fmt: skip


@given(
    st.lists(st.sampled_from(["trạm", "xá", "hứa", "mở", "rộng", "xe", "heo", "Heo", "ai", "?", "7"]), max_size=9).map(
        " ".join
    )
)
def test_places_are_in_order_and_hold_what_is_said(question: str) -> None:
    found = meanings(question, TABLE)
    for one, other in pairwise(found):
        assert one.end <= other.start
    for one in found:
        said = question[one.start : one.end]
        assert said == said.strip()
        assert {fold(token.text) for token in tokens(said)} <= one.terms


BROKEN = [
    "hứa\tcam kết",
    "?\thứa\tcam kết",
    "=\t?!\tcam kết",
    "=\tmột hai ba bốn năm\tsáu",
    "=\thứa\t",
    "=\thứa\tcam kết||",
    "",
]


@pytest.mark.parametrize("line", BROKEN)
def test_a_line_that_is_none_is_told_by_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read(f"=\ttrạm xá\ttrạm y tế\n{line}\n=\theo\tlợn\n")


def test_the_table_that_comes_with_the_program() -> None:
    lines = BUNDLED.read_text(encoding="utf-8").splitlines()
    assert lines == [unicodedata.normalize("NFC", line).strip() for line in lines]
    marked = [tuple(line.split("\t")[:2]) for line in lines]
    assert len(set(marked)) == len(marked)
    for keys, senses in bundled().items():
        assert 0 < len(keys) <= LONGEST
        for sense in senses:
            assert len(set(sense.written)) == len(sense.written)
            own = {tuple(token.text.lower() for token in tokens(name)) for name in sense.written}
            assert keys not in own, keys


# -- search --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("khe-lim")) as running:
        fill(running, PAGES)
        yield running.library


def test_what_documents_write_is_searched_for(library: Library) -> None:
    asked = "Trạm xá có mấy thầy thuốc?"
    with_it = search(library, analyse(asked, library).query, 2)
    without = search(library, analyse(asked, library, steps=ALL_STEPS.without("meanings")).query, 2)
    lexical = [{hit.passage.text: hit.lexical for hit in hits} for hits in (with_it, without)]
    told = next(text for text in lexical[0] if "bác sĩ" in text)
    assert lexical[0][told] > lexical[1][told] > 0  # "trạm" it has anyway
    assert with_it[0].passage.text == told


def test_a_question_without_accents_is_meant_by_those_put_back(library: Library) -> None:
    question = analyse("tram xa co may nguoi", library)
    assert question.text.startswith("trạm xá")
    assert "trạm y tế" in question.query.names


# -- reading -------------------------------------------------------------------------------------------------------


def said(library: Library, asked: str, text: str) -> dict[str, float]:
    return said_in(analyse(asked, library), pairs_and_words(text), [text])


def test_what_means_the_same_counts_as_said(library: Library) -> None:
    told = said(library, "Trạm xá Khe Lim hứa gì?", "Trạm y tế Khe Lim cam kết khám miễn phí.")
    assert told["xa"] == told["tram"] == told["khe_lim"] == 1
    assert told["hua"] == NEAR  # it often stands for it
    other = said(library, "Trạm xá Khe Lim hứa gì?", "Trạm bơm Khe Lim dừng chạy.")
    assert other["tram"] == 1
    assert other["xa"] == other["hua"] == 0


def test_words_apart_are_no_run(library: Library) -> None:
    assert said(library, "Ai hứa?", "Cam Lộ kết nghĩa với Khe Lim.")["hua"] == 0


def test_what_a_text_says_itself_is_never_less_than_said(library: Library) -> None:
    assert said(library, "Ai hứa?", "Ông Tám hứa và cam kết.")["hua"] == 1


def told_by(text: str) -> Scored:
    """A sentence of an article of its own."""
    article = Article("a.md", text, "")
    hit = Hit(Passage(1, article.id, 0, len(text), text), 1.0, 0.8, 1.0)
    return Scored(Sentence(Evidence(hit, article, ""), 0, len(text), ""), Span(0, len(text)), {})


def test_a_word_that_is_said_otherwise_is_not_unknown(library: Library) -> None:
    question = analyse("Trạm xá Khe Lim?", library)
    found = [told_by("Trạm y tế Khe Lim.")]
    assert unknown(question, found) == 0
    assert unknown(replace(question, meanings=()), found) > 0.9  # nothing there has "xá"
    assert unknown(question, [told_by("Cầu Khe Lim.")]) > 0.9


TEXT = ["Trạm y tế xã cam kết khám miễn phí.", "Xã Khe Lim có bốn bản."]
READ = [
    ("Trạm xá làm gì?", "trạm y tế làm gì?"),
    ("Ai hứa khám?", "Ai hứa khám?"),  # it may mean something else
    ("Bà Heo ở bản nào?", "Bà Heo ở bản nào?"),
    ("Nuôi heo ở đâu?", "Nuôi heo ở đâu?"),  # no text has pigs
]


@pytest.mark.parametrize(("asked", "text"), READ)
def test_what_always_means_the_same_is_read_so(library: Library, asked: str, text: str) -> None:
    assert fitted(analyse(asked, library), TEXT, library).text == text


def test_it_is_read_as_typed_without_the_step(library: Library) -> None:
    plain = analyse("Trạm xá làm gì?", library, steps=ALL_STEPS.without("meanings"))
    assert plain.meanings == ()
    assert fitted(plain, TEXT, library).text == "Trạm xá làm gì?"


def test_what_a_text_has_itself_is_not_put_otherwise(library: Library) -> None:
    asked = "Trạm xá làm gì?"
    assert fitted(analyse(asked, library), [*TEXT, "Trạm xá cũ đã dỡ."], library).text == asked


# -- words that belong together --------------------------------------------------------------------------------------


def test_syllables_of_one_word_are_bound() -> None:
    bound = load_model().bound
    assert bound("mở", "rộng") > bound("mở", "chợ")
    assert bound("dự", "án") > 0.4 > bound("các", "dự")
    assert bound("mở", "xyz") == bound("xyz", "mở") == -1
    pairs = [("mở", "rộng"), ("của", "các"), ("trong", "năm"), ("rộng", "mở"), ("thành", "phố")]
    assert all(-1 <= bound(one, other) <= 1 for one, other in pairs)
