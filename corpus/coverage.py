"""Do our own articles carry every fact of the pages that they retell, and in words of their own?

    python -m corpus.coverage [FOLDER_OF_PAGES]        (default: ../shared/articles beside the checkout)

Two questions are answered, both without knowing anything of a particular page:

* **Facts.** From each sentence of a page its numbers, dates, document numbers and proper names are taken. The sentence
  is covered when *one* of our articles holds them all, so that facts which belong together stay together; what the best
  article lacks is listed. A number is looked for together with its unit ("45 lượt"), since "45" alone may be anything.
* **Wording.** The longest runs of syllables that a page and one of our articles share. Fixed names (``FIXED_NAMES``) do
  not count as wording, for nobody can call an office or a conference by another name.

This proves that figures and names are there; that what is said of them is right has to be read by a person.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ARTICLES = Path(__file__).parent / "articles"
SHARED = Path(__file__).parents[2] / "shared" / "articles"

WORDING_LIMIT = 8
"""Shared syllables, fixed names aside, from which on a run counts as copied."""

BOILERPLATE = tuple(
    re.compile(pattern)
    for pattern in (
        r"^Đường dây nóng:.*$",  # the newsroom's telephone
        r"^.{1,120} - Ảnh \d+\.$",  # a caption that only repeats the title and counts pictures
        r"^\s*\{(name|body)\}.*$",  # an unfilled template of the comment box
        r"^(Breaking News|Tin liên quan|Đọc nhiều|Trả lời|\d+ bình luận|Ý kiến bạn đọc|Xem thêm.*)$",
        r"^(Ý kiến của bạn sẽ được|Vui lòng gõ|Địa phương$|Thời tiết$|Chia sẻ thông tin|Tắt \[X\]).*$",
        r"(?<=\d )lúc \d{1,2}:\d\d.*$|^\d{1,2}:\d\d ,|(?<=\d{4}) \d{1,2}:\d\d$",  # the hour at which a page went online
    )
)
"""Parts of lines that tell a reader nothing. Only what matches is left out; the date beside an hour stays a fact."""

FIXED_NAMES = """\
Thỏa thuận hợp tác kinh tế - xã hội, quốc phòng - an ninh năm 2019
Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Thanh Hóa lần thứ XIX, nhiệm kỳ 2020-2025
Đại hội đại biểu Đảng bộ tỉnh lần thứ XX, nhiệm kỳ 2025-2030
Đại hội đại biểu phụ nữ tỉnh Thanh Hóa lần thứ XIX, nhiệm kỳ 2025-2030
đẩy mạnh và nâng tầm đối ngoại đa phương đến năm 2030
hội nhập quốc tế trong tình hình mới
Hiệp định về Quy chế biên giới quốc gia giữa hai nước Việt Nam - Lào
Quy chế quản lý thống nhất các hoạt động đối ngoại trên địa bàn tỉnh
Hội nghị Xúc tiến đầu tư thương mại và Du lịch vào tỉnh Thanh Hóa tại Liên Bang Nga năm 2019
Hội nghị xúc tiến, quảng bá du lịch "Một hành trình - Bốn địa phương - Nhiều trải nghiệm"
Hội nghị hợp tác du lịch Việt Nam - Đài Loan lần thứ 10
Hội nghị kết nối cung - cầu sản phẩm nông sản, thực phẩm an toàn tỉnh Thanh Hóa năm 2025
Trưng bày, giới thiệu sản phẩm nông sản, thực phẩm an toàn tỉnh Thanh Hóa năm 2025
Tuần lễ cấp cao Diễn đàn hợp tác kinh tế châu Á - Thái Bình Dương
chương trình giao lưu nghệ thuật Việt Nam - Nhật Bản
bồi dưỡng nghiệp vụ chuyên sâu về công tác kiểm tra, giám sát và kỷ luật của Đảng
Dự án Liên hợp Lọc hóa dầu Nghi Sơn
Dự án tổng kho dầu thô tại Khu Kinh tế Nghi Sơn
Chính quyền Tiểu bang Thüringen, thành phố Triptis, Cộng hòa liên bang Đức
Trung tâm điều hành của thành phố thương mại Incheon
Văn phòng hợp tác GIZEF
Bộ Chỉ huy Bộ đội Biên phòng tỉnh
Ban Chỉ đạo công tác biên giới tỉnh
Liên hiệp các tổ chức hữu nghị
Hội Chữ thập đỏ các tỉnh Tây Nguyên và Duyên hải miền Trung
Tỉnh ủy
cơ quan đại diện Việt Nam ở nước ngoài
chủ động, tích cực hội nhập quốc tế
chủ động, tích cực, hiệu quả
sẵn sàng là bạn, là đối tác tin cậy
""".splitlines()
"""Names of documents, events and offices, and slogans: they have one wording, whoever writes of them."""

_NUMBER = (
    r"\d{4}-\d\d-\d\d|\d{1,2}[-/]\d{1,2}[-/]\d{4}|\d{1,2}[-/]\d{4}|\d{1,2}/\d{1,2}|\d{1,2}:\d\d|\d+(?:[.,]\d+)*[A-Z]?"
)
_TOKEN = re.compile(rf"(?P<code>\d+-[A-ZĐ]+/[A-ZĐ]+)|(?P<number>{_NUMBER})(?!\d)|(?P<word>[^\W\d_]+)")
_SENTENCE = re.compile(r"(?<=[.!?…])[”\"]?\s+|\n+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NO_UNIT = frozenset({"năm", "ngày", "tháng", "số", "thứ", "nhiệm", "kỳ", "đoạn", "lần", "khoá", "khóa"})


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """One file of ``corpus/articles``; ``text`` is the whole of it, front matter (dates, authors) and all."""

    name: str
    title: str
    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Facts of one sentence that the article holding most of them (``nearest``) lacks."""

    page: str
    sentence: str
    facts: tuple[str, ...]
    nearest: str


@dataclass(frozen=True, slots=True)
class SharedRun:
    """Consecutive syllables that stand in a page and in our articles; ``prose`` of them are wording, not names."""

    page: str
    article: str
    words: str
    length: int
    prose: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A syllable, a number or a whole fixed name; ``prose`` if another writer could have chosen another word."""

    key: str
    shown: str
    length: int
    prose: bool


def canonical(number: str) -> str:
    """A number or date in one form: ``1.115`` → ``1115``, ``04`` → ``4``, ``08-8-2018`` → ``8/8/2018``, ISO too."""
    if re.fullmatch(r"\d+([-/]\d+)+", number):
        parts = [part.lstrip("0") or "0" for part in re.split("[-/]", number)]
        return "/".join(parts[::-1] if re.match(r"\d{4}-", number) else parts)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", number):
        number = number.replace(".", "")
    return re.sub(r"^0+(?=\d)", "", number)


def syllable(word: str) -> str:
    """A word in lower case with its tone mark at the end, so that ``Hoá`` and ``Hóa`` are the same."""
    marks = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in marks if c not in _TONES) + "".join(c for c in marks if c in _TONES)


def syllables(text: str) -> list[str]:
    """The text as syllables and canonical numbers, without punctuation."""
    return [_key(match) for match in _TOKEN.finditer(text)]


def _key(match: re.Match[str]) -> str:
    return canonical(match.group()) if match.lastgroup == "number" else syllable(match.group())


def sentences(page: str) -> Iterator[str]:
    """The sentences of a page, boilerplate left out."""
    lines = unicodedata.normalize("NFC", page).split("\n")
    for pattern in BOILERPLATE:
        lines = [pattern.sub("", line) for line in lines]
    for sentence in _SENTENCE.split("\n".join(lines)):
        if sentence.strip():
            yield " ".join(sentence.split())


def facts(sentence: str) -> Iterator[tuple[str, ...]]:
    """The numbers (with their units) and proper names of a sentence, each as the ways in which it may be looked up.

    A name is a run of capitalised words. The first word of a sentence is capitalised anyhow, so a run that starts there
    may also be found without it, and is no name when nothing else is left.
    """
    tokens = list(_TOKEN.finditer(sentence))
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _goes_on(sentence, tokens, at, end):
            end += 1
        name = " ".join(token.group() for token in tokens[at:end])
        if tokens[at].lastgroup != "word":
            yield (_quantity(sentence, tokens, at),)
        elif name and (at > 0 or name.isupper()):
            yield (name,)
        elif " " in name:
            yield name, name.partition(" ")[2]
        at = max(end, at + 1)


def _goes_on(sentence: str, tokens: Sequence[re.Match[str]], start: int, at: int) -> bool:
    """Whether a name that began at token ``start`` holds token ``at`` too: capitalised, only blank or "-" between."""
    token = tokens[at]
    if token.lastgroup != "word":
        return False
    between = sentence[tokens[at - 1].end() : token.start()] if at > start else " "
    return between == "-" or (between == " " and token.group()[0].isupper())


def _quantity(sentence: str, tokens: Sequence[re.Match[str]], at: int) -> str:
    """A number with the word that follows it (its unit), unless it is a date, a year or an ordinal."""
    token = tokens[at]
    before = tokens[at - 1].group().lower() if at else ""
    if token.lastgroup == "code" or not re.fullmatch(r"[\d.,]+", token.group()) or before in _NO_UNIT:
        return token.group()
    unit = tokens[at + 1] if at + 1 < len(tokens) else None
    if unit is None or unit.lastgroup != "word" or sentence[token.end() : unit.start()] != " ":
        return token.group()
    return token.group() if re.fullmatch(r"(19|20)\d\d", token.group()) else f"{token.group()} {unit.group()}"


def own_articles(folder: Path = ARTICLES) -> list[OwnArticle]:
    """Our articles, by file name. Raises ``ValueError`` for a file without a title."""
    found = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        fields, body = front_matter(text)
        if not fields.get("title"):
            raise ValueError(f"{path.name}: the front matter has no title")
        found.append(OwnArticle(path.name, str(fields["title"]), body, text))
    return found


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields before an article and its body.

    >>> front_matter("---\\ntitle: Họp báo\\n---\\nBa dự án.\\n")
    ({'title': 'Họp báo'}, 'Ba dự án.')
    """
    _, fields, body = text.split("---\n", 2)
    return yaml.safe_load(fields), body.strip()


def pages(folder: Path) -> dict[str, str]:
    """The pages of a folder as they were saved, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def _searchable(article: OwnArticle) -> str:
    """The article's syllables in one line, followed by its dates without their years."""
    keys = syllables(article.text)
    dates = [key.rpartition("/")[0] for key in keys if re.fullmatch(r"\d+/\d+/\d{4}", key)]
    return f" {' '.join(keys)} | {' '.join(dates)} "


def missing_facts(page: str, text: str, articles: Sequence[OwnArticle]) -> Iterator[Missing]:
    """The sentences of a page whose facts no single article of ours holds."""
    lines = [(_searchable(article), article.name) for article in articles]
    for sentence in sentences(text):
        asked = [tuple(f" {' '.join(syllables(form))} " for form in forms) for forms in facts(sentence)]
        shown = [forms[0] for forms in facts(sentence)]
        best: tuple[tuple[str, ...], str] | None = None
        for line, name in lines:
            lacks = [fact for fact, forms in zip(shown, asked, strict=True) if not any(form in line for form in forms)]
            if best is None or len(lacks) < len(best[0]):
                best = tuple(lacks), name
        if best and best[0]:
            yield Missing(page, sentence, *best)


def shared_runs(page: str, text: str, articles: Sequence[OwnArticle], limit: int = WORDING_LIMIT) -> list[SharedRun]:
    """The maximal runs of ``limit`` or more units (syllables, fixed names) in an article too, most prose first."""
    theirs = list(_units("\n".join(sentences(text))))
    keys = [unit.key for unit in theirs]
    runs = set()
    for article in articles:
        ours = [unit.key for unit in _units(f"{article.title}\n{article.body}")]
        grams = {tuple(ours[at : at + limit]) for at in range(len(ours) - limit + 1)}
        at = 0
        while at + limit <= len(keys):
            end = at
            while tuple(keys[end : end + limit]) in grams:
                end += 1
            if end > at:
                run = theirs[at : end + limit - 1]
                words = " ".join(unit.shown for unit in run)
                runs.add(SharedRun(page, article.name, words, sum(u.length for u in run), sum(u.prose for u in run)))
            at = end + 1
    return sorted(runs, key=lambda run: (-run.prose, -run.length, run.words, run.article))


def _units(text: str) -> Iterator[_Unit]:
    """The text as syllables, with each fixed name (the longest that fits) as a single unit."""
    tokens = list(_TOKEN.finditer(text))
    keys = [_key(token) for token in tokens]
    names = sorted(map(syllables, FIXED_NAMES), key=len, reverse=True)
    at = 0
    while at < len(tokens):
        name = next((name for name in names if keys[at : at + len(name)] == name), None)
        length = len(name) if name else 1
        shown = " ".join(token.group() for token in tokens[at : at + length])
        yield _Unit(" ".join(keys[at : at + length]), shown, length, name is None and shown.islower())
        at += length


def main(arguments: Sequence[str]) -> int:
    """Print what is missing and what is copied; 0 when neither, 1 otherwise, 2 when there are no pages."""
    found = pages(Path(arguments[0]) if arguments else SHARED)
    if not found:
        print("Không tìm thấy bài nào (*.txt) để đối chiếu.", file=sys.stderr)
        return 2
    articles, faults = own_articles(), 0
    for page, text in found.items():
        lacks = list(missing_facts(page, text, articles))
        copied = [run for run in shared_runs(page, text, articles) if run.prose >= WORDING_LIMIT]
        asked = sum(len(list(facts(sentence))) for sentence in sentences(text))
        faults += len(lacks) + len(copied)
        absent = sum(len(lack.facts) for lack in lacks)
        print(f"{page}: {asked} dữ kiện, {absent} còn thiếu; {len(copied)} đoạn chép nguyên văn")
        for lack in lacks:
            print(f"  thiếu {' | '.join(lack.facts)}  [{lack.nearest}]  {lack.sentence[:160]}")
        for run in copied:
            print(f"  chép {run.prose}/{run.length} âm tiết  [{run.article}]  {run.words}")
    words = sum(len(article.body.split()) for article in articles)
    print(f"{len(articles)} bài, {words} âm tiết")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
