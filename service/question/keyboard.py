"""What input methods leave behind when they are off: Telex ("tinhr", "nuowcs") and VNI ("Hoa1", "d9u7o7ng2")."""

import re
import unicodedata

from corpus.text.spelling import ACUTE, DOT, GRAVE, HOOK, TILDE, is_syllable, same_tone_place

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
_TELEX_LETTERS = (
    ("uow", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"),
)  # fmt: skip
_TELEX_LATE = (("uo", "ươ"), ("u", "ư"), ("o", "ơ"), ("a", "ă"))  # "w" typed at the end of the word
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
_VNI_LETTERS = {
    "6": str.maketrans("aeo", "âêô"), "7": str.maketrans("uo", "ươ"), "8": str.maketrans("a", "ă"),
    "9": str.maketrans("d", "đ"),
}  # fmt: skip
_VOWEL = re.compile("[aeiouy]")


def decoded(word: str) -> str | None:
    """The syllable that was meant by the keys of a word in plain small letters and digits; None where there is none.

    >>> [decoded(word) for word in ("hoas", "tinhr", "nuowcs", "duocwj", "hoa1", "d9u7o7ng2", "visa", "m2")]
    ['hóa', 'tỉnh', 'nước', 'dược', 'hóa', 'đường', None, None]
    """
    if not word.isascii() or (vowel := _VOWEL.search(word)) is None:
        return None
    return _vni(word) if any(map(str.isdigit, word)) else _telex(word, vowel.start())


def _telex(word: str, vowel: int) -> str | None:
    # A tone is typed behind the vowels: "visa" is a word of its own.
    behind = max(match.end() for match in _VOWEL.finditer(word))
    tones = [at for at in range(behind, len(word)) if word[at] in _TELEX_TONES]
    if len(tones) > 1:
        return None
    plain, tone = word, ""
    if tones:
        plain, tone = word[: tones[0]] + word[tones[0] + 1 :], _TELEX_TONES[word[tones[0]]]
    made = plain
    for keys, letter in _TELEX_LETTERS:
        made = made.replace(keys, letter)
    if "w" in made[vowel + 1 :]:
        made = made.replace("w", "")
        late = (_syllable(made.replace(old, new, 1), tone) for old, new in _TELEX_LATE if old in made)
        return next((syllable for syllable in late if syllable), None)
    return None if made == word else _syllable(made, tone)


def _vni(word: str) -> str | None:
    letters, tone = "", ""
    for char in word:
        if char in _VNI_TONES and not tone:
            tone = _VNI_TONES[char]
        elif char in _VNI_LETTERS:
            changed = letters.translate(_VNI_LETTERS[char])
            if changed == letters:
                return None
            letters = changed
        elif char.isdigit():
            return None
        else:
            letters += char
    return _syllable(letters, tone)


def _syllable(letters: str, tone: str) -> str | None:
    vowel = re.search("[aăâeêioôơuưy]", letters)
    if vowel is None:
        return None
    made = same_tone_place(unicodedata.normalize("NFC", letters[: vowel.end()] + tone + letters[vowel.end() :]))
    return made if is_syllable(made) else None
