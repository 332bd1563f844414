"""The web application: routes, error handling, limits, the page."""

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry, Counter
from starlette.middleware.cors import CORSMiddleware

from service.api import VERSION, ask, chat, documents, problems, status
from service.api.limits import BodyLimit
from service.api.measured import Measured
from service.mcp import http as mcp
from service.running import Running
from service.web import WEB


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
    app.state.answers = Counter("trich_answers", "answers by status", ["status"], registry=app.state.registry)

    app.add_middleware(BodyLimit, limit=running.settings.max_upload_mb * 2**20)
    app.add_middleware(Measured, registry=app.state.registry)
    if running.settings.origins:
        # Outermost, so that refusals have the headers too. Any header may be sent: clients of the OpenAI form have a dozen
        # of their own. No cookies are in use, and none are allowed.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=running.settings.origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=["WWW-Authenticate"],
        )
    problems.install(app)
    for router in (ask.router, chat.router, documents.router, status.router, mcp.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=WEB), name="static")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(WEB / "index.html", media_type="text/html; charset=utf-8")

    return app
