"""The web application: routes, error handling, limits, the page."""

import mimetypes
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry, Counter, Histogram

from service.api import ask, documents, problems, status
from service.api.limits import BodyLimit
from service.running import Running
from service.web import WEB

VERSION = "1"
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(running: Running) -> FastAPI:
    """The application over a running service; it is closed with the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        running.close()

    # Some Windows registries call scripts text/plain, and browsers then refuse modules.
    mimetypes.add_type("text/javascript", ".js")
    # The interactive documentation would load its scripts from a CDN: nothing here reaches the internet.
    app = FastAPI(title="Trích", version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.running = running
    app.state.registry = CollectorRegistry()
    requests = Counter("trich_requests", "requests", ["route", "status"], registry=app.state.registry)
    seconds = Histogram("trich_request_seconds", "time to the response", ["route"], registry=app.state.registry)
    app.state.answers = Counter("trich_answers", "answers by status", ["status"], registry=app.state.registry)

    @app.middleware("http")
    async def measured(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        started = time.perf_counter()
        response = await call_next(request)
        # The route's pattern, not the path: ids in a label would grow without end.
        route = getattr(request.scope.get("route"), "path", "other")
        requests.labels(route, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - started)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.url.path == "/" or request.url.path.startswith("/static/"):
            # Checked by ETag each time: after an upgrade a browser must not mix old and new modules.
            response.headers["Cache-Control"] = "no-cache"
        return response

    app.add_middleware(BodyLimit, limit=running.settings.max_upload_mb * 2**20)
    problems.install(app)
    for router in (ask.router, documents.router, status.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=WEB), name="static")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(WEB / "index.html", media_type="text/html; charset=utf-8")

    return app
