"""Which countries a text names: the figure of one is none of another's."""

import re
from functools import lru_cache

from corpus.text.fold import fold
from service.question.wording import names

# Countries by one name each, with the others that they go by.
_GROUPS = """
Campuchia, Cam-pu-chia; Thái Lan, Thailand; Myanmar, Mi-an-ma, Miến Điện; Malaysia, Ma-lai-xi-a; Singapore, Xin-ga-po, Xinh-ga-po;
Indonesia, In-đô-nê-xi-a; Philippines, Phi-líp-pin; Brunei; Trung Quốc, Trung Hoa; Nhật Bản, Nhật; Hàn Quốc, Đại Hàn, Nam Hàn; Triều Tiên;
Ấn Độ; Hoa Kỳ, Hoa Kì, Mỹ; Ý, Italia, I-ta-li-a; Tây Ban Nha; Bồ Đào Nha; Hà Lan; Thụy Sĩ, Thuỵ Sĩ; Thụy Điển, Thuỵ Điển; Na Uy; Đan Mạch;
Phần Lan; Ba Lan; Hungary, Hung-ga-ri; Bulgaria, Bun-ga-ri; Ukraine, U-crai-na; Belarus; Úc, Australia, Ô-xtrây-li-a; New Zealand; Canada;
Brazil, Bra-xin; Argentina; Mexico; Cuba, Cu Ba; Chile; Ai Cập; Nam Phi; Kuwait, Cô-oét, Cô oét; Iran; Israel, I-xra-en; Qatar; Ả Rập Xê Út;
Thổ Nhĩ Kỳ; Kazakhstan; Đài Loan; Mông Cổ; Lào; Nga; Anh; Pháp; Đức; Bỉ; Áo; Séc
"""
_NAMES = {
    group[0]: group
    for group in ([name.strip() for name in line.split(",")] for line in _GROUPS.replace("\n", " ").split(";"))
}
_OF = {fold(name): country for country, called in _NAMES.items() for name in called}
# Short ones are words and given names, too: they count where they are a name by themselves.
_SHORT = frozenset(name for called in _NAMES.values() for name in called if len(name) <= 4 and name.isalpha())
_LONG = [name for called in _NAMES.values() for name in called if name not in _SHORT]
_WORDS_TOO = {"Phần Lan", "Ba Lan", "Hà Lan", "Nam Phi", "Cu Ba"}  # "thành phần lan tỏa"
_ANY_CASE = "|".join(re.escape(name) for name in _LONG if name not in _WORDS_TOO)
_NAMED = re.compile(rf"(?<![\w-])(?:(?i:{_ANY_CASE})|{'|'.join(sorted(_WORDS_TOO))})(?![\w-])")
# Before these it is somebody's name, or a continent: "bà Mỹ", "châu Mỹ".
_NO_COUNTRY = frozenset(
    ["ông", "bà", "anh", "chị", "cô", "em", "chú", "bác", "thầy", "đồng chí", "châu", "bắc", "trung", "nam"]
)
_OPENING = frozenset(["Anh", "Áo", "Bỉ", "Đức", "Mỹ", "Nhật", "Pháp", "Úc", "Ý"])  # "Ý nghĩa …", "Pháp luật …"
_STATE = re.compile(r"^(?:CHLB|CHDCND|CHND|Cộng hòa|Vương quốc) ")


@lru_cache(maxsize=4096)
def countries(text: str) -> frozenset[str]:
    """The countries other than Vietnam that a text with accents names, each by one of its names.

    Names that are words too need their capitals.

    >>> sorted(countries("Sinh viên Lào và Cô-oét")), countries("Ông Đức ở Lào Cai"), countries("sinh viên campuchia")
    (['Kuwait', 'Lào'], frozenset(), frozenset({'Campuchia'}))
    """
    found = {match.group() for match in _NAMED.finditer(text)}
    for name in names(text):
        said = _STATE.sub("", name.text).rstrip(".")
        before = text[name.whole : name.start] or text[: name.start].rpartition(" ")[0].rpartition(" ")[2]
        only_a_word = name.start == 0 and said in _OPENING
        if said in _SHORT and not only_a_word and before.strip().lower() not in _NO_COUNTRY:
            found.add(said)
    return frozenset(_OF[fold(name)] for name in found)


def of_another_country(question: str, sentence: str, article: str) -> bool:
    """Whether a sentence names other countries than the question does, in an article that has none of those asked about.

    >>> of_another_country("Có mấy sinh viên Campuchia?", "Tỉnh có 225 sinh viên Lào.", "…")
    True
    """
    asked = countries(question)
    if not asked or not (said := countries(sentence)) or asked & said:
        return False
    called = "|".join(re.escape(name) for country in asked for name in _NAMES[country])
    return re.search(rf"(?<!\w)(?:{called})(?!\w)", article) is None
