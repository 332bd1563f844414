"""Counts and times requests, and puts the headers on that every response has."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Measured:
    """Plain ASGI, so that what is raised while a body is read comes out as it was raised."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self._requests = Counter("trich_requests", "requests", ["route", "status"], registry=registry)
        self._seconds = Histogram("trich_request_seconds", "time to the response", ["route"], registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at HTTP requests; anything else passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"] == "/" or scope["path"].startswith("/static/"):
                    # Checked by ETag each time: after an upgrade a browser must not mix old and new modules.
                    headers["Cache-Control"] = "no-cache"
                # The route's pattern, not the path: ids in a label would grow without end.
                route = getattr(scope.get("route"), "path", "other")
                self._requests.labels(route, str(message["status"])).inc()
                self._seconds.labels(route).observe(time.perf_counter() - started)
            await send(message)

        await self.app(scope, receive, noted)
