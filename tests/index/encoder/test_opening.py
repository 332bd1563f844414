import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.encoder import BUNDLED, open_encoder
from index.errors import EncoderCorrupt, EncoderUnavailable, EngineUnavailable, IndexCorrupt, IndexingError


def test_the_bundled_encoder_opens_by_its_name(bundled_folder: Path) -> None:
    messages: list[str] = []
    encoder = open_encoder(BUNDLED, bundled_folder.parents[1], messages.append, threads=1)
    assert (encoder.name, encoder.dim, messages) == ("bundled", 384, [])


def test_other_models_need_a_package_that_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_torch(name: str) -> ModuleSpec | None:
        return None if name == "torch" else find_spec(name)

    monkeypatch.setattr("index.encoder.sentence_transformer.find_spec", without_torch)
    with pytest.raises(EncoderUnavailable, match="make models"):
        open_encoder("vendor/some-model", tmp_path)


@pytest.mark.parametrize("folder_exists", [True, False])
def test_models_that_are_not_there_are_told_without_the_network(folder_exists: bool, tmp_path: Path) -> None:
    if folder_exists:
        (tmp_path / "model").mkdir()
    with pytest.raises(EncoderUnavailable, match=r"thư mục .*model" if folder_exists else "hf download"):
        open_encoder(str(tmp_path / "model"), tmp_path)


def test_one_tree_of_errors() -> None:
    tree = sys.modules[IndexingError.__module__].__doc__
    assert tree is not None
    for error in (EncoderUnavailable, EncoderCorrupt, EngineUnavailable, IndexCorrupt):
        assert issubclass(error, IndexingError)
        assert error.__name__ in tree
