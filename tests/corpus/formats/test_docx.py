import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.cleaning.lines import lines_of
from corpus.errors import BrokenDocument, EmptyDocument, EncryptedDocument, HostileArchive, TooLarge, UnsupportedFormat
from corpus.formats import Limits
from corpus.text.normalise import to_nfc
from tests.corpus.formats.files import PARAGRAPHS, all_of, encrypted, one, refusal, saved, word, zipped
from tests.corpus.text.encoders import tcvn3, vni


def _with(xml: str) -> bytes:
    """A document whose body holds this XML before its last paragraph."""
    document = docx.Document()
    last = document.add_paragraph("Cuối cùng.")
    last._p.addprevious(parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{xml}</w:sdtContent></w:sdt>"))
    return saved(document)


def _changed(data: bytes, name: str, content: bytes | None) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(n, archive.read(n)) for n in archive.namelist() if n != name or content is not None]
    return zipped([(n, content if n == name and content is not None else c) for n, c in members])


def test_paragraphs_and_tables_in_their_order() -> None:
    rows = [["Năm", "Vốn (tỷ đồng)"], ["2020", "310"], ["2021", ""]]
    reading = one("bao-cao.docx", word(PARAGRAPHS, title="Báo cáo giao thông", rows=rows))
    assert reading.text.split("\n") == [PARAGRAPHS[0], "Năm | Vốn (tỷ đồng)", "2020 | 310", "2021", *PARAGRAPHS[1:]]
    assert (reading.format, reading.title, reading.published) == ("docx", "Báo cáo giao thông", None)
    assert "Đầu trang" not in reading.text


def test_a_paragraph_in_the_style_title_is_the_title() -> None:
    document = docx.Document()
    document.core_properties.title = "Word Document"
    document.add_heading("Quy chế làm việc", level=0)
    document.add_paragraph(PARAGRAPHS[0])
    assert one("a.docx", saved(document)).title == "Quy chế làm việc"


NUMBERED = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='{}'/></w:numPr>"


@pytest.mark.parametrize(
    ("properties", "line"),
    [
        (NUMBERED.format(1), "- bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='ListParagraph'/>" + NUMBERED.format(3), "- bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='ListBullet'/>", "- bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='ListNumber2'/>", "- bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='ListBullet'/>" + NUMBERED.format(0), "bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='ListParagraph'/>", "bản Nậm Tột: 12 hộ"),
        ("<w:pStyle w:val='Heading2'/>" + NUMBERED.format(1), "bản Nậm Tột: 12 hộ"),
        (NUMBERED.format(1) + "<w:outlineLvl w:val='1'/>", "bản Nậm Tột: 12 hộ"),
        ("", "bản Nậm Tột: 12 hộ"),
    ],
)
def test_items_of_lists_open_with_a_dash_and_headings_do_not(properties: str, line: str) -> None:
    item = f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>bản Nậm Tột: 12 hộ</w:t></w:r></w:p>"
    assert one("a.docx", _with(item)).text.split("\n") == [line, "Cuối cùng."]


def test_an_item_has_one_dash_whatever_was_typed_and_however_many_lines() -> None:
    properties = f"<w:pPr>{NUMBERED.format(1)}</w:pPr>"
    typed = f"<w:p>{properties}<w:r><w:t>a) đơn xin</w:t></w:r></w:p>"
    broken = f"<w:p>{properties}<w:r><w:t>Hồ sơ gồm</w:t><w:br/><w:t>hai bản sao</w:t></w:r></w:p>"
    alone = f"<w:tc><w:p>{properties}<w:r><w:t>Xã An Hà</w:t></w:r></w:p></w:tc>"
    row = f"<w:tbl><w:tr>{alone}<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert one("a.docx", _with(typed + broken + row)).text.split("\n") == [
        "a) đơn xin",
        "- Hồ sơ gồm",
        "hai bản sao",
        "Xã An Hà | 12",
        "Cuối cùng.",
    ]


def test_items_in_lower_case_are_no_sentence() -> None:
    document = docx.Document()
    document.add_paragraph("Vốn hỗ trợ năm 2025 được chia cho ba bản như sau:")
    items = ["bản Nậm Tột: 120 triệu đồng", "bản Pà Khốm: 95 triệu đồng", "bản Huồi Mới: 80 triệu đồng"]
    for item in items:
        document.add_paragraph(item, style="List Bullet")
    text = one("a.docx", saved(document)).text
    assert [line.text for line in lines_of(to_nfc(text)[0])][1:] == [f"- {item}" for item in items]


def test_breaks_tabs_hyphens_and_deleted_text() -> None:
    reading = one(
        "a.docx",
        _with(
            "<w:p><w:r><w:t>Dòng</w:t><w:tab/><w:t>một</w:t><w:br/><w:t>2021</w:t><w:noBreakHyphen/><w:t>2025</w:t></w:r>"
            "<w:del><w:r><w:delText>bỏ đi</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space='preserve'> thêm</w:t></w:r></w:ins>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        ),
    )
    assert reading.text.split("\n") == ["Dòng một", "2021-2025 thêm", "Cuối cùng."]


def test_a_table_that_only_sets_text_in_place_is_read_line_by_line() -> None:
    long = "<w:p><w:r><w:t>" + PARAGRAPHS[1] + "</w:t></w:r></w:p>"
    short = "<w:p><w:r><w:t>Ghi chú</w:t></w:r></w:p>"
    cells = f"<w:tc>{long * 3}</w:tc><w:tc>{short}</w:tc>"
    assert one("a.docx", _with(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).text.split("\n") == [
        *[PARAGRAPHS[1]] * 3,
        "Ghi chú",
        "Cuối cùng.",
    ]


def test_a_table_in_a_cell_is_part_of_its_row() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert one("a.docx", _with(outer)).text.split("\n") == ["a | x | y", "Cuối cùng."]


@pytest.mark.parametrize("encode", [tcvn3, vni], ids=["tcvn3", "vni"])
def test_text_in_a_legacy_font_is_repaired(encode: object) -> None:
    seen = [encode(paragraph).decode("cp1252") for paragraph in PARAGRAPHS]  # type: ignore[operator]
    assert one("cu.docx", word(seen)).text.split("\n") == PARAGRAPHS


def test_a_soft_hyphen_element_is_the_u_with_a_horn_of_tcvn3() -> None:
    runs = "".join(
        f"<w:p><w:r><w:t xml:space='preserve'>{first}</w:t><w:softHyphen/><w:t>{rest}</w:t></w:r></w:p>"
        for first, rest in (("Nh", "ng n¨m qua, huyÖn ®Çu t"), ("N", "íc nhµ ph¸t triÓn, kinh tÕ t¨ng tr"))
    )
    assert one("a.docx", _with(runs)).text.startswith("Nhưng năm qua, huyện đầu t\nNước nhà phát triển, kinh tế")


def test_office_files_that_are_no_word_documents() -> None:
    assert isinstance(refusal("a.docx", b"PK\x03\x04 not a zip"), BrokenDocument)
    assert isinstance(refusal("a.docx", b"plain text"), BrokenDocument)
    old = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600
    error = refusal("cu.doc", old)
    assert isinstance(error, UnsupportedFormat)
    assert ".docx" in error.reason
    assert isinstance(refusal("khoa.docx", old + "EncryptedPackage".encode("utf-16-le")), EncryptedDocument)
    excel = zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    assert "Excel" in refusal("bang.xlsx", excel).reason


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/styles.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<broken", b"<a/>"], ids=["gone", "empty", "cut", "other"])
def test_damaged_parts_are_refused_or_read_without_them(
    name: str, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    items = all_of("a.docx", _changed(word(PARAGRAPHS), name, content))
    assert len(items) == 1
    assert not caplog.records, "the reader should know this fault"
    assert isinstance(items[0], BrokenDocument | UnsupportedFormat | EmptyDocument) or items[0].text.startswith("Những")


def test_empty_documents_say_so() -> None:
    assert isinstance(refusal("a.docx", word([""])), EmptyDocument)


def test_bombs_are_refused_before_the_document_is_opened() -> None:
    data = word(PARAGRAPHS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    bomb = zipped([*members, ("word/media/zero.bin", b"\0" * 30_000_000)])
    assert isinstance(refusal("bom.docx", bomb), HostileArchive)
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (n, *[n - 1] * 8) for n in range(ord("b"), ord("k"))
    )
    xml = (
        b"<?xml version='1.0'?>"
        + entities
        + b"]><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        b"<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
    )
    items = all_of("thuc-the.docx", _changed(data, "word/document.xml", xml))
    assert isinstance(items[0], BrokenDocument | EmptyDocument)
    assert isinstance(refusal("a.docx", encrypted(data)), EncryptedDocument)


def test_limits() -> None:
    assert isinstance(refusal("a.docx", word(PARAGRAPHS), Limits(text_characters=100)), TooLarge)
    assert isinstance(refusal("a.docx", word(PARAGRAPHS), Limits(members=3)), TooLarge)
