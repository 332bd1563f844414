"""How the service is doing."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from corpus.errors import CorpusError
from index.errors import IndexingError
from index.library import Library
from service.api.deps import KeyDep, RunningDep
from service.api.models import Readiness, Stats
from service.errors import NotReady

router = APIRouter()
TRIES = 5  # how often passages are counted while documents come in


@router.get("/v1/stats", dependencies=[KeyDep])
def stats(running: RunningDep) -> Stats:
    """What the service holds."""
    library = running.library
    counts = library.store.counts()
    return Stats(
        **counts,
        index_version=library.version,
        encoder=library.encoder.revision,
        reader=running.answerer.reader.revision,
        engine=library.engine.name,
    )


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Whether the process answers at all."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(running: RunningDep) -> Readiness:
    """Whether a question can be answered: the store is read and the index is brought up to it."""
    library = running.library
    try:
        counts, indexed = _counted(library)
        library.engine.reach()
    except (CorpusError, IndexingError) as error:
        raise NotReady(f"Chỉ mục hoặc kho tài liệu đang có lỗi: {error}") from error
    if counts["passages"] != indexed:
        raise NotReady(f"Chỉ mục có {indexed} đoạn, kho có {counts['passages']}: hãy chạy `trich index build`.")
    return Readiness(
        status="ready",
        documents=counts["documents"],
        passages=counts["passages"],
        encoder=library.encoder.revision,
        reader=running.answerer.reader.revision,
        fallback=running.fallback is not None,
        detail=running.fallback,
    )


def _counted(library: Library) -> tuple[dict[str, int], int]:
    """What the store holds, and how many passages the index, which is brought up to it first, holds of the same generation.

    While documents come in faster than the index follows there are no two such figures, and nothing is wrong either: then
    the store's are given for both.
    """
    store = library.store
    for _ in range(TRIES):
        library.sync()
        with store.snapshot():
            generation, counts = store.generation(), store.counts()
        followed, indexed = library.state()
        if followed == generation:
            return counts, indexed
    return counts, counts["passages"]


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
