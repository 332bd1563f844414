"""A page that carries several articles, cut at the lines where one after the first begins."""

from collections.abc import Sequence

from corpus.cleaning.kinds import Kind, Told
from corpus.cleaning.lines import syllables
from corpus.names import signed_by
from corpus.titles import dated_headline, is_title_line

_SHORTEST_TITLE = 4  # syllables
_LONGEST_LEAD = 90  # syllables of a teaser without a date
_FEWEST_TEASERS = 2  # without dates, before they are believed
_MOST_LABELS = 5  # that are followed to the end of the page
_PASSED = (Kind.CAPTION, Kind.RULE, Kind.ALWAYS, Kind.AROUND)


def split(lines: Sequence[Told]) -> list[list[Told]]:
    """The lines of each article of a page, the main one first.

    Behind running text another article begins at a title with a date line, at a title said twice with running text
    behind it, and where the rest of the page, from a label like "Tin liên quan" on, is titles and leads only.
    """
    starts = [0]
    seen_prose = False
    titles: set[str] = set()
    tries = _MOST_LABELS
    at = 0
    while at < len(lines):
        line = lines[at]
        if seen_prose and line.kind is Kind.RELATED and tries:
            tries -= 1
            if teasers := _undated(lines, at + 1):
                starts.extend(teasers)
                break
        if seen_prose and line.key not in titles and _opens(lines, at):
            starts.append(at)
            seen_prose = False
            titles = set()
        if line.kind is Kind.SHORT:
            titles.add(line.key)
        seen_prose = seen_prose or line.kind is Kind.PROSE
        at += 1
    parts = [list(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if len(parts) > 1 and _is_lead_only(parts[0]):
        parts[:2] = [parts[0] + parts[1]]
    return parts


def _is_title(line: Told) -> bool:
    return (
        line.kind is Kind.SHORT
        and syllables(line.text) >= _SHORTEST_TITLE
        and is_title_line(line.text)
        and not signed_by(line.text)
    )


def _opens(lines: Sequence[Told], at: int) -> bool:
    """Whether a title stands here together with a date, or twice, and running text or the next title behind it."""
    if not _is_title(lines[at]):
        return False
    after = _behind_titles(lines, at)
    twice = after > at + 1
    dated = dated_headline(lines[at].text) is not None
    if after < len(lines) and lines[after].kind is Kind.DATE:
        dated = True
        after += 1
    while after < len(lines) and lines[after].kind in _PASSED:
        after += 1
    if after < len(lines) and lines[after].kind is Kind.PROSE:
        return dated or twice
    return dated and twice


def _behind_titles(lines: Sequence[Told], at: int) -> int:
    """Where the lines end that say the title at ``at``, once or more."""
    after = at + 1
    while after < len(lines) and lines[after].kind is Kind.SHORT and lines[after].key == lines[at].key:
        after += 1
    return after


def _undated(lines: Sequence[Told], at: int) -> list[int]:
    """Where the teasers start if everything from ``at`` on is title, date or none, and one short lead, again and again."""
    starts: list[int] = []
    while at < len(lines):
        if lines[at].kind in (*_PASSED, Kind.RELATED):
            at += 1
            continue
        start = at
        at += lines[at].kind is Kind.DATE
        if at >= len(lines) or not _is_title(lines[at]):
            return []
        at = _behind_titles(lines, at)
        while at < len(lines) and lines[at].kind in (Kind.DATE, *_PASSED):
            at += 1
        if at >= len(lines) or lines[at].kind is not Kind.PROSE or syllables(lines[at].text) > _LONGEST_LEAD:
            return []
        at += 1
        starts.append(start)
    return starts if len(starts) >= _FEWEST_TEASERS else []


def _is_lead_only(part: Sequence[Told]) -> bool:
    """Whether a part is one paragraph without a title: a lead that its page prints above the title."""
    prose = [at for at, line in enumerate(part) if line.kind is Kind.PROSE]
    return len(prose) == 1 and not any(_is_title(line) for line in part[: prose[0]])
