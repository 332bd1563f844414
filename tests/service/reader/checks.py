"""What holds for every reader with a model, whatever it has learnt. The texts are our own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from corpus.records import Article, Passage
from corpus.text.sentences import sentences
from index import chunking
from index.retrieval import Hit
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction
from service.reader.span_model.model import Scorer
from service.reader.span_model.packing import Tokens
from service.reader.span_model.reading import BUDGET
from service.reader.span_reader import SpanReader

QUESTIONS = [
    "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?",
    "Ai là Trưởng Ban Quản lý các khu công nghiệp tỉnh?",
    "le hoi ca phe don bao nhieu luot khach",
    "Vì sao trời mưa?",
    "?" * 3 + "a",
    "Giai đoạn hai được khởi công khi nào và ở đâu? " * 20,
]
PARKS = (
    "Lũy kế đến hết năm 2023, Khu công nghiệp Hòa Thắng thu hút 42 dự án với tổng vốn đăng ký 5.120 tỷ đồng. 🎉 "
    "Các doanh nghiệp ở đây đang sử dụng hơn 6.300 lao động.\n\nÔng Y Thanh Niê, Trưởng Ban Quản lý các khu công nghiệp "
    "tỉnh, cho biết giai đoạn hai được khởi công ngày 02/09/2023."
)
FESTIVAL = (
    "Lễ hội cà phê Buôn Ma Thuột lần thứ 9 đón 112.000 lượt khách trong năm ngày. Ban tổ chức mời 14 đoàn nghệ thuật từ "
    "Lào, Campuchia và Ấn Độ. Lễ bế mạc diễn ra tại Quảng trường 10/3."
)
LONG = "\n\n".join(
    " ".join(
        f"Thôn {n}.{k} có {n * k + 3} hộ dân, trồng {n + k} héc ta lúa và thu {n * k} tấn mỗi vụ." for k in range(1, 9)
    )
    for n in range(1, 25)
)
TEXTS = {"khu.md": PARKS, "hoi.md": FESTIVAL, "dai.md": LONG}


def evidence(texts: dict[str, str] = TEXTS, most: int = 8) -> list[Evidence]:
    """The first passages of some texts as if they had been found."""
    found: list[Evidence] = []
    for origin, text in texts.items():
        article = Article(origin, text, f"Bài {origin}")
        for start, end in chunking.spans(article):
            number = len(found)
            passage = Passage(number + 1, article.id, start, end, text[start:end])
            found.append(Evidence(Hit(passage, 1.0 - number / 20, 0.85, 1.0), article))
    return found[:most]


def quotes_are_verbatim(found: Sequence[Extraction]) -> None:
    """Answers lie inside quotes, quotes are whole sentences of their passages, offsets are those of the article."""
    assert found
    for extraction in found:
        text = extraction.evidence.article.text
        passage = extraction.evidence.hit.passage
        assert text[extraction.start : extraction.end] == extraction.answer != ""
        assert text[extraction.quote_start : extraction.quote_end] == extraction.quote
        assert extraction.quote_start <= extraction.start < extraction.end <= extraction.quote_end
        edges = [(passage.start + start, passage.start + end) for start, end in sentences(passage.text)]
        assert extraction.quote_start in {start for start, _ in edges}
        assert extraction.quote_end in {end for _, end in edges}
        assert any(start <= extraction.start and extraction.end <= end for start, end in edges)
        assert 0 <= extraction.confidence <= 1


def said(found: Sequence[Extraction]) -> list[tuple[str, int, int, int, int, float]]:
    """Extractions as they can be compared."""
    return [
        (e.evidence.article.origin, e.start, e.end, e.quote_start, e.quote_end, round(e.confidence, 9)) for e in found
    ]


@contextmanager
def read_tokens(model: Scorer, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many tokens of text the model reads, one number a question."""
    counts: list[int] = []
    read = model.read

    def counting(question: str, texts: Sequence[Tokens]) -> object:
        counts.append(sum(len(text) for text in texts))
        return read(question, texts)

    with monkeypatch.context() as patched:
        patched.setattr(model, "read", counting)
        yield counts


def keeps_the_budget(reader: SpanReader, asked: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most BUDGET tokens are read of more than is there, and most of it is used."""
    given = evidence({"dai.md": LONG}, most=12)
    assert sum(len(reader.model.tokenise(item.hit.passage.text)) for item in given) > BUDGET
    with read_tokens(reader.model, monkeypatch) as passages, read_tokens(reader.rereader, monkeypatch) as quotes:
        reader.read(asked, given)
    assert len(passages) == len(quotes) == 1, "the passages, then the first quotes again"
    assert BUDGET / 2 < passages[0] <= BUDGET
    assert quotes[0] < BUDGET
