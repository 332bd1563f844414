"""Other names: both ways, bound by context, extended by a file of one's own, and what is said of a broken one."""

from pathlib import Path

import pytest

from service.errors import NotReady
from service.question.aliases import Aliases, bundled, load, read_aliases
from service.running import start
from service.settings import Settings

OWN = """version = 1
[abbreviations]
HTXPN = "Hợp tác xã Phiêng Nưa"
BTV = "ban thủy văn"
PN = { means = "Phiêng Nưa", after = ["xã"] }
[names]
same = [["óc chó", "hồ đào"]]
[colloquial]
"óc chó" = ["hạt não"]
[shorthand]
bn = "bên nào"
"""


@pytest.fixture
def own(tmp_path: Path) -> Aliases:
    path = tmp_path / "ten-goi.toml"
    path.write_text(OWN, encoding="utf-8")
    return load(path)


OTHERS = [
    ("UBND tỉnh ở đâu?", {"Ủy ban nhân dân"}),
    ("uỷ ban nhân dân tỉnh ở đâu?", {"UBND"}),
    ("uy ban nhan dan tinh o dau", {"UBND"}),
    ("ubnd tinh o dau", {"Ủy ban nhân dân"}),
    ("hdnd xã họp khi nào?", {"Hội đồng nhân dân"}),
    ("Ai đi Cô-oét?", {"Kuwait"}),
    ("Ai đi Cô oét?", {"Kuwait"}),
    ("ai di cooet", {"Kuwait", "Cô-oét"}),
    ("Khách đến từ Kuwait", {"Cô-oét"}),
    ("Đoàn Đại Hàn Dân Quốc", {"Hàn Quốc", "Nam Hàn", "Korea"}),
    ("Đoàn CHDCND Lào", {"Cộng hòa Dân chủ Nhân dân", "Cộng hòa Dân chủ Nhân dân Lào", "Laos"}),
    ("BTV họp", {"Ban Thường vụ", "biên tập viên"}),
    ("Vốn đầu tư trực tiếp nước ngoài", {"FDI"}),
    # Bound by their neighbours.
    ("TP Gia-ra ở đâu?", {"thành phố"}),
    ("Tỉ lệ TP là gì?", set()),
    ("Trường TH bản Khoăng", {"tiểu học"}),
    ("Trong TH này", set()),
    ("Kim ngạch XK", {"xuất khẩu"}),
    ("thành phố Gia-ra", set()),
    # Words that are no names.
    ("Anh nào ký?", set()),
    ("chị nga và anh đức", set()),
    ("Đoàn từ Nga", {"Liên bang Nga", "Russia"}),
    ("Bà Lò Thị Ưng giữ chức vụ gì?", set()),
    ("", set()),
]


@pytest.mark.parametrize(("question", "others"), OTHERS)
def test_other_names(question: str, others: set[str]) -> None:
    assert set(bundled().other_names(question)) == others


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("co bn sv", "co bao nhiêu sinh viên"),
        ("ko biết", "không biết"),
        ("được 20 ng?", "được 20 người?"),
        ("DC và SV", "DC và SV"),
        ("ng-a, dc.com, 5ng", "ng-a, dc.com, 5ng"),
        ("vào năm nào", "vào năm nào"),
    ],
)
def test_words_in_haste_are_written_out(question: str, read: str) -> None:
    assert bundled().written_out(question) == read


def test_a_file_of_ones_own_adds_and_wins(own: Aliases) -> None:
    assert own.other_names("HTXPN bán hồ đào") == ("Hợp tác xã Phiêng Nưa", "óc chó")
    assert own.other_names("BTV họp") == ("ban thủy văn",)
    assert own.other_names("xã PN") == ("Phiêng Nưa",)
    assert own.other_names("ông PN") == ()
    assert own.other_names("UBND xã") == ("Ủy ban nhân dân",)
    assert own.written_out("bn sv") == "bên nào sinh viên"
    assert load(None) is bundled()


COLLOQUIAL = [
    ("Xứ kim chi có mấy dự án?", ("Hàn Quốc", "Đại Hàn Dân Quốc", "Nam Hàn", "Korea")),
    ("Đảo quốc Sư tử có mấy dự án ở xứ Nghệ?", ("Singapore", "Xin-ga-po", "Xinh-ga-po", "Nghệ An")),
    ("Hàn Quốc có mấy dự án?", ("Đại Hàn Dân Quốc", "Nam Hàn", "Korea")),  # not the other way round
    ("Huyện Nghi Xuân có mấy xã?", ()),  # typed plain it has "xu an", which is no country
    ("huyen nghi xuan co may xa", ()),
    ("dao quoc su tu co may du an", ()),  # accents are put back before
]


@pytest.mark.parametrize(("question", "names"), COLLOQUIAL)
def test_what_people_say_stands_for_the_usual_name(question: str, names: tuple[str, ...]) -> None:
    assert bundled().other_names(question) == names
    assert {other for place in bundled().said(question) for other in place.others} == set(names)


def test_a_word_of_ones_own_is_read_with_all_names_of_the_thing(own: Aliases) -> None:
    assert own.other_names("Xã bán hạt não") == ("óc chó", "hồ đào")
    assert own.other_names("Đoàn xứ kim chi")[0] == "Hàn Quốc"


def test_no_usual_name_is_itself_said_in_place_of_another() -> None:
    said = bundled().colloquial
    assert not said.keys() & set(said.values())


def test_every_name_that_comes_along_is_found_by_each_of_its_group() -> None:
    for group in bundled().groups:
        for name in group:
            others = set(bundled().other_names(f"đoàn {name}"))
            assert others | {one for one in group if one in name} >= set(group), name


BROKEN = [
    ("version = 1\n[abbreviations\n", "sai cú pháp TOML"),
    ("[names]\nsame = []\n", "cần dòng “version = 1”"),
    ("version = 1\n[ten]\n", r"không có mục \[ten\]"),
    ("version = 1\nnames = 3\n", r"\[names\] phải là một mục"),
    ("version = 1\n[names]\nsame = [['một']]\n", "nhóm 1: cần ít nhất hai tên"),
    ("version = 1\n[names]\nsame = [['a', 3]]\n", "nhóm 1: 3 phải là chữ"),
    ("version = 1\n[names]\nsame = 'a'\n", r"\[names\] chỉ có một dòng"),
    ("version = 1\n[abbreviations]\nAB = 3\n", r"\[abbreviations\] AB: 3 phải là chữ"),
    ("version = 1\n[abbreviations]\nAB = '?!'\n", r"\[abbreviations\] AB: '\?!' phải là chữ"),
    ("version = 1\n[abbreviations]\nAB = { after = ['x'] }\n", "cần “means”"),
    ("version = 1\n[abbreviations]\nAB = { means = 'x', nahe = 'y' }\n", "thừa: .*nahe"),
    ("version = 1\n[abbreviations]\nAB = { means = 'x', before_name = 1 }\n", "true hoặc false"),
    ("version = 1\n[colloquial]\nAB = ['x']\n", r"\[colloquial\] AB: “x” cần ít nhất hai tiếng"),
    ("version = 1\n[colloquial]\nAB = 3\n", r"\[colloquial\] AB: 3 phải là chữ"),
    ("version = 1\n[shorthand]\nbn = ['x', 'y']\n", r"\[shorthand\] bn"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "hong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotReady, match=said) as told:
        read_aliases(path)
    assert str(path) in told.value.detail


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="không mở được tệp"):
        read_aliases(tmp_path / "none.toml")
    (tmp_path / "old.toml").write_bytes("version = 1 # tệp".encode("utf-16"))
    with pytest.raises(NotReady, match="không dùng mã UTF-8"):
        read_aliases(tmp_path / "old.toml")


def test_a_broken_file_stops_the_start_before_anything_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "hong.toml"
    path.write_text("version = 2", encoding="utf-8")
    with pytest.raises(NotReady, match="Tệp tên gọi khác"):
        start(Settings(data_dir=tmp_path / "var", aliases=path))
    assert not (tmp_path / "var").exists()
