"""A question is encoded once for an answer."""

from pathlib import Path

import pytest

from index.encoder import FakeEncoder
from tests.support import fill, service


def test_searching_and_reading_share_the_vector_of_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = FakeEncoder()
    asked: list[str] = []
    encode = encoder.encode_queries
    monkeypatch.setattr(encoder, "encode_queries", lambda texts: asked.extend(texts) or encode(texts))
    with service(tmp_path, encoder) as running:
        fill(running)
        running.answerer.ask("Khu công nghiệp có bao nhiêu dự án?")
    assert asked == ["Khu công nghiệp có bao nhiêu dự án?"]
