"""What is taken out of a sentence to ask for it, and where the names in it end. Offsets are code points of the sentence."""

import re
from dataclasses import dataclass

from service.reader.spans import UPPER


@dataclass(frozen=True, slots=True)
class Gap:
    """An answer at ``start:end``; ``words`` stand for ``first:last`` in the question, which ends with them if ``ends``."""

    start: int
    end: int
    first: int
    last: int
    words: str
    ends: bool = False


# Words that end a name, being none of a name: what stands before them is whole.
_BEHIND_NAME = frozenset(
    """đã đang sẽ vừa được bị là có do với tại ở từ đến về theo trong ngoài vào cho để khi nếu nhằm ký trao tặng tiếp cùng
    cũng còn trên dưới sau trước năm ngày tháng thuộc nêu nhấn cử mời mở họp gửi nhận đón làm lập giúp dành gồm đạt mua
    bán và vẫn cần phải không dự chủ""".split()
)
_VERBS = re.compile(
    r"(?:phối hợp|tổ chức|ban hành|trao đổi|tham gia|tham mưu|triển khai|thông báo|thông qua|thực hiện|phát động|phát biểu|phát hành|"
    r"khai (?:trương|mạc)|khánh thành|khởi công|yêu cầu|đề (?:nghị|xuất)|hỗ trợ|xây dựng|đầu tư|trình bày|ra mắt|công bố|cấp|chi)\b"
)
_MORE = re.compile(rf"(?:,| và| cùng)\s+\S*{UPPER}")


def ends_name(sentence: str, end: int) -> bool:
    """Whether a name that ends here is whole, as far as what follows it tells."""
    rest = sentence[end:].lstrip()
    return (
        not rest
        or rest[0] in ",.;:()”–"
        or rest.split(maxsplit=1)[0].strip(",.;:)”") in _BEHIND_NAME
        or bool(_VERBS.match(rest))
    )


def and_more(sentence: str, end: int) -> bool:
    """Whether more names follow one that ends here: the one is not the whole answer."""
    return bool(_MORE.match(sentence, end))
