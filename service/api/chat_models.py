"""What ``GET /v1/models`` and ``POST /v1/chat/completions`` take and give: the OpenAI form, with Trích's own JSON beside it.

Other requests refuse unknown fields; here they are ignored, since front-ends send many that mean nothing to copied answers.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from service.api.models import AskResponse

MODEL = "trich"


class Part(BaseModel):
    """A part of a message; those that are not text (images, files, sound) are not read."""

    type: str = "text"
    text: str | None = None


def _parts(content: object) -> object:
    """A message's content as parts: a string is one part, null none; anything else is left to be judged."""
    if content is None:
        return []
    return [Part(text=content)] if isinstance(content, str) else content


class Message(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[list[Part], BeforeValidator(_parts, json_schema_input_type=str | list[Part] | None)] = []

    @property
    def text(self) -> str:
        """What is written in it."""
        return "\n".join(part.text for part in self.content if part.type == "text" and part.text)


class StreamOptions(BaseModel):
    """What a stream carries besides the answer."""

    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A conversation whose last user message is the question.

    Any ``model`` is accepted. Fields that steer the writing of a text (temperature, max_tokens, stop, seed, tools, …) are
    accepted and without effect.
    """

    model: str = MODEL
    messages: list[Message]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None


class UrlCitation(BaseModel):
    """``content[start_index:end_index]``, in code points, is the marker of a citation or its quote."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """Where in the content a source is spoken of."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ChatMessage(BaseModel):
    """The answer in words. ``refusal`` is null: that the documents do not tell is an answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class ChatChoice(BaseModel):
    """The one choice there is."""

    index: Literal[0] = 0
    message: ChatMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Words between white space, for clients that need counts: no token is generated."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """An answer in the OpenAI form; ``trich`` is what ``POST /v1/ask`` gives. ``system_fingerprint`` is the index version."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChatChoice]
    usage: Usage
    system_fingerprint: str
    trich: AskResponse


class Opening(BaseModel):
    """What the first chunk of a message brings."""

    role: Literal["assistant"] = "assistant"
    content: Literal[""] = ""


class Piece(BaseModel):
    """What a chunk adds to the content."""

    content: str


class Closing(BaseModel):
    """What the last chunk adds to the message."""

    annotations: list[Annotation]


class ChunkChoice(BaseModel):
    """The one choice, in a chunk."""

    index: Literal[0] = 0
    delta: Opening | Piece | Closing
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """One event of a stream; all of a stream share ``id`` and ``created``."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    system_fingerprint: str
    choices: list[ChunkChoice]


class LastChunk(Chunk):
    """The chunk that ends the message."""

    trich: AskResponse


class UsageChunk(Chunk):
    """The chunk behind it, without choices, for who asked for ``stream_options.include_usage``."""

    usage: Usage


class Model(BaseModel):
    """A name to ask by. ``created``: seconds since 1970."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(BaseModel):
    """The names to ask by."""

    object: Literal["list"] = "list"
    data: list[Model]
