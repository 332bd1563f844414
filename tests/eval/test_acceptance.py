"""The acceptance run: its questions, its table by hand, and all of it over two tiny pages."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval import acceptance, throwaway
from eval.acceptance import Outcome, Question, load, main, run, table
from eval.errors import UnsoundQuestion
from index.encoder import FakeEncoder

ROAD = """Khánh thành tuyến đường liên xã Cẩm Vân

Huyện An Hà vừa khánh thành tuyến đường liên xã Cẩm Vân dài 45 km với tổng vốn 1.115 tỷ đồng.

Theo ông Trần Văn Mẫu, tuyến đường có bốn làn xe và ba cây cầu.
"""
FAIR = """Chợ phiên Phú Khê mở cửa trở lại

Chợ phiên Phú Khê đón 3.200 lượt khách trong ngày đầu mở cửa trở lại.

Ban quản lý chợ bố trí 120 gian hàng nông sản.
"""
Row = dict[str, object]


def row(**changed: object) -> Row:
    sound: Row = {
        "id": "acc-1", "question": "Chợ phiên Phú Khê đón bao nhiêu lượt khách?", "kind": "number", "tags": ["time"],
        "page": "cho.txt", "accept": ["3.200 lượt khách", "3.200"],
    }  # fmt: skip
    return {name: value for name, value in {**sound, **changed}.items() if value is not ...}


def never(**changed: object) -> Row:
    return row(
        **{"id": "acc-9", "question": "Ai là vua?", "kind": "unanswerable", "page": None, "accept": [], **changed}
    )


def loaded(folder: Path, rows: Sequence[Row]) -> list[Question]:
    path = folder / "acc.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), encoding="utf-8")
    return load(path)


def test_sound_questions(tmp_path: Path) -> None:
    first, second, third = loaded(tmp_path, [row(also=["khac.txt"]), never(), never(id="acc-10", page="cho.txt")])
    assert first == Question(
        "acc-1", "Chợ phiên Phú Khê đón bao nhiêu lượt khách?", "number", frozenset({"time"}),
        frozenset({"cho.txt", "khac.txt"}), ("3.200 lượt khách", "3.200"),
    )  # fmt: skip
    assert (second.pages, second.accept) == (frozenset(), ())
    assert third.pages == {"cho.txt"}, "what it comes close to"


@pytest.mark.parametrize(
    "broken",
    [
        row(kind="weight"),
        row(kind="unanswerable"),
        row(accept=[]),
        row(page=None),
        row(page=None, also=[]),
        never(accept=["vua"]),
        never(kind="fact"),
    ],
)
def test_a_question_that_breaks_the_form_is_named(tmp_path: Path, broken: Row) -> None:
    with pytest.raises(UnsoundQuestion, match=rf"^acc\.jsonl:2: {broken['id']} "):
        loaded(tmp_path, [row(id="acc-0"), broken])


@pytest.mark.parametrize(
    "rows",
    [[row(page=...)], [row(tags=...)], [row(accept="3.200")], [row(tags=["funny"])], [row(), row()]],
    ids=["no page", "no tags", "accept is no list", "unknown tag", "an id twice"],
)
def test_what_else_breaks_the_form_is_named(tmp_path: Path, rows: list[Row]) -> None:
    with pytest.raises(UnsoundQuestion, match=r"^acc\.jsonl:[12]: acc-1 "):
        loaded(tmp_path, rows)


@pytest.mark.parametrize("line", ["", "{", "[]", "null"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "acc.jsonl"
    path.write_text(f"{json.dumps(row())}\n{line}\n{json.dumps(never())}\n", encoding="utf-8")
    with pytest.raises(UnsoundQuestion, match=r"^acc\.jsonl:2: "):
        load(path)


CAN = Question("1", "?", "number", frozenset({"time"}), frozenset({"cho.txt"}), ("3.200",))
CANNOT = Question("2", "?", "unanswerable", frozenset({"off-topic"}), frozenset(), ())
RIGHT = Outcome(
    CAN, answered=True, cited=True, quoted=True, marked=True, f1=1.0, verbatim=True, took_ms=5.0, confidence=0.9
)
SIX = [
    RIGHT,
    replace(RIGHT, marked=False, f1=0.4),
    replace(RIGHT, answered=False, f1=0.0),  # the closest passage told
    replace(
        RIGHT, question=replace(CAN, kind="list", tags=frozenset()), cited=False, quoted=False, marked=False, f1=0.0
    ),
    replace(RIGHT, question=CANNOT, answered=False, cited=False, quoted=False, marked=False, f1=0.0, confidence=0.2),
    replace(RIGHT, question=CANNOT, answered=True, cited=False, quoted=False, marked=False, f1=0.0, verbatim=False),
]


def test_the_table_by_hand() -> None:
    rows = {
        cells[0]: cells for line in table(SIX)[2:] if (cells := [cell.strip() for cell in line.strip("|").split("|")])
    }
    values = {name: (cells[1], cells[3]) for name, cells in rows.items()}
    # All that can be answered and one that cannot have 0.9, of these five three tell; the other one has 0.2.
    trade = {name: values.pop(name)[0] for name in list(values) if name.startswith("answered / right / refused")}
    assert trade.pop("answered / right / refused from 0.0 on") == "1.000 / 0.500 / 0.000"
    assert trade.pop("answered / right / refused from 0.2 on") == "1.000 / 0.500 / 0.000"
    assert set(trade.values()) == {"1.000 / 0.600 / 0.500"}
    by_chance, _ = values.pop("calibration error by chance")
    assert float(by_chance) == pytest.approx((5 * 2 * 0.9 * 0.1 + 2 * 0.2 * 0.8) / 6, abs=0.01)
    assert values == {
        "right article cited": ("0.750", "4"),
        "answer in the first quote": ("0.750", "4"),
        "right span marked": ("0.500", "4"),
        "answered and in the quote": ("0.500", "4"),
        "answered and right span": ("0.250", "4"),
        "answered, of answerable": ("0.750", "4"),
        "refused, of unanswerable": ("0.500", "2"),
        "quote right when answered": ("0.500", "4"),  # one of the four cannot be answered
        "span right when answered": ("0.250", "4"),
        "F1 of the span": ("0.350", "4"),
        "verbatim": ("0.833", "6"),
        "calibration error": ("0.383", "6"),  # of each by itself: three times 0.1, twice 0.9, once 0.2
        "Brier score": ("0.282", "6"),  # three times 0.01, twice 0.81, once 0.04
        "area under risk–coverage": ("0.417", "6"),
        "in the first quote / span: list": ("0.000 / 0.000", "1"),
        "in the first quote / span: number": ("1.000 / 0.667", "3"),
        "in the first quote / span: time": ("1.000 / 0.667", "3"),
    }
    for name, cells in rows.items():
        if "/" not in name:
            low, high = (float(bound) for bound in cells[2].split("–"))
            assert low <= float(cells[1]) + 0.001
            assert float(cells[1]) <= high + 0.001


def test_a_table_of_one_sort_of_question() -> None:
    assert "| refused, of unanswerable | 0.000 | 0.000–0.000 | 0 |" in table(SIX[:1])
    assert "| right article cited | 0.000 | 0.000–0.000 | 0 |" in table(SIX[4:])


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "duong.txt").write_text(ROAD, encoding="utf-8")
    (folder / "cho.txt").write_text(FAIR, encoding="utf-8")
    return folder


def test_two_pages_from_end_to_end(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRICH_ANSWER_THRESHOLD", "0")
    asked = [
        row(),
        row(id="acc-2", question="Tuyến đường liên xã Cẩm Vân dài bao nhiêu km?", page="duong.txt", accept=["45 km"]),
        row(
            id="acc-3",
            question="tuyen duong lien xa cam van co tong von bao nhieu",
            page="duong.txt",
            accept=["1.115 tỷ"],
        ),
        row(id="acc-4", page="duong.txt", accept=["46 km"]),  # the other page is meant: what is right is wrong here
        never(),
    ]
    outcomes = run(pages, loaded(tmp_path, asked), FakeEncoder())
    assert [outcome.question.id for outcome in outcomes] == ["acc-1", "acc-2", "acc-3", "acc-4", "acc-9"]
    assert [outcome.cited for outcome in outcomes] == [True, True, True, False, False]
    assert [outcome.quoted for outcome in outcomes] == [True, True, True, False, False]
    assert all(outcome.verbatim and outcome.took_ms > 0 for outcome in outcomes)
    assert not (tmp_path / "data").exists(), "nothing is left in the usual place"


def test_where_nothing_is_sure_enough_all_is_refused(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRICH_ANSWER_THRESHOLD", "1")
    told, untold = run(pages, loaded(tmp_path, [row(), never()]), FakeEncoder())
    assert (told.answered, told.cited, told.quoted, told.f1) == (False, True, True, 0.0)
    assert not untold.answered


def test_a_page_that_is_refused_stops_the_run(pages: Path, tmp_path: Path) -> None:
    (pages / "trong.txt").write_text("", encoding="utf-8")
    with pytest.raises(UnsoundQuestion, match=r"trong\.txt was refused"):
        run(pages, loaded(tmp_path, [row()]), FakeEncoder())


def test_a_question_that_is_asked_by_two_files_is_named(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "acc.jsonl"
    path.write_text(json.dumps(row()), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["acceptance", str(pages), str(path), str(path)])
    with pytest.raises(UnsoundQuestion, match=r"^acc-1: in several"):
        main()


@pytest.mark.parametrize("words", [[], ["nowhere"], ["a", "b"]])
def test_the_command_wants_a_folder(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["acceptance", *(str(tmp_path / word) for word in words)])
    assert main() == 2
    assert "usage" in capsys.readouterr().err


def test_the_command_prints_table_and_times(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = loaded(tmp_path, [row(), never()])
    monkeypatch.setattr("sys.argv", ["acceptance", str(pages)])
    monkeypatch.setattr(acceptance, "load", lambda _: asked)
    monkeypatch.setattr(throwaway, "open_encoder", lambda *_, **__: FakeEncoder())
    assert main() == 0
    printed = capsys.readouterr().out
    assert printed.startswith("| figure | value |")
    assert "| right article cited | 1.000 |" in printed
    assert "Time to an answer: median" in printed
