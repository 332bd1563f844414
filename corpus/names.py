"""What looks like the name that a Vietnamese journalist or official signs with."""

import re

from corpus.cleaning.lines import key

# Names of places have the form of pen names ("Thanh Hóa", "Hải Nam"); these are never taken for one.
_PLACES = frozenset(
    """
    an giang;ba ria vung tau;bac giang;bac kan;bac lieu;bac ninh;ben tre;binh dinh;binh duong;binh phuoc;binh thuan;ca mau
    can tho;cao bang;da nang;dak lak;dak nong;dien bien;dien bien phu;dong nai;dong thap;gia lai;ha giang;ha nam;ha noi
    ha tinh;hai duong;hai phong;hau giang;hoa binh;ho chi minh;tp ho chi minh;hung yen;khanh hoa;kien giang;kon tum;lai chau
    lam dong;lang son;lao cai;long an;nam dinh;nghe an;ninh binh;ninh thuan;phu tho;phu yen;quang binh;quang nam;quang ngai
    quang ninh;quang tri;soc trang;son la;tay ninh;thai binh;thai nguyen;thanh hoa;hue;thua thien hue;tien giang;tra vinh
    tuyen quang;vinh long;vinh phuc;yen bai;sam son;nghi son;bim son;sai gon;viet nam;lao;trung quoc;han quoc;nhat ban;thai lan
    campuchia;hoa ky;dai loan;an do;singapore;dong nam a;dong bac a;chau a;chau au;chau my;chau phi;bien dong;tay nguyen
    """.replace("\n", ";")
    .replace("  ", "")
    .strip("; ")
    .split(";")
)
_OFFICES = re.compile(
    r"(?:văn phòng|sở|ban|bộ|ủy ban|uỷ ban|ubnd|hđnd|tỉnh|thành|huyện|xã|phường|đài|báo|trường|trung tâm|phòng|hội|đoàn|công ty|cục|viện|chi cục"
    r"|công chức|công an|cán bộ|phó|trưởng|giám đốc|chủ tịch|bí thư|phóng viên|nguồn|ttxvn|tổng hợp|th|t/h|ctv|cộng tác viên|theo)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s+[-–—]\s+|\s*[,;/&]\s*|\s+và\s+")
_INITIALS = re.compile(r"(?:[A-ZĐ]\.\s?){1,3}[A-ZĐ]?\.?|(?:[A-ZĐ]\.)+\s?[A-ZĐ][a-zà-ỹ]+")
_DESKS = re.compile(r"(?:nhóm )?(?:pv|p\.v|phóng viên|btv|ctv)(?: thời sự)?|ban biên tập|bbt", re.IGNORECASE)
_LONGEST_SYLLABLE = 7  # "nghiêng"
_MOST_SYLLABLES = 5
_MOST_NAMES = 4


def is_name(text: str) -> bool:
    """Whether a few words look like one person's name or pen name: two to five capitalised syllables, no place.

    >>> is_name("Lê Thị Hồng Gấm"), is_name("Thanh Hóa"), is_name("Tin liên quan")
    (True, False, False)
    """
    words = text.split()
    if not 2 <= len(words) <= _MOST_SYLLABLES or key(text) in _PLACES:
        return False
    return all(_is_name_syllable(word) for word in words)


def signed_by(text: str) -> str | None:
    """The name or names that a line consists of, as they stand there; None where it is no signature.

    >>> signed_by("Hồng Vân - Minh Hà"), signed_by("(Lê Văn Ba - Văn phòng Tỉnh ủy)"), signed_by("PV (tổng hợp)")
    ('Hồng Vân - Minh Hà', 'Lê Văn Ba', 'PV')
    """
    bare = text.strip(" .,;*").removeprefix("(").removesuffix(")") if text.count("(") < 2 else text
    if "(" in bare:
        bare, _, office = bare.rstrip(") .").partition("(")
        bare = bare.strip()
        if not _OFFICES.match(office.strip()):
            return None
    bare = bare.strip(" .,;")
    if _DESKS.fullmatch(bare) or _INITIALS.fullmatch(bare):
        return bare
    parts = _JOINT.split(bare)
    if len(parts) > 1 and is_name(parts[0]) and all(_OFFICES.match(part) for part in parts[1:]):
        return parts[0]
    return bare if len(parts) <= _MOST_NAMES and all(is_name(part) for part in parts) else None


def _is_name_syllable(word: str) -> bool:
    if not word.replace("'", "").replace("’", "").isalpha() or len(word) > _LONGEST_SYLLABLE or not word[0].isupper():
        return False
    return word[1:].islower() or word.isupper() or "'" in word or "’" in word
