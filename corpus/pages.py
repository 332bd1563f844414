"""From one reading of a file or page to the articles in it."""

from collections.abc import Sequence

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
    site = _site(reading)
    articles: list[Article] = []
    for part in split(without_repeats(lines, page)):
        part = without_comments(part) if page else part
        main = not articles
        found = _metadata(part, page, declared_title(reading.title) if main else None)
        body = body_of(part, found.used, page and not official(part))
        if not body and main:
            body = _all_but_furniture(part)
        if not any(line.kind in (Kind.PROSE, Kind.ROW) for line in body) and not main:
            continue  # a link to another article
        if not body:
            continue
        text, kept = joined(line.line for line in body)
        published = (reading.published if main else None) or found.published
        period = reading.period if main else None
        articles.append(
            Article(
                origin=reading.origin,
                text=text,
                title=found.title or title_from(text),
                part=len(articles),
                source=site or (signed if main else None) or found.source,
                author=(reading.author if main else None) or found.author,
                published=published,
                period=period or (None if published else derived_period(text)),
                url=reading.url if main else None,
                reading=kept.then(reading_map),
            )
        )
    if not articles:
        raise EmptyDocument(reading.origin, _NOTHING_LEFT)
    return articles


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


def _all_but_furniture(part: Sequence[Told]) -> list[Told]:
    """What to show of a text that is all titles, names and labels: everything that may be of an article."""
    return [line for line in part if line.kind in (Kind.SHORT, Kind.ITEM, Kind.CAPTION)]
