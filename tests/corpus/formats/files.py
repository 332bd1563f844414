"""Real files of every format, made here."""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence

import docx

from corpus.errors import UnreadableDocument
from corpus.formats import LIMITS, Limits, Reading, read

PARAGRAPHS = [
    "Những năm qua, huyện An Hà đã đầu tư nhiều công trình giao thông nông thôn; riêng năm 2023, toàn huyện hoàn thành "
    "45 km đường bê tông với tổng vốn 1.115 tỷ đồng.",
    "Theo ông Trần Văn Mẫu, giai đoạn 2021-2025 huyện tập trung nguồn lực cho các xã vùng sâu, vùng xa. Người dân hiến "
    "hơn 12.000 m2 đất và đóng góp hàng nghìn ngày công để mở rộng các tuyến đường liên thôn, liên xã.",
    "Tuy nhiên, công tác bảo trì còn hạn chế.",
    "Trong thời gian tới, huyện tiếp tục rà soát quy hoạch, ưu tiên các tuyến đường nối khu công nghiệp với cảng cá, đồng "
    "thời kêu gọi xã hội hóa.",
]

NEWS_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Khánh thành cầu mới bắc qua sông Cẩm - Báo Ven Sông</title>
<meta property="og:title" content="Khánh thành cầu mới bắc qua sông Cẩm">
<meta property="og:site_name" content="Báo Ven Sông">
<link rel="canonical" href="https://baovensong.example/khanh-thanh-cau-moi-123.html">
<script>var a = "Không phải nội dung";</script><style>p {color: red}</style></head>
<body><div id="header"><div class="clock">Thứ sáu, 05/12/2025 11:28 (GMT+7)</div>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/kt">Kinh tế</a></li><li><a href="/vh">Văn hóa</a></li></ul></nav></div>
<div class="main"><div class="breadcrumb"><a href="/">Trang chủ</a> &raquo; <a href="/kt">Kinh tế</a></div>
<div class="detail"><h1 class="title-detail">Khánh thành cầu mới bắc qua sông Cẩm</h1>
<div class="meta"><span class="date-post">Thứ ba, 21/02/2023 20:57</span> <span class="author">Lê Văn Bình</span></div>
<h2 class="sapo">(baovensong.example) - Sáng 21/2, huyện An Hà tổ chức lễ khánh thành cây cầu dài 428,5 m, nối hai bờ sông.</h2>
<div class="content" id="content-detail">
<div class="related-inline"><ul><li><a href="/a1">Tin cũ về bến phà An Hà</a></li></ul></div>
<p>Công trình có tổng vốn 1.115 tỷ đồng, do Ban Quản lý dự án giao thông huyện làm chủ đầu tư. Cầu có bốn làn xe.</p>
<table class="picture"><tr><td><img src="a.jpg"></td></tr><tr><td class="caption">Cầu mới nhìn từ bờ bắc.</td></tr></table>
<p>Theo ông Trần Văn Mẫu, mỗi ngày có khoảng 3.000 lượt xe qua lại; người dân không còn phải chờ phà như trước.</p>
<p>Bảng dưới đây cho thấy vốn giải ngân qua từng năm.</p>
<table><thead><tr><th>Năm</th><th>Vốn (tỷ đồng)</th></tr></thead>
<tbody><tr><td>2020</td><td>310</td></tr><tr><td>2021</td><td>405</td></tr></tbody></table>
<p>Việc sửa chữa, bảo trì do Hạt Quản lý đường bộ số 4 đảm nhận; kinh phí hằng năm khoảng 2,5 tỷ đồng./.</p>
<p style="text-align:right"><strong>Lê Bình</strong></p>
</div>
<div class="tags">Từ khóa: <a href="/t/cau">cầu</a>, <a href="/t/song">sông Cẩm</a></div>
<div class="box-comment"><h3>Ý kiến bạn đọc</h3><form><textarea></textarea><button>Gửi bình luận</button></form>
<p>Vui lòng gõ tiếng Việt có dấu</p></div></div>
<div class="related-news"><h3>Tin liên quan</h3><ul>
<li><a href="/r1">Huyện An Hà đón bằng nông thôn mới</a><span class="time">10/12/2025</span>
<p>Chiều 10/12, huyện An Hà long trọng tổ chức lễ đón bằng công nhận đạt chuẩn nông thôn mới.</p></li></ul></div></div>
<div id="footer">Cơ quan chủ quản: Huyện ủy. Giấy phép số 12/GP-BTTTT. Điện thoại: 0237 000 000</div></body></html>
"""


def all_of(origin: str, data: bytes | str, limits: Limits = LIMITS) -> list[Reading | UnreadableDocument]:
    """Everything that reading some bytes yields."""
    return list(read(origin, data.encode() if isinstance(data, str) else data, limits))


def one(origin: str, data: bytes | str, limits: Limits = LIMITS) -> Reading:
    """The one reading that some bytes yield."""
    items = all_of(origin, data, limits)
    assert len(items) == 1, items
    assert isinstance(items[0], Reading), items[0]
    return items[0]


def refusal(origin: str, data: bytes | str, limits: Limits = LIMITS) -> UnreadableDocument:
    """The one error that some bytes yield."""
    items = all_of(origin, data, limits)
    assert len(items) == 1, items
    assert isinstance(items[0], UnreadableDocument), items[0]
    return items[0]


def word(paragraphs: Sequence[str], title: str = "", rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A .docx file: paragraphs, with a table behind the first if there are rows."""
    document = docx.Document()
    document.core_properties.title = title
    for at, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if rows and at == 0:
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for row, values in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    return saved(document)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def zipped(members: dict[str, bytes | str] | Sequence[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """A zip file of these members, in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def encrypted(archive: bytes) -> bytes:
    """A zip file whose members all say that they are encrypted."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", changed, at + offset)[0]
            struct.pack_into("<H", changed, at + offset, flags | 1)
            at = changed.find(signature, at + 4)
    return bytes(changed)


Placed = tuple[float, float, str]
SIZE = 12.0
ADVANCE = 6.0  # points a character: the font below is as wide as a typewriter's


def pdf(pages: Sequence[Sequence[Placed]], title: str = "", extra: bytes = b"") -> bytes:
    """A PDF of lines of Vietnamese text at (x, y): a font without glyphs, but with the meaning of its codes.

    ``extra`` goes into the trailer.
    """
    codes = {
        char: code for code, char in enumerate(sorted({c for page in pages for *_, text in page for c in text}), 1)
    }
    objects: list[bytes] = [b"", b""]

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    def stream(content: bytes) -> bytes:
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)

    meaning = add(stream(_to_unicode(codes)))
    descriptor = add(
        b"<< /Type /FontDescriptor /FontName /Vn /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Vn /FontDescriptor %d 0 R /DW 500 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>" % descriptor
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Vn /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>"
        % (descendant, meaning)
    )
    kids: list[int] = []
    for page in pages:
        shown = "".join(
            f"1 0 0 1 {x} {y} Tm <{''.join(f'{codes[char]:04X}' for char in text)}> Tj\n" for x, y, text in page
        )
        content = add(stream(f"BT\n/F1 {SIZE} Tf\n{shown}ET".encode()))
        kids.append(
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >> "
                b"/Contents %d 0 R >>" % (font, content)
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    info = add(b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().encode())
    return _assembled(objects, b"/Info %d 0 R %s" % (info, extra))


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = [f"<{code:04X}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{mapped}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data = b"%PDF-1.7\n"
    offsets: list[int] = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
            len(data),
        )
    )


def laid_out(
    paragraphs: Sequence[str], columns: int = 76, indent: float = 0.0, top: float = 760.0, left: float = 60.0
) -> Iterator[Placed]:
    """The lines of paragraphs as a word processor sets them, ragged on the right, from the top of a page."""
    y = top
    for paragraph in paragraphs:
        line, x = "", left + indent
        for part in paragraph.split():
            room = columns - (x - left) / ADVANCE
            if line and len(line) + 1 + len(part) > room:
                yield x, y, line
                line, x, y = part, left, y - 18
            else:
                line = f"{line} {part}" if line else part
        yield x, y, line
        y -= 18
