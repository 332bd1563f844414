"""Cuts an article into passages: whole consecutive sentences, of a size that one vector can stand for."""

from corpus.records import Article
from corpus.text.sentences import sentences

# Changing anything that moves a boundary means a new revision: stored passages are then cut anew.
REVISION = "sentences-3"
MAX_WORDS = 120  # white-space separated syllables; about 170 tokens of the bundled encoder
HEADING_WORDS = 20
ENOUGH_WORDS = 60  # a passage this long ends with its paragraph


def spans(article: Article) -> list[tuple[int, int]]:
    """The passages of an article as offsets (start, end) into its text, in order, without overlap.

    Sentences are never cut: one that is longer than MAX_WORDS is a passage of its own. A paragraph's end closes the
    passage if that holds ENOUGH_WORDS; short paragraphs are put together, so that a heading stays with what follows.
    """
    text = article.text
    found: list[tuple[int, int]] = []
    start = end = words = 0
    for left, right in sentences(text):
        length = len(text[left:right].split())
        full = words + length > MAX_WORDS
        paragraph_ended = words >= ENOUGH_WORDS and "\n" in text[end:left]
        if words and (full or paragraph_ended):
            heading = _heading_start(text, start, end)
            found.append((start, _before(text, heading) if heading > start else end))
            words = len(text[heading:end].split()) if heading > start else 0
            start = heading if heading > start else left
        elif not words:
            start = left
        end = right
        words += length
    if words:
        found.append((start, end))
    return found


def _heading_start(text: str, start: int, end: int) -> int:
    """Where a heading at the end of a passage starts, so that it goes with what follows; ``start`` if there is none."""
    at = text.rfind("\n", start, end) + 1
    last = text[at:end]
    ends_like_a_sentence = last.rstrip("”\"')]").endswith((".", "!", "?", "…", ";", ":"))
    return at if at > start and not ends_like_a_sentence and len(last.split()) <= HEADING_WORDS else start


def _before(text: str, at: int) -> int:
    return len(text[:at].rstrip())


def embedded_text(title: str, passage: str) -> str:
    """What the encoder sees of a passage: the title says whom and where it speaks of.

    >>> embedded_text("Họp báo", "Ba dự án được duyệt.")
    'Họp báo. Ba dự án được duyệt.'
    """
    return f"{title.rstrip('.')}. {passage}" if title else passage
