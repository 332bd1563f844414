"""The province that "tỉnh" means where nobody names one: the one that the documents speak of.

Who works in the province's office says "tỉnh có bao nhiêu dự án"; documents, and what is read and searched for, have its name.
"""

import re

from corpus.text.spelling import spelling_key
from corpus.text.syllables import tokens
from index.library import Library
from service.reader.provinces import NAMES, provinces

LEAST, AHEAD = 0.2, 3  # the share of passages that must name it, and how much more often than any other province
# "Tỉnh" that speaks of others, or of none: "các tỉnh", "cấp tỉnh", "tỉnh nào", "tỉnh Champasak", "Tỉnh ủy".
_OTHERS = (
    "các|những|mấy|nhiêu|nhiều|hai|ba|bốn|năm|mười|một|mỗi|từng|cấp|liên|ngoại|hàng|vài|số|lân cận|tuyến|nhập|tách"
)
_BARE = re.compile(
    rf"(?i)(?<!\w)(?<!-)(?:(?P<before>{_OTHERS}) )?tỉnh(?P<ours> (?:ta|mình|nhà))?(?![\w-])"
    r"(?!,? (?:nào|khác|bạn|mô|thành|ủy|uỷ|lỵ|lẻ|lộ|ngoài|kia|đó|ấy|này|láng giềng|lân cận|phía|miền|gì)\b)"
)


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
    """Whether nothing before it counts provinces and no name stands behind it."""
    return not found["before"] and not found.string[found.end() :].lstrip()[:1].isupper()
