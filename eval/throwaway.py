"""The service over a library that is thrown away: what is measured must not depend on what was ingested before."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from corpus.records import Article
from index.encoder import Encoder, open_encoder
from service.reader.base import Reader
from service.running import Running, start
from service.settings import Settings


@contextmanager
def throwaway(
    articles: Iterable[Article] = (),
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Running]:
    """The running service over these articles alone; models are those of the usual data directory.

    With ``folder`` the store lies in there and stays, so that it can be opened once more.
    """
    settings = settings or Settings()
    encoder = encoder or open_encoder(settings.encoder, settings.data_dir, say, threads=settings.threads)
    with tempfile.TemporaryDirectory() if folder is None else nullcontext(str(folder)) as place:
        thrown = settings.model_copy(update={"data_dir": Path(place)})
        running = start(thrown, say, encoder=encoder, reader=reader, models=settings.data_dir)
        with closing(running if folder else running.library):  # nothing is saved that is thrown away
            try:
                running.library.put_all(articles)
                yield running
            finally:
                if folder is None:
                    running.library.engine.discard()


def about(running: Running) -> dict[str, str]:
    """What was measured: documents, revisions, and the least confidence of an answer."""
    return {
        "documents": str(running.library.store.counts()["documents"]),
        "encoder": running.library.encoder.revision,
        "reader": running.answerer.reader.revision,
        "threshold": f"{running.answerer.threshold:g}",
    }
