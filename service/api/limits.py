"""Bounds on what a client may send."""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import problem

DRAINED = 4  # times the limit


class _TooMuch(Exception):
    """More bytes came than are allowed."""


class BodyLimit:
    """Refuses a request body over ``limit`` bytes with 413, by its declared length or as soon as it runs over."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts the bytes of HTTP requests; anything else passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self.limit:
            await self._refuse(scope, receive, send)
            return
        received = 0
        over = started = False

        async def counted() -> Message:
            nonlocal received, over
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                over = True
                raise _TooMuch
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # the application took it for a body that it cannot read
            started = True
            await send(message)

        with suppress(_TooMuch):
            await self.app(scope, counted, noted)
        if over and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A client that is still sending when the connection closes sees a reset instead of the answer, so the rest is
        # read and thrown away, within reason.
        dropped, more = 0, True
        while more and dropped < DRAINED * self.limit:
            message = await receive()
            dropped += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)
        size = self.limit // 2**20
        detail = f"Nội dung gửi lên quá {size} MB: hãy chia nhỏ, hoặc nạp bằng lệnh `trich ingest`."
        await problem(413, "too_large", "Nội dung quá lớn", detail)(scope, receive, send)
