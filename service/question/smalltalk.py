"""What is no question: greetings, thanks, farewells, and keys struck at random. Told only by the whole of what was typed,
so that a question with "chào" in it stays one."""

import re
from collections.abc import Callable

from corpus.text.fold import fold
from corpus.text.syllables import is_syllable
from index.retrieval import has_diacritics
from service.question.language import is_english

GREETING = "Xin chào! Hãy hỏi một điều có thể có trong tài liệu, ví dụ: “Đến hết năm 2022 có bao nhiêu dự án?”"
THANKS = "Không có gì. Khi cần, hãy hỏi tiếp về điều có trong tài liệu."
FAREWELL = "Tạm biệt. Khi cần tra tài liệu, hãy quay lại."
UNCLEAR = "Chưa hiểu được câu này: hãy viết điều cần hỏi thành lời, có dấu hay không dấu đều được."

_WHOM = (
    r"(?:bạn|anh|chị|em|ad|admin|bot|trích|mọi người|cả nhà|các bạn|quý vị|mình|nhé|nha|ạ|ơi|à|nhiều|lắm|rất nhiều|buổi sáng|buổi chiều|buổi tối|"
    r"there|all|you|so much|very much|a lot)"
)
_KINDS = (
    (GREETING, r"(?:xin |em |mình )?chào|hello|hi|hey|alo|a lô|good (?:morning|afternoon|evening)|xin kính chào|chúc (?:buổi sáng|ngày mới|buổi tối) (?:tốt lành|vui vẻ)"),
    (THANKS, r"(?:xin |em |mình )?(?:cảm ơn|cám ơn|đa tạ)|thanks?(?: you)?|thank u|tks|ok(?:ay|e|ie)?|vâng|dạ|được rồi|tuyệt(?: vời)?|hay quá|tốt quá|hiểu rồi"),
    (FAREWELL, r"(?:xin |chào )?tạm biệt|bye(?: bye)?|goodbye|hẹn gặp lại"),
)  # fmt: skip
_ALL = "|".join(words for _, words in _KINDS)
_SAID = tuple(
    (
        message,
        re.compile(rf"(?:(?:{_ALL}) )?(?:{words})(?: {_WHOM})*"),
        re.compile(fold(rf"(?:(?:{_ALL}) )?(?:{words})(?: {_WHOM})*")),
    )
    for message, words in _KINDS
)
_WORD = re.compile(r"[^\W_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")


def courtesy(text: str) -> str | None:
    """The reply to a greeting, thanks or farewell that a normalised text is made of; None if it says anything else.

    >>> courtesy("Chào bạn!") is GREETING, courtesy("Cảm ơn nhiều ạ.") is THANKS, courtesy("Cháo có bao nhiêu loại?")
    (True, True, None)
    """
    pieces = [piece for part in re.split(r"[,.!?…;:~\-–()]+", text.lower()) if (piece := " ".join(_WORD.findall(part)))]
    replies = [_said(piece) for piece in pieces]
    return None if not replies or any(reply is None for reply in replies) else replies[-1]


def _said(piece: str) -> str | None:
    toned = has_diacritics(piece)
    return next(
        (m for m, full, plain in _SAID if (full.fullmatch(piece) or (not toned and plain.fullmatch(piece)))), None
    )


def reply(text: str, known: Callable[[str], bool]) -> str | None:
    """What is said to a normalised text that asks nothing; None for everything else."""
    return courtesy(text) or (UNCLEAR if gibberish(text, known) else None)


def gibberish(text: str, known: Callable[[str], bool]) -> bool:
    """Whether a text is nothing but keys struck at random. ``known`` tells whether the documents have a folded word.

    >>> gibberish("asdfgh qwrtp", lambda _: False), gibberish("Asterix là ai?", lambda _: False)
    (True, False)
    """
    words = [fold(word) for word in _WORD.findall(text)]
    if not words or is_english(text):
        return False
    if any(known(word) or is_syllable(word) or word.isdigit() for word in words):
        return False
    return any(map(_random, words))


def _random(word: str) -> bool:
    if word.isdigit() or not word.isascii() or len(word) < 4 or is_syllable(word) or _stopped(word):
        return False
    if len(set(word)) <= 2 and len(word) >= 5:
        return True
    if any(
        run in row or run[::-1] in row for row in _ROWS for run in (word[at : at + 4] for at in range(len(word) - 3))
    ):
        return True
    return re.search(r"[^aeiouy]{6,}", word) is not None or (len(word) >= 5 and not _VOWELS & set(word))


def _stopped(word: str) -> bool:
    """Whether a word typed without its tone may be a syllable that ends in a stop: "viet", "hoc"."""
    return any(is_syllable(word.replace(plain, toned, 1)) for plain, toned in zip("aeiouy", "áéíóúý", strict=True))
