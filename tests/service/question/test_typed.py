"""Questions as people type them, over notices of an invented cooperative: understood, searched for, and answered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.text.fold import fold
from index.fusion import RESTORED, TONED
from index.library import Library
from index.retrieval import search
from service.question.analysis import analyse, normalised
from service.running import Running
from tests.service.question.notices import NOTICES
from tests.support import fill, service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with service(tmp_path_factory.mktemp("typed")) as opened:
        fill(opened, NOTICES)
        yield opened


READ = [
    ("htx phieng nua co bn ho gop von?", "htx phiêng nưa có bao nhiêu hộ góp vốn?"),
    ("  PHI BOM NUOC la   bao nhieu", "PHÍ BƠM NƯỚC là bao nhiêu"),
    ("ba lo thi ung lam gi", "bà lò thị ưng làm gì"),
    ("hat oc cho xuat sang cooet ngay nao", "hạt óc chó xuất sang cô oét ngày nào"),
    ("tram bom naf nguwaf chay den may gio", "trạm bơm nà ngừa chạy đến mấy giờ"),
    ("kênh huoi pan ở đâu", "kênh huổi pản ở đâu"),
    ("Ho\u0323p ta\u0301c xa\u0303 co\u0301 bao nhie\u0302u ho\u0323\u0302?", "Họp tác xã có bao nhiêu hộ?"),
]


@pytest.mark.parametrize(("typed", "read"), READ)
def test_what_is_typed_is_read_as_it_was_meant(running: Running, typed: str, read: str) -> None:
    question = analyse(normalised(typed), running.library)
    assert question.text == read
    assert question.typed == normalised(typed)


TOLD = [
    ("Trạm bơm Nà Ngừa chạy những ngày nào?", "thong-bao-2.md"),
    ("UBND xã hỗ trợ bao nhiêu tiền sửa kênh Huổi Pản?", "thong-bao-2.md"),
    ("Ai là giám đốc hợp tác xã Phiêng Nưa?", "thong-bao-1.md"),
    ("Lô hạt óc chó xuất sang Kuwait khi nào?", "thong-bao-3.md"),
    ("Bản Khoăng nhận bao nhiêu cây giống?", "thong-bao-1.md"),
]


@pytest.mark.parametrize(("question", "origin"), TOLD)
def test_plain_questions_find_what_toned_ones_find(running: Running, question: str, origin: str) -> None:
    for typed in (question, fold(question)):
        best = search(running.library, analyse(normalised(typed), running.library).query, 1)[0]
        stored = {found.article.id: found.article.origin for found in running.library.store.documents()}
        assert stored[best.passage.document_id] == origin


def test_a_toned_question_is_searched_as_before(running: Running) -> None:
    text = "Trạm bơm Nà Ngừa chạy từ mấy giờ?"
    question = analyse(text, running.library)
    assert (question.text, question.restored, question.other_names) == (text, False, ())
    assert question.query.weights is TONED
    assert search(running.library, question.query, 5) == search(running.library, text, 5)


def test_small_numbers_are_searched_for_in_figures_and_in_words(running: Running) -> None:
    assert analyse("Bốn hộ nào góp vốn?", running.library).other_names == ("4 hộ", "04 hộ")
    assert analyse("4 hộ nào góp vốn?", running.library).other_names == ("04 hộ", "bốn hộ")


def test_a_plain_question_is_searched_by_its_restored_words(running: Running) -> None:
    question = analyse("tram bom na ngua chay tu may gio?", running.library)
    assert question.query.weights is RESTORED
    assert not question.toned
    asked = search(running.library, question.query, 5)
    assert asked == search(running.library, question.text, 5, weights=RESTORED)


def test_other_names_are_searched_for_by_their_pairs(running: Running) -> None:
    question = analyse("Đoàn Hàn Quốc", running.library)
    assert "Đại Hàn Dân Quốc" in question.other_names
    words = question.query.terms.toned
    assert {"đại_hàn", "hàn_dân", "korea"} <= set(words)
    assert not {"đại", "dân"} & set(words)


def test_a_name_in_another_language_finds_the_passage(running: Running) -> None:
    def lexical(names: tuple[str, ...]) -> float:
        query = replace(analyse("Kuwait mua gì?", running.library).query, names=names)
        return max(hit.lexical for hit in search(running.library, query, 3))

    assert lexical(("Cô-oét",)) > lexical(())


def test_the_answer_shows_how_it_was_read(running: Running) -> None:
    answer = running.answerer.ask("phi bom nuoc la bao nhieu?")
    assert answer.question == "phi bom nuoc la bao nhieu?"
    assert answer.interpreted_as == "phí bơm nước là bao nhiêu?"


def test_names_of_ones_own_reach_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "ten.toml"
    path.write_text('version = 1\n[shorthand]\npbn = "phí bơm nước"\n', encoding="utf-8")
    with service(tmp_path / "var", aliases=path) as running:
        fill(running, NOTICES)
        assert running.answerer.ask("pbn la bao nhieu").interpreted_as == "phí bơm nước là bao nhiêu"


def test_the_library_tells_the_forms_of_a_syllable(running: Running) -> None:
    library: Library = running.library
    assert "khoăng" in library.forms("khoang")
    assert "ngừa" in library.forms("ngua")
    assert library.forms("zzz") == ()
    assert not any("_" in form for form in library.forms("phieng"))
