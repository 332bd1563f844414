"""Question words of the regions are understood; the same words in other senses are left as they are."""

from collections.abc import Iterator

import pytest

from index.library import Library
from service.question.analysis import analyse
from service.question.kinds import Kind
from service.question.regional import commonly
from service.question.steps import ALL_STEPS
from service.reader.training.pairs import read_all
from tests.support import fill, service

SAID = [
    ("Cầu Khe Lim xây khi mô?", "Cầu Khe Lim xây khi nào?", Kind.DATE),
    ("Bữa nào thì khởi công?", "Khi nào thì khởi công?", Kind.DATE),
    ("Họ ký hồi nào rứa?", "Họ ký khi nào?", Kind.DATE),
    ("Chừng nào xong cầu?", "Khi nào xong cầu?", Kind.DATE),
    ("Cuộc họp ở mô?", "Cuộc họp ở đâu?", Kind.PLACE),
    ("Xã mô có cầu treo?", "Xã nào có cầu treo?", Kind.PLACE),
    ("Răng dự án bị chậm?", "Vì sao dự án bị chậm?", Kind.CAUSE),
    ("Vì răng xã chưa có điện?", "Vì sao xã chưa có điện?", Kind.CAUSE),
    ("Có nhiêu dự án?", "Có bao nhiêu dự án?", Kind.QUANTITY),
    ("Ai mần chủ tịch xã rứa hầy?", "Ai làm chủ tịch xã?", Kind.PERSON),
    ("Quà gồm những chi?", "Quà gồm những gì?", Kind.LIST),
]
BARE = [
    ("cau khe lim xay khi mo", "cau khe lim xay khi nao"),
    ("cau khe lim xay khi mo, o mo rua?", "cau khe lim xay khi nao, o dau?"),
    ("xay cho dan xa mo?", "xay cho dan xa nao?"),
    ("khoi cong bua nao hi", "khoi cong khi nao"),
    ("hoc sinh di hoc nhu rang", "hoc sinh di hoc the nao"),
    ("qua gom nhung chi?", "qua gom nhung gi?"),
]
LEFT = [
    "khi mo cua khau thi ai den",
    "co bao nhieu nguoi lam o mo",
    "hang nao lam cai rang nam ngoai",
    "thu hoi dat o mo da nao",
    "co ai o mo khong",
    "ai la chi",
    "Mô hình nào ở xã Khe Lim?",
    "Xã mô tả dự án thế nào?",
    "Chi phí là bao nhiêu?",
    "Việc chi tiền do ai duyệt?",
    "Những chi nhánh nào mở cửa?",
    "Răng voi tìm thấy ở đâu?",
    "Ban Thu hồi nào quản lý?",
    "Công ty Phú Nhiêu ở đâu?",
    "Chỉ bấy nhiêu thôi à?",
    "Nghỉ hè từ khi nào?",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("khe-lim")) as running:
        fill(running)
        yield running.library


@pytest.mark.parametrize(("typed", "text", "kind"), SAID)
def test_what_asks_is_understood(library: Library, typed: str, text: str, kind: Kind) -> None:
    question = analyse(typed, library)
    assert (question.text, question.kind, question.typed) == (text, kind, typed)


@pytest.mark.parametrize(("typed", "written"), BARE)
def test_without_accents_only_where_nothing_else_asks(typed: str, written: str) -> None:
    assert commonly(typed) == written


@pytest.mark.parametrize("typed", LEFT)
def test_other_words_stay(typed: str) -> None:
    assert commonly(typed) == typed


def test_nothing_is_changed_without_the_step(library: Library) -> None:
    assert analyse("Cuộc họp ở mô?", library, steps=ALL_STEPS.without("meanings")).text == "Cuộc họp ở mô?"


def test_of_questions_in_common_words_hardly_any_is_touched() -> None:
    """Written by people who were not asked for dialect: a rule that takes common words for regional ones touches many of them."""
    asked = [pair.question for pair in read_all()]
    assert sum(commonly(question) != question for question in asked) < len(asked) / 5_000
