"""The polite words around a question: "Chào anh, cho em hỏi … được không ạ? Em cảm ơn." They ask for nothing.

A reader compares word by word, and would look for what they say. General words of the language only.
"""

import re
from collections.abc import Iterator

from service.question.kinds import Kind, kind_of
from service.question.smalltalk import courtesy
from service.question.wording import Rule, phrase

_I = r"(?:em|mình|tôi|tớ|cháu|con|chúng (?:em|mình|tôi))"
_YOU = r"(?:bạn|anh|chị|anh chị|anh/chị|ad|admin|bot|trích|thầy|cô|chú|bác|quý cơ quan|cơ quan|ai đó|hệ thống)"
_PLEASE = r"(?:xin|làm ơn|vui lòng|hãy|nhờ|phiền|mong)"
_SAY = r"(?:hỏi|biết|xin hỏi|hỏi thăm|hỏi chút|hỏi một chút|hỏi là|biết là|biết rằng)"
_LEAD = (
    rf"(?:dạ|vâng|thưa|alo|kính thưa)(?: {_YOU})?(?:\s*,\s*|\s+(?=(?:cho|xin|chào|em|anh|chị|bạn)\b))",
    rf"(?:(?:xin |em |kính )?chào(?: (?:{_YOU}|mọi người|cả nhà|buổi (?:sáng|chiều|tối)))*|hello|hi|hey)\s*[,.!:;]\s*",
    rf"(?:(?:(?:xin |em |kính )?chào|hello|hi|hey) )?{_YOU} ơi(?:\s*[,.!:;]\s*|\s+)|(?:xin |em |kính )?chào {_YOU}\s+",
    rf"(?:{_PLEASE} )*(?:{_YOU} )*(?:có thể |làm ơn |vui lòng )?(?:cho|giúp|nói|bảo|trả lời)(?: giúp| hộ| giùm)?(?: {_I}| {_YOU})*(?: xin| được)? {_SAY}(?: {_I})*(?: với)?\s*[,:]?\s+",
    rf"(?:{_PLEASE} )*(?:{_YOU} )*(?:tra cứu|tra|tìm|kiểm tra|xem)(?: giúp| hộ| giùm)(?: {_I})*(?: xem)?\s+",
    rf"(?:{_PLEASE} )*(?:{_YOU} )*cho {_I} (?:xin )?(?=số liệu|thông tin|con số|danh sách)",
    rf"(?:xin |cho )(?:phép |được )*hỏi(?: {_YOU})*(?: là| rằng)?\s*[,:]?\s+",
    rf"{_I} (?:xin|muốn|cần|đang muốn|đang cần)(?: được)? (?:hỏi|biết|tìm hiểu|tra|tra cứu|xem)(?: {_YOU})*(?: là| rằng| xem| về)?\s*[,:]?\s+",
)  # fmt: skip
# "Bạn có biết ai ký không?" asks who signed.
_KNOWN = rf"(?:{_YOU} có biết|(?:{_YOU} )?có thể (?:cho {_I} biết|nói cho {_I}))(?: là| rằng)? (.+?) (?:được )?không(?: ạ| vậy| nhỉ| nhé)*[\s.!?…]*$"
_TRAIL = (
    rf"[,.]?\s*(?:(?:{_I} )?(?:xin |chân thành )*(?:cảm|cám) ơn|thank(?:s| you)|tks)\b[^?]*",
    rf"[,.?]?\s+(?:(?:giúp|hộ|giùm)(?: {_I})+(?: với| nhé| nha| ạ)*|với ạ|với nhé)",
    rf",?\s+(?:(?:{_YOU}|{_I}) )?(?:có )?(?:được|biết) không(?: {_YOU})?(?: ạ| vậy| nhỉ| nhé)*",
    r",?\s+(?:vậy |thế )?(?:ạ|nhỉ|nhé|hả bạn|ad nhỉ)",
)
_KNOWING = Rule(_KNOWN)
_LEADING = tuple(Rule(rule) for rule in _LEAD)
_END = r"[\s.!?…]*$"
_TRAILING = tuple(Rule(f"(?:{rule}){_END}") for rule in _TRAIL)
# Without accents it may be "vay", too: to borrow.
_THEN = re.compile(rf"(?i)(?<! như)(?<! đến)(?<! tới)(?<! vì)(?<! do),?\s+vậy(?: (?:bạn|anh|chị|ad))?{_END}")
# "Tra giúp em … với": behind any other question it may be a preposition.
_WITH = Rule(rf"\s+với{_END}")
_DECIDED = Rule(r"\b(?:không|chưa|phải|đúng)\b")
_YES_NO = Rule(r"\b(?:được|biết) không\b")


def plainly(text: str) -> str:
    """A normalised question without the polite words around it; the same object where there are none.

    Only where what is left asks for the same.

    >>> plainly("Chào bạn, cho mình hỏi ai ký thỏa thuận được không ạ?"), plainly("Cho biết ai ký?")
    ('Ai ký thỏa thuận?', 'Ai ký?')
    >>> plainly("Xã có cho hộ nào vay được không?")
    'Xã có cho hộ nào vay được không?'
    """
    known = _KNOWING.match(text)
    if known and phrase(asked := text[slice(*known.span(1))]):
        plain = f"{asked}?"
    else:
        left = _led(text)
        if left != text and (found := _WITH.search(left)):
            left = left[: found.start()]
        plain = _trailed(left, open_too=left != text or kind_of(text) is not Kind.YES_NO)
    if plain == text or len(plain.split()) < 2 or courtesy(plain):
        return text
    # "… với à" is a question by its last word alone.
    decided = kind_of(text) is not Kind.YES_NO or _DECIDED.search(text)
    if decided and phrase(plain) is None and kind_of(plain) not in {Kind.OTHER, kind_of(text)}:
        return text
    return plain[0].upper() + plain[1:] if text[0].isupper() else plain


def _led(text: str) -> str:
    """The text without what leads up to its question, piece by piece."""
    while (found := next((m for rule in _LEADING if (m := rule.match(text))), None)) and text[found.end() :]:
        text = text[found.end() :]
    return text


def _trailed(text: str, *, open_too: bool) -> str:
    """The text without what follows its question. ``open_too``: "được không" as well, where it stands behind an open question."""
    while found := next(_endings(text), None):
        rest = text[: found.start()]
        said = text[found.start() :]
        if phrase(said) or (_YES_NO.search(said) and not (open_too and phrase(rest))):
            return text
        text = f"{rest.rstrip(' ,.?!')}?"
    return text


def _endings(text: str) -> Iterator[re.Match[str]]:
    """The polite ends of a text that has something before them."""
    for found in (*(rule.search(text) for rule in _TRAILING), _THEN.search(text)):
        if found and found.start():
            yield found
