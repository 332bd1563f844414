"""Official documents: their head names the body that issues them, the kind of document and what it is about.

The form is that of Decree 30/2020/ND-CP (annex I): issuing body on the left, the national motto on the right, number
and place with date below, then the kind ("BÁO CÁO"), then the subject ("Về việc …"). Documents of the Party have the
same form under their own heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.cleaning.kinds import Kind, Told
from corpus.cleaning.lines import is_list_item, key
from corpus.dates import date_line
from corpus.titles import title_from

_LONGEST_HEAD = 14  # lines before the kind of document
_MOST_SUBJECT_LINES = 4
_COLUMNS = re.compile(r"\s*\|\s*|\s{3,}")  # the two columns of the head, where the text kept them on one line
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam|doc lap tu do hanh phuc")
_NUMBER = re.compile(r"[Ss]ố\s*:?\s*[\d…._ ]*[-/]\s?(?:\d{4}/)?[A-ZĐ]{2}.*")  # "Số: 87/BC-UBND", no house number
_SUBJECT = re.compile(r"(?:v/v|về việc)\s*:?\s*", re.IGNORECASE)
_BODY = re.compile(  # first words of the names of issuing bodies, folded
    r"(?:uy ban|ubnd|hoi dong|hdnd|so|bo|ban|tinh uy|thanh uy|huyen uy|dang uy|van phong|cuc|chi cuc|tong cuc|truong|vien"
    r"|trung tam|cong ty|tong cong ty|tap doan|benh vien|phong|quoc hoi|chinh phu|thu tuong|chu tich|toa an|cong an|hoi"
    r"|lien hiep|lien doan|mat tran|thanh tra|kho bac|bao hiem|ngan hang|dang bo|chi bo|doan)\b"
)
_AREA = re.compile(r"(?:tinh|thanh pho|huyen|thi xa|quan|xa|phuong|thi tran|tp)\b")
_KIND = re.compile(
    r"(?:bao cao|quyet dinh|to trinh|ke hoach|thong bao|nghi quyet|chi thi|cong van|giay moi|bien ban|huong dan|de an"
    r"|chuong trinh|ket luan|quy dinh|quy che|cong dien|nghi dinh|thong tu|luat|phap lenh|thong cao|phuong an|du an|hop dong"
    r"|phieu trinh|ban ghi nho|thoa thuan|dieu le|giay [a-z]+(?: [a-z]+)?)\b"
)
_TEXT_BEGINS = re.compile(r"(?:kinh gui|can cu|thuc hien|theo|nham|phan|chuong|dieu \d)\b")
_AREA_NAME = re.compile(
    r"\b((?:tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ)|tỉnh|thành phố|huyện|thị xã|quận|xã(?! hội)|phường|thị trấn|tp\.?)\s+(.+)$"
)
_FIELD = re.compile(r"(?:sở|bộ|cục|chi cục|tổng cục|phòng|viện|trung tâm|hội|trường)\s")
_FIELD_START = re.compile(rf"({_FIELD.pattern}|\svà\s|\s[-–]\s|,\s)(\S)")


@dataclass(frozen=True, slots=True)
class Official:
    """What the head of an official document tells; ``used`` are the indexes of the lines that are no text for that."""

    title: str
    source: str | None
    published: date | None
    used: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines before the kind of document: how many they are, what they tell, which of them tell nothing else."""

    length: int
    bodies: tuple[str, ...]
    published: date | None
    subject: str | None
    used: frozenset[int]


def official(lines: Sequence[Told]) -> Official | None:
    """What the head of an official document tells, or None where the lines do not begin with one."""
    length = _head_length(lines)
    if length is None:
        return None
    head = _head(lines[:length])
    title, titles = _title(lines, head)
    return Official(title, _issuer(head.bodies), head.published, head.used | titles)


def _head_length(lines: Sequence[Told]) -> int | None:
    """How many lines stand before the kind of document or the text; None where neither motto nor number is there."""
    signs = 0
    for at, line in enumerate(lines[: _LONGEST_HEAD + 1]):
        folded = key(line.text)
        if line.kind is Kind.PROSE or _TEXT_BEGINS.match(folded) or (_KIND.match(folded) and line.text.isupper()):
            return at if signs else None
        cells = _cells(line.text)
        signs += any(_MOTTO.search(key(cell)) or _NUMBER.fullmatch(cell) for cell in cells)
    return min(len(lines), _LONGEST_HEAD) if signs else None


def _head(lines: Sequence[Told]) -> _Head:
    bodies: list[str] = []
    published: date | None = None
    subject: str | None = None
    used: set[int] = set()
    for at, line in enumerate(lines):
        left_over = False
        for cell in _cells(line.text):
            dated, about = date_line(cell), _SUBJECT.match(cell)
            if dated and not dated.rest:
                published = published or dated.day
            elif cell.isupper() and bodies and _AREA.match(key(cell)):
                bodies[-1] = f"{bodies[-1]} {cell}"
            elif cell.isupper() and _BODY.match(key(cell)):
                bodies.append(cell)
            elif not _MOTTO.search(key(cell)) and key(cell):
                left_over = True  # the number stays: people ask for it
                subject = cell[about.end() :] if about else subject
        if not left_over:
            used.add(at)
    return _Head(len(lines), tuple(bodies), published, subject, frozenset(used))


def _title(lines: Sequence[Told], head: _Head) -> tuple[str, set[int]]:
    """The kind of document with its subject, and the lines behind the head that say them."""
    behind = lines[head.length :]
    kind = key(behind[0].text) if behind else ""
    found = _KIND.match(kind) if behind and behind[0].text.isupper() else None
    if not found:
        if head.subject:
            return f"Công văn về việc {head.subject.strip(' .')}", set()
        prose = next((line for line in behind if line.kind is Kind.PROSE), None)
        return title_from((prose or lines[-1]).text), set()
    whole = found.end() < len(kind)  # "BÁO CÁO KẾT QUẢ …": kind and subject in one, perhaps over several lines
    subject: list[str] = []
    for line in behind[1 : 1 + _MOST_SUBJECT_LINES]:
        folded = key(line.text)
        if (
            not folded
            or _TEXT_BEGINS.match(folded)
            or is_list_item(line.text)
            or line.text.endswith((":", ";", ",", "."))
        ):
            break
        like = subject[-1] if subject else behind[0].text if whole else line.text
        if line.kind not in (Kind.SHORT, Kind.PROSE) or line.text.isupper() != like.isupper():
            break
        subject.append(line.text)
    said = " ".join(subject)
    about = _SUBJECT.match(said)
    if about:
        said = f"về việc {said[about.end() :]}"
    name = behind[0].text.strip(" .:")
    title = f"{name if whole else name.capitalize()} {said}".strip()
    return title, set(range(head.length, head.length + 1 + len(subject)))


def _issuer(bodies: Sequence[str]) -> str | None:
    """The last body of the head (the ones above it are its superiors), written as in running text.

    >>> _issuer(["ỦY BAN NHÂN DÂN TỈNH HÀ NAM", "SỞ NGOẠI VỤ"]), _issuer(["ỦY BAN NHÂN DÂN TỈNH HÀ NAM"])
    ('Sở Ngoại vụ', 'Ủy ban nhân dân tỉnh Hà Nam')
    """
    if not bodies:
        return None
    lower = bodies[-1].lower().strip(" -–—_*.")
    lower = _AREA_NAME.sub(lambda found: f"{found[1]} {found[2].title()}", lower)
    if _FIELD.match(lower):  # "Sở Văn hóa, Thể thao và Du lịch": every field with a capital
        lower = _FIELD_START.sub(lambda found: f"{found[1]}{found[2].upper()}", lower)
    for short in ("ubnd", "hđnd", "ttxvn", "mttq"):
        lower = re.sub(rf"\b{short}\b", short.upper(), lower)
    return lower[:1].upper() + lower[1:]


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _COLUMNS.split(text.strip("| ")) if cell.strip()]
