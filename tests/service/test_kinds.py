"""The kind of answer that a question asks for, with and without diacritics."""

import pytest

from corpus.text.fold import fold
from service.question.kinds import Kind, kind_of

CASES = [
    ("Huyện có bao nhiêu trường mầm non?", Kind.QUANTITY),
    ("Doanh thu quý II đạt bao nhiêu?", Kind.MONEY),
    ("Tổng vốn của dự án là bao nhiêu?", Kind.MONEY),
    ("Sản lượng tăng bao nhiêu phần trăm?", Kind.SHARE),
    ("Cầu được khánh thành khi nào?", Kind.DATE),
    ("Hạn chót nộp hồ sơ là ngày nào?", Kind.DATE),
    ("Trường thành lập năm nào?", Kind.YEAR),
    ("Ai chủ trì hội nghị?", Kind.PERSON),
    ("Giám đốc sở tên là gì?", Kind.PERSON),
    ("Lễ hội tổ chức ở đâu?", Kind.PLACE),
    ("Đoàn đến từ nước nào?", Kind.PLACE),
    ("Cơ quan nào cấp phép?", Kind.ORGANISATION),
    ("Kể tên các xã đạt chuẩn", Kind.LIST),
    ("Những mặt hàng nào được xuất khẩu?", Kind.LIST),
    ("Vì sao mất điện?", Kind.CAUSE),
    ("Nguyên nhân của vụ cháy là gì?", Kind.CAUSE),
    ("Dự án nhằm mục đích gì?", Kind.PURPOSE),
    ("Có phải cầu đã xong không?", Kind.YES_NO),
    ("Xã nói gì về kế hoạch?", Kind.OTHER),
]


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_kind(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_kind_does_not_need_diacritics(question: str, kind: Kind) -> None:
    assert kind_of(fold(question)) is kind
