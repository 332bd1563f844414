"""What the tense of a question says of the time it asks about.

Vietnamese verbs have none; words before them do: "đã", "vừa", "sẽ", "từng". They are read where they stand for time alone.
"""

from enum import Enum
from functools import lru_cache

from service.question.wording import Rule


class Tense(Enum):
    """What time a question's words speak of, beside the dates that it names."""

    NONE = "none"
    NOW = "now"  # as things stand, or the last time
    DONE = "done"  # what has come to pass, not what is planned
    PLANNED = "planned"  # what is still to come
    FORMER = "former"  # what is no longer so


# In the order in which they count: "trước đây ai từng …" is former, whatever else is said.
_RULES = (
    (
        Tense.FORMER,
        Rule(r"\b(?:trước đây|trước kia|hồi trước|thời trước|tiền nhiệm|từng (?:là|làm|giữ)|nguyên là|lúc trước)\b"),
    ),
    (
        Tense.PLANNED,
        Rule(
            r"\b(?:sẽ|dự kiến|sắp tới|tới đây|thời gian tới|năm tới|phấn đấu|đặt mục tiêu|đặt chỉ tiêu|mục tiêu đến)\b"
            r"|\bsắp (?=\w)(?!xếp|đặt|sửa)"
        ),
    ),
    (
        Tense.NOW,
        Rule(
            r"\b(?:hiện nay|hiện tại|hiện giờ|bây giờ|mới nhất|(?:đến|tới) (?:nay|giờ)|lúc này|đương nhiệm|mới đây|vừa qua|vừa rồi|gần đây nhất)\b"
            r"|^(?!.*\b(?:khi|lúc|hồi)\b).*\bđang (?=có|còn|giữ|là|làm)"
        ),
    ),
    # "Bán được bao nhiêu" asks for what was sold.
    (Tense.DONE, Rule(r"\b(?:đã|vừa mới)\b|\bđược\b.*\brồi\b|\w được (?:bao nhiêu|mấy)\b")),
)
# These are read only where their accents were typed: "gio" is the wind and "vua" a king, too.
_TONED_NOW = Rule(
    r"\bhiện (?=(?:có|còn|đang|là|do|ai)\b)|^hiện (?!vật|trạng|thực|đại|trường|tượng|hữu|hình|diện|thân|kim)"
    r"|^giờ (?!giấc|làm việc|mở cửa|đóng cửa|học|bay|tàu|xe|khởi|bắt|cao điểm|hành chính|trái đất)"
    r"|(?<!mấy )(?<!bao )\bgiờ (?=(?:là|ai)\b)|(?<!mấy )(?<!bao )\bgiờ\s*\?*$|\bvừa (?=ký|được|bầu|khai|có|nhận|đặt|đón|ban)"
)


@lru_cache(maxsize=256)
def tense_of(question: str, *, toned: bool) -> Tense:
    """The tense of an NFC question; ``toned`` tells that its accents were typed, not restored.

    >>> [tense_of(text, toned=True).value for text in ("Ai đang là giám đốc?", "Sẽ trồng mấy ha?", "Đã trồng mấy ha?", "Có mấy ha?")]
    ['now', 'planned', 'done', 'none']
    >>> tense_of("Trước đây ai là giám đốc?", toned=True).value
    'former'
    """
    found = next((tense for tense, rule in _RULES if rule.search(question)), Tense.NONE)
    if found in {Tense.NONE, Tense.DONE} and toned and _TONED_NOW.search(question):
        return Tense.NOW
    return found
