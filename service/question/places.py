"""The names of countries and provinces."""

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key

# The names of countries and of what Vietnam is parted in: a country stands for a country, a province for a province.
_COUNTRIES = frozenset(
    """viet nam|lao|campuchia|cam-pu-chia|thai lan|myanmar|malaysia|singapore|indonesia|philippines|brunei|trung quoc|nhat ban|nhat|han quoc|
    trieu tien|an do|nga|lien bang nga|my|hoa ky|anh|phap|duc|y|italia|tay ban nha|bo dao nha|ha lan|bi|thuy si|thuy dien|na uy|
    dan mach|phan lan|ao|ba lan|sec|hungary|ukraine|belarus|uc|australia|new zealand|canada|brazil|argentina|mexico|cuba|chile|ai cap|nam phi|
    kuwait|co-oet|iran|israel|uae|qatar|a rap xe ut|tho nhi ky|kazakhstan|dai loan|hong kong|mong co""".replace("\n", "").replace(" " * 4, "").split("|")
)  # fmt: skip
_PROVINCES = frozenset(
    """ha noi|hai phong|da nang|can tho|ho chi minh|thanh hoa|nghe an|ha tinh|quang binh|quang tri|hue|thua thien hue|quang nam|quang ngai|
    binh dinh|phu yen|khanh hoa|ninh thuan|binh thuan|kon tum|gia lai|dak lak|dak nong|lam dong|binh phuoc|tay ninh|binh duong|dong nai|
    ba ria - vung tau|long an|tien giang|ben tre|tra vinh|vinh long|dong thap|an giang|kien giang|hau giang|soc trang|bac lieu|ca mau|
    ninh binh|nam dinh|thai binh|ha nam|hung yen|hai duong|bac ninh|vinh phuc|quang ninh|lang son|cao bang|bac kan|ha giang|tuyen quang|
    thai nguyen|phu tho|bac giang|yen bai|lao cai|lai chau|dien bien|son la|hoa binh""".replace("\n", "").replace(" " * 4, "").split("|")
)  # fmt: skip
# Typed with accents these are the words they are: "Bí thư" is no one's of Bỉ.
_ONE_SYLLABLE = {fold(word): word for word in "lào nhật nga mỹ anh pháp đức ý bỉ áo séc úc".split()}


def place_type(name: str) -> str:
    """ "country" or "province" for the names of those, else "".

    >>> place_type("Bỉ"), place_type("bi"), place_type("Bí"), place_type("Huế")
    ('country', 'country', '', 'province')
    """
    folded = fold(name)
    toned = _ONE_SYLLABLE.get(folded)
    if toned and name.lower() != folded and spelling_key(name) != spelling_key(toned):
        return ""
    return "country" if folded in _COUNTRIES else "province" if folded in _PROVINCES else ""
