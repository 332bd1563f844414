"""How the service is doing."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from corpus.errors import CorpusError
from index.errors import IndexingError
from service.api.deps import KeyDep, RunningDep
from service.api.models import Readiness, Stats
from service.errors import NotReady

router = APIRouter()


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
        library.sync()
        counts = library.store.counts()
    except (CorpusError, IndexingError) as error:
        raise NotReady(f"Chỉ mục hoặc kho tài liệu đang có lỗi: {error}") from error
    if counts["passages"] != len(library):
        raise NotReady(f"Chỉ mục có {len(library)} đoạn, kho có {counts['passages']}: hãy chạy `trich index build`.")
    return Readiness(
        status="ready",
        documents=counts["documents"],
        passages=counts["passages"],
        encoder=library.encoder.revision,
        reader=running.answerer.reader.revision,
        fallback=running.fallback is not None,
        detail=running.fallback,
    )


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
