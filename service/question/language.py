"""Whether a question is English, and what it asks for. The encoder knows both languages, the words of the index do not."""

import re

from corpus.text.fold import fold
from service.question.kinds import Kind

# Words that no Vietnamese syllable is written like, even without diacritics: not "the" (thế), "in", "to", "do", "may".
_WORDS = frozenset(
    """
    what who whom whose when where which why how many much does did is are was were has have had been of and for with from by
    this that there these those between about into since until during year years number total people
    """.split()
)
_ASKING = frozenset("what who whom whose when where which why how is are was were does did".split())
_RULES = (
    (Kind.SHARE, r"\bhow much (?:growth|percent)|\bpercent(?:age)?\b|\bwhat share\b"),
    (Kind.MONEY, r"\bhow much\b|\b(?:capital|revenue|budget|turnover|value|cost)\b"),
    (Kind.QUANTITY, r"\bhow (?:many|long|far)\b|\bnumber of\b"),
    (Kind.YEAR, r"\b(?:what|which|since what) year\b"),
    (Kind.DATE, r"\bwhen\b|\bwhat (?:date|day|time)\b"),
    (Kind.PERSON, r"\bwho(?:m|se)?\b"),
    (
        Kind.PLACE,
        r"\bwhere\b|\b(?:which|what) (?:countr(?:y|ies)|provinces?|cit(?:y|ies)|districts?|communes?|places?|regions?|areas?)\b",
    ),
    (Kind.CAUSE, r"\bwhy\b"),
    (
        Kind.ORGANISATION,
        r"\b(?:which|what) (?:compan(?:y|ies)|agenc(?:y|ies)|authorit(?:y|ies)|organi[sz]ations?|universit(?:y|ies)|ministr(?:y|ies)|departments?|banks?|bod(?:y|ies))\b",
    ),
    (Kind.YES_NO, r"^(?:is|are|was|were|does|did|do|has|have|can|will)\b"),
)


def is_english(text: str) -> bool:
    """Whether a question is in English: at least two words of that language, and no Vietnamese letters in small ones.

    >>> is_english("How many FDI projects does Thanh Hóa have?"), is_english("the nao la in an"), is_english("What is FDI?")
    (True, False, True)
    """
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() or word is words[0]]
    if any(word != fold(word) for word in small if word[0].islower()):
        return False
    english = sum(word.lower() in _WORDS for word in small)
    return english >= 2 or (english == 1 and bool(words) and words[0].lower() in _ASKING and len(words) > 2)


def kind_in_english(text: str) -> Kind:
    """The kind of answer that an English question asks for.

    >>> kind_in_english("Who signed the agreement?")
    <Kind.PERSON: 'person'>
    """
    lowered = text.lower()
    return next((kind for kind, rule in _RULES if re.search(rule, lowered)), Kind.OTHER)
