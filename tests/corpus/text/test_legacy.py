import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownEncoding
from corpus.text.legacy import decode, repair_legacy
from corpus.text.legacy_tables import TCVN3, VNI, from_tcvn3, from_vni
from tests.corpus.text.encoders import tcvn3, vni, windows_1258
from tests.corpus.text.strategies import VIETNAMESE

SENTENCES = [
    "Những năm qua, huyện đã xây dựng nhiều công trình giao thông, góp phần thay đổi bộ mặt làng quê.",
    "Theo ông Trần Văn Mẫu, mỗi ngày có khoảng 3.000 lượt xe qua lại; người dân không còn phải chờ phà.",
    "Việc sửa chữa, bảo trì do hạt quản lý đường bộ đảm nhận, kinh phí hằng năm khoảng 2,5 tỷ đồng.",
    "Đây là cây cầu thứ tư bắc qua sông, nối khu công nghiệp với cảng cá và các xã ven biển.",
    "Xe ô tô chở quá tải bị cấm từ ngày 14/5; ai vi phạm sẽ bị xử phạt theo quy định.",
    "Kỹ sư trưởng giải thích: kết cấu thép chịu được gió giật cấp mười hai, độ võng cho phép rất nhỏ.",
]
LEGACY = {"tcvn3": tcvn3, "vni-windows": vni, "cp1258": windows_1258}


@pytest.mark.parametrize("encoding", LEGACY)
@given(lines=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
def test_legacy_round_trips(encoding: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    decoded, found = decode(LEGACY[encoding](text), "bai.txt")
    assert found == encoding
    assert unicodedata.normalize("NFC", decoded) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@given(lines=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
def test_unicode_round_trips_with_and_without_a_mark(encoding: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    assert decode(text.encode(encoding), "bai.txt")[0] == text


def test_the_tables_know_every_letter() -> None:
    letters = set(VIETNAMESE) - set("aeiouy")
    assert letters == set(TCVN3.values()) - set("ĂÂÊÔƠƯĐ")
    assert letters | {letter.upper() for letter in letters} == set(VNI.values())
    assert from_tcvn3(tcvn3(VIETNAMESE).decode("latin-1")) == VIETNAMESE
    assert from_vni(vni(VIETNAMESE + VIETNAMESE.upper()).decode("latin-1")) == VIETNAMESE + VIETNAMESE.upper()


def test_the_tables_agree_with_known_samples() -> None:
    assert from_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc") == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    )
    assert from_vni("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, Ñoäc laäp - Töï do - Haïnh phuùc") == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Độc lập - Tự do - Hạnh phúc"
    )


@pytest.mark.parametrize("sign", ["· Néi dung", "§ 5", "© 2004"])
def test_signs_that_stand_alone_are_no_letters(sign: str) -> None:
    assert from_tcvn3(sign)[0] == sign[0]


@pytest.mark.parametrize("encode", [tcvn3, vni], ids=["tcvn3", "vni"])
def test_text_typed_in_a_legacy_font_is_repaired(encode: object) -> None:
    text = "\n".join(SENTENCES[:3])
    seen = encode(text).decode("latin-1")  # type: ignore[operator]
    assert repair_legacy(seen) == text
    assert decode(seen.encode(), "bai.txt")[0] == text


def test_utf8_that_was_read_as_western_is_repaired() -> None:
    text = "\n".join(SENTENCES[:3])
    seen = "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in text.encode())
    assert repair_legacy(seen) == text


def test_unicode_lines_among_legacy_ones_stay() -> None:
    lines = [
        "UBND TỈNH AN HÀ",
        tcvn3(SENTENCES[0]).decode("latin-1"),
        tcvn3(SENTENCES[1]).decode("latin-1"),
        "2019 - 2020",
    ]
    assert repair_legacy("\n".join(lines)) == "\n".join([lines[0], SENTENCES[0], SENTENCES[1], lines[3]])


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        *(unicodedata.normalize("NFD", sentence) for sentence in SENTENCES),
        "Hà, cô ta là bà Hoa; bé Tý và chú Phú cãi nhau vì mía",  # letters that Latin-1 has too
        "Plain English, nothing else.",
        "“Smart” quotes – and dashes… only ©",
        "Le président a déclaré que les élèves étaient très fatigués après l'été à la forêt.",
        "Für größere Städte müssen die Bürger später zahlen; schöne Grüße aus Köln.",
        "El niño comió piñas en España; mañana será otro día según el señor Núñez.",
        "Språket är svårt att lära sig på några månader, även för små barn från Malmö.",
        "A situação não é fácil: há opções, ações e decisões que não são más.",
        "日本語の文章です。", "Москва — столица России.",
        "",
        "12.5% ± 3°C · § 5",
    ],
)  # fmt: skip
def test_sound_text_is_not_touched(text: str) -> None:
    assert repair_legacy(text) is None
    assert decode(text.encode(), "bai.txt") == (text, "utf-8")


def test_western_text_in_its_own_code_page_is_never_garbled() -> None:
    for text in (
        "Le président a déclaré que les élèves étaient très fatigués après l'été à la forêt.",
        "Språket är svårt att lära sig på några månader, även för små barn från Malmö.",
        "Han fikk på seg skoene på trappa og så på sjøen.",
        "“Quoted” – English…",
    ):
        try:
            decoded = decode(text.encode("cp1252"), "x.txt")[0]
        except UnknownEncoding:
            continue
        assert decoded == text


def test_english_with_typographic_quotes_is_read() -> None:
    assert decode("“Quoted” – English…".encode("cp1252"), "x.txt")[0] == "“Quoted” – English…"


@pytest.mark.parametrize(
    "data",
    [
        b"\xe9",  # too little to tell
        "Hà".encode("cp1258"),
        bytes(random.Random(7).randrange(256) for _ in range(2000)),
        b"\x00\x01\x02\x03" * 50,
        "漢字の文章".encode("shift_jis"),
        "Привет, мир".encode("cp1251"),
        b"\xff\xfea",  # UTF-16 with half a character
        "Thỏa thuận hợp tác đã được ký".encode()[:-1] + b" nay",  # a character cut in two
    ],
    ids=["one-byte", "one-word", "random", "binary", "shift-jis", "cyrillic", "half-utf-16", "wounded-utf-8"],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        decode(data, "cu/bai.txt")
    assert caught.value.name == "cu/bai.txt"
    assert "lưu lại" in caught.value.reason
    assert "UTF-8" in caught.value.reason


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data, "x")
    except UnknownEncoding:
        return
    assert isinstance(text, str)
    assert encoding
