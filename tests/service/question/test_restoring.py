"""Restoring accents: against a search through all ways, by properties, and over a text that the program does not know."""

import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.fold import fold, unaccented
from corpus.text.spelling import spelling_key
from index.library import Library
from service.errors import NotReady
from service.question.accents import Restorer, SyllableModel, load_model
from service.question.accents.build import Tally, sentences
from service.question.accents.measure import NoWords, accuracy
from service.question.accents.model import EDGE
from service.question.accents.restoring import INDEX_WEIGHT, PAIR_PRIOR, TRIPLE_PRIOR, accented
from tests.service.question.notices import NOTICES
from tests.support import fill, service

SENTENCES = ["bán đất ở bản", "bạn bè đến bán", "bán bánh", "bản bán đất", "bạn bán đất đá"]


class Some:
    """Documents with a few words."""

    def __init__(self, **terms: int) -> None:
        self.terms = terms

    def forms(self, folded: str) -> Sequence[str]:
        return sorted(term for term in self.terms if "_" not in term and fold(term) == folded)

    def document_frequency(self, term: str) -> int:
        return self.terms.get(term, 0)


@pytest.fixture(scope="module")
def small() -> SyllableModel:
    tally = Tally()
    tally.add(SENTENCES, 1.0)
    return SyllableModel.of(tally.singles, tally.pairs, tally.triples)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("notices")) as running:
        fill(running, NOTICES)
        yield running.library


def by_hand(model: SyllableModel, words: Some, text: str) -> str:
    """The likeliest way of all, the probability of each worked out as the docstring of the module says."""
    singles = dict(zip(model.syllables, model.singles.tolist(), strict=True))
    tally = Tally()
    tally.add(SENTENCES, 1.0)
    total = model.total + len(model.syllables)
    found = []
    for way in itertools.product(
        *({*model.forms.get(word, ()), *words.forms(word)} or {word} for word in text.split())
    ):
        log = 0.0
        row = ["<edge>", "<edge>", *way]
        for a, b, c in zip(row, row[1:], row[2:], strict=False):
            one = (singles.get(c, 0) + INDEX_WEIGHT * words.document_frequency(c) + 0.5) / total
            left = singles.get(b, 0) + INDEX_WEIGHT * words.document_frequency(b)
            pair = tally.pairs.get((b, c), 0) + INDEX_WEIGHT * words.document_frequency(f"{b}_{c}")
            two = (pair + PAIR_PRIOR * one) / (left + PAIR_PRIOR)
            three = tally.triples.get((a, b, c), 0) + TRIPLE_PRIOR * two
            log += math.log(three / (tally.pairs.get((a, b), 0) + TRIPLE_PRIOR))
        found.append((log, " ".join(way)))
    return max(found)[1]


@pytest.mark.parametrize("text", ["ban dat", "ban be den ban", "ban banh", "ban ban dat da", "den ban o"])
@pytest.mark.parametrize("words", [Some(), Some(bàn=3, đà=1, bàn_đà=2), Some(bàn=9, bản=1, bản_bàn=9)])
def test_the_way_that_is_found_is_the_likeliest_of_all(small: SyllableModel, words: Some, text: str) -> None:
    assert Restorer(small, words).restore(text) == by_hand(small, words, text)


def test_counts_by_hand(small: SyllableModel) -> None:
    number = small.number_of
    at = np.array([number["bán"], number["đất"], -1])
    assert small.single(at).tolist() == [5, 3, 0]
    assert small.pairs(at[:1], at[1:2]).tolist() == [3]  # bán đất
    assert small.pairs(at, np.array([-1, -1, -1])).tolist() == [0, 0, 0]
    edge = np.array([EDGE])
    assert small.triples(edge, edge, at[:1]).tolist() == [2]  # sentences that begin with "bán"
    assert small.forms["ban"] == ("bán", "bạn", "bản")


def test_sentences_end_at_stops_and_other_languages_are_left_out() -> None:
    text = "Giá 1.115 đồng. Ông Kỹ (Ban B) nói: FDI tăng\nOnly English words here – café\nkhong dau"
    assert list(sentences(text)) == [
        ["giá", "<number>", "đồng"], ["ông", "kĩ"], ["ban", "<unknown>"], ["nói"], ["<unknown>", "tăng"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Hợp tác xã Phiêng Nưa có bao nhiêu hộ góp vốn?",
        "Bà Lò Thị Ưng giữ chức vụ gì?",
        "Phí bơm nước của trạm bơm Nà Ngừa là bao nhiêu?",
        "Ủy ban nhân dân xã hỗ trợ bao nhiêu tiền sửa kênh Huổi Pản?",
        "Các hộ trồng dâu nuôi tằm ở bản Khoăng nhận gì?",
    ],
)
def test_names_of_the_documents_win(library: Library, text: str) -> None:
    restorer = Restorer(load_model(), library)
    assert restorer.restore(fold(text)) == text.lower()
    assert restorer.restore(unaccented(text)) == text


def test_names_are_learnt_and_forgotten_with_the_documents(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        restorer = Restorer(load_model(), running.library)
        before = restorer.restore("kenh huoi pan")
        fill(running, NOTICES)
        assert restorer.restore("kenh huoi pan") == "kênh huổi pản" != before
        for stored in list(running.library.store.documents()):
            running.library.remove(stored.article.id)
        assert restorer.restore("kenh huoi pan") == before


@pytest.mark.parametrize(
    "text",
    [
        "Hợp tác xã có bao nhiêu hộ?",
        "Ai ký?",
        "Bán hạt óc chó cho ai",
        "How many households joined the cooperative in 2023?",
        "FDI ODA 2023 45.000 QL1A",
        "",
        "???",
    ],
)
def test_what_needs_nothing_stays_the_same_object(library: Library, text: str) -> None:
    assert Restorer(load_model(), library).restore(text) is text


def test_what_was_typed_with_accents_stays(library: Library) -> None:
    restored = Restorer(load_model(), library).restore("phí bom nuoc cua tram bơm na ngua la bao nhieu")
    assert restored == "phí bơm nước của trạm bơm nà ngừa là bao nhiêu"
    # "Phi" is a word too; who types "Phì" means it.
    assert Restorer(load_model(), library).restore("Phì bom nuoc").startswith("Phì ")


LETTERS = st.text(alphabet="abcdeghiklmnopqrstuvxyăâđêôơưáàảãạếềệốồớờứừ ,.?-/0123456789ABCĐÔ", max_size=60)


@settings(deadline=None, max_examples=60)
@given(LETTERS)
def test_only_accents_are_added_and_none_is_taken_away(text: str) -> None:
    restored = Restorer(load_model(), NoWords()).restore(text)
    assert fold(restored) == fold(text)
    assert all(new == old for new, old in zip(restored, text, strict=True) if fold(old) != old.lower())
    assert [char.isupper() for char in restored] == [char.isupper() for char in text]


@pytest.mark.parametrize(
    ("typed", "key", "made"),
    [
        ("ky", "kĩ", "kỹ"),
        ("KI", "kĩ", "KĨ"),
        ("Hoa", "hóa", "Hóa"),
        ("d", "đ", "đ"),
        ("quy", "quí", "quý"),
        ("ab", "abc", "ab"),
    ],
)
def test_a_word_is_accented_in_its_own_letters(typed: str, key: str, made: str) -> None:
    assert accented(typed, key) == made


def test_accuracy_by_hand() -> None:
    texts = ["Bán đất", "Bản"]
    syllables, whole, spent = accuracy(texts, lambda text: text.replace("dat", "đất"))
    assert (syllables, whole) == (pytest.approx(1 / 3), 0)
    assert spent >= 0
    assert accuracy(texts, lambda text: {"Ban dat": "Bán đất", "Ban": "Bàn"}[text])[:2] == (pytest.approx(2 / 3), 0.5)


def test_the_model_comes_back_as_it_was_saved(small: SyllableModel, tmp_path: Path) -> None:
    path = tmp_path / "m.xz"
    small.save(path)
    again = load_model.__wrapped__(path)
    assert again.syllables == small.syllables
    for name in ("singles", "pair_keys", "pair_counts", "triple_keys", "triple_counts"):
        assert np.array_equal(getattr(again, name), getattr(small, name)), name


@pytest.mark.parametrize("wound", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"x" + data])
def test_a_broken_model_is_told_in_vietnamese(small: SyllableModel, tmp_path: Path, wound: object) -> None:
    path = tmp_path / "m.xz"
    small.save(path)
    path.write_bytes(wound(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(NotReady, match="Không đọc được mô hình âm tiết"):
        load_model.__wrapped__(path)
    with pytest.raises(NotReady):
        load_model.__wrapped__(tmp_path / "none.xz")


def test_the_shipped_model_is_small_and_knows_common_words() -> None:
    model = load_model()
    held = sum(
        array.nbytes
        for array in (model.singles, model.pair_keys, model.pair_counts, model.triple_keys, model.triple_counts)
    )
    assert held < 20_000_000
    assert {"việt", "được", "nghiệp", "bao", "nhiêu"} <= set(model.syllables)
    assert all(spelling_key(syllable) == syllable for syllable in model.syllables[3:])


# Who writes accents writes all of them: words that have none stay.
WRITTEN = [
    "Xã có quan hệ hợp tác với bang nào của Australia?",
    "HTX đặt vấn đề hợp tác với vùng nào ở I-ta-li-a",
    "Sản lượng gđ 2021-2025 tăng mấy % so gđ trước",
    "Thị trưởng Xơng-nam là ai",
]


@pytest.mark.parametrize("question", WRITTEN)
def test_what_was_written_with_accents_stays(library: Library, question: str) -> None:
    assert Restorer(load_model(), library).restore(question) == question


@pytest.mark.parametrize("text", ["Tỉnh tranh thủ khoe điều gì?", "Ai xui vị hoàng tử chống lại phụ thân?"])
def test_a_word_without_accents_that_nothing_knows_stays_among_words_with_them(text: str) -> None:
    assert Restorer(load_model(), NoWords()).restore(text) == text


def test_among_words_without_accents_it_is_what_is_known(library: Library) -> None:
    restored = Restorer(load_model(), library).restore("tinh tranh thu khoe dieu gi?")
    assert "khỏe" in restored
