"""Question and text as the model reads them: ``<s> question </s></s> text </s>``, all tokens of type 0.

Training and serving pack alike, so that the model sees at both what it has learnt. Ids are those of the encoder's tokenizer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

BOS, EOS, PAD = 0, 2, 1
NULL = 0  # the place of <s>, whose scores stand for "the text does not tell"
MAX_QUESTION = 64  # tokens of a question that are read
MARKS = 4  # tokens that are neither question nor text
_SEPARATORS = 3  # <s> before the question, </s></s> behind it


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text: ids, and the code points (start, end) that each stands for, blanks around it left out.

    A token of nothing but blanks has ``start == end``.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)


def tokenise(tokenizer: Tokenizer, text: str) -> Tokens:
    """The tokens of a text without marks."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    spans = []
    for start, end in encoding.offsets:
        while start < end and text[start].isspace():
            start += 1  # noqa: PLW2901 - narrowed to what can be seen
        while end > start and text[end - 1].isspace():
            end -= 1  # noqa: PLW2901
        spans.append((start, end))
    return Tokens(tuple(encoding.ids), tuple(spans))


def pack(question: Sequence[int], text: Sequence[int]) -> list[int]:
    """The ids of both with their marks; the question is cut at MAX_QUESTION tokens."""
    return [BOS, *question[:MAX_QUESTION], EOS, EOS, *text, EOS]


def text_place(question: Sequence[int]) -> int:
    """Where the text's first token stands in what ``pack`` gives for this question."""
    return min(len(question), MAX_QUESTION) + _SEPARATORS
