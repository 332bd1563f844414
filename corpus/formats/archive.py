"""Zip files: what an honest one looks like, and the documents in it."""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath

from corpus.errors import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    HostileArchive,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
)
from corpus.formats.reading import Limits, Reading, megabytes, thousands

ReadMember = Callable[[str, bytes], Iterator[Reading | UnreadableDocument]]

_JUNK = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_LOCAL_HEADER = 30  # bytes before the name of a member
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_SYSTEM_UNIX = 3


def open_archive(origin: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """A zip file that keeps the limits as a whole: number and total size of its members, ratio, no overlaps.

    Raises ``BrokenDocument``, ``TooLarge`` and ``HostileArchive``.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise BrokenDocument(origin, "Tệp nén bị hỏng hoặc tải chưa đủ; hãy nén lại hoặc tải lại.") from error
    if len(members) > limits.members:
        raise TooLarge(
            origin,
            f"Tệp nén có {thousands(len(members))} tệp, vượt giới hạn {thousands(limits.members)}; hãy chia nhỏ.",
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(
            origin,
            f"Tệp nén bung ra {megabytes(unpacked)}, vượt giới hạn {megabytes(limits.unpacked_bytes)}; hãy chia nhỏ.",
        )
    if unpacked > max(limits.ratio * len(data), limits.ratio_from_bytes) or _overlap(members):
        raise HostileArchive(origin, "Tệp nén có cấu trúc bất thường (bom nén); không nạp vì lý do an toàn.")
    return archive


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes of the file: so a small file can unpack to any size."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    return any(
        before.header_offset + _LOCAL_HEADER + len(before.orig_filename) + before.compress_size > after.header_offset
        for before, after in pairwise(ordered)
        if before.compress_size
    )


def read(origin: str, data: bytes, limits: Limits, read_member: ReadMember) -> Iterator[Reading | UnreadableDocument]:
    """The readings of all members, in the order of their names; a member that is refused is yielded as its error.

    Raises what ``open_archive`` does, and ``EmptyDocument`` where there is no member at all.
    """
    seen: set[str] = set()
    with open_archive(origin, data, limits) as archive:
        for member in sorted(archive.infolist(), key=_name):
            name = _name(member)
            if name.endswith("/") or any(part in _JUNK or part.startswith("._") for part in PurePosixPath(name).parts):
                continue
            if name in seen:
                yield BrokenDocument(f"{origin}/{name}", "Tệp nén có hai tệp trùng tên; hãy đổi tên rồi nén lại.")
                continue
            seen.add(name)
            try:
                content = read_checked(f"{origin}/{name}", archive, member, limits)
            except UnreadableDocument as error:
                yield error
                continue
            yield from read_member(f"{origin}/{name}", content)
    if not seen:
        raise EmptyDocument(origin, "Tệp nén không có tệp nào; hãy kiểm tra và nén lại.")


def read_checked(origin: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of one member. Raises ``UnreadableDocument`` for one that no honest archive holds."""
    name = _name(member)
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise HostileArchive(origin, "Đường dẫn trong tệp nén trỏ ra ngoài; không nạp vì lý do an toàn.")
    if member.create_system == _SYSTEM_UNIX and stat.S_ISLNK(member.external_attr >> 16):
        raise HostileArchive(origin, "Liên kết trong tệp nén không được nạp; hãy nén chính tệp đó.")
    if member.flag_bits & _ENCRYPTED:
        raise EncryptedDocument(origin, "Tệp trong tệp nén có mật khẩu; hãy nén lại không đặt mật khẩu.")
    if member.file_size > limits.document_bytes:
        raise TooLarge(
            origin, f"Tệp {megabytes(member.file_size)} vượt giới hạn {megabytes(limits.document_bytes)}; hãy chia nhỏ."
        )
    if member.file_size > limits.ratio_from_bytes and member.file_size > limits.ratio * max(1, member.compress_size):
        raise HostileArchive(origin, "Tệp bung ra lớn bất thường (bom nén); không nạp vì lý do an toàn.")
    try:
        with archive.open(member) as stream:
            # The size that the archive states may be a lie.
            content = stream.read(limits.document_bytes + 1)
    except NotImplementedError as error:
        raise UnsupportedFormat(origin, "Kiểu nén này không được hỗ trợ; hãy nén lại thành .zip thường.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise BrokenDocument(origin, "Tệp này bị hỏng trong tệp nén; hãy nén lại.") from error
    if len(content) > limits.document_bytes:
        raise TooLarge(origin, f"Tệp vượt giới hạn {megabytes(limits.document_bytes)}; hãy chia nhỏ.")
    return content


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member with "/" between folders.

    Windows writes UTF-8 names without saying so, which zipfile then reads as code page 437.
    """
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):  # it was what it said
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")
