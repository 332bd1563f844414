"""What stands around articles on news pages: labels, buttons, templates of comment forms, hotlines, imprints."""

import re
import tomllib
from enum import Enum
from functools import lru_cache
from pathlib import Path

from corpus.cleaning.lines import is_table_row, key
from corpus.text.fold import fold


class Furniture(Enum):
    """What a line that belongs to the page, not to the article, does there."""

    RELATED = "opens a list of other articles"
    COMMENTS = "opens what readers wrote"
    RULE = "a rule, an arrow, a bullet without text"
    ALWAYS = "never part of an article"
    AROUND = (
        "also a heading, a contact or a notice elsewhere: dropped only around the article of a page known to be one"
    )


_HOTLINE = r"(?:duong day nong|hotline)\s*:?\s*[\d\s.,()+/-]+"
_CONTACT = r"(?:dien thoai|fax|email|dia chi|tel|website)\s*:.{0,160}"
# Matched against the folded line; each must match all of it.
_PATTERNS: tuple[tuple[Furniture, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Furniture.COMMENTS, r"(?:binh luan|y kien(?: ban doc)?|phan hoi)\s*\(\s*\d+\s*\)"),
        (Furniture.COMMENTS, r"\d+\s+(?:binh luan|y kien|phan hoi)"),
        (Furniture.ALWAYS, r"[\s\W]*(?:\{\w+\}[\s\W]*)+"),  # "{name} - {time}": a template that no script filled in
        (Furniture.AROUND, _HOTLINE),
        (
            Furniture.AROUND,
            r"(?:luot (?:xem|doc|truy cap)|views?)\s*:?\s*[\d.,]+|[\d.,]+\s+(?:luot (?:xem|doc|thich|chia se)|views?)",
        ),
        (
            Furniture.AROUND,
            r"(?:moi ban|vui long|hay|xin)?\s*(?:dang nhap|dang ky)\s.{0,40}(?:binh luan|nhan tin|tai khoan).{0,20}",
        ),
        (Furniture.ALWAYS, r"(?:y kien|binh luan) cua (?:ban|quy vi|doc gia) se (?:duoc|phai) .{0,120}"),
        (Furniture.ALWAYS, r"vui long (?:go|nhap|viet) tieng viet co dau.{0,40}"),
        (Furniture.ALWAYS, r"\d{1,2}:\d{2}\s*/\s*\d{1,2}:\d{2}"),  # of an audio player
        (Furniture.ALWAYS, r"(?:noi dung|ho(?: va)? ten|email|e-mail)(?: cua ban)?\s*\*+"),
        (Furniture.AROUND, r"(?:ban quyen|copyright|©|\(c\)).{0,160}"),
        (Furniture.AROUND, r"(?:ghi ro|yeu cau ghi ro|de nghi ghi ro|vui long ghi ro) nguon.{0,120}"),
        (Furniture.AROUND, r"(?:tu khoa|tags?)\s*:.{0,200}"),
        (Furniture.AROUND, r"trang chu\s*(?:[>»/|›→].{0,120})"),
        (Furniture.AROUND, r"https?://\S+"),
        (Furniture.AROUND, r"xem them\s.{1,40}[^.]"),
        (Furniture.AROUND, r"chia se (?:bai viet|len|qua|tren|voi).{0,30}[^.]"),
        (Furniture.AROUND, r"giay phep (?:so|hoat dong|xuat ban|thiet lap).{0,200}"),
        (
            Furniture.AROUND,
            r"(?:pho )?(?:tong bien tap|giam doc|co quan chu quan|toa soan|tru so|chiu trach nhiem).{0,10}:.{0,200}",
        ),
        (Furniture.AROUND, _CONTACT),
    )
)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Furniture]:
    with Path(__file__).with_name("furniture.toml").open("rb") as file:
        lists = tomllib.load(file)
    order = (
        ("around", Furniture.AROUND),
        ("always", Furniture.ALWAYS),
        ("comments", Furniture.COMMENTS),
        ("related", Furniture.RELATED),
    )
    return {key(phrase): kind for name, kind in order for phrase in lists[name]}


def furniture_of(text: str) -> Furniture | None:
    """What kind of page furniture a line is, or None where it may belong to an article."""
    if is_table_row(text):
        return None
    said = key(text)
    if not said:
        return Furniture.RULE
    if said in _phrases():
        return _phrases()[said]
    folded = fold(text)
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(folded)), None)


def is_contact(text: str) -> bool:
    """Whether a line is a way to reach somebody ("Điện thoại: 0237 3555 150"): of the page, or announced by its article."""
    return re.fullmatch(f"{_HOTLINE}|{_CONTACT}", fold(text)) is not None
