"""Arguments of the tools, and what they give where the HTTP API has no such form.

Arguments are those of the HTTP API, with a word for language models on each.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from service.api.models import (
    AskRequest,
    DocumentWithText,
    FilterFields,
    Key,
    QuestionText,
    Request,
    SearchRequest,
    Turn,
    VerifyRequest,
)

LONGEST = 20_000  # code points of a text that are sent unless more is asked for

_FILTERS = (
    "Only these documents: published_from and published_to (YYYY-MM-DD, both included; undated documents drop out), "
    "source (its whole name), document_ids (as list_documents gives them)."
)
Filtered = Annotated[FilterFields, Field(description=_FILTERS)]


class AskArguments(AskRequest):
    """A question, as ``POST /v1/ask`` takes it."""

    question: Annotated[
        QuestionText,
        Field(description="The question in Vietnamese, in the user's own words; diacritics may be missing."),
    ]
    history: Annotated[
        list[Turn],
        Field(
            default_factory=list,
            max_length=50,
            description="Earlier turns, oldest first, for a follow-up such as 'Còn năm 2022?'. As question give interpreted_as of the earlier result.",
        ),
    ]
    as_of: Annotated[
        date | None,
        Field(
            description="YYYY-MM-DD: what held on that day. Takes the place of a time in the question; leave it out unless the user asks so."
        ),
    ] = None
    filters: Filtered = FilterFields()


class SearchArguments(SearchRequest):
    """A search, as ``POST /v1/search`` takes it."""

    question: Annotated[QuestionText, Field(description="What to look for, in Vietnamese.")]
    filters: Filtered = FilterFields()
    top_k: Annotated[int, Field(ge=1, le=50, description="How many passages.")] = 5


class DocumentArguments(Request):
    """Which document, and which part of its text."""

    document_id: Annotated[Key, Field(description="As in a citation, a passage or list_documents.")]
    start: Annotated[int, Field(ge=0, description="First code point of the text to send.")] = 0
    end: Annotated[
        int | None,
        Field(ge=0, description=f"Code point to stop before; left out: {LONGEST:,} behind start."),
    ] = None


class ListArguments(Request):
    """Which part of the list."""

    limit: Annotated[int, Field(ge=1, le=1000, description="How many documents.")] = 20
    offset: Annotated[int, Field(ge=0, description="How many to pass over; total tells how many there are.")] = 0


class VerifyArguments(VerifyRequest):
    """A citation, as ``POST /v1/citations/verify`` takes it."""

    quote: Annotated[str, Field(description="The quote, to the letter.")]
    start: Annotated[int, Field(ge=0, description="First code point of the quote in the text of the document.")]
    end: Annotated[int, Field(ge=0, description="Code point behind its last one.")]


class DocumentPart(DocumentWithText):
    """A document with a part of its text: ``text`` is ``[start:end]`` of the ``length`` code points that it has.

    ``text_sha256`` is of the whole text.
    """

    start: int
    end: int
    length: int
