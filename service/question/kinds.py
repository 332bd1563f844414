"""What kind of answer a question asks for, told by its question words.

A kind is a soft hint for the reader (which spans to look at first), never a filter: many questions fit several.
"""

import re
from enum import StrEnum

from corpus.text.fold import fold
from index.retrieval import has_diacritics


class Kind(StrEnum):
    """The kind of answer that a question asks for."""

    QUANTITY = "quantity"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    YEAR = "year"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    LIST = "list"
    CAUSE = "cause"
    PURPOSE = "purpose"
    YES_NO = "yes-no"
    OTHER = "other"


# Question words, and words that ask together with them, by their fold. Where a question is typed with diacritics, other
# words of the same fold ("máy", "đầu", "nguồn lực") are none. Some are left without by people who type the rest with them;
# they are taken where they mean nothing else.
_ASKING = {
    "may": {"mấy"}, "ai": {"ai"}, "nao": {"nào", "nao"}, "dau": {"đâu", "dau"}, "gi": {"gì", "gi"}, "sao": {"sao"},
    "khong": {"không", "khong"}, "chua": {"chưa"}, "a": {"à", "ạ", "a"}, "ha": {"hả", "ha"}, "u": {"ư"}, "chu": {"chứ"},
    "dung": {"đúng", "dung"}, "phai": {"phải", "phai"}, "luc": {"lúc", "luc"}, "tang": {"tăng", "tang"},
}  # fmt: skip
_TONED_ONLY = frozenset({"chu", "u"})  # question words with accents only: "chủ" and "tư" are far more common
_WORD = re.compile(r"\w+")

_MONEY = "tien|von|trieu|ty|ti|dong|usd|do la|kinh phi"  # folded, behind "bao nhiêu"
_CURRENCY = (
    "nghin|ngan|euro?|yen|won|bang|franc|curon|rup|rup[iy]|peso|nhan dan te|vien tro|doanh thu|loi nhuan|ngan sach"
)
# Behind "bao nhiêu" these count nothing: the question goes on.
_GOES_ON = (
    "thi|la|trong|vao|roi|vay|the|nhi|a|o|tai|cho|cua|den|toi|tu|voi|theo|qua|sau|truoc|tren|duoi|ngoai|khi|moi|do|nho|bang|va"
    r"|ma|neu|hon|so voi|de(?! (?:tai|an|nghi|xuat)\b)|nam (?:nay|ngoai|truoc|qua|hoc|\d+)"
)
# What stands behind "bao nhiêu" is counted ("lao động"); underscores are what only looks like a question word ("máy").
_NOTHING_COUNTED = rf"(?! (?!(?:{_MONEY}|{_CURRENCY}|{_GOES_ON})\b)[a-z_])"
_NOTHING_BY_NUMBER = rf"(?! (?!(?:{_GOES_ON}|lan|diem phan tram|hoc phi|le phi|thue|gia|lai suat)\b)[a-z_])"
# "… phải không ạ?": behind a tag there are words of address at most. "Xây dựng không phép" is no tag.
_TAG_ENDS = r"(?=(?: (?:a|vay|nhi|the|nhe|nha|ha|oi|thua|cac|ban|ad|em|anh|chi|co|chu|bac|ong|ba|thay|minh|trich|_+))*\s*(?:[^\w\s]|$))"
# "Quản lý do ai": no reason is asked for.
_REASON = (
    r"(?<!\bquan )(?<!\bxu )(?<!\bhop )(?<!\bthanh )(?<!\bphap )(?<!\bvat )(?<!\bdia )(?<!\bdai )(?<!\bnguyen )(?<!\bnghich )"
    r"\bl[yi] do\b"
)

# Tried in order on the folded question, so that a question typed without diacritics is understood alike.
# Folding makes "nao" of "nào" and "não", "ai" of "ai" and "ái", "luc nao" of "lúc nào" and "(nguồn) lực nào": the patterns
# ask for a neighbour where that matters.
_RULES: tuple[tuple[Kind, str], ...] = (
    (Kind.YES_NO, rf"^co phai\b|^(?:lieu|phai chang)\b|\b(?:phai|dung) khong{_TAG_ENDS}|\bhay (?:khong|chua)\b"),
    # "Có biết … bao nhiêu không?" asks how many; "hàng không" is no question.
    (Kind.YES_NO, r"^(?!.*\b(?:biet|ro)\b.*\b(?:bao nhieu|ai|gi|nao|dau|may|sao)\b).*(?<!hang )(?<!tren )(?<!phong )\b(?:khong|chua)(?: a| vay| nhi)?$"),
    # "… à?", "… hả?" where nothing else asks; "179 ha" and "châu Á" without accents are none.
    (Kind.YES_NO, r"^(?!.*\b(?:bao nhieu|ai|gi|nao|dau|may|sao)\b).*(?:(?<!\d )|(?<=\b20\d\d )|(?<=\b19\d\d ))(?<!\bnghin )(?<!\btrieu )(?<!\bchau )(?<!\bdong )(?<!\bnam )(?<!\bbac )(?<!\btay )\b(?:a|ha|u|chu)$"),
    (Kind.CAUSE, rf"\b(?:vi|tai) sao\b|\bnguyen nhan\b|{_REASON}|\bdo dau\b|\bvi dau\b|\bboi dau\b|\bnho dau\b"),
    (Kind.PURPOSE, r"\bde lam gi\b|\bnham (?:muc dich|lam)? ?gi\b|\bmuc (?:dich|tieu)\b.*\b(?:gi|nao)\b"),
    (Kind.SHARE, rf"\bbao nhieu (?:phan tram|%)|\bti le\b|\bty le\b|\bmay phan tram\b|\b(?:tang (?:truong )?|giam )bao nhieu\b{_NOTHING_BY_NUMBER}"),
    (
        Kind.MONEY,
        rf"\bbao nhieu (?:{_MONEY})\b"
        r"|\b(?:von|kim ngach|gia tri|kinh phi|tri gia|doanh thu|so tien|ngan sach|giai ngan|chi phi)\b"
        rf".*\b(?:bao nhieu\b{_NOTHING_COUNTED}|(?:la may|the nao)\b)"
        # By itself it is asked for only where nothing else is: "Nước nào có tổng vốn lớn nhất?" asks for a country.
        r"|^(?!.*\b(?:nao(?! do)|ai|liet ke|ke (?:ten|ra)|neu ten)\b)"
        rf"(?!.*\b(?:bao nhieu|may) (?!(?:{_MONEY}|thi|la|trong|vao|roi|vay|the|nhi|a)\b)[a-z_]).*\b(?:tong von|kim ngach|kinh phi|tri gia)\b",
    ),
    (Kind.YEAR, r"\bnam nao\b|\b(?:tu|vao|trong) nam (?:bao nhieu|may)\b|(?<!\bviet )(?<!\bmien )(?<!\bphia )(?<!\d )\bnam (?:bao nhieu|may)(?:$| thi\b)|\bgiai doan nao\b|\bnhiem ky nao\b"),
    (Kind.DATE, r"\bkhi nao\b|\bbao gio\b|\bngay (?:nao|may|bao nhieu)\b|\bthang (?:nao|may)\b|(?<!\bnguon )(?<!\bnang )(?<!\bquyen )(?<!\bap )\bluc nao\b|\bthoi (?:gian|diem) nao\b|\bhom nao\b|\bbuoi nao\b|\bhan chot\b"),
    (Kind.LIST, r"\bliet ke\b|\bke (?:ten|ra)\b|\bneu (?:ten|ro|cac|nhung)\b|\bgom (?:nhung|cac|co)?\b.*\b(?:nao|gi|ai|dau)\b|\bnhung\b.+\b(?:nao|gi|ai|dau)\b|\bcac\b.+\b(?:nao|gi)\b"),
    (Kind.QUANTITY, r"\bbao nhieu\b|\bbn\b|(?<!nha )\bmay\b(?! moc| bay)|\bso luong\b|\bbao xa\b|\bbao lau\b"),
    (Kind.PERSON, r"\bai\b|\bnguoi nao\b|\bdong chi nao\b|\bong nao\b|\bba nao\b|\bten (?:la )?gi\b|\bho va ten\b|\b(?:tac gia|chu tich|bi thu|giam doc|bo truong)\b.*\bla\b(?!.*\bgi\b)"),
    # The name of an office alone asks who holds it.
    (Kind.PERSON, r"^(?:pho )?(?:tong )?(?:chu tich|bi thu|giam doc|bo truong|chu nhiem|truong doan|hieu truong|thi truong|thu tuong)\b(?!.*\b(?:la|gi|nao|dau|may|nhung|cac)\b)"),
    (Kind.PLACE, r"\bo dau\b|\btai dau\b|\bnoi nao\b|\bcho nao\b|\bdia diem\b|\bnuoc nao\b|\bquoc gia nao\b|\btinh nao\b|\bthanh pho nao\b|\bhuyen nao\b|\bxa nao\b|\bdia phuong nao\b|\btu dau\b|\bden dau\b|\bvung nao\b|\bkhu vuc nao\b|\bthi truong nao\b|\bdau\b\s*\?*$"),
    (Kind.ORGANISATION, r"\b(?:co quan|don vi|to chuc|cong ty|doanh nghiep|tap doan|so|ban|bo|vien|truong|dai hoc|bao|dai|doi tac|hoi|lien doan|ngan hang) nao\b"),
)  # fmt: skip

# With its accent it is no unit: "có 42 ha" and "2020-2025 à".
_SAID_AS_QUESTION = re.compile(r"(?i)\s(?:à|hả|ư)\s*[?.!]*$")
_OPEN = re.compile(r"\b(?:bao nhieu|ai|gi|nao|dau|may|sao)\b")
# Where something open is asked, or a list, "được không" and "biết không" at the end are said to be polite.
_KINDLY = re.compile(r",?(?: (?:ban|ad|anh|chi|em|minh|ai))*(?: co)? (?:duoc|biet) khong(?: a| vay| nhi| nhe)?$")
_KINDLY_LISTED = re.compile(rf"{_KINDLY.pattern}|,? khong(?: a| vay| nhi| nhe)?$")
_LISTED = re.compile(
    r"(?:^|\b(?:the|giup|hay|xin|long|on|cho|toi|minh|em|ho|ban) )(?:liet ke|ke (?:ten|ra)|neu (?:ten|ro|ra|cac|nhung))\b"
)
# "Có doanh nghiệp nào …", "ai cũng …", "mấy hộ đó …" ask for nothing: whether there is one, or all, or those.
_SOME = re.compile(
    r"\bco (?!nhung\b|cac\b|the\b|biet\b|bao nhieu\b|may\b)(?:\w+ ){0,4}?(?:nao|ai|gi)\b"
    r"|\b(?:nao|ai|gi|dau|sao) cung\b|\bmay (?:\w+ ){1,3}(?:do|nay|kia|ay)\b"
)


def kind_of(question: str) -> Kind:
    """The kind of answer asked for.

    >>> kind_of("Thanh Hóa có bao nhiêu dự án FDI?"), kind_of("tong von fdi la bao nhieu")
    (<Kind.QUANTITY: 'quantity'>, <Kind.MONEY: 'money'>)
    """
    folded = _plainly(" ".join(folded_question(question).split()).rstrip(" ?.!"))
    if _SAID_AS_QUESTION.search(question) and not _OPEN.search(folded):
        return Kind.YES_NO
    return next((kind for kind, rule in _RULES if re.search(rule, folded)), Kind.OTHER)


def _plainly(folded: str) -> str:
    """A folded question without the polite words at its end; "không" by itself stays, for it asks for yes or no.

    >>> _plainly("cho hoi xa co bao nhieu ho duoc khong a"), _plainly("cho hoi co ho nao duoc vay khong")
    ('cho hoi xa co bao nhieu ho', 'cho hoi co ho nao duoc vay khong')
    """
    if _LISTED.search(folded):
        return _KINDLY_LISTED.sub("", folded)
    plain = _KINDLY.sub("", folded)
    return plain if _OPEN.search(plain) and not _SOME.search(plain) else folded


def folded_question(question: str) -> str:
    """The question folded, of the same length; what only looks like a question word when folded becomes underscores.

    >>> folded_question("Nhà máy có mấy cổng?"), folded_question("nha may co may cong")
    ('nha ___ co may cong?', 'nha may co may cong')
    """
    toned, shouted = has_diacritics(question), question.isupper()

    def folded(match: re.Match[str]) -> str:
        word = match.group()
        plain = fold(word)
        asking = _ASKING.get(plain)
        if plain == "chu" and question[match.end() :].strip(" ?.!"):  # "chủ tịch": it asks at the end alone
            return plain
        if asking and ((toned and word.lower() not in asking) or (word == "AI" and not shouted)):
            return "_" * len(word)
        if not toned and plain in _TONED_ONLY:
            return "_" * len(word)
        return plain

    return fold(_WORD.sub(folded, question))
