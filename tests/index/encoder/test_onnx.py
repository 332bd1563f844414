import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoder.convert import convert
from index.encoder.layout import GRAPH
from index.encoder.onnx import OnnxEncoder, open_session
from index.encoder.protocol import silent
from index.encoder.provisioning import Source
from index.errors import EncoderCorrupt

QUESTION = "Xưởng gốm mở cửa lúc mấy giờ?"
PASSAGES = [
    "Xưởng gốm của làng đón khách từ 8 giờ sáng đến 5 giờ chiều, trừ thứ Hai.",
    "Giá vé tham quan là 40.000 đồng một người.",
    "Đội bóng của trường thắng trận chung kết với tỷ số 3-1.",
    "Xe buýt số 12 chạy mỗi 20 phút một chuyến.",
]


def test_vectors_are_float32_of_unit_norm_in_the_order_given(bundled: OnnxEncoder) -> None:
    vectors = bundled.encode_passages(PASSAGES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384) == (4, bundled.dim)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
    backwards = bundled.encode_passages(PASSAGES[::-1])
    assert np.array_equal(backwards[::-1], vectors)


def test_the_passage_that_answers_is_nearest(bundled: OnnxEncoder) -> None:
    scores = (bundled.encode_queries([QUESTION]) @ bundled.encode_passages(PASSAGES).T)[0]
    assert int(scores.argmax()) == 0


def test_a_vector_does_not_depend_on_its_neighbours(bundled: OnnxEncoder) -> None:
    texts = [*PASSAGES, *(f"Quầy số {number} mở cửa lúc {number} giờ." for number in range(30))]
    together = bundled.encode_passages(texts)
    alone = np.concatenate([bundled.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.999999


def test_questions_and_passages_have_prompts_of_their_own(bundled: OnnxEncoder) -> None:
    cosine = bundled.encode_queries([QUESTION]) @ bundled.encode_passages([QUESTION]).T
    assert 0.8 < float(cosine[0, 0]) < 0.999


def test_no_texts_give_no_rows(bundled: OnnxEncoder) -> None:
    assert bundled.encode_passages([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "\0", "😀" * 700, "x" * 5000], ids=ascii)
def test_any_text_has_a_vector(bundled: OnnxEncoder, text: str) -> None:
    vector = bundled.encode_queries([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_how_a_text_is_composed_and_padded_makes_no_difference(bundled: OnnxEncoder) -> None:
    plain = bundled.encode_queries([QUESTION])
    decomposed = unicodedata.normalize("NFD", QUESTION)
    assert decomposed != QUESTION
    for other in (decomposed, f"  {QUESTION}\n", QUESTION.replace(" ", "   "), QUESTION.replace(" ", "\u00a0")):
        assert np.array_equal(bundled.encode_queries([other]), plain)


def test_what_lies_beyond_the_limit_is_not_read(bundled: OnnxEncoder) -> None:
    assert bundled.max_tokens == 512
    long = "đoạn văn này rất dài " * 120
    assert bundled.count_tokens(long) > 512
    read = bundled.encode_passages([long, long + "và còn thêm nữa", long[:1000]])
    assert np.array_equal(read[0], read[1])
    assert not np.array_equal(read[0], read[2])


def test_tokens_are_counted_with_prompt_and_marks(bundled: OnnxEncoder) -> None:
    # <s> ▁passage : ▁Việt ▁Nam </s>
    assert bundled.count_tokens("Việt Nam") == 6
    assert bundled.count_tokens("") == 5  # the blank of the prompt has nothing to join
    assert bundled.count_tokens(unicodedata.normalize("NFD", "Việt Nam\n")) == 6


def test_threads_share_an_encoder(bundled: OnnxEncoder) -> None:
    expected = bundled.encode_passages(PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(bundled.encode_passages, [PASSAGES] * 16):
            assert np.array_equal(vectors, expected)


def test_long_lists_keep_their_order(tiny_source: Source, tmp_path: Path) -> None:
    assert tiny_source.path is not None
    convert(tiny_source.path, tiny_source.sha256, tmp_path / "model", silent)
    encoder = OnnxEncoder(tmp_path / "model", name="tiny")
    texts = ["ha " * (1 + number % 5) + "aăâbcd"[number % 6] for number in range(2500)]
    vectors = encoder.encode_passages(texts)
    assert np.abs(vectors[:30] - vectors[30:60]).max() < 1e-6  # they repeat every 30
    assert np.abs(vectors[-30:] - np.roll(vectors[:30], -10, axis=0)).max() < 1e-6  # 2470 = 82 · 30 + 10


def test_the_revision_is_that_of_the_files_and_what_is_done_to_texts(bundled: OnnxEncoder) -> None:
    assert bundled.revision == "95f288c24189498f"


def test_folders_that_are_not_whole_are_refused(tiny_source: Source, tmp_path: Path) -> None:
    with pytest.raises(EncoderCorrupt, match="bản kê"):
        OnnxEncoder(tmp_path, name="none")
    assert tiny_source.path is not None
    folder = tmp_path / "model"
    convert(tiny_source.path, tiny_source.sha256, folder, silent)
    (folder / GRAPH).write_bytes((folder / GRAPH).read_bytes()[:1000])
    with pytest.raises(EncoderCorrupt, match=r"encoder\.onnx"):
        open_session(folder / GRAPH, 1)
    (folder / "config.json").write_text("{}")
    with pytest.raises(EncoderCorrupt, match=r"config\.json"):
        OnnxEncoder(folder, name="tiny")
