"""The encoders that tests share. The bundled one is converted once and kept: its folder is checked before use."""

import os
from pathlib import Path

import pytest

from index.encoder.onnx import OnnxEncoder
from index.encoder.provisioning import Source, provision
from tests.index.encoder.tiny import Tiny, make_tiny

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    """The converted encoder, below ``TRICH_TEST_MODELS`` or the ``var`` of the repository."""
    return provision(Path(os.environ.get("TRICH_TEST_MODELS", REPOSITORY / "var")))


@pytest.fixture(scope="session")
def bundled(bundled_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(bundled_folder, name="bundled", threads=2)


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    return make_tiny()


@pytest.fixture
def tiny_source(tiny: Tiny, tmp_path: Path) -> Source:
    return tiny.write(tmp_path / "tiny.bin")
