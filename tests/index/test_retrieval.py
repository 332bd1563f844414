"""Search: the same question finds the same passages in the same order, however it is typed."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.records import Article, Passage
from corpus.store import Store
from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from index.encoder import FakeEncoder
from index.engines import Evidence, embedded
from index.fusion import PLAIN, RESTORED, TONED, Weights
from index.library import Library
from index.retrieval import Hit, Query, has_diacritics, one_of_each, ranked, search, without_copies

TEXTS = {
    "nghi-son.txt": "Cảng Nghi Sơn đón 12 tàu lớn trong tháng đầu năm.",
    "hua-phan.txt": "Tỉnh ký thỏa thuận hợp tác với Hủa Phăn về kỹ thuật nông nghiệp.",
    "hoa-ban.txt": "Lễ hội hoa ban mở vào tháng ba, đón 1.115 lượt khách.",
    "ban-dat.txt": "Xã bán đất đấu giá tại ba thôn.",
    "ban-be.txt": "Trường tổ chức ngày hội bạn bè cho học sinh.",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), embedded(tmp_path / "index"))
    for origin, text in TEXTS.items():
        opened.put(origin, [Article(origin, text, "")])
    yield opened
    opened.store.close()


def origins(library: Library, question: str, k: int = 5, **more: object) -> list[str]:
    names = {stored.article.id: stored.article.origin for stored in library.store.documents()}
    return [names[hit.passage.document_id] for hit in search(library, question, k, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ai ký?", True),
        ("tong von FDI la bao nhieu", False),
        ("TONG VON 2024", False),
        ("đ", True),
        ("Đ", True),
        ("38?", False),
        ("", False),
    ],
)
def test_diacritics_are_seen(text: str, expected: bool) -> None:
    assert has_diacritics(text) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Cảng nào đón tàu lớn?", "nghi-son.txt"),
        ("Hợp tác với Hủa Phăn về gì?", "hua-phan.txt"),
        ("cang nghi son don bao nhieu tau", "nghi-son.txt"),
        ("hop tac voi hua phan", "hua-phan.txt"),
        ("ki thuat nong nghiep", "hua-phan.txt"),
        ("HỢP TÁC VỀ KĨ THUẬT", "hua-phan.txt"),
        ("1115 lượt khách", "hoa-ban.txt"),
        ("1115 luot", "hoa-ban.txt"),
    ],
)
def test_it_is_found_as_people_type(library: Library, question: str, expected: str) -> None:
    assert origins(library, question, 1) == [expected]


def test_a_stripped_question_is_found_by_the_folded_field_alone(library: Library) -> None:
    best = search(library, "hua phan", 1)[0]
    assert best.passage.text == TEXTS["hua-phan.txt"]
    assert best.dense == 0, "no word of the question stands in the passage as it was typed"
    assert best.lexical > 0
    assert fold(best.passage.text) != best.passage.text.lower()


def test_tones_tell_words_apart(library: Library) -> None:
    assert origins(library, "bán", 1) == ["ban-dat.txt"]
    assert origins(library, "bạn", 1) == ["ban-be.txt"]


def test_the_lexical_score_is_that_of_the_folded_field(library: Library) -> None:
    # "nghi" and "son" stand in one of five passages, and so does the pair of them: idf = ln(1 + (5 - 1 + .5) / 1.5).
    hit = search(library, "nghi son", 1)[0]
    sizes = [11 + 1 + 10, 14 + 13, 12 + 1 + 11, 8 + 7, 10 + 9]  # syllables, numbers, pairs
    words = [len(text.split()) for text in TEXTS.values()]
    assert words == [11, 14, 12, 8, 10]
    share = 1 / (1 + 1.2 * (1 - 0.75 + 0.75 * sizes[0] / (sum(sizes) / 5)))
    assert hit.lexical == pytest.approx(3 * np.log(1 + 4.5 / 1.5) * share, rel=1e-5)


def test_the_cosine_is_that_of_the_question(library: Library) -> None:
    # FakeEncoder: words between blanks, so that one of "tàu lớn" (2) stands in 11 words of the passage, both do.
    hit = search(library, "tàu lớn", 1)[0]
    assert hit.dense == pytest.approx(2 / (np.sqrt(2) * np.sqrt(11)), abs=1e-6)


def test_the_same_question_the_same_hits(library: Library, tmp_path: Path) -> None:
    questions = ["thỏa thuận nào", "hop tac voi ai", "bao nhiêu lượt khách đến", "gì"]
    first = [search(library, question, 5) for question in questions]
    assert [search(library, question, 5) for question in questions] == first
    again = Library(library.store, FakeEncoder(), embedded(tmp_path / "another index"))
    assert [search(again, question, 5) for question in questions] == first


def test_copies_of_one_text_are_told_once_by_the_one_with_a_date(library: Library) -> None:
    text = TEXTS["nghi-son.txt"]
    days = {"sao-1.txt": None, "sao-2.txt": date(2025, 3, 4), "sao-3.txt": date(2025, 3, 5)}
    for origin, day in days.items():
        library.put(origin, [Article(origin, text, "", published=day)])
    hits = search(library, "Cảng Nghi Sơn đón bao nhiêu tàu lớn?", 9)
    once = without_copies(library, hits)
    names = {stored.article.id: stored.article.origin for stored in library.store.documents()}
    assert names[once[0].passage.document_id] == "sao-2.txt"
    assert len(once) == len(hits) - 3
    assert [hit.score for hit in once] == sorted((hit.score for hit in once), reverse=True)
    assert once[0].score == hits[0].score


def test_the_same_words_of_another_month_are_no_copy(library: Library) -> None:
    for month in (3, 6):
        published = date(2025, month, 5)
        library.put(f"{month}.txt", [Article(f"{month}.txt", "Hồ chứa đầy nước.", "", published=published)])
    hits = search(library, "Hồ chứa có đầy nước không?", 7)
    assert without_copies(library, hits) == hits


@given(st.lists(st.sampled_from(sorted({word for text in TEXTS.values() for word in text.split()})), max_size=8))
@settings(deadline=None, max_examples=40)
def test_hits_are_ordered_by_score_then_id_and_fewer_are_a_prefix(words: list[str]) -> None:
    question = to_nfc(" ".join(words))[0]
    hits = search(_shared(), question, 5)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
    assert search(_shared(), question, 2) == hits[:2]
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert all(-1.001 <= hit.dense <= 1.001 and hit.lexical >= 0 for hit in hits)


_LIBRARIES: list[Library] = []


@pytest.fixture(scope="module", autouse=True)
def _one_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("shared")
    library = Library(Store(folder / "t.sqlite"), FakeEncoder(), embedded(folder / "index"))
    for origin, text in TEXTS.items():
        library.put(origin, [Article(origin, text, "")])
    _LIBRARIES.append(library)
    yield
    _LIBRARIES.clear()
    library.store.close()


def _shared() -> Library:
    return _LIBRARIES[0]


@pytest.mark.parametrize("question", ["bao nhiêu dự án", "du an", "tỉnh"])
def test_reprints_are_ordered_by_passage_id(tmp_path: Path, question: str) -> None:
    library = Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), embedded(tmp_path / "index"))
    for k in range(9):
        library.put(f"{8 - k}.txt", [Article(f"{8 - k}.txt", "Tỉnh có 42 dự án mới được cấp phép trong năm.", "")])
    library.put("x.txt", [Article("x.txt", "Tỉnh họp báo.", "")])
    hits = [hit for hit in search(library, question, 10) if "dự án" in hit.passage.text]
    assert len(hits) == 9
    assert len({hit.score for hit in hits}) == 1
    assert [hit.passage.id for hit in hits] == sorted(hit.passage.id for hit in hits)
    library.store.close()


class Spread(FakeEncoder):
    """The fake's vectors, turned so that no entry is zero, as those of a real encoder are."""

    def __init__(self) -> None:
        super().__init__(dim=384)
        self._turn = np.linalg.qr(np.random.default_rng(0).standard_normal((384, 384)))[0].astype(np.float32)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        turned = super()._encode(texts) @ self._turn
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), np.float32)


def test_reprints_are_ordered_by_passage_id_whatever_their_number(tmp_path: Path) -> None:
    library = Library(Store(tmp_path / "t.sqlite"), Spread(), embedded(tmp_path / "index"))
    try:
        for count in range(1, 25):
            library.put(f"{count}.txt", [Article(f"{count}.txt", "Tỉnh có 42 dự án mới được cấp phép.", "")])
            hits = search(library, "bao nhiêu dự án", 30)
            assert [hit.passage.id for hit in hits] == sorted(hit.passage.id for hit in hits), count
            assert len({hit.score for hit in hits}) == 1, count
    finally:
        library.store.close()


def test_ranked_by_hand() -> None:
    evidence = [Evidence(4, 0.2, 0, 3), Evidence(7, 0.8, 0, 1), Evidence(9, 0.8, 0, 1)]
    only_dense = ranked(evidence, Weights(1, 0, 0))
    assert [item.passage_id for item, _ in only_dense] == [7, 9, 4]
    # Mean 0.6, spread √((0.16 + 0.04 + 0.04) / 3) = √0.08: z = 0.2 / √0.08, -0.4 / √0.08.
    assert [score for _, score in only_dense] == pytest.approx([0.5**0.5, 0.5**0.5, -(2**0.5)], abs=1e-5)
    assert [item.passage_id for item, _ in ranked(evidence, Weights(0, 0, 1))] == [4, 7, 9]
    assert [item.passage_id for item, _ in ranked(evidence, Weights(0, 1, 0))] == [4, 7, 9], "all equal: by id"


def test_the_weights_follow_how_the_question_is_typed(library: Library) -> None:
    for question, weights in (("hội bạn bè", TONED), ("hoi ban be", PLAIN)):
        assert search(library, question, 5) == search(library, question, 5, weights=weights)
    assert search(library, "hội bạn bè", 5) != search(library, "hội bạn bè", 5, weights=PLAIN)


def test_a_restored_question_has_weights_of_its_own(library: Library) -> None:
    assert Query("hội bạn bè").weights is TONED
    assert Query("hoi ban be").weights is PLAIN
    assert Query("hội bạn bè", restored=True).weights is RESTORED
    found = search(library, Query("hội bạn bè", restored=True), 5)
    assert found == search(library, "hội bạn bè", 5, weights=RESTORED)
    assert found != search(library, "hội bạn bè", 5)


def test_other_names_are_searched_for_too(library: Library) -> None:
    assert search(library, Query("hợp tác"), 5) == search(library, "hợp tác", 5)
    best = search(library, Query("lễ hội", names=("Hủa Phăn",)), 5, weights=Weights(0, 0, 1))
    alone = search(library, Query("lễ hội"), 5, weights=Weights(0, 0, 1))
    of = {hit.passage.id: hit.lexical for hit in alone}
    gained = [hit for hit in best if hit.lexical > of.get(hit.passage.id, 0.0)]
    assert ["Hủa Phăn" in hit.passage.text for hit in gained] == [True]


def test_the_syllables_of_the_passages_are_told_by_their_fold(library: Library) -> None:
    assert library.forms("ban") == ("ban", "bán", "bạn")
    assert library.forms("phan") == ("phăn",)
    assert library.forms("hua phan") == ()
    library.put("moi.txt", [Article("moi.txt", "Phấn và phần.", "")])
    assert library.forms("phan") == ("phăn", "phấn", "phần")
    for stored in list(library.store.documents()):
        library.remove(stored.article.id)
    assert library.document_frequency("phấn") == 0


def test_only_some_documents_are_looked_at(library: Library) -> None:
    ids = {stored.article.origin: stored.article.id for stored in library.store.documents()}
    only = frozenset({ids["ban-be.txt"], ids["hoa-ban.txt"]})
    assert set(origins(library, "Cảng Nghi Sơn đón tàu", 5, documents=only)) <= {"ban-be.txt", "hoa-ban.txt"}
    assert origins(library, "lễ hội hoa ban", 1, documents=only) == ["hoa-ban.txt"]
    assert origins(library, "cang nghi son", 5, documents=frozenset({ids["ban-be.txt"]})) == ["ban-be.txt"]
    assert search(library, "Cảng Nghi Sơn", 5, documents=frozenset()) == []
    assert search(library, "Cảng Nghi Sơn", 5, documents=frozenset({"0" * 16})) == []


def test_no_more_than_asked_for_and_no_more_than_there_are(library: Library) -> None:
    assert len(search(library, "hội", 2)) == 2
    assert len(search(library, "hội", 50)) == 5
    assert search(library, "hội", 0) == []


def test_nothing_is_found_in_an_empty_library(tmp_path: Path) -> None:
    library = Library(Store(tmp_path / "t.sqlite"), FakeEncoder(), embedded(tmp_path / "index"))
    assert search(library, "Cảng Nghi Sơn", 5) == []
    library.store.close()


def test_a_decomposed_question_is_found_once_it_is_normalised(library: Library) -> None:
    question = unicodedata.normalize("NFD", "Hợp tác với Hủa Phăn")
    assert search(library, to_nfc(question)[0], 5) == search(library, "Hợp tác với Hủa Phăn", 5)


def test_a_passage_that_goes_away_meanwhile_is_left_out(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Store(library.store.path)
    scored = library.evidence

    def evidence(*given: object) -> list[Evidence]:
        found = scored(*given)  # type: ignore[arg-type]
        other.remove(Article("hua-phan.txt", "", "").id)
        return found

    monkeypatch.setattr(library, "evidence", evidence)
    hits = search(library, "hợp tác với Hủa Phăn", 5)
    other.close()
    assert len(hits) == 4
    assert all("Hủa Phăn" not in hit.passage.text for hit in hits)


# -- one of each -------------------------------------------------------------------------------------------------------


def hit(number: int, document: str) -> Hit:
    return Hit(Passage(number, document, 0, 1, "x"), 10.0 - number, 0.5, 1.0)


@given(st.lists(st.sampled_from("abcde"), max_size=20), st.integers(1, 12), st.integers(0, 6))
def test_the_best_of_each_article_comes_first(documents: list[str], k: int, articles: int) -> None:
    hits = [hit(number, document) for number, document in enumerate(documents)]
    chosen = one_of_each(hits, k, articles)
    assert len(chosen) == min(k, len(hits))
    assert len({one.passage.id for one in chosen}) == len(chosen)
    firsts = list(dict.fromkeys(documents))[:articles]
    assert [one.passage.document_id for one in chosen[: len(firsts)]] == firsts[:k]
    rest = [one.passage.id for one in chosen[len(firsts) :]]
    assert rest == sorted(rest), "the others keep their order"
    for document in firsts[:k]:
        best = min(number for number, other in enumerate(documents) if other == document)
        assert any(one.passage.id == best for one in chosen)
