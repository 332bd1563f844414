"""The same questions in other dress: which are asked and how, and what their figures say."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Article
from eval.dataset import Gold
from eval.dressing import AS_WRITTEN, DRESSES, asked, table, worn
from eval.runner import Scored
from service.answering import Answerer
from tests.browser.library import OverlapReader
from tests.support import service

WATER = Article("nuoc.md", "Xã lắp 17 km đường ống. Năm sau xã xây chín bể chứa.", "Nước")


def gold(name: str, question: str, answer: str | None, history: tuple[tuple[str, str], ...] = ()) -> Gold:
    start = WATER.text.find(answer) if answer else None
    return Gold(name, question, "fact", frozenset(), "nuoc.md", answer, (), start, frozenset(), history)


GOLDS = [gold("a", "Xã lắp bao nhiêu km đường ống?", "17 km"), gold("b", "Ai là vua nước này?", None)]


def test_what_is_no_question_by_itself_is_left_out() -> None:
    others = [
        gold("c", "Xã có lắp ống không?", "17 km"),
        gold("d", "xa lap bao nhieu km", "17 km"),
        gold("e", "Còn năm sau?", "chín bể", (("Xã xây mấy bể?", "chín"),)),
    ]
    split = GOLDS[0].split
    assert worn([*GOLDS, *others], split) == GOLDS
    assert worn(GOLDS, "test" if split == "dev" else "dev") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("… without mark and accents", "tinh nao cua lao ky"),
        ("Chào bạn, cho mình hỏi … được không?", "Chào bạn, cho mình hỏi tỉnh nào của Lào ký được không?"),
        ("cho minh hoi … voi a", "cho minh hoi tinh nao cua lao ky voi a"),
    ],
)
def test_a_dress(name: str, typed: str) -> None:
    assert DRESSES[name]("Tỉnh nào của Lào ký?") == typed


def ask(folder: Path) -> dict[str, list[Scored]]:
    with service(folder) as running:
        running.library.put_all([WATER])
        return asked(GOLDS, Answerer(running.library, OverlapReader(), 0.5), {"nuoc.md": "nuoc.md"})


def test_every_question_is_asked_in_every_dress(tmp_path: Path) -> None:
    found = ask(tmp_path)
    rows = table(found).splitlines()
    assert list(found) == list(DRESSES)
    assert all([one.gold.id for one in scored] == ["a", "b"] for scored in found.values())
    assert rows[2].startswith(f"| {AS_WRITTEN}, 1 + 1 | 1.000 | 1.000 |")
    assert len(rows) == 2 + len(DRESSES)
    assert all("(+0.000 to +0.000)" in row for row in rows[3:]), "understood alike in every dress"


def test_a_dress_that_is_not_understood_is_told(tmp_path: Path) -> None:
    found = ask(tmp_path)
    found["in small letters"] = [replace(one, first_tells=False) for one in found[AS_WRITTEN]]
    row = next(row for row in table(found).splitlines() if "in small letters" in row)
    assert "0.000 (-1.000 to -1.000)" in row
