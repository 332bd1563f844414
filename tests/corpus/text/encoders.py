"""The legacy encodings the other way round, for round trips: Unicode to TCVN3, VNI-Windows and windows-1258."""

import unicodedata

from corpus.text.legacy_tables import TCVN3, VNI

_TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
# Of two keys with one meaning ("Aù" and "AÙ") the one in a single case is what people type.
_TO_VNI = {letter: key for key, letter in sorted(VNI.items(), key=lambda item: item[0].upper() == item[0])}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tcvn3(text: str) -> bytes:
    """Capitals with tones, which TCVN3 lacks, become small letters."""
    return bytes(_tcvn3(char) for char in text)


def _tcvn3(char: str) -> int:
    if char in _TO_TCVN3:
        return _TO_TCVN3[char]
    return _TO_TCVN3[char.lower()] if char.lower() in _TO_TCVN3 else char.encode("cp1252")[0]


def vni(text: str) -> bytes:
    return b"".join(_TO_VNI.get(char, char).encode("cp1252") for char in text)


def windows_1258(text: str) -> bytes:
    """Letters with their tone behind them where the code page has no letter with the tone."""
    encoded = b""
    for char in text:
        decomposed = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in decomposed if mark in _TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
        encoded += (base + tone).encode("cp1258")
    return encoded
