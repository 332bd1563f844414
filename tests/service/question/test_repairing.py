"""Typing errors: what input methods leave, joined syllables, a wrong letter or tone; and what is no error."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.syllables import tokens
from index.library import Library
from service.question.accents import load_model
from service.question.aliases import bundled
from service.question.keyboard import decoded
from service.question.repairing import Repairer
from tests.service.question.notices import NOTICES
from tests.support import fill, service


@pytest.fixture(scope="module")
def repairer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repairer]:
    with service(tmp_path_factory.mktemp("repairing")) as running:
        fill(running, NOTICES)
        yield Repairer(load_model(), running.library, bundled().short_words)


TYPED = [
    ("tieengs vieetj", "tiếng việt"),
    ("duongwf", "dường"),
    ("dduwowngf", "đường"),
    ("nawm", "năm"),
    ("thuyr", "thủy"),
    ("quys", "quý"),
    ("tinh3", "tỉnh"),
    ("d9u7o7ng2", "đường"),
    ("nu7o7c1", "nước"),
    ("vie6t5", "việt"),
]


@pytest.mark.parametrize(("keys", "meant"), TYPED)
def test_keys_are_decoded(keys: str, meant: str) -> None:
    assert " ".join(decoded(word) or "?" for word in keys.split()) == meant


@pytest.mark.parametrize(
    "word", ["visa", "thanh", "export", "m2", "covid19", "hóas", "x", "", "class", "tinh33", "a77"]
)
def test_what_is_no_syllable_is_not_decoded(word: str) -> None:
    assert decoded(word) is None


REPAIRED = [
    ("bản khoangw", "bản khoăng"),  # Telex left on
    ("Hợp tác xã ở nowi nào?", "Hợp tác xã ở nơi nào?"),
    ("tram bom na nguwaf", "tram bom na ngừa"),
    ("xuat sang cooet", "xuat sang co oet"),  # two syllables in one
    ("nhận cây giốg vào tháng mấy", "nhận cây giống vào tháng mấy"),
    ("trạm bơm nước chạy từ 5 giờ snág", "trạm bơm nước chạy từ 5 giờ sáng"),
    ("bao nhieeuu ho gop von", "bao nhieeuu ho gop von"),  # further than one letter
]


@pytest.mark.parametrize(("typed", "meant"), REPAIRED)
def test_errors_are_put_right(repairer: Repairer, typed: str, meant: str) -> None:
    assert repairer.repaired(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "How many tons were shipped to the buyer?",
        "Đoàn Laos và Hans ở đâu?",
        "HTX Phiêng Nưa có bao nhiêu hộ góp vốn?",
        "Công ty Asterauto và Toshiba đầu tư bao nhiêu?",
        "htx co bn ho gop von",
        "ubnd xa ho tro bn tien",
        "QL1A, km2, covid19, 45.000đ, FDI",
        "",
    ],
)
def test_what_is_no_error_stays_the_same_object(repairer: Repairer, text: str) -> None:
    assert repairer.repaired(text) is text


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="abcdeghinotuxyăđêôơưáàạếệ 0129.?A", max_size=40))
def test_words_are_put_right_one_by_one(text: str) -> None:
    class Nothing:
        def forms(self, folded: str) -> tuple[str, ...]:
            return ()

        def document_frequency(self, term: str, *, folded: bool = False) -> int:
            return 0

    repairer = Repairer(load_model(), Nothing())
    once = repairer.repaired(text)
    assert len(tokens(once)) == len(tokens(text))
    assert [token.text[0].isupper() for token in tokens(once)] == [token.text[0].isupper() for token in tokens(text)]


def test_numbers_are_never_touched(repairer: Repairer) -> None:
    repaired = repairer.repaired("ngày 9/5/2024 xuaast 14 tấn, 45.000 đồng")
    assert repaired == "ngày 9/5/2024 xuất 14 tấn, 45.000 đồng"


def test_the_library_is_asked(repairer: Repairer) -> None:
    assert isinstance(repairer.words, Library)


def test_a_question_typed_with_the_input_method_off_is_decoded_whole(repairer: Repairer) -> None:
    assert repairer.repaired("ddaij hooij phuj nuwx tinhr hopj owr ddaau") == "đại hội phụ nữ tỉnh họp ở đâu"
    assert repairer.repaired("Hanf Quoocs cho tỉnh bao nhiêu tieenf") == "Hàn Quốc cho tỉnh bao nhiêu tiền"


def test_a_foreign_name_in_syllables_is_no_typing_error(repairer: Repairer) -> None:
    assert repairer.repaired("thị trưởng Xơng-nam là ai") == "thị trưởng Xơng-nam là ai"


def test_a_name_is_put_right_by_the_documents_alone(repairer: Repairer) -> None:
    assert repairer.repaired("bà con Phiêng Nựa nhận giống") == "bà con Phiêng Nưa nhận giống"
    assert repairer.repaired("thôn Nà Lốc có mấy cầu") == "thôn Nà Lốc có mấy cầu"
