"""Heads of official documents that the whole pages in test_pages.py do not show."""

from datetime import date

from corpus.cleaning.kinds import told
from corpus.cleaning.lines import lines_of
from corpus.official import Official, official

LEAD = "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm."


def head(text: str) -> Official | None:
    return official(told(lines_of(text)))


def test_a_party_document() -> None:
    found = head(
        "TỈNH ỦY HÒA SƠN\nĐẢNG CỘNG SẢN VIỆT NAM\n*\nHòa Sơn, ngày 3 tháng 2 năm 2025\nSố 12-CT/TU\n"
        "CHỈ THỊ\nvề tăng cường phòng cháy rừng\nThực hiện chủ trương chung, Tỉnh ủy yêu cầu các cấp trực gác ngày đêm."
    )
    assert found is not None
    assert (found.title, found.source, found.published) == (
        "Chỉ thị về tăng cường phòng cháy rừng",
        "Tỉnh ủy Hòa Sơn",
        date(2025, 2, 3),
    )


def test_kind_and_subject_in_capitals() -> None:
    found = head(
        "SỞ LAO ĐỘNG, THƯƠNG BINH VÀ XÃ HỘI\nSố: 15/KH-SLĐTBXH\n\nKẾ HOẠCH TẶNG QUÀ TẾT\nCHO HỘ NGHÈO\n\nCăn cứ chương trình năm, Sở lập kế hoạch sau."
    )
    assert found is not None
    assert found.title == "KẾ HOẠCH TẶNG QUÀ TẾT CHO HỘ NGHÈO"
    assert found.source == "Sở Lao động, Thương binh và Xã hội"


def test_other_texts_are_no_official_documents() -> None:
    assert head(f"Nước sạch về bản\n{LEAD}") is None
    assert head("Số 15/2 đường Lê Lợi\nMở cửa từ 8 giờ sáng.") is None
    assert head("BÁO CÁO\nTình hình thu hoạch") is None
