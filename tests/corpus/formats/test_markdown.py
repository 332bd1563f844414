from datetime import date

import pytest

from corpus.errors import BrokenDocument, EmptyDocument
from corpus.records import Period
from tests.corpus.formats.files import all_of, one, refusal

DOCUMENT = """---
title: Hợp tác năm 2023
Ngày: 21/02/2023
nguồn: Báo Ven Sông
tác giả: [Lê Bình, Trần Nam]
url: https://baovensong.example/hop-tac
giai đoạn: 2019-2020
---
# Tiêu đề *lớn*

Đoạn một **đậm** có [liên kết](http://a.example) và
nối dòng ![ảnh](a.png)với `mã`.
Dòng kế.\\
Xuống dòng<br>thật.

- mục 1
  1. con một
  2. con hai
- mục 2

3) số ba
4) số bốn

| Năm | Số |
|-----|----|
| 2023 | 1.115 |

<div><p>HTML &amp; khối</p></div>

> trích dẫn

    mã nguồn
"""


def test_marks_become_plain_lines() -> None:
    reading = one("a.md", DOCUMENT)
    assert reading.text.split("\n") == [
        "Tiêu đề lớn",
        "Đoạn một đậm có liên kết và nối dòng với mã. Dòng kế.",
        "Xuống dòng",
        "thật.",
        "- mục 1",
        "1. con một",
        "2. con hai",
        "- mục 2",
        "3. số ba",
        "4. số bốn",
        "Năm | Số",
        "2023 | 1.115",
        "HTML & khối",
        "trích dẫn",
        "mã nguồn",
    ]


def test_front_matter_declares() -> None:
    reading = one("a.md", DOCUMENT)
    assert (reading.title, reading.published, reading.source) == ("Hợp tác năm 2023", date(2023, 2, 21), "Báo Ven Sông")
    assert (reading.author, reading.url) == ("Lê Bình, Trần Nam", "https://baovensong.example/hop-tac")
    assert (reading.period, reading.format) == (Period(2019, 2020), "markdown")


def test_without_front_matter_a_first_heading_is_the_title_and_no_text() -> None:
    reading = one("a.md", "# Thông báo\n\n## Phần một\n\nNội dung.")
    assert (reading.title, reading.text) == ("Thông báo", "Phần một\nNội dung.")
    assert one("a.md", "Mở đầu.\n\n# Thông báo\n\nNội dung.").title is None


@pytest.mark.parametrize("front", ["", "# chỉ có chú thích", "published: 2023-02-21T08:00:00Z"])
def test_front_matter_that_says_little(front: str) -> None:
    reading = one("a.md", f"---\n{front}\n---\nNội dung.")
    assert (reading.text, reading.title) == ("Nội dung.", None)
    assert reading.published == (date(2023, 2, 21) if front.startswith("published") else None)


def test_rules_are_no_front_matter() -> None:
    assert one("a.md", "---\n\nĐoạn giữa hai vạch.\n\n---\nNội dung.").text == "Đoạn giữa hai vạch.\nNội dung."
    assert one("a.md", "Mở.\n\n---\ntitle: x\n---\n").title is None


@pytest.mark.parametrize(
    "front",
    [
        "title: [a",
        "a: b: c: d",
        "\tx: 1",
        "title: 'a\nb: c",
        "[" * 20_000,
        "- a: 1\n- b: 2",
        "!!python/object:os.system x: 1",
    ],
)
def test_bad_front_matter_is_refused(front: str) -> None:
    error = refusal("a.md", f"---\n{front}\n---\nNội dung.")
    assert isinstance(error, BrokenDocument)
    assert "YAML" in error.reason


def test_yaml_bombs_are_never_expanded() -> None:
    levels = "\n".join(
        f"{b}: &{b} [{', '.join(f'*{a}' for _ in range(9))}]" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    front = f"a: &a [x, x]\n{levels}\ntitle: *j\nauthor: *i"
    reading = one("a.md", f"---\n{front}\n---\nNội dung.")
    assert (reading.text, reading.title, reading.author) == ("Nội dung.", None, None)


def test_nothing_but_front_matter_is_empty() -> None:
    assert isinstance(refusal("a.md", "---\ntitle: x\n---\n"), EmptyDocument)


@pytest.mark.parametrize(
    "text", ["> " * 5_000 + "a", "*a " * 20_000, "[a](" * 20_000, "![[" * 20_000, "- " * 5_000 + "a"]
)
def test_hostile_marks_do_no_harm(text: str, caplog: pytest.LogCaptureFixture) -> None:
    assert len(all_of("a.md", text)) == 1
    assert not caplog.records
