import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.encoder.layout import TOKENIZER
from index.encoder.tokenizer import open_tokenizer
from index.errors import EncoderCorrupt

GOLDEN = json.loads(Path(__file__).with_name("golden_ids.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tokenizer(bundled_folder: Path) -> Tokenizer:
    return open_tokenizer(bundled_folder / TOKENIZER)


@pytest.mark.parametrize("case", GOLDEN, ids=range(len(GOLDEN)))
def test_ids_are_those_of_the_published_tokenizer(tokenizer: Tokenizer, case: dict[str, object]) -> None:
    """The golden ids were made with the tokenizer.json that intfloat/multilingual-e5-small is published with."""
    assert tokenizer.encode(case["text"]).ids == case["ids"]


def test_golden_file_covers_what_goes_wrong() -> None:
    texts = [case["text"] for case in GOLDEN]
    assert len(texts) >= 60
    assert sum("\u0301" in text for text in texts) >= 5
    assert sum(text != text.strip() for text in texts) >= 8


def test_nothing_is_cut_off_or_padded(tokenizer: Tokenizer) -> None:
    long, short = tokenizer.encode_batch(["dài " * 2000, "ngắn"])
    assert len(long) > 2000
    assert len(short) < 10


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text('{"version": "1.0", "model": {"type"')
    with pytest.raises(EncoderCorrupt, match=r"tokenizer\.json"):
        open_tokenizer(tmp_path / "tokenizer.json")
