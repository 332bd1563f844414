"""Who wrote, who published, what it is called: lines of pages and heads of official documents."""

from datetime import date

import pytest

from corpus.cleaning.kinds import told
from corpus.cleaning.lines import lines_of
from corpus.credits import Credit, credit_of, stamp_of
from corpus.metadata import Metadata, metadata_of
from corpus.names import is_name, signed_by
from corpus.publishers import by_domain, by_name, known, named, signature, site_of
from corpus.titles import declared_title, is_headline, title_from

LEAD = "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm."
MORE = "Xã lắp 17 km đường ống và xây chín bể chứa."


@pytest.mark.parametrize("text", ["Hải Nam", "Lê Thị Hồng Gấm", "Tố Phương", "NGUYỄN VĂN AN", "K'Sor Phước"])
def test_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["Thanh Hóa", "Việt Nam", "Địa phương", "Tin Tức 24", "An", "Hội nghị tổng kết", "hải nam", ""]
)
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Minh Hà", "Minh Hà"),
        ("Quang Minh - Thu Hiền", "Quang Minh - Thu Hiền"),
        ("Minh Hà, Thu Vân và Hồng Gấm", "Minh Hà, Thu Vân và Hồng Gấm"),
        ("(Lê Văn Ba - Văn phòng Tỉnh ủy)", "Lê Văn Ba"),
        ("Lê Văn Ba (Sở Y tế)", "Lê Văn Ba"),
        ("Ánh Tuyết (TTXVN/Vietnam+)", "Ánh Tuyết"),
        ("PV (tổng hợp)", "PV"),
        ("Nhóm PV", "Nhóm PV"),
        ("M.H", "M.H"),
        ("Chính trị - Xã hội", None),
        ("Minh Hà (0912 345 678)", None),
        ("Thanh Hóa - Hủa Phăn", None),
        ("Hội nghị ở Thanh Hóa", None),
    ],
)
def test_signatures(text: str, author: str | None) -> None:
    assert signed_by(text) == author


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Bài và ảnh: Tố Phương", Credit(author="Tố Phương")),
        ("Bài, ảnh: Minh Hà - Thu Vân", Credit(author="Minh Hà - Thu Vân")),
        ("Tin, ảnh: Minh Hà", Credit(author="Minh Hà")),
        ("Tác giả: Minh Hà", Credit(author="Minh Hà")),
        ("Bài: Minh Hà - Ảnh: Thu Vân", Credit(author="Minh Hà")),
        ("Nguồn: Báo Thanh Hóa", Credit(source="Báo Thanh Hóa")),
        ("Nguồn: Bản tin Thời sự sáng, 9/5", Credit(source="Bản tin Thời sự sáng")),
        ("Nguồn: https://baothanhhoa.vn/bai-1.htm", Credit(source="Báo Thanh Hóa")),
        ("(Nguồn: TTXVN)", Credit(source="TTXVN")),
        ("Theo VnExpress", Credit(source="VnExpress")),
        ("(Theo Báo Hòa Sơn)", Credit(source="Báo Hòa Sơn")),
        ("Theo Minh Hà/TTXVN", Credit(author="Minh Hà", source="TTXVN")),
        ("Theo Minh Hà", Credit(author="Minh Hà")),
        ("(TTXVN)", Credit(source="TTXVN")),
    ],
)
def test_credits(line: str, credit: Credit) -> None:
    assert credit_of(line) == credit


@pytest.mark.parametrize(
    "line",
    [
        "Theo báo cáo của Sở Y tế",
        "Theo Nghị định 30",
        "Nội dung: họp phụ huynh",
        "Ảnh: Minh Hà",
        "Nguồn nước: suối Huồi Lau",
        "Minh Hà",
        LEAD,
    ],
)
def test_what_is_no_credit(line: str) -> None:
    assert credit_of(line) is None


def test_date_lines_may_name_the_author_or_the_publisher_and_nothing_else() -> None:
    both = stamp_of("Hồng Vân - 05/12/2025 11:28")
    assert both is not None
    assert (both.day, both.credit) == (date(2025, 12, 5), Credit(author="Hồng Vân"))
    site = stamp_of("Báo Nhân Dân | 05/12/2025 11:28")
    assert site is not None
    assert site.credit == Credit(source="Báo Nhân Dân")
    posted = stamp_of("Posted on 5 Tháng Mười Hai, 2025 by admin")
    assert posted is not None
    assert posted.credit == Credit()
    assert stamp_of("Thời gian: 8:00 ngày 05/12/2025") is None
    assert stamp_of("Quyết định có hiệu lực từ ngày 05/12/2025.") is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://baothanhhoa.vn/chinh-tri/bai.htm?x=1", "Báo Thanh Hóa"),
        ("www.vnexpress.net", "VnExpress"),
        ("VTV.VN", "VTV"),
        ("congan.thanhhoa.gov.vn", "Cổng thông tin điện tử tỉnh Thanh Hóa"),
        ("thanhhoa.dcs.vn", "Thanhhoa.dcs.vn"),
        ("khongcodau.example", None),
        ("vn", None),
        ("tệp của tôi.txt", None),
    ],
)
def test_publishers_by_domain(address: str, name: str | None) -> None:
    assert by_domain(address) == name


def test_publishers_by_name() -> None:
    assert by_name("báo tuổi trẻ") == by_name("Tuổi Trẻ Online") == by_name("tuoitre.vn") == "Báo Tuổi Trẻ"
    assert by_name("Báo của tôi") is None
    assert named("Báo Hòa Sơn") == "Báo Hòa Sơn"
    assert named("tinlang.example.vn") == "tinlang.example.vn"
    assert named("báo cáo của Sở Y tế") is None
    assert site_of("Cổng thông tin điện tử xã Đồng Lụa") == "Cổng thông tin điện tử xã Đồng Lụa"
    assert site_of("Báo động lũ trên sông Mây") is None


def test_every_publisher_has_what_it_needs() -> None:
    assert len(known().domains) > 30
    assert all("." in domain and domain == domain.lower() for domain in known().domains)
    assert set(known().domains.values()) <= set(known().names.values())


@pytest.mark.parametrize(
    ("lead", "publisher", "rest"),
    [
        ("(Baothanhhoa.vn) - Sáng nay", "Báo Thanh Hóa", "Sáng nay"),
        ("(Thanhhoa.dcs.vn): Sáng nay", "Thanhhoa.dcs.vn", "Sáng nay"),
        ("(Dân trí) – Sáng nay", "Báo Dân trí", "Sáng nay"),
        ("(tinlang.vn) - Sáng nay", "tinlang.vn", "Sáng nay"),
        ("TTO - Sáng nay", "Báo Tuổi Trẻ", "Sáng nay"),
        ("VOV.VN - Sáng nay", "VOV", "Sáng nay"),
    ],
)
def test_signatures_before_a_lead(lead: str, publisher: str, rest: str) -> None:
    found = signature(lead)
    assert found is not None
    assert (found.publisher, lead[found.end :], found.place) == (publisher, rest, False)


def test_a_place_before_the_agency_is_text() -> None:
    found = signature("Hà Nội (TTXVN) - Sáng nay")
    assert found is not None
    assert (found.publisher, found.place) == ("TTXVN", True)


@pytest.mark.parametrize(
    "text", ["(Lào) - nước bạn", "VTV là kênh quốc gia", "VTV - kênh quốc gia", "Xã A - xã B", "(1) - Tên"]
)
def test_what_is_no_signature(text: str) -> None:
    assert signature(text) is None


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("Khai mạc hội chợ - Báo Nhân Dân", "Khai mạc hội chợ"),
        ("Khai mạc hội chợ | VnExpress", "Khai mạc hội chợ"),
        ("Thanh Hóa - Hủa Phăn", "Thanh Hóa - Hủa Phăn"),
        ("  Khai   mạc ", "Khai mạc"),
        ("Khai mạc hội chợ - Cổng thông tin điện tử xã Đồng Lụa", "Khai mạc hội chợ"),
        ("CỔNG THÔNG TIN ĐIỆN TỬ XÃ ĐỒNG LỤA", None),
        ("Trang thông tin điện tử huyện An Hà", None),
        ("Báo Nhân Dân", None),
        ("Cổng trường mới của xã Đồng Lụa", "Cổng trường mới của xã Đồng Lụa"),
        ("Microsoft Word - bao cao.doc", None),
        ("bao-cao-2024.docx", None),
        ("Untitled 1", None),
        ("…", None),
        ("", None),
        (None, None),
    ],
)
def test_declared_titles(declared: str | None, title: str | None) -> None:
    assert declared_title(declared) == title


def test_titles_made_from_text() -> None:
    assert title_from(LEAD) == LEAD.rstrip(".")
    assert title_from("Kính gửi cả phòng,\nMai nghỉ.") == "Mai nghỉ"
    assert title_from("Hà Nội (TTXVN) - Sáng nay trời mưa.") == "Sáng nay trời mưa"
    long = "Sáng nay, " + ", ".join(f"xã số {k} tổ chức họp dân ở nhà văn hóa" for k in range(9)) + "."
    title = title_from(long)
    assert 40 <= len(title) <= 150
    assert long.startswith(title)
    assert long[len(title)] == ","
    endless = "chữ " * 90
    assert title_from(endless).endswith("chữ…")
    assert len(title_from("a" * 400)) <= 151
    assert title_from("-") == "-"


def test_headlines() -> None:
    assert is_headline("“Sẵn sàng là bạn” trong hợp tác")
    assert is_headline("2 bản có nước sạch")
    assert not is_headline("tiếp theo của câu trước")
    assert not is_headline("Hồ sơ gồm:")
    assert not is_headline("Một")


def read(text: str, page: bool, title: str | None = None) -> Metadata:
    return metadata_of(told(lines_of(text)), page, title)


def test_the_title_is_the_line_said_twice() -> None:
    found = read(f"Một dòng dài hơn hẳn tiêu đề của bài này\nNước về bản\nNước về bản\n{LEAD}", page=True)
    assert found.title == "Nước về bản"
    assert found.used == {1, 2}


def test_the_title_of_a_page_is_its_longest_headline() -> None:
    found = read(f"Xây dựng nông thôn mới\nNước sạch về bản Huồi Lau sau ba năm\n{LEAD}", page=True)
    assert (found.title, set(found.used)) == ("Nước sạch về bản Huồi Lau sau ba năm", {0, 1})


def test_below_a_list_of_links_the_title_is_the_last_headline() -> None:
    found = read(f"Đọc nhiều\nChợ phiên mở cửa trở lại sau hai tháng sửa chữa\nNước sạch về bản\n{LEAD}", page=True)
    assert found.title == "Nước sạch về bản"


def test_the_title_of_a_document_is_its_first_line_only_if_it_heads_something() -> None:
    assert read(f"Sổ tay nhân viên\n{LEAD}", page=False).title == "Sổ tay nhân viên"
    assert read(f"# Sổ tay nhân viên\n\n{LEAD}", page=False).title == "Sổ tay nhân viên"
    assert read(f"{LEAD}\nMột đề mục\n{MORE}", page=False) == Metadata(None, None, None, None, frozenset())
    card = read("Họ tên: Lê Văn Ba\nĐiện thoại: 0912 345 678", page=False)
    assert card.used == frozenset()


def test_the_name_of_the_site_above_a_document_is_not_its_first_line() -> None:
    found = read(f"CỔNG THÔNG TIN ĐIỆN TỬ XÃ ĐỒNG LỤA\nNước sạch về bản\n{LEAD}", page=False)
    assert (found.title, set(found.used)) == ("Nước sạch về bản", {1})


def test_a_declared_title_takes_its_line_out_of_the_text_and_leaves_others() -> None:
    text = f"Nước sạch về bản\n{LEAD}\n{MORE}"
    assert read(text, True, "NƯỚC SẠCH VỀ BẢN!").used == {0}
    other = read(text, True, "Chuyện khác")
    assert (other.title, other.used) == ("Chuyện khác", frozenset())


def test_the_date_behind_the_title_is_the_date_of_the_article() -> None:
    text = f"Thứ Sáu, 05/12/2025\nNước sạch về bản\n01/12/2025 06:30\n{LEAD}"
    found = read(text, page=True)
    assert (found.published, set(found.used)) == (date(2025, 12, 1), {0, 1, 2})
    assert read(f"05/12/2025 11:28\nNước sạch về bản\n{LEAD}", page=True).published == date(2025, 12, 5)


def test_days_of_a_diary_are_no_date_of_publication() -> None:
    for page in (True, False):
        found = read(f"Nhật ký công trình\n01/12/2025\n{LEAD}\n02/12/2025\n{MORE}", page)
        assert found.published is None
        assert 1 not in found.used
        assert 3 not in found.used


@pytest.mark.parametrize(
    ("line", "day", "goes"),
    [
        ("Ngày 05/12/2025", date(2025, 12, 5), False),
        ("05/12/2025", date(2025, 12, 5), False),
        ("Ngày đăng: 05/12/2025", date(2025, 12, 5), True),
        ("Thứ Sáu, 05/12/2025", date(2025, 12, 5), True),
        ("05/12/2025 11:28", date(2025, 12, 5), True),
        ("Hòa Sơn, ngày 5 tháng 12 năm 2025", date(2025, 12, 5), True),
        ("Tác giả: Minh Hà - 05/12/2025", date(2025, 12, 5), True),
        ("Lê Văn Ba - 05/12/1975", None, False),
        ("Vi Thị Sen, 05/12/1975", None, False),
    ],
)
def test_without_a_page_only_a_marked_date_leaves_the_text(line: str, day: date | None, goes: bool) -> None:
    found = read(f"Thông báo họp dân\n{LEAD}\n{line}\n{MORE}", page=False)
    assert (found.published, 2 in found.used) == (day, goes)
    assert found.author == ("Minh Hà" if "Tác giả" in line else None)


def test_a_date_in_a_sentence_is_no_date_of_publication() -> None:
    assert read(f"Nước sạch về bản\nNgày 5/12/2025, {LEAD}", page=True).published is None


@pytest.mark.parametrize(
    ("text", "author", "used"),
    [
        (f"Nước về bản\n{LEAD}\nMinh Hà\nMinh Hà", "Minh Hà", {0, 2, 3}),
        (f"Nước về bản\nMinh Hà\n{LEAD}", "Minh Hà", {0, 1}),
        (f"Nước về bản\n{LEAD}\nMinh Hà - Thu Vân\n05/12/2025 11:28\n{MORE}", "Minh Hà - Thu Vân", {0, 2, 3}),
        (f"Nước về bản\n{LEAD}\nMinh Hà - 05/12/2025 11:28\n{MORE}", "Minh Hà", {0, 2}),
        (f"Nước về bản\n{LEAD}\nTheo TTXVN\nMinh Hà", "Minh Hà", {0, 2, 3}),
        (f"Nước về bản\n{LEAD}\nThanh Hóa", None, {0}),
        (f"Nước về bản\n{LEAD}\nMinh Hà\n{MORE}\nThu Vân có mặt.", None, {0}),
    ],
)
def test_authors(text: str, author: str | None, used: set[int]) -> None:
    found = read(text, page=True)
    assert (found.author, set(found.used)) == (author, used)


def test_names_in_a_document_are_no_authors_to_take_away() -> None:
    assert read(f"Giấy mời\n{LEAD}\nLê Văn Ba", page=False).used == {0}
    members = read(f"Danh sách\n{LEAD} Gồm các ông:\nLê Văn Ba\nVi Văn Tám", page=False)
    assert (members.author, set(members.used)) == (None, {0})
