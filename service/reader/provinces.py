"""Which province a question speaks of, and whether an article speaks of it at all: the figure of one is no answer for another."""

import re
from functools import lru_cache

from corpus.records import Article
from corpus.text.fold import fold

# Those that there were until July 2025; those since are among them. Hồ Chí Minh is left out: most often it is the person.
# Some are words, too: they need their capitals, or "tỉnh". The tone stands on either vowel of "oa".
_PATTERN = (
    "An Giang|Bà Rịa|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau|Cần Thơ|"
    "Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|"
    "Hưng Yên|Khánh H(?:òa|oà)|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|"
    "Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|"
    "Thanh H(?:óa|oá)|Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái"
)
_CITIES = frozenset({"Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng", "Huế"})
# Those that are called "tỉnh" and whose name is no word.
NAMES = tuple(
    name
    for name in _PATTERN.replace("H(?:òa|oà)", "Hòa").replace("H(?:óa|oá)", "Hóa").split("|")
    if name not in _CITIES
)
_WORDS_TOO = "H(?:òa|oà) Bình|Cao Bằng"
_NAMED = re.compile(rf"(?<!\w)(?:(?i:{_PATTERN})|(?i:tỉnh) (?i:{_WORDS_TOO})|{_WORDS_TOO})(?!\w)")


def provinces(text: str) -> frozenset[str]:
    """The folded names of the provinces and big cities that a text with accents names.

    >>> sorted(provinces("Tỉnh hòa bình và Nghệ An ký, vì hòa bình.")), provinces("Tháp cao bằng nhà ba tầng.")
    (['hoa binh', 'nghe an'], frozenset())
    """
    return frozenset(fold(match.group()).removeprefix("tinh ") for match in _NAMED.finditer(text))


def elsewhere(question: str, article: Article) -> bool:
    """Whether a question names a province that the article does not name anywhere."""
    asked = provinces(question)
    return bool(asked) and not asked <= _spoken_of(article.title, article.text)


@lru_cache(maxsize=256)
def _spoken_of(title: str, text: str) -> frozenset[str]:
    return provinces(f"{title}. {text}")
