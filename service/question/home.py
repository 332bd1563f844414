"""The province that "tỉnh" means where nobody names one: the one that the documents speak of.

Who works in the province's office says "tỉnh có bao nhiêu dự án"; documents, and what is read and searched for, have its name.
"""

import re

from corpus.text.spelling import spelling_key
from corpus.text.syllables import tokens
from index.library import Library
from service.reader.provinces import NAMES, provinces

LEAST, AHEAD = 0.2, 3  # the share of passages that must name it, and how much more often than any other province
# Before "tỉnh", what speaks of others, or of none: "các tỉnh", "cấp tỉnh".
_OTHERS = (
    "các|những|mấy|nhiêu|nhiều|hai|ba|bốn|năm|mười|một|mỗi|từng|cấp|liên|ngoại|hàng|vài|số|lân cận|tuyến|nhập|tách"
)
# Behind it a name may stand in small letters ("tỉnh hủa phăn"), so only these go on with something else.
_GOES_ON = frozenset(
    """
    có đã đang sẽ là được bị phải cần muốn vừa mới còn hiện nay giờ năm tháng đầu cuối giữa hồi trong vào từ đến tới tính hết
    về với cho và ở tại để do vì trên qua sau trước khi thì mà giảm tăng đạt nhận làm ký đón tiếp cử gửi thu chi gặp trao tặng xin
    giao mở xây đặt đề kêu mời hợp kết xuất nhập giải tổ chức chủ dành ban đưa cấp hỗ phấn gồm không chưa cũng đều chỉ lại ra sao ai
    bao mấy bốn rồi gần nơi thứ lần tổng khai xảy hụt dự bàn thoát khởi kiện nợ khám bắt bỏ trồng bán mua hứa ủng phê duyệt thông sử phát thực triển vận hoàn huy
    xử phạt kiểm tuyển đào dựng bố công ưu thay sáp chuyển lấy góp tìm chọn lập rút nêu nói tuyên áp dùng vay trả nuôi đi giữ giúp nhờ bằng như nhưng hay hoặc
    """.split()
)
_BARE = re.compile(rf"(?i)(?<!\w)(?<!-)(?:(?P<before>{_OTHERS}) )?tỉnh(?: (?:ta|mình|nhà)(?!\w))?(?![\w-])")


def home(library: Library) -> str | None:
    """The province that far more passages name than any other, at least a fifth of them; None where there is none."""
    passages = len(library)
    counted = sorted(((library.document_frequency(_term(name)), name) for name in NAMES), reverse=True)
    (most, name), (second, _) = counted[:2]
    return name if passages and most >= LEAST * passages and most >= AHEAD * second else None


def _term(name: str) -> str:
    return "_".join(spelling_key(token.text) for token in tokens(name))


def at_home(question: str, library: Library) -> str:
    """An NFC question with accents, the home province named where "tỉnh" means it and no province is named."""
    if provinces(question):
        return question
    found = next((one for one in _BARE.finditer(question) if _alone(one)), None)
    if found is None or (name := home(library)) is None:
        return question
    said = found.group()[: len("tỉnh")]
    return f"{question[: found.start()]}{said} {name}{question[found.end() :]}"


def _alone(found: re.Match[str]) -> bool:
    """Whether nothing before it counts provinces, and no name and nothing that makes another word of it stands behind it."""
    behind = found.string[found.end() :]
    word = re.match(r"\s+(\w+)", behind)
    return not found["before"] and (word[1] in _GOES_ON if word else not behind[:1].isalnum())
