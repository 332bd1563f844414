"""The Milvus server that tests share; each has collections of its own."""

from collections.abc import Iterator

import pytest

from tests.index.engines.serving import milvus_server


@pytest.fixture(scope="session")
def milvus_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as uri:
        yield uri
