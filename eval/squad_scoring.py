"""Exact match and F1 as SQuAD 2.0 defines them, with the normalisation of Vietnamese answers stated here.

An answer is brought to NFC and lower case, punctuation is deleted (all of Unicode's categories P and the ASCII signs of
Python's ``string.punctuation``; nothing takes its place: "15,6" becomes "156"), white space is folded. Tokens are what
stands between blanks: syllables. No articles are taken out, since Vietnamese has none: SQuAD's own script deletes "a",
"an" and "the", which would take the first syllable off "an ninh". The script of MLQA (Lewis et al., 2020) deletes five
Vietnamese words that it calls articles, ``MLQA_ARTICLES``; the figures that come of that are given beside.

Definitions: Rajpurkar et al. (2016) for F1, Rajpurkar et al. (2018) for questions without an answer.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.metrics import overlap

MLQA_ARTICLES = ("của", "là", "cái", "chiếc", "những")
_MLQA = re.compile(r"\b(?:" + "|".join(MLQA_ARTICLES) + r")\b")

Normalise = Callable[[str], str]


def vietnamese(answer: str) -> str:
    """An answer as it is compared.

    >>> vietnamese("  “Cái Răng”,\\u00a0TP. Cần Thơ ")
    'cái răng tp cần thơ'
    """
    lower = unicodedata.normalize("NFC", answer).lower()
    return " ".join("".join(sign for sign in lower if not _is_punctuation(sign)).split())


def _is_punctuation(sign: str) -> bool:
    return sign in string.punctuation or unicodedata.category(sign).startswith("P")


def mlqa(answer: str) -> str:
    """The same without the words that MLQA takes for articles.

    >>> mlqa("  “Cái Răng”,\\u00a0TP. Cần Thơ ")
    'răng tp cần thơ'
    """
    return " ".join(_MLQA.sub(" ", vietnamese(answer)).split())


def exact_and_f1(answer: str, accepted: Sequence[str], normalise: Normalise = vietnamese) -> tuple[float, float]:
    """The best exact match and the best F1 with any accepted answer, each 0..1; "" stands for no answer.

    Accepted answers of which normalising leaves nothing do not count. Where none is left the question has no answer: an
    answer is right if nothing is left of it either, and then only.
    """
    right = [text for one in accepted if (text := normalise(one))] or [""]
    given = normalise(answer)
    exact = float(given in right)
    return exact, max(_f1(given.split(), one.split()) for one in right)


def _f1(given: list[str], right: list[str]) -> float:
    return overlap(given, right) if given and right else float(given == right)


@dataclass(frozen=True, slots=True)
class Score:
    """One answer's exact match and F1, 0..1, in both normalisations."""

    exact: float
    f1: float
    mlqa_exact: float
    mlqa_f1: float


WRONG = Score(0.0, 0.0, 0.0, 0.0)


def score(answer: str | None, accepted: Sequence[str]) -> Score:
    """Scores one answer; None (no answer) is the same as "".

    >>> score("38 thỏa thuận quốc tế", ["38 thỏa thuận"]).f1
    0.75
    """
    return Score(*exact_and_f1(answer or "", accepted), *exact_and_f1(answer or "", accepted, mlqa))
