"""Reprints look alike, other articles on the same subject do not."""

import random
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning.lines import key
from corpus.duplicates import (
    DUPLICATE_SIMILARITY,
    PERMUTATIONS,
    SHINGLE,
    bands,
    is_duplicate,
    signature,
    similarity,
)

# Two reports of the same event by different people: same names and numbers, other words.
STORY = """Hợp tác xã Lâm Trà vừa đóng chuyến hàng 12 tấn chè hữu cơ để xuống cảng Hải Phòng, chuyến đầu tiên mà huyện bán thẳng sang châu Âu.
Giám đốc Vi Thị Sen cho hay lô hàng trị giá 3,4 tỷ đồng, trong đó chè xanh chiếm ba phần tư, còn lại là chè ô long ủ theo lối cũ của bản.
Để được nhận chứng nhận, 46 hộ đã ba năm liền không phun thuốc, làm cỏ bằng tay và ghi sổ từng lần bón phân, dù hai vụ đầu sản lượng chỉ còn một nửa.
Phía mua ở Hamburg đã cử người lên tận đồi kiểm tra hai lần, lấy mẫu đất, mẫu nước và cả mẫu bao bì trước khi ký hợp đồng ba năm với hợp tác xã.
Huyện cho biết sẽ làm thêm 9 km đường lên các đồi chè, mở hai lớp dạy chế biến và lập quỹ bảo hiểm để bà con yên tâm giữ vườn khi giá xuống thấp."""
OTHER = """Ngày cuối tháng 11, chè hữu cơ của huyện Lâm Trà lần đầu lên đường đi Hamburg, tổng cộng 12 tấn, giá trị khoảng 3,4 tỷ đồng.
Theo bà Vi Thị Sen, điều khó nhất là thuyết phục 46 gia đình bỏ thói quen dùng thuốc, vì mấy vụ đầu ai cũng thấy cây xấu đi và tiền bán giảm rõ rệt.
Khách hàng người Đức yêu cầu rất ngặt: đất, nước, bao gói đều phải xét nghiệm; họ lên xem đồi hai bận rồi mới chịu ký giấy mua hàng trong ba năm.
Lãnh đạo huyện hứa sớm nâng cấp chừng 9 km đường dốc, tổ chức hai khóa học nghề và xây quỹ dự phòng rủi ro cho người trồng."""


def reprint_with_another_lead(text: str) -> str:
    return "\n".join(["Tin từ miền núi cho hay bà con nơi đây đang có một mùa vui hiếm thấy.", *text.split("\n")[1:]])


def reprint_without_a_paragraph(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:2] + lines[3:])


def reprint_with_a_title(text: str) -> str:
    return f"Chè Lâm Trà đi châu Âu: chuyện của 46 hộ dân\n{text}"


def reprint_with_changed_words(text: str) -> str:
    words = text.split(" ")
    rng = random.Random(7)
    for at in rng.sample(range(len(words)), len(words) // 10):
        words[at] = "khác"
    return " ".join(words)


def reprint_without_diacritics(text: str) -> str:
    return key(text)


REPRINTS = [
    reprint_with_another_lead,
    reprint_without_a_paragraph,
    reprint_with_a_title,
    reprint_with_changed_words,
    reprint_without_diacritics,
]


@pytest.mark.parametrize("edit", REPRINTS)
def test_a_reprint_is_found_and_is_a_duplicate(edit: object) -> None:
    one, other = signature(STORY), signature(edit(STORY))  # type: ignore[operator]
    assert is_duplicate(one, other)
    assert set(bands(one)) & set(bands(other))


def test_another_article_on_the_same_subject_is_no_duplicate() -> None:
    assert similarity(signature(STORY), signature(OTHER)) < DUPLICATE_SIMILARITY / 2


def test_pages_of_different_kinds_are_no_duplicates() -> None:
    pages = sorted((Path(__file__).parent / "pages").glob("*.txt"))
    signed = [signature(page.read_text(encoding="utf-8")) for page in pages]
    assert len(signed) > 5
    assert max(similarity(a, b) for a, b in combinations(signed, 2)) < DUPLICATE_SIMILARITY


def shingles(text: str) -> set[str]:
    words = key(text).split()
    return {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_estimate_is_near_the_true_share(common: int, first: int, second: int) -> None:
    def words(label: str, count: int) -> str:
        return " ".join(f"{label}{at}" for at in range(count + SHINGLE))

    one, other = f"{words('c', common)} {words('a', first)}", f"{words('c', common)} {words('b', second)}"
    true = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
    deviation = (true * (1 - true) / PERMUTATIONS) ** 0.5
    assert abs(similarity(signature(one), signature(other)) - true) <= 5 * deviation + 0.01


def test_signatures_never_change() -> None:
    """They are kept in stores: another machine, library or day must give the same bytes."""
    assert sha256(signature(STORY)).hexdigest() == "27d4fc9e5ec8159f03e41d6d85e2130d63a12e5c34092dae4d9b2de624f8ad97"
    assert bands(signature("một hai ba bốn năm sáu"))[0] == "00:1468a8132916c314"


def test_short_and_empty_texts() -> None:
    assert similarity(signature("Có."), signature("có")) == 1.0
    assert similarity(signature("Có."), signature("Không.")) < 0.1
    assert similarity(signature(""), signature(" … ")) == 0.0
    assert len(signature("")) == len(signature(STORY)) == 512
    assert len(bands(signature(STORY))) == 64


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="512 bytes"):
        similarity(signature(STORY), b"short")
