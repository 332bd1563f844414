"""What holds for every format: kinds, limits, faults, and the promise to raise nothing."""

import doctest
import importlib
import logging
import os
import pkgutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus.formats
import corpus.text
from corpus.errors import BrokenDocument, EmptyDocument, TooLarge, UnreadableDocument, UnsupportedFormat
from corpus.formats import LIMITS, SUFFIXES, Limits, Reading, read_file
from tests.corpus.formats.files import NEWS_PAGE, PARAGRAPHS, all_of, laid_out, one, pdf, refusal, word, zipped

SAMPLES: dict[str, bytes] = {
    "a.txt": "\n".join(PARAGRAPHS).encode(),
    "a.md": ("---\ntitle: Báo cáo\n---\n" + "\n\n".join(PARAGRAPHS)).encode(),
    "a.html": NEWS_PAGE.encode(),
    "a.pdf": pdf([list(laid_out(PARAGRAPHS))]),
    "a.docx": word(PARAGRAPHS),
    "a.jsonl": '{"text": "Một."}\n'.encode(),
    "a.zip": zipped({"b.txt": "Một."}),
}


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html"])
@pytest.mark.parametrize("given_name", ["wrong.txt", "khong-duoi", "https://bao.example/tin/123?in=1", "x.exe"])
def test_the_content_tells_the_format_before_the_name(name: str, given_name: str) -> None:
    assert one(given_name, SAMPLES[name]).format == name.removeprefix("a.")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.json", '{"title": "Định dạng tệp", "text": "Tệp PDF mở đầu bằng %PDF-1.7."}', "json"),
        ("a.txt", "Tệp PDF mở đầu bằng dòng\n%PDF-1.7\nvà kết thúc bằng %%EOF.", "text"),
        ("https://bao.example/tin", "Tệp PDF mở đầu bằng %PDF-1.7.", "text"),
        ("a.md", "# Định dạng tệp\n\nTệp PDF mở đầu bằng `%PDF-1.7`.", "markdown"),
        ("a.html", "<html><body><p>Tệp PDF mở đầu bằng %PDF-1.7.</p></body></html>", "html"),
    ],
)
def test_a_text_that_mentions_pdf_is_none(name: str, data: str, kind: str) -> None:
    assert one(name, data).format == kind


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("khong-duoi", b"\r\n  "),
        ("khong-duoi", b"\xef\xbb\xbf"),
        ("khong-duoi", b"\x00\x05MacBinary"),
        ("khong-duoi", b"\x1b%-12345X@PJL JOB\r\n"),
        ("a.pdf", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"),
    ],
)
def test_junk_before_a_pdf_is_skipped(name: str, junk: bytes) -> None:
    assert one(name, junk + SAMPLES["a.pdf"]).format == "pdf"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip"])
def test_a_name_that_promises_another_content_is_refused(name: str) -> None:
    error = refusal(name, "Chỉ là văn bản.")
    assert isinstance(error, BrokenDocument)
    assert name[-4:].lstrip("a") in error.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rtf", b"{\\rtf1 abc}"),
        ("a.rar", b"Rar!\x1a\x07\x00"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.txt", b"\x89PNG\r\n"),
        ("a.csv", b"a,b"),
        ("a.gz", b"\x1f\x8b\x08"),
        ("a.epub", zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<x/>"})),
        ("a.pptx", zipped({"[Content_Types].xml": "<x/>", "ppt/a.xml": "<x/>"})),
    ],
)
def test_other_formats_are_refused_with_what_to_do(name: str, data: bytes) -> None:
    error = refusal(name, data)
    assert isinstance(error, UnsupportedFormat)
    assert "hãy" in error.reason


def test_every_suffix_has_a_reader() -> None:
    assert {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".json", ".jsonl", ".zip"} <= SUFFIXES
    for suffix in SUFFIXES:
        for item in all_of(f"a{suffix}", "Chữ."):
            assert not isinstance(item, UnsupportedFormat)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.jsonl", "a.zip"])
@pytest.mark.parametrize("data", [b"", b"   \n"])
def test_empty_files(name: str, data: bytes) -> None:
    assert isinstance(refusal(name, data), EmptyDocument)


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    class Untouchable(bytes):
        def __len__(self) -> int:
            return 200_000_000

        def decode(self, *_: object, **__: object) -> str:  # type: ignore[override]
            raise AssertionError("decoded")

    error = refusal("a.txt", Untouchable(b"x"))
    assert isinstance(error, TooLarge)
    assert "50 MB" in error.reason


def test_a_file_is_refused_by_its_size_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "to.jsonl"
    with path.open("wb") as file:
        file.truncate(LIMITS.document_bytes + 1)  # a hole: takes no room
    items = list(read_file("to.jsonl", path))
    assert [type(item) for item in items] == [TooLarge]
    assert [type(item) for item in read_file("to.txt", path, Limits(document_bytes=10))] == [TooLarge]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "thu-muc.txt").mkdir()
    os.mkfifo(tmp_path / "ong.txt")
    for name in ("khong-co.txt", "thu-muc.txt", "ong.txt"):
        items = list(read_file(name, tmp_path / name))
        assert [type(item) for item in items] == [BrokenDocument], name
    path = tmp_path / "co.txt"
    path.write_text("Một.", encoding="utf-8")
    assert [item.text for item in read_file("co.txt", path) if isinstance(item, Reading)] == ["Một."]


def test_a_fault_in_a_reader_is_logged_and_refuses_one_document(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("corpus.formats.markdown.read", broken)
    with caplog.at_level(logging.ERROR):
        items = all_of("goi.zip", zipped({"a.md": "x", "b.txt": "Một."}))
    assert [type(item) for item in items] == [BrokenDocument, Reading]
    assert "goi.zip/a.md" in caplog.text


@given(name=st.sampled_from(sorted(SAMPLES)), at=st.floats(0, 1), junk=st.binary(max_size=8), cut=st.booleans())
@settings(max_examples=150, deadline=None)
def test_damaged_files_are_read_or_refused(name: str, at: float, junk: bytes, cut: bool) -> None:
    data = SAMPLES[name]
    place = int(at * len(data))
    damaged = data[:place] + junk + (b"" if cut else data[place + len(junk) :])
    for item in all_of(name, damaged):
        assert isinstance(item, Reading | UnreadableDocument)
        if isinstance(item, UnreadableDocument):
            assert item.reason.endswith(".")
        else:
            assert item.text.strip()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", "---\ntitle: Nước về bản\ntác giả: Vi Thị Sen\nnguồn: Báo Ven Sông\nngày: 3 tháng 2 năm 2025\n---\nMột."),
        ("a.html", "<html><head><title>Nước về bản</title><meta name='author' content='Vi Thị Sen'>"
                   "<meta property='og:site_name' content='Báo Ven Sông'><meta name='date' content='3 tháng 2 năm 2025'>"
                   "</head><body><p>Một bể nước mới.</p></body></html>"),
    ],
)  # fmt: skip
def test_declared_names_are_composed(name: str, data: str) -> None:
    reading = one(name, unicodedata.normalize("NFD", data))
    told = (reading.title, reading.author, reading.source, reading.published)
    assert told == ("Nước về bản", "Vi Thị Sen", "Báo Ven Sông", date(2025, 2, 3))


def test_the_title_of_a_word_document_is_composed() -> None:
    title = "Báo cáo về nước sạch"
    assert one("a.docx", word(PARAGRAPHS, title=unicodedata.normalize("NFD", title))).title == title


def test_reasons_say_what_to_do() -> None:
    for name, data in [
        ("a.txt", b""),
        ("a.pdf", b"x"),
        ("a.xyz", b"x"),
        ("a.docx", b"PK\x03\x04x"),
        ("a.html", b"<html>"),
    ]:
        assert "hãy" in refusal(name, data).reason


@pytest.mark.parametrize(
    "module",
    [
        f"{package.__name__}.{found.name}"
        for package in (corpus.text, corpus.formats)
        for found in pkgutil.iter_modules(package.__path__)
    ],
)
def test_examples_in_docstrings(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
