"""What routes are given: the running service, and proof of a key."""

import secrets
from typing import Annotated

from fastapi import Depends, Request

from service.errors import Unauthorised
from service.running import Running


def _running(request: Request) -> Running:
    running: Running = request.app.state.running
    return running


RunningDep = Annotated[Running, Depends(_running)]


def _key(request: Request, running: RunningDep) -> None:
    keys = running.settings.keys
    if not keys:
        return
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    # A header is read byte by byte as Latin-1: "à" ends with what would be white space there.
    given = given.strip(" \t") if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    # Every key is compared, each in constant time: the time taken tells nothing of them.
    if not sum(secrets.compare_digest(given.encode("latin-1"), key.encode()) for key in keys):
        raise Unauthorised("Cần khóa truy cập đúng: gửi tiêu đề `Authorization: Bearer <khóa>`.")


KeyDep = Depends(_key)
