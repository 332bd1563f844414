"""Title, author, source and date of one article, as its lines tell them, and which lines say nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.cleaning.kinds import Kind, Told
from corpus.cleaning.lines import key, syllables
from corpus.credits import Credit, Stamp, credit_of, stamp_of
from corpus.names import signed_by
from corpus.publishers import site_of
from corpus.titles import dated_headline, is_title_line

_BODY = (Kind.PROSE, Kind.ROW)
_HEAD = 6  # lines behind the first paragraph that a date or an author may still stand in
_LABEL = 5  # syllables of a menu entry
_DROPPED = (Kind.CAPTION, Kind.RULE, Kind.RELATED, Kind.COMMENTS, Kind.ALWAYS, Kind.AROUND)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the lines of an article tell about it. ``used`` are the indexes of the lines that are no text for that."""

    title: str | None
    author: str | None
    source: str | None
    published: date | None
    used: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Zones:
    """Where the running text of an article begins and ends (indexes of lines; both len(lines) where there is none)."""

    first: int
    last: int
    page: bool

    def is_head(self, at: int) -> bool:
        return at < self.first

    def is_tail(self, at: int) -> bool:
        return at > self.last


def metadata_of(lines: Sequence[Told], page: bool, title: str | None = None) -> Metadata:
    """What the lines of one article tell. ``page`` says whether they are known to be of a news page; ``title`` is declared."""
    body = [at for at, line in enumerate(lines) if line.kind in _BODY]
    zones = _Zones(body[0] if body else len(lines), body[-1] if body else len(lines), page)
    title_at = _title_at(lines, zones)
    found, dated = _title_text(lines, title_at)
    stamps = _stamps(lines, zones)
    stamp_at = _best_stamp(stamps, title_at)
    credits = _credits(lines, zones, title_at, stamp_at)
    if stamp_at is not None:
        credits[stamp_at] = stamps[stamp_at].credit
    author = next((credit.author for credit in credits.values() if credit.author), None)
    source = next((credit.source for credit in credits.values() if credit.source), None)

    title = title or found
    # Without a page around it, a bare name below a text may be a signature that people ask for: it stays.
    used = {at for at in credits if page or credit_of(lines[at].text)}
    if page:
        used |= _said_alone(lines, author) | _labels_above(lines, title_at)
    if stamp_at is not None:  # an unmarked date may be what a notice tells: it stays as well
        used |= {at for at, stamp in stamps.items() if page or (stamp.stamped and stamp.day == stamps[stamp_at].day)}
    same = found is not None and title is not None and key(title) == key(found)
    used |= _title_lines(lines, title, title_at if same else None, zones)
    published = dated or (stamps[stamp_at].day if stamp_at is not None else None)
    return Metadata(title, author, source, published, frozenset(used))


def _title_at(lines: Sequence[Told], zones: _Zones) -> int | None:
    """The line that is the title: one said twice, one behind a date, else of the headlines before the running text."""
    end = zones.first
    heads = [at for at in range(min(end, len(lines))) if _may_be_title(lines[at])]
    if not heads and zones.page:  # the lead stands above the title
        end = next((at for at in range(end + 1, len(lines)) if lines[at].kind in _BODY), end)
        heads = [at for at in range(zones.first, end) if _may_be_title(lines[at])][:2]
    if not heads:
        return None
    times = Counter(lines[at].key for at in heads)
    for at in heads:
        if times[lines[at].key] > 1 or dated_headline(lines[at].text):
            return at
    if not zones.page:
        first = next((at for at, line in enumerate(lines) if line.kind not in _DROPPED and not site_of(line.text)), 0)
        return heads[0] if heads[0] == first else None
    if any(line.kind is Kind.RELATED for line in lines[:end]):
        return heads[-1]  # the others may be links
    return max(heads, key=lambda at: (syllables(lines[at].text), -at))


def _may_be_title(line: Told) -> bool:
    return (
        line.kind is Kind.SHORT
        and is_title_line(line.text)
        and not (credit_of(line.text) or site_of(line.text))
        and not signed_by(line.text)
    )


def _title_text(lines: Sequence[Told], at: int | None) -> tuple[str | None, date | None]:
    if at is None:
        return None, None
    text = lines[at].text
    dated = dated_headline(text)
    day, start = dated if dated else (None, 0)
    return text[start:].lstrip("# ").strip("* "), day


def _title_lines(lines: Sequence[Told], title: str | None, at: int | None, zones: _Zones) -> set[int]:
    """The lines that say the title and nothing else."""
    if not title:
        return set()
    same = {k for k, line in enumerate(lines) if line.kind is Kind.SHORT and line.key == key(title)}
    if at is None or zones.page:
        return same if at is None else same | {at}
    behind = lines[at + 1] if at + 1 < len(lines) else None
    # Without a page around it, a first line is a heading only if something of another kind, or an empty line, follows.
    if behind is None or (behind.kind is Kind.SHORT and not behind.line.gap) or zones.first == len(lines):
        return set()
    return same | {at}


def _stamps(lines: Sequence[Told], zones: _Zones) -> dict[int, Stamp]:
    """The date lines that date the article; not those that head the days of a diary or a timetable.

    Without a page around it, a name and a date without any mark are a person and a day of birth.
    """
    stamps = {at: stamp for at, line in enumerate(lines) if line.kind is Kind.DATE and (stamp := stamp_of(line.text))}
    if not zones.page:
        stamps = {at: stamp for at, stamp in stamps.items() if stamp.stamped or not stamp.credit.author}
    near = {
        at: stamp
        for at, stamp in stamps.items()
        if at < zones.first + _HEAD or zones.is_tail(at) or (zones.page and stamp.stamped)
    }
    trusted = near if not zones.page else {at: stamp for at, stamp in near.items() if stamp.stamped} or near
    several = len({stamp.day for stamp in stamps.values()}) > 1
    return {} if several and (not zones.page or trusted is near) else trusted


def _best_stamp(stamps: dict[int, Stamp], title_at: int | None) -> int | None:
    """The first date behind the title; where there is none, the last one before it."""
    behind = [at for at in stamps if title_at is None or at > title_at]
    return min(behind) if behind else max(stamps, default=None)


def _credits(lines: Sequence[Told], zones: _Zones, title_at: int | None, stamp_at: int | None) -> dict[int, Credit]:
    """The lines that name author or source, in the order in which they are believed: labelled ones first."""
    labelled: dict[int, Credit] = {}
    bare: dict[int, Credit] = {}
    for at, line in enumerate(lines):
        outside = zones.is_head(at) or zones.is_tail(at)
        beside_date = stamp_at is not None and abs(at - stamp_at) == 1
        if line.kind is not Kind.SHORT or not (outside or beside_date or at <= zones.first + 2):
            continue
        credit = credit_of(line.text)
        if credit and (outside or zones.page):
            labelled[at] = credit
        elif outside and zones.page and (site := site_of(line.text)):
            bare[at] = Credit(source=site)
        elif (name := signed_by(line.text)) and (
            beside_date or _is_signature(lines, at, zones, title_at, {*labelled, *bare})
        ):
            bare[at] = Credit(author=name)
    names = {credit.author for credit in bare.values() if credit.author}
    if len(names) > 1 and not zones.page:
        bare = {}  # a list of people, not of authors
    return labelled | bare


def _is_signature(lines: Sequence[Told], at: int, zones: _Zones, title_at: int | None, known: set[int]) -> bool:
    """Whether a bare name stands where authors stand: below the title or behind the last paragraph."""
    if zones.is_head(at):
        return zones.page and title_at is not None and at > title_at
    before = lines[at - 1] if at else None
    if not zones.is_tail(at) or before is None:
        return False
    if before.kind is Kind.PROSE:
        return not before.text.endswith(":")
    return zones.page or at - 1 in known or before.kind in (Kind.DATE, Kind.CAPTION)


def _said_alone(lines: Sequence[Told], author: str | None) -> set[int]:
    """Further lines that say nothing but the author."""
    return {at for at, line in enumerate(lines) if author and line.kind is Kind.SHORT and line.key == key(author)}


def _labels_above(lines: Sequence[Told], title_at: int | None) -> set[int]:
    """The short lines above the title of a page: menus and sections."""
    above = range(title_at or 0)
    return {
        at
        for at in above
        if lines[at].kind is Kind.SHORT and syllables(lines[at].text) <= _LABEL and not _has_digit(lines[at])
    }


def _has_digit(line: Told) -> bool:
    return any(char.isdigit() for char in line.text)
