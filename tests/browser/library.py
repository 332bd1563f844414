"""A small library for the browser tests: invented texts, one with emoji before its facts, one hostile.

The reader here is small enough to foresee what is answered, and how surely: the page is what is tested, and no change of
model or weights may break its tests. But for it and the fake encoder everything behind the page is real.
"""

import re
from collections.abc import Sequence
from datetime import date

from corpus.records import Article
from corpus.text.fold import fold
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction

SURE, UNSURE = 0.874, 0.12  # shown as 87% and 12%

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
    text="\n".join(
        f"Mục {k}: 🎉 tổ dân phố số {k} tổng vệ sinh đường làng ngõ xóm, bà con hưởng ứng 👍." for k in range(1, 41)
    )
    + "\nThị trấn Phú Khê 🏮 đã lắp 346 bóng đèn đường trong năm qua.\nBản tin đến đây là hết.",
)
HOSTILE = Article(
    origin="<img src=x onerror=alert(1)>.txt",
    title='<script>window.hacked=1</script><img src=x onerror="window.hacked=1">Thông báo nghỉ lễ',
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


class OverlapReader:
    """Answers with the first number of a line and up to two words behind it, if the line shares more than half of the question's words."""

    revision = "overlap-1"
    threshold = 0.5

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """One extraction a line, the surest first."""
        asked = set(re.findall(r"\w+", fold(question.text)))
        found = []
        for item in evidence:
            passage = item.hit.passage
            for line in re.finditer(r"[^\n]+", passage.text):
                share = len(asked & set(re.findall(r"\w+", fold(line.group())))) / len(asked)
                number = re.search(r"\d+(?: \w+){1,2}", line.group())
                span = number.span() if number else (0, len(line.group()))
                start = passage.start + line.start()
                found.append(
                    Extraction(
                        evidence=item,
                        start=start + span[0],
                        end=start + span[1],
                        quote_start=start,
                        quote_end=passage.start + line.end(),
                        confidence=SURE if share > 0.5 and number else UNSURE * share,
                        features={"kind": 1.0, "focus": 1.0, "coverage": share},
                    )
                )
        return sorted(
            found, key=lambda extraction: (-extraction.confidence, extraction.evidence.article.id, extraction.start)
        )
