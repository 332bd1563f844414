"""A small library for the browser tests: invented texts, one with emoji before its facts, one hostile."""

from collections.abc import Sequence
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from corpus.text.fold import fold

DIM = 64

WATER_OLD = Article(
    origin="cap-nuoc-2021.txt",
    title="Báo cáo cấp nước sạch năm 2021",
    source="Sở Xây dựng Bình Lâm",
    published=date(2021, 12, 20),
    text="Toàn tỉnh Bình Lâm có 18 nhà máy nước sạch đang hoạt động.\nTỷ lệ hộ dùng nước sạch ở nông thôn còn thấp.",
)
WATER_NEW = Article(
    origin="cap-nuoc-2024.txt",
    title="Báo cáo cấp nước sạch năm 2024",
    source="Sở Xây dựng Bình Lâm",
    published=date(2024, 12, 18),
    url="https://xaydung.example.vn/cap-nuoc-2024",
    text="Toàn tỉnh Bình Lâm có 27 nhà máy nước sạch đang hoạt động.\nKế hoạch năm sau là mở rộng mạng ống ra ven biển.",
)
# Forty paragraphs with two characters outside the Basic Multilingual Plane each: counting UTF-16 units instead of code
# points would mark a place 80 characters too early, and the quote is far below the first screen.
EMOJI = Article(
    origin="ban-tin-den-duong.txt",
    title="Bản tin 💡 chiếu sáng thị trấn",
    source="Đài Truyền thanh Phú Khê",
    published=date(2023, 5, 9),
    text="\n".join(f"Mục {k}: 🎉 tổ dân phố số {k} tổng vệ sinh đường làng ngõ xóm, bà con hưởng ứng 👍." for k in range(1, 41))
    + "\nThị trấn Phú Khê 🏮 đã lắp 346 bóng đèn đường trong năm qua.\nBản tin đến đây là hết.",
)
HOSTILE = Article(
    origin="<img src=x onerror=alert(1)>.txt",
    title="<script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\">Thông báo nghỉ lễ",
    source="<b>Văn phòng</b>",
    url="javascript:window.hacked=1",
    published=date(2022, 8, 30),
    text="Cơ quan Kho bạc Lộc Ninh nghỉ lễ 4 ngày <script>window.hacked=1</script> theo thông báo.",
)
ARTICLES = (WATER_OLD, WATER_NEW, EMOJI, HOSTILE)

WATER_QUESTION = "Toàn tỉnh Bình Lâm có bao nhiêu nhà máy nước sạch?"
EMOJI_QUESTION = "Thị trấn Phú Khê đã lắp bao nhiêu bóng đèn đường?"
HOSTILE_QUESTION = "Kho bạc Lộc Ninh nghỉ lễ bao nhiêu ngày?"
UNKNOWN_QUESTION = "Vua nước Pháp đầu tiên tên là gì?"


class SyllableEncoder:
    """Hashed syllables instead of a model: texts that share words lie close to one another."""

    name = "syllables"
    revision = "syllables-1"
    dim = DIM

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Float32 (n, dim), unit norm."""
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Float32 (n, dim), unit norm."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), DIM), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in fold(text).split():
                vectors[row, crc32(word.encode()) % DIM] += 1
        norms: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms
