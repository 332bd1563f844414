"""The two legacy Vietnamese encodings that Python does not know: TCVN3 (ABC fonts) and VNI-Windows.

Both are 8-bit fonts in disguise: a program that does not know them shows their bytes as Latin letters. So every table
here maps from the *Latin-1 view* of the bytes (byte 0xE9 is "é"), which also serves for text that was decoded wrongly.

* TCVN3: TCVN 5712:1993, third table. One byte a letter. There are no capitals with tones: fonts whose name ends in "H"
  (.VnTimeH) draw the small letters as capitals, so capitals come out small. The text alone cannot tell.
* VNI-Windows: a base letter and a mark, mostly; ơ, ư, đ and the toned i are letters of their own.
"""

import re
import unicodedata

_TCVN3_PAIRS = """
    á¸ àµ ả¶ ã· ạ¹  ă¨ ắ¾ ằ» ẳ¼ ẵ½ ặÆ  â© ấÊ ầÇ ẩÈ ẫÉ ậË  đ®
    éÐ èÌ ẻÎ ẽÏ ẹÑ  êª ếÕ ềÒ ểÓ ễÔ ệÖ  íÝ ì× ỉØ ĩÜ ịÞ
    óã òß ỏá õâ ọä  ô« ốè ồå ổæ ỗç ộé  ơ¬ ớí ờê ởë ỡì ợî
    úó ùï ủñ ũò ụô  ứø ừõ ửö ữ÷ ựù  ýý ỳú ỷû ỹü ỵþ  Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§
"""
# ư is byte 0xAD, which Unicode calls a soft hyphen: written out, for editors hide it.
TCVN3 = {ord(pair[1]): pair[0] for pair in _TCVN3_PAIRS.split()} | {0xAD: "ư"}

_TONED = "ùøûõï"  # acute, grave, hook, tilde, dot on a plain vowel …
_TONE_ORDER = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_CIRCUMFLEXED = "áàåãä"  # … and the same together with a circumflex
_BREVED = "éèúüë"  # … and with a breve
# i carries its tones itself.
_VNI_LETTERS = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_LETTERS)
    for base, letter in (*((vowel, vowel) for vowel in "aeouy"), ("ô", "ơ"), ("ö", "ư")):
        for mark, tone in zip(_TONED, _TONE_ORDER, strict=True):
            table[base + mark] = unicodedata.normalize("NFC", letter + tone)
    del table["yï"]  # ỵ is a letter of its own
    for base in "aeo":
        table[base + "â"] = unicodedata.normalize("NFC", base + "\u0302")
        for mark, tone in zip(_CIRCUMFLEXED, _TONE_ORDER, strict=True):
            table[base + mark] = unicodedata.normalize("NFC", base + "\u0302" + tone)
    table["aê"] = "ă"
    for mark, tone in zip(_BREVED, _TONE_ORDER, strict=True):
        table["a" + mark] = unicodedata.normalize("NFC", "ă" + tone)
    capitals = {key.upper(): value.upper() for key, value in table.items()}
    # A capital with a small mark is what "Caps Lock off" typing left behind.
    mixed = {key[0].upper() + key[1]: value.upper() for key, value in table.items() if len(key) > 1}
    return table | mixed | capitals


VNI = _vni_table()
_VNI_UNIT = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

# Signs that are more likely themselves than a letter where they stand alone ("· Nội dung", "§ 5", "© 2004"). "ô" («)
# and "đ" (®, the currency) do stand alone.
_ALONE = re.compile(r"(?<![^\s(])[·§©¢£¤¥¦¡¬](?![^\s.,;:)])")


def from_tcvn3(view: str) -> str:
    """The text whose TCVN3 bytes look like ``view`` in Latin-1.

    >>> from_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    kept = [match.start() for match in _ALONE.finditer(view)]
    text = view.translate(TCVN3)  # one code point each, so offsets stay
    if not kept:
        return text
    letters = list(text)
    for at in kept:
        letters[at] = view[at]
    return "".join(letters)


def from_vni(view: str) -> str:
    """The text whose VNI-Windows bytes look like ``view`` in Latin-1.

    >>> from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return _VNI_UNIT.sub(lambda match: VNI[match.group()], view)
