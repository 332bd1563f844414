"""How Vietnamese syllables are built, and the one spelling that stands for their variants in search keys.

Tone places and the shape of syllables follow "Quy định về chính tả tiếng Việt" (Bộ Giáo dục, 1984) and the lists of
rhymes of school grammars. Everything here works on NFC, keeps lengths, and so keeps offsets.
"""

import re
import unicodedata
from functools import lru_cache

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = GRAVE + ACUTE + TILDE + HOOK + DOT


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONSETS = _words("b c ch d đ g gh gi h k kh l m n nh ng ngh p ph qu r s t th tr v x") | {""}
# What follows the onset, without its tone. After "qu" the u belongs to the onset.
_OPEN_RHYMES = _words(
    """a ai ao au ay âu ây e eo ê êu i ia iêu iu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uây uê ui uôi uơ uy uya
    uyu uêu ư ưa ưi ươi ươu ưu y ya yêu oo"""
)
_NASAL_RHYMES = _words(
    """am an ang anh ăm ăn ăng âm ân âng em en eng êm ên êng ênh im in inh iêm iên iêng oam oan oang oanh oăm oăn
    oăng oem oen oeng om on ong oon oong ôm ôn ông ôông ơm ơn uân uâng uên uênh um un ung uôm uôn uông uơn uym uyn
    uynh uyên ưm ưn ưng ươm ươn ương yêm yên yêng yn ynh"""
)
_STOP_RHYMES = _words(  # these take the tones sắc and nặng only
    """ac ach ap at ăc ăp ăt âc âp ât ec ep et êc êch êp êt ich ip it iêc iêp iêt oac oach oap oat oăc oăt oep oet oc
    op ot ooc ôc ôp ôt ôôc ơp ơt uât uêch uc up ut uôc uôt uơt uych uyp uyt uyêt ưc ưp ưt ươc ươp ươt yêt yt ych"""
)
_NAME_RHYMES = _words("ăk")  # Đắk Lắk, also written without a tone
_RHYMES = _OPEN_RHYMES | _NASAL_RHYMES | _STOP_RHYMES | _NAME_RHYMES
_LONGEST = 7  # letters: "nghiêng"
_VOWELS = "aăâeêioôơuưy"
_MARKED_VOWELS = "êơâăô"  # a tone always stands on these: "thuế", "người", "quận"
_SYLLABLE = re.compile(
    f"(qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^\\W\\d_{_VOWELS}]*)([{_VOWELS}]+)(c|ch|k|m|n|ng|nh|p|t|)"
)
# Words that may be syllables; longer ones never are, and would fill the caches.
_SHORT_WORD = re.compile(rf"(?<![^\W\d_])[^\W\d_]{{2,{_LONGEST}}}(?![^\W\d_])")
# One consonant or cluster and a lone y: the only place where y and i are two spellings of one sound. (Not "ay"/"ai".)
_LONE_Y = re.compile("(b|ch|d|đ|h|k|kh|l|m|n|nh|ph|qu|r|s|t|th|tr|v|x)y(n|nh|t|ch|)")


def split_tone(word: str) -> tuple[str, str]:
    """A word without its tone marks (vowel marks stay), and the tone marks that were found.

    >>> split_tone("nghĩa") == ("nghia", TILDE)
    True
    """
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in decomposed if char in TONES)
    if not tones:
        return word, ""
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in TONES)), tones


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable (of any case, tone in any place), known or not.

    >>> [is_syllable(w) for w in ("Nghĩa", "hoà", "quốc", "đ", "Seoul", "cac", "các", "hßa")]
    [True, True, True, False, False, False, True, False]
    """
    return len(word) <= _LONGEST and _is_syllable(word.lower())


@lru_cache(maxsize=65_536)
def _is_syllable(word: str) -> bool:
    plain, tones = split_tone(word)
    if len(tones) > 1:
        return False
    parts = _parts(plain)
    if parts is None:
        return False
    onset, vowels, final = parts
    rhyme = vowels + final
    if onset not in _ONSETS or rhyme not in _RHYMES:
        return False
    # c, gh, ngh, k: which of two spellings a vowel takes.
    front = vowels[0] in "eêiy"
    if (onset in {"k", "gh", "ngh"} and not front) or (onset in {"c", "g", "ng"} and front and plain[:2] != "gi"):
        return False
    return rhyme not in _STOP_RHYMES or tones in {ACUTE, DOT}


def _parts(plain: str) -> tuple[str, str, str] | None:
    """Onset, vowels and final of a lower-case word without tone; None where it cannot be cut so.

    >>> _parts("quôc"), _parts("giêng"), _parts("gin"), _parts("khuyu")
    (('qu', 'ô', 'c'), ('gi', 'ê', 'ng'), ('g', 'i', 'n'), ('kh', 'uyu', ''))
    """
    match = _SYLLABLE.fullmatch(plain)
    return (match[1], match[2], match[3]) if match else None


def same_tone_place(text: str) -> str:
    """The text with the tone of every Vietnamese syllable on the vowel where the older rule puts it.

    The newer rule writes "hoà", "khoẻ", "thuý"; the older one, which newspapers keep to, "hòa", "khỏe", "thúy". Tones
    that were typed on a wrong vowel ("cuả") are moved as well. Other words are left alone. The length stays.

    >>> same_tone_place("Cộng hoà, thuỷ lợi, Quý, khoẻ, cuả, gìa, hoàn, giếng, uỷ ban, café, Thuý")
    'Cộng hòa, thủy lợi, Quý, khỏe, của, già, hoàn, giếng, ủy ban, café, Thúy'
    """
    return _SHORT_WORD.sub(lambda match: _placed(match.group()), text)


@lru_cache(maxsize=65_536)
def _placed(word: str) -> str:
    if word.isascii():
        return word
    plain, tone = split_tone(word)
    if len(tone) != 1:
        return word
    parts = _parts(plain.lower())
    if parts is None or parts[0] not in _ONSETS or parts[1] + parts[2] not in _RHYMES:
        return word
    at = len(parts[0]) + _tone_place(parts[1], parts[2])
    return unicodedata.normalize("NFC", plain[: at + 1] + tone + plain[at + 1 :])


def _tone_place(vowels: str, final: str) -> int:
    """Which of the vowels carries the tone, by the older rule."""
    for at in range(len(vowels) - 1, -1, -1):
        if vowels[at] in _MARKED_VOWELS:
            return at
    if "ư" in vowels:
        return vowels.index("ư")
    # One vowel, or two with nothing behind them: the first ("mùa", "hòa"). Otherwise the second ("hoàn", "ngoài").
    return 0 if len(vowels) == 1 or (len(vowels) == 2 and not final) else 1


def spelling_key(text: str) -> str:
    """A key that is equal for spellings of one text: lower case, one tone place, "i" for a lone "y". Same length.

    >>> spelling_key("Kỹ thuật, Lý, mỹ, QUÝ") == spelling_key("kĩ thuật, lí, mĩ, quí")
    True
    >>> spelling_key("hoà, tay, thuỷ, y tế")
    'hòa, tay, thủy, y tế'
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # İ
        lowered = "".join(char.lower()[0] for char in text)
    return _SHORT_WORD.sub(lambda match: _key(match.group()), lowered)


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    placed = _placed(word)
    if "y" not in split_tone(placed)[0]:
        return placed
    plain, tone = split_tone(placed)
    if len(tone) > 1 or not _LONE_Y.fullmatch(plain):
        return placed
    at = plain.rindex("y")
    return unicodedata.normalize("NFC", plain[:at] + "i" + tone + plain[at + 1 :])
