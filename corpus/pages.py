"""From one reading of a file or page to the articles in it."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.cleaning.body import body_of, without_comments
from corpus.cleaning.kinds import Kind, Told, told
from corpus.cleaning.lines import Line, joined, lines_of, syllables
from corpus.cleaning.repeats import without_repeats
from corpus.credits import credit_of, stamp_of
from corpus.errors import EmptyDocument
from corpus.formats.reading import Reading
from corpus.metadata import Metadata, metadata_of
from corpus.official import official
from corpus.period import derived_period
from corpus.publishers import by_domain, by_name, signature
from corpus.records import Article
from corpus.splitting import split
from corpus.text.offsets import OffsetMap
from corpus.titles import dated_headline, declared_title, title_from

_SHORTEST_LEAD = 10  # syllables behind a publisher's signature
_MAY_BE_ALL = (Kind.SHORT, Kind.ITEM, Kind.CAPTION)  # a text without any sentence: titles, names, a list
_PAGE_ONLY = (Kind.CAPTION, Kind.RELATED, Kind.ALWAYS)
_NOTHING_LEFT = "Không còn nội dung nào sau khi bỏ phần thừa của trang. Hãy kiểm tra lại tệp hoặc trang đã lưu."


def articles_of(reading: Reading, normalised: str, reading_map: OffsetMap) -> list[Article]:
    """The articles of one reading: the main one as part 0, short pieces of others behind it as parts 1, 2, …

    ``normalised`` is ``reading.text`` in NFC and ``reading_map`` leads from its offsets to those of ``reading.text``.
    What the reading declares is believed before anything that the lines tell, for the main article.
    Raises ``EmptyDocument`` where nothing is left.
    """
    lines, signed = _unsigned(lines_of(normalised))
    if not lines:
        raise EmptyDocument(reading.origin, _NOTHING_LEFT)
    page = signed is not None or _is_page(lines)
    parts = split(without_repeats(lines, page))
    if page:
        parts = [without_comments(part) for part in parts]
    articles: list[Article] = []
    for part in parts:
        found = _article(reading, part, page, len(articles), signed)
        if found:
            articles.append(replace(found, reading=found.reading.then(reading_map)))
    if not articles:
        raise EmptyDocument(reading.origin, _NOTHING_LEFT)
    return articles


def _article(reading: Reading, lines: Sequence[Told], page: bool, part: int, signed: str | None) -> Article | None:
    """The article that some lines are, its offsets still leading to the normalised text; None where they hold no text.

    Only the main one (part 0) is what the reading declares and what ``signed`` was read before the lead of.
    """
    main = part == 0
    found = _metadata(lines, page, declared_title(reading.title) if main else None)
    body = body_of(lines, found.used, page and not official(lines))
    if main:
        body = body or [line for line in lines if line.kind in _MAY_BE_ALL]
    elif not any(line.kind in (Kind.PROSE, Kind.ROW) for line in body):
        return None  # a link to another article
    if not body:
        return None
    text, kept = joined(line.line for line in body)
    published = (reading.published if main else None) or found.published
    period = reading.period if main else None
    return Article(
        origin=reading.origin,
        text=text,
        title=found.title or title_from(text),
        part=part,
        source=_site(reading) or (signed if main else None) or found.source,
        author=(reading.author if main else None) or found.author,
        published=published,
        period=period or (None if published else derived_period(text)),
        url=reading.url if main else None,
        reading=kept,
    )


def _unsigned(lines: Sequence[Line]) -> tuple[list[Told], str | None]:
    """The lines without the publisher's signature before a lead ("(Baothanhhoa.vn) - …"), and that publisher."""
    publisher: str | None = None
    bare: list[Line] = []
    for line in lines:
        found = signature(line.text)
        if found and syllables(line.text[found.end :]) >= _SHORTEST_LEAD:
            publisher = publisher or found.publisher
            bare.append(line.without_start(found.end) if not found.place else line)
        else:
            bare.append(line)
    return told(bare), publisher


def _metadata(part: Sequence[Told], page: bool, title: str | None) -> Metadata:
    head = official(part)
    if head:
        return Metadata(title or head.title, None, head.source, head.published, head.used)
    return metadata_of(part, page, title)


def _is_page(lines: Sequence[Told]) -> bool:
    """Whether a text shows that it was saved from a news page: something that stands on nothing else."""
    if any(line.kind in _PAGE_ONLY for line in lines):
        return True
    stamps = [stamp for line in lines if line.kind is Kind.DATE and (stamp := stamp_of(line.text))]
    if len({stamp.day for stamp in stamps}) == 1 and any(stamp.timed for stamp in stamps):
        return True
    short = [line.text for line in lines if line.kind is Kind.SHORT]
    credits = [credit for text in short[-2:] if (credit := credit_of(text))]
    return any(credit.author for credit in credits) or any(dated_headline(text) for text in short)


def _site(reading: Reading) -> str | None:
    """The publisher that the file declares or that its address tells."""
    if reading.source:
        return by_name(reading.source) or reading.source
    return by_domain(reading.url or "") or by_domain(reading.origin)
