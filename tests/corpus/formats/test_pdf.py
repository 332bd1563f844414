import pytest

from corpus.errors import BrokenDocument, EmptyDocument, EncryptedDocument, TooLarge
from corpus.formats import Limits
from corpus.formats.pdf_lines import Line, in_reading_order, paragraphs, without_edges
from tests.corpus.formats.files import PARAGRAPHS, laid_out, one, pdf, refusal


def _page(number: int, lines: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    return [(200.0, 810.0, "UBND HUYỆN AN HÀ - BÁO CÁO"), *lines, (280.0, 30.0, f"Trang {number}/3")]


def test_lines_become_the_paragraphs_that_they_were() -> None:
    reading = one("bao-cao.pdf", pdf([list(laid_out(PARAGRAPHS))], title="Báo cáo giao thông"))
    assert reading.text.split("\n") == PARAGRAPHS
    assert (reading.format, reading.title) == ("pdf", "Báo cáo giao thông")


def test_indented_paragraphs_are_told_apart_even_where_a_line_is_full() -> None:
    width = 60
    full = "Huyện đã hoàn thành kế hoạch năm, trong đó có mười hai xã. Ok"
    full = full[:width].rsplit(" ", 1)[0].ljust(width, "a")[: width - 1] + "."
    reading = one("a.pdf", pdf([list(laid_out([full, PARAGRAPHS[0], PARAGRAPHS[1]], columns=width, indent=24.0))]))
    assert reading.text.split("\n") == [full, PARAGRAPHS[0], PARAGRAPHS[1]]


def test_heads_feet_and_page_numbers_are_dropped_and_paragraphs_go_on_over_pages() -> None:
    lines = list(laid_out([PARAGRAPHS[0], PARAGRAPHS[1]]))
    assert len(lines) >= 5
    first, rest = lines[:3], lines[3:]  # in the middle of the second paragraph
    moved = [(x, 760.0 - 18 * k, text) for k, (x, _, text) in enumerate(rest)]
    third = list(laid_out([PARAGRAPHS[3]]))
    reading = one("a.pdf", pdf([_page(1, first), _page(2, moved), _page(3, third)]))
    assert reading.text.split("\n") == [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[3]]


def test_numbered_headings_at_the_edges_of_pages_stay() -> None:
    pages = [
        [(60.0, 760.0 - 18 * number, f"{number}. Phần thứ {number}"), *laid_out([PARAGRAPHS[2]], top=600.0)]
        for number in (1, 2, 3)
    ]
    assert "2. Phần thứ 2" in one("a.pdf", pdf(pages)).text.split("\n")


def test_items_and_headings_are_lines_of_their_own() -> None:
    items = [
        "BÁO CÁO KẾT QUẢ",
        "- Mục tiêu thứ nhất: hoàn thành đường trục xã;",
        "a) Các xã miền núi,",
        "Điều 5. Phạm vi",
    ]
    assert one("a.pdf", pdf([list(laid_out(items, columns=50))])).text.split("\n") == items


def test_columns_are_read_one_after_the_other() -> None:
    left = list(laid_out([PARAGRAPHS[0]], columns=38))
    right = list(laid_out([PARAGRAPHS[1]], columns=38, left=310.0))
    assert one("a.pdf", pdf([left + right])).text.split("\n") == [PARAGRAPHS[0], PARAGRAPHS[1]]


def test_lines_that_the_file_holds_in_another_order_are_sorted() -> None:
    lines = list(laid_out(PARAGRAPHS))
    assert one("a.pdf", pdf([lines[::-1]])).text.split("\n") == PARAGRAPHS


def test_cells_of_a_row_are_parted() -> None:
    rows = [(60.0, 700.0, "Xã"), (250.0, 700.0, "Số km"), (60.0, 682.0, "An Hà"), (250.0, 682.0, "12,5")]
    reading = one("a.pdf", pdf([[*laid_out([PARAGRAPHS[2]]), *rows]]))
    assert reading.text.split("\n") == [PARAGRAPHS[2], "Xã | Số km", "An Hà | 12,5"]


def test_years_broken_at_their_hyphen_are_joined_without_a_space() -> None:
    lines = [
        (60.0, 760.0, "Huyện tập trung nguồn lực cho các xã trong giai đoạn 2021-"),
        (60.0, 742.0, "2025 và về sau."),
    ]
    assert "2021-2025 và" in one("a.pdf", pdf([lines])).text


@pytest.mark.parametrize("title", ["Microsoft Word - bc.doc", "bao cao.docx", "Untitled-1"])
def test_what_programs_write_as_a_title_is_none(title: str) -> None:
    assert one("a.pdf", pdf([list(laid_out(PARAGRAPHS))], title=title)).title is None


def test_a_scan_without_text_says_that_it_needs_ocr() -> None:
    error = refusal("quet.pdf", pdf([[(60.0, 700.0, "12")], []]))
    assert isinstance(error, EmptyDocument)
    assert "OCR" in error.reason


def test_a_password_is_told_apart_from_a_broken_file() -> None:
    key = b"<" + b"00" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>]" % (key, key)
    error = refusal("khoa.pdf", pdf([list(laid_out(PARAGRAPHS))], extra=lock))
    assert isinstance(error, EncryptedDocument)
    assert "mật khẩu" in error.reason


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00" * 500, pdf([[(60.0, 700.0, "abc")]])[:120]])
def test_a_broken_file_is_refused(data: bytes) -> None:
    assert isinstance(refusal("hong.pdf", data), BrokenDocument)


def test_limits() -> None:
    data = pdf([list(laid_out(PARAGRAPHS))] * 3)
    assert isinstance(refusal("a.pdf", data, Limits(pages=2)), TooLarge)
    assert isinstance(refusal("a.pdf", data, Limits(text_characters=500)), TooLarge)


def _line(text: str, left: float, bottom: float, width: float = 300.0) -> Line:
    return Line(text, left, left + width, bottom, bottom + 12, 20.0)


def test_side_by_side_lines_keep_the_order_of_the_file() -> None:
    lines = [_line("b", 300, 700), _line("a", 0, 700), _line("c", 0, 720)]
    assert in_reading_order(lines) == lines
    assert [line.text for line in in_reading_order([lines[1], lines[2]])] == ["c", "a"]


def test_a_single_page_loses_nothing() -> None:
    page = [_line("Trang 1", 0, 800), _line("Nội dung", 0, 700)]
    assert without_edges([page]) == [page]
    assert list(paragraphs([])) == []
