import io
import struct
import zipfile

import pytest

from corpus.errors import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    HostileArchive,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
)
from corpus.formats import Limits, Reading
from tests.corpus.formats.files import NEWS_PAGE, PARAGRAPHS, all_of, encrypted, laid_out, pdf, refusal, word, zipped


def _names(items: list[Reading | UnreadableDocument]) -> list[tuple[str, type]]:
    return [(item.origin if isinstance(item, Reading) else item.name, type(item)) for item in items]


def test_members_of_every_format_are_read_in_the_order_of_their_names() -> None:
    data = zipped(
        {
            "tin/b.txt": "Một.",
            "tin/a.html": NEWS_PAGE,
            "c.docx": word(PARAGRAPHS),
            "d.pdf": pdf([list(laid_out(PARAGRAPHS))]),
            "e.jsonl": '{"text": "Hai."}\n{oops',
            "thu mục/tệp.md": "# Ba\n\nBốn.",
            "rong/": "",
            "__MACOSX/._b.txt": b"\x00",
            "tin/.DS_Store": b"\x00",
        }
    )
    assert _names(all_of("goi.zip", data)) == [
        ("goi.zip/c.docx", Reading),
        ("goi.zip/d.pdf", Reading),
        ("goi.zip/e.jsonl#1", Reading),
        ("goi.zip/e.jsonl#2", BrokenDocument),
        ("goi.zip/thu mục/tệp.md", Reading),
        ("goi.zip/tin/a.html", Reading),
        ("goi.zip/tin/b.txt", Reading),
    ]


def test_a_refused_member_does_not_stop_the_others() -> None:
    data = zipped(
        {"a.exe": b"MZ", "b.txt": b"", "c.pdf": b"%PDF-1.7", "d.txt": "Một.", "e.xlsx": b"x", "z.txt": "Hai."}
    )
    assert [kind for _, kind in _names(all_of("goi.zip", data))] == [
        UnsupportedFormat, EmptyDocument, BrokenDocument, Reading, UnsupportedFormat, Reading,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "/etc/passwd.txt", "a/../../b.txt", "..\\b.txt", "C:\\b.txt", "\\\\host\\b.txt"]
)
def test_paths_that_lead_out_are_refused(name: str) -> None:
    items = all_of("goi.zip", zipped({name: "x", "zz/ok.txt": "Một."}))
    assert [kind for _, kind in sorted(_names(items), key=lambda item: item[1].__name__)] == [HostileArchive, Reading]


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("lien-ket.txt")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    assert isinstance(refusal("goi.zip", zipped([(link, b"/etc/passwd")])), HostileArchive)


def test_archives_in_archives_are_refused() -> None:
    inner = zipped({"a.txt": "Một."})
    assert isinstance(refusal("goi.zip", zipped({"trong.zip": inner})), HostileArchive)
    assert isinstance(refusal("goi.zip", zipped({"giau.txt": inner})), HostileArchive)


def test_passwords_are_told() -> None:
    assert isinstance(refusal("goi.zip", encrypted(zipped({"a.txt": "Một."}))), EncryptedDocument)


def test_bombs_are_refused_without_being_unpacked() -> None:
    zeros = b"\0" * 20_000_000
    assert isinstance(refusal("bom.zip", zipped({"a.txt": zeros})), HostileArchive)
    # One bomb among honest members, which keep the ratio of the whole down.
    noise = bytes(range(256)) * 400
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "Một.")
        archive.writestr("big.bin", noise * 3, zipfile.ZIP_STORED)
        archive.writestr("bom.txt", zeros, zipfile.ZIP_DEFLATED)
    assert [kind for _, kind in _names(all_of("goi.zip", stream.getvalue()))] == [
        Reading,
        UnsupportedFormat,
        HostileArchive,
    ]


def test_members_that_share_their_bytes_are_refused() -> None:
    data = bytearray(zipped({"a.txt": "x" * 3_000, "b.txt": "y" * 3_000}))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)  # points to the first member's header
    assert isinstance(refusal("goi.zip", bytes(data)), HostileArchive)


def test_a_lie_about_the_size_is_found_out() -> None:
    data = bytearray(zipped({"a.txt": "Một hai ba bốn năm sáu bảy." * 50}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.find(signature) + offset, 10)
    assert isinstance(refusal("goi.zip", bytes(data)), BrokenDocument)


@pytest.mark.parametrize("cut", [30, 60, -10])
def test_broken_archives(cut: int) -> None:
    assert isinstance(refusal("goi.zip", zipped({"a.txt": "Một." * 50})[:cut]), BrokenDocument)
    assert isinstance(refusal("goi.zip", "không phải zip"), BrokenDocument)


def test_a_broken_member() -> None:
    data = bytearray(zipped({"a.txt": "Một hai ba." * 50, "b.txt": "Hai."}))
    data[45] ^= 0xFF
    assert [kind for _, kind in _names(all_of("goi.zip", bytes(data)))] == [BrokenDocument, Reading]


def test_vietnamese_names_that_do_not_say_that_they_are_utf8() -> None:
    name = "Báo cáo năm.txt"
    data = zipped({name: "Một."})
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed = bytearray(data)
        struct.pack_into("<H", changed, changed.find(signature) + offset, 0)
        data = bytes(changed)
    assert _names(all_of("goi.zip", data)) == [(f"goi.zip/{name}", Reading)]


def test_limits() -> None:
    data = zipped({"a.txt": "x" * 300, "b.txt": "y" * 300, "c.txt": "z"})
    assert isinstance(refusal("goi.zip", data, Limits(members=2)), TooLarge)
    assert isinstance(refusal("goi.zip", data, Limits(unpacked_bytes=500)), TooLarge)
    assert isinstance(refusal("goi.zip", data, Limits(archive_bytes=100)), TooLarge)
    assert [kind for _, kind in _names(all_of("goi.zip", data, Limits(document_bytes=200)))] == [
        TooLarge,
        TooLarge,
        Reading,
    ]


def test_two_members_of_one_name_are_never_confused() -> None:
    data = zipped([("tin\\a.txt", "Một.".encode()), ("tin/a.txt", b"Hai.")])
    assert _names(all_of("goi.zip", data)) == [("goi.zip/tin/a.txt", Reading), ("goi.zip/tin/a.txt", BrokenDocument)]


def test_an_empty_archive_yields_nothing_but_says_so() -> None:
    assert isinstance(refusal("goi.zip", zipped({})), EmptyDocument)
