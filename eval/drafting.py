"""Drafts of questions over one's own documents: which sentences are asked about, and a choice spread over kinds and places.

The questions are made by rules (``eval.asking.questions``) and read like it: a person polishes what they find worth asking.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from corpus.records import Article
from corpus.text.fold import fold
from corpus.text.sentences import sentences
from eval.asking.questions import asked

PER_DOCUMENT = 12
_FEWEST, _MOST = 7, 60  # words of a sentence that is asked about
_NAMED = frozenset({"organisation", "place"})
_TOPIC = 3  # how often a name may stand in a document: one that stands there more often is what it is about
# A sentence that leans on the one before it makes no question of its own.
_LEANS = re.compile(
    r"(?i)^\W*(?:họ|nó|đây|đó|theo đó|trong đó|qua đó|tại đó|từ đó|do đó|nhờ đó|sau đó|khi đó|cùng với đó|bên cạnh đó|theo ông|theo bà|"
    r"ngoài ra|đồng thời|đặc biệt|riêng|cụ thể|trong khi|tuy nhiên|còn lại|nhưng|song|vì vậy|vì thế|do vậy|có như vậy|cũng|tiếp theo|"
    r"tại đây|ở đây|lâu đời nhất|gần đây nhất|hai bên|hai nước|cả hai|mặt khác|một là|hai là|ba là|bốn là|năm là|ngược lại|tương tự|như vậy)\b"
    r"|^(?:\S+\s+){0,11}(?:này|ấy|trên đây|nói trên|tương ứng|như vậy|như thế)\b|^(?:\S+\s+){0,6}(?:số liệu|thông tin|nội dung|kết quả|hoạt động) trên\b|^(?:\S+\s+){0,7}đó là\b"
    r"|\b(?:năm|ngày|lúc|thời gian|dịp) (?:đó|này|ấy)\b|\b(?:tôi|chúng tôi|chúng ta|chúng em)\b"
)
_SOMEONE = frozenset({"ong", "ba", "anh", "chi", "ngai"})  # "Ông nói …", but not "Ông Y Thanh Niê nói …"
_WHOLE = re.compile(r"[.…!][”\"’)]*$")  # a heading has no full stop


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
        if _leans(sentence):
            continue
        for one in asked(sentence):
            answer = sentence[one.start : one.end]
            if one.kind in _NAMED and _is_topic(answer, article):
                continue
            yield Draft(
                one.question, answer, one.kind, article.id, article.origin,
                first + one.start, first + one.end, sentence, article.text_sha256,
            )  # fmt: skip


def _is_topic(name: str, article: Article) -> bool:
    """Whether the document is about what is named, so that nobody would ask for it."""
    own = name.split(maxsplit=1)[-1] if name[0].islower() else name
    return own in article.title or article.text.count(own) > _TOPIC


def _leans(sentence: str) -> bool:
    """Whether a sentence is none, or needs the one before it to be understood."""
    words = sentence.split()
    if not _FEWEST <= len(words) <= _MOST or not _WHOLE.search(sentence):
        return True
    return bool(_LEANS.search(sentence)) or (fold(words[0]) in _SOMEONE and words[1].islower())
