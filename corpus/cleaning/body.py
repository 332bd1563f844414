"""The lines of one article that are its text."""

from collections.abc import Collection, Sequence
from itertools import takewhile

from corpus.cleaning.captions import may_be_silent_caption, says_nothing_new
from corpus.cleaning.furniture import is_contact
from corpus.cleaning.kinds import Kind, Told
from corpus.text.fold import fold

_BODY = (Kind.PROSE, Kind.ROW)
_FOOT = (Kind.ALWAYS, Kind.AROUND, Kind.COMMENTS)
_NEVER = (Kind.CAPTION, Kind.RULE, Kind.ALWAYS, Kind.RELATED)
_LINKS = (Kind.SHORT, Kind.ITEM, Kind.DATE)
_COMMENTS_BEHIND = 0.7  # share of the running text that stands before the label, for the rest to be comments


def body_of(lines: Sequence[Told], used: Collection[int], page: bool) -> list[Told]:
    """The lines of one article that are its text: not those ``used`` for title, date and credits, nor furniture.

    In a text that is not known to be a page (``page``) only what nothing but a page has is dropped.
    """
    first = next((at for at, line in enumerate(lines) if line.kind in _BODY), len(lines))
    last = max((at for at, line in enumerate(lines) if line.kind in _BODY), default=-1)
    silent = _silent_captions(lines, first, last) if page else set()
    announced = _announced_contacts(lines, last)
    kept: list[Told] = []
    links = False  # behind a label that opens a list of other articles, or in the foot of the page
    for at, line in enumerate(lines):
        outside = at < first or at > last
        if line.kind in _BODY:
            links = False
        elif (line.kind is Kind.RELATED and at > first) or (line.kind in _FOOT and at > last and at not in announced):
            links = True
        if at in used or at in silent or line.kind in _NEVER:
            continue
        around = outside and line.kind in (Kind.AROUND, Kind.COMMENTS) and at not in announced
        if page and (around or (links and line.kind in _LINKS)):
            continue
        kept.append(line)
    return kept


def without_comments(lines: Sequence[Told]) -> list[Told]:
    """The lines up to the comments of readers: up to their label, if most of the running text stands before it."""
    sizes = [len(line.text) if line.kind is Kind.PROSE else 0 for line in lines]
    before, total = 0, sum(sizes)
    for at, line in enumerate(lines):
        if line.kind is Kind.COMMENTS and before and before >= _COMMENTS_BEHIND * total:
            return list(lines[:at])
        before += sizes[at]
    return list(lines)


def _announced_contacts(lines: Sequence[Told], last: int) -> set[int]:
    """The contacts right behind the last paragraph, where it ends by announcing them ("… theo thông tin dưới đây:").

    Whose they are, and labels that nobody knows ("ĐT:"), may stand between them.
    """
    if last < 0 or not lines[last].text.endswith(":"):
        return set()
    behind = range(last + 1, len(lines))
    return set(takewhile(lambda at: lines[at].kind in (Kind.SHORT, Kind.ITEM) or is_contact(lines[at].text), behind))


def _silent_captions(lines: Sequence[Told], first: int, last: int) -> set[int]:
    """The captions without a mark; the first and the last paragraph are none."""
    silent: set[int] = set()
    folded = {at: fold(line.text) for at, line in enumerate(lines) if line.kind is Kind.PROSE}
    for at in range(first + 1, min(last, len(lines))):
        if at not in folded or not may_be_silent_caption(lines[at].text):
            continue
        if says_nothing_new(
            lines[at].text, [text for other, text in folded.items() if other != at and other not in silent]
        ):
            silent.add(at)
    return silent
