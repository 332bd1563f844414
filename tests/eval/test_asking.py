"""Questions out of sentences: what is asked for, in which words, and what is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.asking.questions import asked
from eval.dataset import KINDS

ASKED = [
    ("Trường Tiểu học Sơn Linh có 1.250 học sinh.", "number", "1.250 học sinh", "Trường Tiểu học Sơn Linh có bao nhiêu học sinh?"),
    ("Tuyến đường Sơn Hà - Ba Tơ dài 42 km.", "number", "42 km", "Tuyến đường Sơn Hà - Ba Tơ dài bao nhiêu km?"),
    ("Lễ hội cà phê Buôn Hồ lần thứ 9 đã khai mạc.", "number", "thứ 9", "Lễ hội cà phê Buôn Hồ lần thứ mấy đã khai mạc?"),
    ("Dự án cầu Sơn Hà ước đạt 12,5 tỷ đồng.", "money", "12,5 tỷ đồng", "Dự án cầu Sơn Hà ước đạt bao nhiêu tỷ đồng?"),
    ("Hộ nghèo của huyện Sơn Hà giảm hơn 8%.", "share", "hơn 8%", "Hộ nghèo của huyện Sơn Hà giảm bao nhiêu phần trăm?"),
    ("Ngày 14/5/2024, huyện Sơn Hà khánh thành cầu.", "date", "Ngày 14/5/2024", "Ngày nào, huyện Sơn Hà khánh thành cầu?"),
    ("Cầu Sơn Hà khánh thành chiều 14/5.", "date", "14/5", "Cầu Sơn Hà khánh thành chiều ngày nào?"),
    ("Đến hết năm 2023 huyện Sơn Hà có điện.", "date", "năm 2023", "Đến hết năm nào huyện Sơn Hà có điện?"),
    ("Huyện Sơn Hà trồng rừng trong giai đoạn 2021-2025.", "date", "giai đoạn 2021-2025", "Huyện Sơn Hà trồng rừng trong giai đoạn nào?"),
    ("Ông Lê Văn Tám thiết kế cầu Sơn Hà.", "person", "Lê Văn Tám", "Ai thiết kế cầu Sơn Hà?"),
    ("Giám đốc Sở Y tế Lê Văn Tám đến Sơn Hà.", "person", "Lê Văn Tám", "Ai là Giám đốc Sở Y tế đến Sơn Hà?"),
    ("Đoàn công tác Sơn Hà có Chủ tịch UBND huyện Lê Văn Tám.", "person", "Lê Văn Tám", "Đoàn công tác Sơn Hà có Chủ tịch UBND huyện là ai?"),
    ("Huyện Sơn Hà phối hợp với Công ty Cổ phần Sữa Việt trao quà.", "organisation", "Công ty Cổ phần Sữa Việt", "Huyện Sơn Hà phối hợp với công ty nào trao quà?"),
    ("Trung tâm Hội nghị 25B là nơi họp của huyện Sơn Hà.", "organisation", "Trung tâm Hội nghị 25B", "Đơn vị nào là nơi họp của huyện Sơn Hà?"),
    ("Hội nghị của Sở Y tế diễn ra tại huyện Sơn Hà.", "place", "huyện Sơn Hà", "Hội nghị của Sở Y tế diễn ra tại huyện nào?"),
    ("Tuyến Sơn Hà đi qua các xã Sơn Linh, Sơn Giang và Sơn Cao.", "list", "Sơn Linh, Sơn Giang và Sơn Cao", "Tuyến Sơn Hà đi qua những xã nào?"),
    ("Bệnh viện Sơn Hà gồm khoa nội, khoa ngoại và khoa nhi.", "list", "khoa nội, khoa ngoại và khoa nhi", "Bệnh viện Sơn Hà gồm những gì?"),
    ("Huyện Sơn Hà lập ba tổ công tác: tổ rà soát, tổ vận động, tổ hậu cần.", "list", "tổ rà soát, tổ vận động, tổ hậu cần", "Huyện Sơn Hà lập ba tổ công tác nào?"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "kind", "answer", "question"), ASKED)
def test_the_question_words_fit_what_is_asked_for(sentence: str, kind: str, answer: str, question: str) -> None:
    assert (kind, answer, question) in [
        (one.kind, sentence[one.start : one.end], one.question) for one in asked(sentence)
    ]


NOT_ASKED = [
    ("Sự cố ở huyện Sơn Hà kéo dài từ 3 đến 5 giờ.", "half of a range"),
    ("Huyện Sơn Hà mưa các ngày 12 và 13/12.", "one of two days"),
    ("Hội nghị kéo dài 12 ngày liên tục tại đó.", "nothing is named"),
    ("Năm 2023 là năm mà huyện Sơn Hà nhớ nhất, năm 2023.", "the year is told again"),
    ("Phó Chủ tịch UBND huyện Lê Văn Tám, trưởng ban, vắng mặt.", "an office without what was done"),
    ("Huyện Sơn Hà có nhiều cảnh đẹp và nhiều người tốt.", "nothing to be asked for"),
    ("Tỉnh có các sản phẩm Sơn Hà như: gạo, chè, cà phê...", "more than the list"),
]


@pytest.mark.parametrize(("sentence", "why"), NOT_ASKED)
def test_what_makes_no_question_is_left_alone(sentence: str, why: str) -> None:
    assert [one.question for one in asked(sentence)] == [], why


PIECES = st.sampled_from(
    """Ông Lê Văn Tám|Giám đốc Sở Y tế|huyện Sơn Hà|42 dự án|15,6 tỷ đồng|hơn 8%|ngày 14/5/2024|năm 2023|từ|đến|và|,|;|: |
    các xã Sơn Linh, Sơn Cao|gồm|“|”|(|)|"|giai đoạn 2021-2025|thứ 9|ký|là|tại|🎉|1.250 lượt|Trường Tiểu học|...|-|ước đạt|/""".split(
        "|"
    )
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14), st.sampled_from([" ", "  ", "\u00a0", ""]))
def test_any_sentence_gives_sound_questions(pieces: list[str], blank: str) -> None:
    sentence = blank.join(piece.strip("\n") for piece in pieces)
    found = asked(sentence)
    for one in found:
        answer = sentence[one.start : one.end]
        assert answer.strip() == answer
        assert answer
        assert one.kind in KINDS
        assert one.question.endswith("?")
        assert one.question.count("(") == one.question.count(")")
    assert all(a.end <= b.start for a, b in pairwise(found)), "no two answers overlap"
