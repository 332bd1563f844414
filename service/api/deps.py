"""What routes are given: the running service, proof of a key, and that no foreign web page asks."""

import ipaddress
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from service.errors import ForeignOrigin, Unauthorised
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


def _own_page(request: Request, running: RunningDep) -> None:
    """Refuses a web page of an origin that is not allowed, and a name that was made to point here (DNS rebinding).

    By what names a service is reached that listens to other machines, or behind keys, is not known here. A page that
    came by such a name has no key; and a service that only this machine reaches is reached by this machine's names.
    """
    settings = running.settings
    host, origin = request.headers.get("host", "").lower(), request.headers.get("origin", "").lower()
    hosts = {_host_of(allowed) for allowed in settings.origins}
    own = {_host_of(origin)} & {host} - {""}
    if origin and not own and not {"*", origin} & {*settings.origins}:
        raise ForeignOrigin(
            f"Trang web {origin[:80]!r} không được hỏi ở đây: hãy thêm nguồn này vào TRICH_CORS_ORIGINS."
        )
    if settings.keys or not _this_machine(settings.host) or host in hosts or _this_machine(_name(host)):
        return
    raise ForeignOrigin(
        f"Máy chủ này chỉ phục vụ trên máy của nó, không nhận tên {host[:80]!r}: hãy đặt TRICH_API_KEYS, hoặc TRICH_HOST."
    )


def _no_foreign_page(request: Request, running: RunningDep) -> None:
    """Refuses what a web page of an origin that is not allowed would write: a form there needs nobody's leave to be sent here.

    Browsers say by themselves where a request comes from (Fetch Metadata, W3C), older ones only name its origin. Programs
    say neither, and are asked for a key where one is set. Without keys ``*`` lets any page ask, but not write.
    """
    origin, allowed = request.headers.get("origin", "").lower(), {*running.settings.origins}
    if not running.settings.keys:
        allowed.discard("*")
    site = request.headers.get("sec-fetch-site")
    own = site in {"same-origin", "none"} if site else origin in {"", *_own_origins(request)}
    if not own and not {"*", origin} & allowed:
        told = f"Trang web {origin[:80]!r}" if origin else "Trang web khác"
        raise ForeignOrigin(f"{told} không được ghi vào đây: hãy thêm nguồn này vào TRICH_CORS_ORIGINS.")


def _own_origins(request: Request) -> set[str]:
    host = request.headers.get("host", "").lower()
    return {f"{scheme}://{host}" for scheme in ("http", "https")}


def _host_of(origin: str) -> str:
    return origin.partition("://")[2]


def _name(host: str) -> str:
    """The name in a Host header, without the port.

    >>> _name("localhost:8000"), _name("[::1]:8000"), _name("127.0.0.1"), _name("[")
    ('localhost', '::1', '127.0.0.1', '')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _this_machine(name: str) -> bool:
    """Whether a name or address is this machine's own, that no other machine reaches.

    >>> [_this_machine(name) for name in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "trich.vn", "")]
    [True, True, True, False, False, False]
    """
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


OwnPageDep = Depends(_own_page)
NoForeignPageDep = Depends(_no_foreign_page)
