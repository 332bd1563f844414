"""A real server on a socket, in a thread, over a small library."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from index.encoder import Encoder, FakeEncoder
from index.ingest import Outcome, ingest
from service.api.app import create_app
from service.running import Running, start
from service.settings import Settings

PAGES = {
    "khu-cong-nghiep.md": """---
title: Khu công nghiệp Hòa Thắng sau ba năm
date: 2024-03-15
source: Báo Đắk Lắk
---

Lũy kế đến hết năm 2023, Khu công nghiệp Hòa Thắng thu hút 42 dự án với tổng vốn đăng ký 5.120 tỷ đồng. 🎉 Các doanh nghiệp
ở đây đang sử dụng hơn 6.300 lao động.

Ông Y Thanh Niê, Trưởng Ban Quản lý các khu công nghiệp tỉnh, cho biết giai đoạn hai được khởi công ngày 02/09/2023.
""",
    "le-hoi.md": """---
title: Lễ hội cà phê lần thứ chín
date: 2025-03-10
source: Báo Đắk Lắk
---

Lễ hội cà phê Buôn Ma Thuột lần thứ 9 đón 112.000 lượt khách trong năm ngày. Ban tổ chức mời 14 đoàn nghệ thuật từ Lào, Campuchia
và Ấn Độ. Lễ bế mạc diễn ra tại Quảng trường 10/3.
""",
}


@contextmanager
def service(folder: Path, encoder: Encoder | None = None, **changed: object) -> Iterator[Running]:
    """A running service over an empty library in a folder."""
    settings = Settings(data_dir=folder, port=0, **changed)  # type: ignore[arg-type]
    running = start(settings, encoder=encoder or FakeEncoder())
    try:
        yield running
    finally:
        running.close()


def fill(running: Running, pages: dict[str, str] = PAGES) -> list[Outcome]:
    """Ingests pages by origin."""
    return [outcome for origin, text in pages.items() for outcome in ingest(running.library, origin, text.encode())]


@contextmanager
def server(running: Running) -> Iterator[str]:
    """Serves on a free port of this machine; gives the address. Ready when it is entered."""
    # Called TCP by name: asyncio sends at once on such sockets only, on others it waits 40 ms for company.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(running), log_level="critical", lifespan="off")
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    instance = Server(config)
    thread = threading.Thread(target=instance.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        if not started.wait(timeout=30):
            raise RuntimeError("the server did not start")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        instance.should_exit = True
        thread.join()
        listener.close()
