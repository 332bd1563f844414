"""Question words of the regions, put as everybody writes them: "khi mô", "bữa nào" → "khi nào", "răng" → "vì sao".

What documents call other words of the regions is looked up (``thesaurus``); what asks must be understood before.
"""

import re

from corpus.text.fold import fold

# What "mô" may stand behind for "nào": times, places, people and bodies. "Mô hình", "mô tả" are other words.
_WHICH = (
    "khi|lúc|hồi|bữa|ngày|tháng|năm|dạo|tỉnh|huyện|xã|phường|thôn|bản|làng|xóm|vùng|nơi|nước|người|ai|ông|bà|anh|chị|"
    "đoàn|ban|sở|bộ|công ty|cơ quan|đơn vị|đường|cầu|cái|việc|dự án|trường|bệnh viện|doanh nghiệp"
)
_WHAT = r"(?=\s*(?:[?.!,]|$)|\s+(?:để|ở|trong|năm|vào|với|cho)\b)"  # "chi phí", "việc chi tiền" ask for nothing
_SUBJECT = "mà|lại|chưa|không|nỏ|tỉnh|huyện|xã|thành phố|dự án|công ty|bà con|dân|người|học sinh"  # of "răng", which is a tooth, too
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), written)
    for said, written in (
        (rf"(?i)\b({_WHICH}) mô\b(?!\s+(?:hình|tả|phỏng|tô|đất))", r"\1 nào"),
        (r"(?i)\b(?:bữa|(?<!thu )(?<!phục )(?<!phản )hồi) nào\b|^chừng nào\b", "khi nào"),
        (r"(?i)\b(?:ở )?chỗ mô\b|\bở mô\b(?!\s+hình)", "ở đâu"),
        (r"(?i)\b(vì|tại|do|bởi) răng\b", r"\1 sao"),
        (rf"(?i)^răng (?={_SUBJECT})\b", "vì sao "),
        (r"(?i)\b(?:mần|làm|ra|như|thế) răng\b", "thế nào"),
        (rf"(?i)\bvì chi\b{_WHAT}|\bvì cớ (?:gì|chi)\b|\bcớ (?:sao|chi)\b", "vì sao"),
        (rf"(?i)\b(là|những|cái|việc|làm|gồm|tên) chi\b{_WHAT}", r"\1 gì"),
        (r"(?<![Bb]ao )(?<!bấy )\bnhiêu\b|(?i:\bbao lăm\b)", "bao nhiêu"),
        (r"(?i)\bmần\b", "làm"),
    )
)
# Without accents "mo" may be "mở", "mỏ" or "mơ", "rang" "ràng": only where a part of the sentence ends with it, and only where
# nothing else asks.
_ENDS = r"(?=(?:\s+(?:rua|hi|ha))*\s*(?:[?.!,]|$))"
_BARE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?i)\b{said}{_ENDS}"), written)
    for said, written in (
        (rf"({fold(_WHICH)}) mo", r"\1 nao"),
        (r"bua nao", "khi nao"),
        (r"(?:(?:o )?cho|o) mo", "o dau"),
        (r"(?:man|lam|nhu) rang", "the nao"),
        (r"(la|nhung|cai|viec|lam|gom|ten) chi", r"\1 gi"),
    )
)
_ASKS = re.compile(r"(?i)\b(?:ai|gi|dau|may|sao|bao nhieu|bao lau|(?<!bua )nao)\b|\b(?:khong|chua)\s*\?*$")
_BARE_LAST = re.compile(r"(?i)[ ,]+(?:rua|hi)(?: (?:hi|ha))?(?=\s*[?.!]*$)")
_LAST = re.compile(r"(?i)[ ,]+(?:rứa|hỉ|hầy)(?: (?:hỉ|hầy|ha))?(?=\s*[?.!]*$)")


def commonly(question: str) -> str:
    """An NFC question, question words of the regions put as they are written everywhere.

    >>> commonly("Cầu xây khi mô, ở mô rứa?"), commonly("Răng dự án chậm?"), commonly("Mô hình nào ít chi phí?")
    ('Cầu xây khi nào, ở đâu?', 'Vì sao dự án chậm?', 'Mô hình nào ít chi phí?')
    >>> commonly("cau xay khi mo rua"), commonly("khi mo cua khau thi ai den")
    ('cau xay khi nao', 'khi mo cua khau thi ai den')
    """
    bare = question.isascii() and not _ASKS.search(question)
    plain = (_BARE_LAST if bare else _LAST).sub("", question)
    for said, written in (*_RULES, *_BARE) if bare else _RULES:
        plain = said.sub(written, plain)
    return plain[:1].upper() + plain[1:] if question[:1].isupper() else plain
