"""Any other model, through sentence-transformers (and so torch, which is slow to import and optional)."""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.layout import PASSAGE, QUERY
from index.encoder.protocol import prepare
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_E5 = re.compile(r"(^|[-_/])e5([-_]|$)(?!.*instruct)", re.IGNORECASE)  # e5-…-instruct has prompts of other kinds
_BATCH = 16  # texts
_UNLIMITED = 1 << 20  # tokens, where a model states no limit


class SentenceTransformerEncoder:
    """An ``Encoder`` around a model of sentence-transformers.

    Prompts are those of the model's configuration (``query``, and ``passage`` or ``document``). Models of the e5
    family that bring none get ``query: `` and ``passage: ``; others get none.
    """

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        """Load a model by its path, or by its name if it lies in the cache of the hub. Never touches the network.

        ``threads`` is a setting of torch and so holds for the whole process. Raises ``EncoderUnavailable``.
        """
        self.name = name
        self._model = _load(name, threads)
        self._query = self._prompt(QUERY, "query")
        self._passage = self._prompt(PASSAGE, "passage", "document")
        self.dim = self._model.get_embedding_dimension() or self._model.encode(["a"]).shape[1]
        self.max_tokens = self._model.max_seq_length or _UNLIMITED
        self.revision = _revision(self._model, (self._query, self._passage))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as float32 (n, dim), unit norm."""
        return self._encode(self._query, texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Passages as float32 (n, dim), unit norm."""
        return self._encode(self._passage, texts)

    def count_tokens(self, text: str) -> int:
        """The tokens of this passage with its prompt and marks, before cutting off."""
        tokenizer = self._model.tokenizer
        text = self._passage + prepare(text)
        if isinstance(tokenizer, Tokenizer):
            return len(tokenizer.encode(text))
        return len(tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def _encode(self, prompt: str, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        vectors = self._model.encode(
            [prepare(text) for text in texts],
            prompt=prompt,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)

    def _prompt(self, of_e5: str, *names: str) -> str:
        given = next((self._model.prompts[name] for name in names if self._model.prompts.get(name)), None)
        return given or (of_e5 if _E5.search(self.name) else "")


def _load(name: str, threads: int | None) -> "SentenceTransformer":
    if find_spec("sentence_transformers") is None or find_spec("torch") is None:
        raise EncoderUnavailable(
            f"Mô hình {name} cần gói sentence-transformers, chưa được cài. Hãy chạy `make models`, "
            "hoặc bỏ TRICH_ENCODER để dùng bộ mã hoá đi kèm."
        )
    import torch  # noqa: PLC0415 - seconds to import, and optional
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    if threads:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        if Path(name).exists():
            raise EncoderUnavailable(f"Không nạp được mô hình trong thư mục {name}: {error}") from error
        raise EncoderUnavailable(
            f"Không có mô hình {name} trong máy. Khi có mạng, hãy chạy `.venv/bin/hf download {name}`, "
            "hoặc trỏ TRICH_ENCODER tới thư mục của mô hình."
        ) from error


def _revision(model: "SentenceTransformer", prompts: tuple[str, str]) -> str:
    """16 hexadecimal digits over what was loaded: weights, modules, tokenizer, prompts. The same for a path and a
    name, and whatever files the model came in."""
    digest = sha256(json.dumps([*prompts, model.max_seq_length]).encode())
    for module in model.children():
        architecture = getattr(getattr(module, "auto_model", None), "config", None)
        settings = dict(architecture.to_diff_dict()) if architecture else {}
        settings.pop("transformers_version", None)
        own: dict[str, object] = getattr(module, "get_config_dict", dict)()
        described = json.dumps([own, settings], sort_keys=True, default=str)
        digest.update(f"{type(module).__name__} {described}".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(_bytes(tensor))
    backend = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
    if isinstance(backend, Tokenizer):
        digest.update(backend.to_str().encode())
    return digest.hexdigest()[:16]


def _bytes(tensor: "Tensor") -> memoryview:
    """The bytes of a tensor of any type (numpy has no bfloat16)."""
    import torch  # noqa: PLC0415 - loaded by now

    return np.asarray(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy()).data
