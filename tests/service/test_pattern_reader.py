"""The reader by patterns: its weights are checked, its quotes are whole sentences and never overlap."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.records import Article, Passage
from corpus.text.fold import fold
from corpus.text.sentences import sentences
from index import chunking
from index.encoder import FakeEncoder
from index.library import Library
from index.retrieval import Hit
from service.errors import ReaderUnavailable
from service.question.analysis import analyse
from service.reader.base import Evidence, Extraction
from service.reader.pattern_reader import WEIGHTS, PatternReader
from service.reader.windows import QUOTE_WORDS
from tests.support import fill, service


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("reader")) as running:
        fill(running)
        yield running.library


def evidence(text: str, origin: str = "a.txt", first: int = 1, score: float = 1.0) -> list[Evidence]:
    """All passages of an article as if they had been found, in order."""
    article = Article(origin, text, "Tựa bài")
    return [
        Evidence(Hit(Passage(first + k, article.id, start, end, text[start:end]), score - k / 10, 0.85, 1.0), article)
        for k, (start, end) in enumerate(chunking.spans(article))
    ]


def read(library: Library, question: str, *found: Sequence[Evidence]) -> list[Extraction]:
    reader = PatternReader.load(FakeEncoder())
    return reader.read(analyse(question, library), [item for part in found for item in part])


# -- weights -----------------------------------------------------------------------------------------------------------

Weights = dict[str, object]
BROKEN: list[object] = [
    pytest.param(lambda saved: "", "kho mã nguồn", id="empty"),
    pytest.param(lambda saved: json.dumps(saved)[:300], "kho mã nguồn", id="cut off"),
    pytest.param(lambda saved: "[]", "kho mã nguồn", id="no mapping"),
    pytest.param(lambda saved: json.dumps({**saved, "threshold": "cao"}), "kho mã nguồn", id="no number"),
    pytest.param(lambda saved: json.dumps({k: saved[k] for k in ("ranking", "confidence")}), "kho mã nguồn", id="less"),
    pytest.param(lambda saved: json.dumps({**saved, "ranking": {"bias": 1}}), "make fit", id="fewer features"),
    pytest.param(
        lambda saved: json.dumps({**saved, "confidence": {**saved["confidence"], "moi": 1}}), "make fit", id="more"
    ),
    pytest.param(
        lambda saved: json.dumps({**saved, "ranking": None}),
        "",
        id="null",
    ),
    pytest.param(
        lambda saved: json.dumps({**saved, "ranking": list(saved["ranking"])}),
        "",
        id="names without weights",
    ),
    pytest.param(
        lambda saved: json.dumps({**saved, "ranking": dict.fromkeys(saved["ranking"], "nặng")}),
        "",
        id="words for weights",
    ),
    pytest.param(
        lambda saved: json.dumps({**saved, "threshold": float("nan")}),
        "",
        id="a threshold that nothing reaches",
    ),
]


@pytest.mark.parametrize(("change", "told"), BROKEN)
def test_broken_weights_are_refused(tmp_path: Path, change: Callable[[Weights], str], told: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(change(json.loads(WEIGHTS.read_text("utf-8"))), "utf-8")
    with pytest.raises(ReaderUnavailable) as caught:
        PatternReader.load(FakeEncoder(), path)
    assert str(path) in caught.value.detail
    assert told in caught.value.detail


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable):
        PatternReader.load(FakeEncoder(), tmp_path / "khong-co.json")
    (tmp_path / "nhi-phan.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReaderUnavailable):
        PatternReader.load(FakeEncoder(), tmp_path / "nhi-phan.json")


def test_the_revision_names_the_weights(tmp_path: Path) -> None:
    saved = json.loads(WEIGHTS.read_text("utf-8"))
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(saved), "utf-8")
    revision = PatternReader.load(FakeEncoder(), path).revision
    assert revision == PatternReader.load(FakeEncoder()).revision
    saved["ranking"]["near"] += 0.5
    path.write_text(json.dumps(saved), "utf-8")
    assert PatternReader.load(FakeEncoder(), path).revision != revision


# -- what is read ------------------------------------------------------------------------------------------------------

TOLD = [
    ("Hợp tác xã trồng bao nhiêu cây?", "Trên đất bạc màu, hợp tác xã trồng 3.200 cây.", "3.200 cây"),
    ("Cầu được khánh thành khi nào?", "Cầu Nậm Mạ được khánh thành ngày 02/09/2024 sau hai năm.", "ngày 02/09/2024"),
    ("Ai chủ trì buổi lễ?", "Ông Trần Văn Bình, Chủ tịch huyện, chủ trì buổi lễ.", "Trần Văn Bình"),
    ("Kinh phí sửa chợ là bao nhiêu?", "Kinh phí sửa chợ là 15,6 tỷ đồng lấy từ ngân sách.", "15,6 tỷ đồng"),
    ("Tỷ lệ hộ nghèo giảm bao nhiêu?", "Tỷ lệ hộ nghèo giảm 2,5% trong một năm.", "2,5%"),
]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("question", "text", "answer"), TOLD)
def test_the_span_of_the_kind_asked_for(library: Library, question: str, text: str, answer: str, plain: bool) -> None:
    first = read(library, fold(question) if plain else question, evidence(text))[0]
    assert first.answer == answer
    assert first.quote == text


def test_offsets_count_code_points_of_the_article(library: Library) -> None:
    text = f"🎉🎉 Khai mạc lễ hội.\n{'Đoạn đầu nói chuyện khác hẳn. ' * 25}\n𝕏 Xã Cư Né trồng 77 ha sầu riêng 🎉."
    text = text.replace(" \n", "\n")
    first = read(library, "Xã Cư Né trồng bao nhiêu ha sầu riêng?", evidence(text))[0]
    assert first.answer.startswith("77 ha")
    assert text[first.start : first.end] == first.answer
    assert "Xã Cư Né trồng 77 ha sầu riêng" in text[first.quote_start : first.quote_end]


def test_what_the_question_says_itself_is_not_what_it_asks_for(library: Library) -> None:
    text = "Trong 14 xã, 9 xã của huyện đạt chuẩn."
    assert read(library, "Trong 14 xã, bao nhiêu xã đạt chuẩn?", evidence(text))[0].answer == "9 xã"


def test_the_sentence_that_answers_goes_before_the_others(library: Library) -> None:
    texts = [
        "Chợ phiên họp vào chủ nhật.",
        "Xã Cư Né trồng 77 ha sầu riêng.",
        "Trường học nghỉ hè 2 tháng.",
    ]
    found = [evidence(text, f"{k}.txt", first=k) for k, text in enumerate(texts)]
    for order in (found, found[::-1]):
        assert read(library, "Xã Cư Né trồng bao nhiêu ha sầu riêng?", *order)[0].quote == texts[1]


def test_a_word_that_nothing_says_is_unknown_and_one_of_a_title_is_not(library: Library) -> None:
    text = "Xã Cư Né trồng 77 ha cà phê."

    def told(question: str, title: str = "") -> float:
        found = [replace(one, article=replace(one.article, title=title)) for one in evidence(text)]
        return read(library, question, found)[0].features["unknown"]

    assert told("Xã Cư Né trồng bao nhiêu ha cà phê?") == 0.0
    assert told("Xã Cư Né trồng bao nhiêu ha hồ tiêu?") > 0.5
    assert told("Xã Cư Né trồng bao nhiêu ha hồ tiêu?", title="Hồ tiêu ở Cư Né") == 0.0


def test_nothing_is_read_from_nothing(library: Library) -> None:
    assert read(library, "Ai?") == []


# -- quotes ------------------------------------------------------------------------------------------------------------


def test_a_short_sentence_is_quoted_with_its_neighbours(library: Library) -> None:
    text = "Sáng nay có lễ động thổ. Ông Trần Văn Bình dự lễ. Cùng dự có bà con."
    assert read(library, "Ai dự lễ động thổ?", evidence(text))[0].quote == text


def test_a_long_sentence_stands_alone(library: Library) -> None:
    long = "Xã Cư Né trồng 77 ha sầu riêng " + "và rất nhiều cây khác " * 20 + "quanh nhà."
    text = f"Mở đầu. {long} Kết thúc."
    first = read(library, "Xã Cư Né trồng bao nhiêu ha sầu riêng?", evidence(text))[0]
    assert first.quote == long
    assert len(long.split()) > QUOTE_WORDS


def test_a_quote_grows_to_its_limit_and_not_beyond(library: Library) -> None:
    text = " ".join(f"Thôn {k} trồng {k + 100} cây." for k in range(22))  # five words each
    first = read(library, "Thôn 9 trồng bao nhiêu cây?", evidence(text))[0]
    assert len(first.quote.split()) == QUOTE_WORDS


def test_a_quote_does_not_reach_into_the_next_passage(library: Library) -> None:
    text = "\n".join(f"Thôn {k} có {k + 7} hộ. " + "Dân ở đây làm nương trồng lúa nước. " * 9 for k in range(3))
    found = evidence(text.replace(" \n", "\n").strip())
    assert len(found) > 1
    inside = [(item.hit.passage.start, item.hit.passage.end) for item in found]
    for extraction in read(library, "Thôn 2 có bao nhiêu hộ?", found):
        assert any(start <= extraction.quote_start and extraction.quote_end <= end for start, end in inside)


WORDS = st.sampled_from(
    "Ông Bà Trần Thị Út xã huyện Hòa Thắng Lào có 12 1.250 15,6 tỷ đồng % năm 2023 ngày 02/09/2024 do vì nhằm gồm là và , ; : – ( ) 🎉 “ ” dự án "
    "Đảng a.m TP. thu hút - ... hộ".split()
)
SENTENCE = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(WORDS, min_size=1, max_size=100),
    st.sampled_from([".", "!", "…", ";", ""]),
)
TEXTS = st.lists(SENTENCE, min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from(["\n", " "]).map(lambda gap: gap.join(parts).strip())
)
ASKED = st.sampled_from(
    ["Có bao nhiêu dự án?", "Tổng vốn là bao nhiêu?", "Tỷ lệ là bao nhiêu?", "Khi nào?", "Năm nào khởi công?", "Ai dự?",
     "Ở đâu?", "Cơ quan nào cấp phép?", "Kể tên các xã", "Vì sao chậm?", "Nhằm mục đích gì?", "Có phải đã xong?", "Xã nói gì?"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=3), ASKED)
def test_quotes_are_whole_sentences_within_the_limit_and_never_overlap(
    library: Library, texts: list[str], question: str
) -> None:
    found = [evidence(text, f"{k}.txt", first=100 * k) for k, text in enumerate(texts) if text]
    extractions = read(library, question, *found)
    taken: dict[str, set[int]] = {}
    for one in extractions:
        text = one.evidence.article.text
        borders = sentences(one.evidence.hit.passage.text)
        offset = one.evidence.hit.passage.start
        assert one.quote_start <= one.start < one.end <= one.quote_end
        assert one.quote_start in {offset + start for start, _ in borders}
        assert one.quote_end in {offset + end for _, end in borders}
        inside = [1 for start, end in borders if one.quote_start <= offset + start and offset + end <= one.quote_end]
        assert len(one.quote.split()) <= QUOTE_WORDS or len(inside) == 1
        assert 0 <= one.confidence <= 1
        assert one.answer == text[one.start : one.end]
        places = set(range(one.quote_start, one.quote_end))
        assert not places & taken.setdefault(one.evidence.article.id, set())
        taken[one.evidence.article.id] |= places
    assert extractions or not any(found)
    again = read(library, question, *found)
    assert [(e.start, e.end, e.confidence) for e in again] == [(e.start, e.end, e.confidence) for e in extractions]
