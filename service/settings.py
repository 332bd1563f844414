"""Settings, all from the environment (prefix ``TRICH_``); read once by whoever starts the program, never at import."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "TRICH_"
_MUST_BE = {
    "int_parsing": "phải là số nguyên",
    "float_parsing": "phải là một số (dấu thập phân là dấu chấm)",
    "greater_than_equal": "không được nhỏ hơn {ge}",
    "less_than_equal": "không được lớn hơn {le}",
    "literal_error": "phải là một trong: {expected}",
    "origin": "phải là `*`, hoặc các nguồn dạng https://tên-máy[:cổng] cách nhau bởi dấu phẩy, không có đường dẫn phía sau",
}
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?")
REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What can be set. ``.env`` of the repository is read too, and ``.env`` of the working directory over it.

    Assistants start ``trich mcp`` in a folder of theirs, and are to open the same library. What is set to nothing is left
    at its default.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=(REPOSITORY / ".env", ".env"), env_ignore_empty=True, extra="ignore"
    )

    data_dir: Path = Field(default=REPOSITORY / "var", description="models, database and index")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    encoder: str = Field(default="bundled", description="'bundled', or a sentence-transformers name or path")
    threads: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="threads of the encoder")
    api_keys: str = Field(default="", description="comma separated; empty: no key is asked for")
    reader: Literal["trained", "patterns"] | None = Field(
        default=None,
        description="what reads; default: the trained reader, and patterns where it cannot be used (ADR 0008)",
    )
    top_k: int = Field(default=8, ge=1, le=50, description="passages read for a question")
    answer_threshold: float | None = Field(
        default=None, ge=0, le=1, description="least confidence of an answer; default: the one measured for the reader"
    )
    aliases: Path | None = Field(
        default=None, description="a file of other names, beside service/question/aliases.toml"
    )
    engine: Literal["embedded", "milvus"] = Field(
        default="embedded", description="what searches the passages (ADR 0017)"
    )
    milvus_uri: str = Field(default="http://127.0.0.1:19530", description="the Milvus server", repr=False)
    milvus_token: str = Field(
        default="", description="user:password or API key of the Milvus server; empty: none", repr=False
    )
    max_upload_mb: int = Field(default=50, ge=1)
    cors_origins: str = Field(
        default="", description="comma separated origins of web pages that may ask, or *; empty: none but our own"
    )

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        for word in _words(value):
            found = _ORIGIN.fullmatch(word.lower())
            if word != "*" and (found is None or int(found[1] or 0) > 65535):
                raise PydanticCustomError("origin", "not an origin")
        return value

    @property
    def keys(self) -> frozenset[str]:
        """The API keys that are accepted; empty when none is asked for."""
        return frozenset(_words(self.api_keys))

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of ``cors_origins`` as browsers send them: in small letters, without the usual port."""
        return tuple(_as_sent(word.lower()) for word in _words(self.cors_origins))

    @property
    def database(self) -> Path:
        """The store."""
        return self.data_dir / "trich.sqlite"

    @property
    def index_dir(self) -> Path:
        """The derived index files."""
        return self.data_dir / "index"


def _words(listed: str) -> list[str]:
    return [word for part in listed.split(",") if (word := part.strip())]


def _as_sent(origin: str) -> str:
    """An origin without the port that its scheme has anyway.

    >>> _as_sent("https://a.vn:443"), _as_sent("http://a.vn:8080"), _as_sent("http://[::1]:80"), _as_sent("*")
    ('https://a.vn', 'http://a.vn:8080', 'http://[::1]', '*')
    """
    return origin.removesuffix(":443" if origin.startswith("https:") else ":80")


def faults(error: ValidationError) -> str:
    """What is wrong with the environment, in Vietnamese: each variable, its value and what it must be."""
    told = []
    for fault in error.errors():
        must = _MUST_BE.get(fault["type"], "có giá trị không hợp lệ").format(**fault.get("ctx", {}))
        name = PREFIX + "_".join(str(part) for part in fault["loc"]).upper()
        told.append(f"{name}={fault['input']}: {must.replace(' or ', ', ')}.")
    return "Cấu hình sai (biến môi trường hoặc tệp .env):\n" + "\n".join(told)
