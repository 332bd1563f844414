"""What a question phrase asks for."""

import pytest

from service.question.wording import Asks, phrase


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Xe chạy lúc nào?", Asks.TIME),
        ("xe chay luc nao", Asks.TIME),
        ("tinh dung nguon luc nao de lam duong", Asks.WHICH),
        ("Sản phẩm chủ lực nào được xuất khẩu?", Asks.WHICH),
        ("Nguồn lực nào được huy động?", Asks.WHICH),
        ("Kỷ lục nào được lập?", Asks.WHICH),
    ],
)
def test_words_of_the_same_fold_are_told_apart_by_their_accents(question: str, asks: Asks) -> None:
    found = phrase(question)
    assert found is not None
    assert found.asks is asks
