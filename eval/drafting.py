"""Drafts of questions over one's own documents: a span of a sentence, and the sentence with a question word in its place.

Rules over figures, money, shares, dates, names and lists only. They write no good Vietnamese; a person polishes what they
find worth asking. General rules of the language, none for a particular text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from corpus.records import Article
from corpus.text.fold import fold
from corpus.text.sentences import sentences
from service.question.kinds import Kind
from service.reader.span_model.snapping import snap
from service.reader.spans import spans

PER_DOCUMENT = 12
_FEWEST, _MOST = 7, 45  # words of a sentence that is asked about
# What the kinds of spans are called in a question set, and what is asked with. More telling kinds come first: where two
# find the same words, money is money and not a count.
_KINDS: Sequence[tuple[Kind, str, str]] = (
    (Kind.MONEY, "money", "bao nhiêu"),
    (Kind.SHARE, "share", "bao nhiêu"),
    (Kind.DATE, "date", "ngày nào"),
    (Kind.LIST, "list", "những gì"),
    (Kind.PERSON, "person", "ai"),
    (Kind.ORGANISATION, "organisation", "cơ quan nào"),
    (Kind.PLACE, "place", "nơi nào"),
    (Kind.QUANTITY, "number", "bao nhiêu"),
)
# A sentence that leans on the one before it makes no question of its own.
_LEANS = re.compile(
    r"(?i)^(?:\W*(?:họ|nó|đây|đó|theo đó|trong đó|qua đó|tại đó|từ đó|do đó|nhờ đó|sau đó|khi đó|cùng với đó|"
    r"bên cạnh đó|ngoài ra|đồng thời|đặc biệt|riêng|cụ thể|trong khi|tuy nhiên|còn lại)\b"
    r"|(?:\S+\s+){0,5}(?:này|ấy|trên đây|nói trên)\b)"
)
_SOMEONE = frozenset({"ong", "ba", "anh", "chi", "ngai"})  # "Ông nói …", but not "Ông Y Thanh Niê nói …"
_HEADS = {
    Kind.ORGANISATION: frozenset(
        "ubnd hdnd uy hoi so bo ban cuc vu cong tong tap truong dai vien lien hiep ngan co van chinh doan dang tinh bao trung to quy".split()
    ),
    Kind.PLACE: frozenset("tinh thanh tp tp. vung xa phuong huyen quan thi bang khu quang trung tru".split()),
}  # what the names of organisations and places begin with
_FIGURE = re.compile(r"\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?")
_DATE_WORDS = (
    (re.compile(r"(?i)^(?:đầu |giữa |cuối |hết )?năm\b|^(?:19|20)\d\d$"), "năm nào"),
    (re.compile(r"(?i)tháng\s+\d+(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?$"), "tháng nào"),
)
_DAY = re.compile(r"(?i)ngày|\d\s*[/.-]\s*\d")
_PERCENT = re.compile(r"\s*%")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal. ``start`` and ``end`` are code points of ``answer`` in the text of the document, whose hash is kept."""

    question: str
    answer: str
    kind: str
    document_id: str
    origin: str
    start: int
    end: int
    sentence: str
    text_sha256: str


def drafts(articles: Sequence[Article], per_document: int = PER_DOCUMENT, seed: int = 0) -> list[Draft]:
    """Proposals of every article in order of place, spread over kinds and places; no two of one sentence overlap.

    The same seed and articles give the same proposals.
    """
    return [draft for article in articles for draft in _chosen(list(_found(article)), per_document, seed)]


def _chosen(found: list[Draft], count: int, seed: int) -> list[Draft]:
    """One of each kind in turn, in an order told by the seed; a sentence is asked about twice only when all were."""
    by_kind: dict[str, list[Draft]] = defaultdict(list)
    for draft in sorted(found, key=lambda one: sha256(f"{seed} {one.document_id} {one.start}".encode()).digest()):
        by_kind[draft.kind].append(draft)
    taken: list[Draft] = []
    asked: dict[str, int] = defaultdict(int)
    while len(taken) < count and any(by_kind.values()):
        for waiting in by_kind.values():
            if waiting and len(taken) < count:
                draft = min(waiting, key=lambda one: asked[one.sentence])
                waiting.remove(draft)
                asked[draft.sentence] += 1
                taken.append(draft)
    return sorted(taken, key=lambda one: one.start)


def _found(article: Article) -> Iterator[Draft]:
    for first, last in sentences(article.text):
        sentence = article.text[first:last]
        if not _FEWEST <= len(sentence.split()) <= _MOST or _leans(sentence) or "\n" in sentence:
            continue
        taken: list[tuple[int, int]] = []
        for kind, name, word in _KINDS:
            for span in spans(kind, sentence):
                start, end = snap(sentence, span.start, span.end)
                if any(start < other_end and other_start < end for other_start, other_end in taken):
                    continue
                if kind in _HEADS and fold(sentence[start:end].split()[0]) not in _HEADS[kind]:
                    continue  # a bare name may be anything
                question = _question(sentence, start, end, kind, word)
                if question is not None:
                    taken.append((start, end))
                    yield Draft(
                        question, sentence[start:end], name, article.id, article.origin,
                        first + start, first + end, sentence, article.text_sha256,
                    )  # fmt: skip


def _leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood."""
    words = sentence.split()
    return bool(_LEANS.search(sentence)) or (fold(words[0]) in _SOMEONE and words[1].islower())


def _question(sentence: str, start: int, end: int, kind: Kind, word: str) -> str | None:
    """The sentence with a question word for the span; None where too little is left to ask by."""
    asked = _asking(sentence[start:end], kind, word)
    rest = f"{sentence[:start]} {sentence[end:]}"
    if asked is None or sum(part.isalnum() for part in rest.split()) < _FEWEST - 2:
        return None
    text = f"{sentence[:start]}{asked}{sentence[end:]}".strip(" \t–-•*+")
    text = " ".join(text.rstrip(" .;:!…").split())
    return f"{text[0].upper()}{text[1:]}?"


def _asking(span: str, kind: Kind, word: str) -> str | None:
    """What stands for the span: a figure keeps its unit, a date asks for what it is.

    >>> _asking("15,6 tỷ đồng", Kind.MONEY, "bao nhiêu"), _asking("tháng 2/2023", Kind.DATE, "ngày nào")
    ('bao nhiêu tỷ đồng', 'tháng nào')
    """
    if kind in (Kind.MONEY, Kind.SHARE, Kind.QUANTITY):
        figure = _FIGURE.search(span)
        if figure is None:
            return None
        return f"{word}{_PERCENT.sub(' phần trăm', span[figure.end() :], count=1)}"
    if kind is Kind.DATE and not _DAY.search(span.replace("/20", "").replace("/19", "")):
        return next((said for rule, said in _DATE_WORDS if rule.search(span)), word)
    return word
