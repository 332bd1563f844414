"""Sets of other people are read in every form they come in, and what is wrong in them is named."""

import csv
import gzip
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.errors import UnreadableDataset
from eval.squad import load
from eval.squad_records import IN_VIETNAMESE, Dataset, Fault, Item, Problem

BRIDGE = "Cầu Mây dài 120 m, do ông Lê Văn Tám thiết kế."
MARKET = "Chợ Phiên họp vào thứ Bảy."
Row = dict[str, object]


def answers(context: str, *texts: str) -> list[Row]:
    return [{"text": text, "answer_start": context.index(text)} for text in texts]


def qa(**changed: object) -> Row:
    sound: Row = {"id": "q1", "question": "Cầu Mây dài bao nhiêu?", "answers": answers(BRIDGE, "120 m", "dài 120 m")}
    return {name: value for name, value in {**sound, **changed}.items() if value is not ...}


def read(folder: Path, value: object, name: str = "bo.json") -> Dataset:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return load(path)


def squad(folder: Path, *qas: object, context: object = BRIDGE) -> Dataset:
    return read(folder, {"data": [{"title": "Cầu_Mây", "paragraphs": [{"context": context, "qas": list(qas)}]}]})


def faults(dataset: Dataset) -> list[tuple[str, str | None, Fault]]:
    return [(problem.place, problem.id, problem.fault) for problem in dataset.problems]


# -- SQuAD JSON --------------------------------------------------------------------------------------------------------


def test_squad_with_and_without_answers(tmp_path: Path) -> None:
    plausible = [{"text": "120 m", "answer_start": 12}]
    found = squad(
        tmp_path,
        qa(),
        qa(id="q2", question="Cầu rộng bao nhiêu?", answers=[], is_impossible=True, plausible_answers=plausible),
        qa(id="q3", answers=answers(BRIDGE, "120 m", "120 m")),
    )
    first = Item(
        "q1", "data[0].paragraphs[0].qas[0]", "Cầu Mây dài bao nhiêu?", ("120 m", "dài 120 m"), BRIDGE, "Cầu Mây"
    )
    assert found.items[0] == first
    assert [(item.id, item.answers, item.answerable) for item in found.items[1:]] == [
        ("q2", (), False),
        ("q3", ("120 m",), True),
    ]
    assert (found.form, found.problems) == ("squad", ())
    assert found.contexts == ((BRIDGE, "Cầu Mây"),)
    assert found.sha256 == sha256((tmp_path / "bo.json").read_bytes()).hexdigest()


def test_contexts_are_told_apart_and_keep_their_order(tmp_path: Path) -> None:
    paragraphs = [
        {"context": context, "qas": [qa(id=f"{at}", answers=[])]} for at, context in enumerate((MARKET, BRIDGE, MARKET))
    ]
    found = read(tmp_path, {"version": "1.1", "data": [{"paragraphs": paragraphs}]})
    assert found.contexts == ((MARKET, ""), (BRIDGE, ""))
    assert len(found.items) == 3


@pytest.mark.parametrize(
    ("broken", "name", "fault"),
    [
        (qa(id=...), None, Fault.NO_ID),
        (qa(id=" "), None, Fault.NO_ID),
        (qa(id="q0"), "q0", Fault.DUPLICATE_ID),
        (qa(question=" \n"), "q1", Fault.NO_QUESTION),
        (qa(question=...), "q1", Fault.NO_QUESTION),
        (qa(answers="120 m"), "q1", Fault.BAD_ANSWERS),
        (qa(answers=["120 m"]), "q1", Fault.BAD_ANSWERS),
        (qa(answers=[{"answer_start": 3}]), "q1", Fault.BAD_ANSWERS),
        ("câu hỏi", None, Fault.NOT_AN_OBJECT),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, broken: object, name: str | None, fault: Fault) -> None:
    found = squad(tmp_path, qa(id="q0"), broken, qa(id="q9"))
    assert faults(found) == [("data[0].paragraphs[0].qas[1]", name, fault)]
    assert fault.refused
    assert [item.id for item in found.items] == ["q0", "q9"]


@pytest.mark.parametrize(
    ("odd", "fault", "right"),
    [
        (qa(answers=[{"text": "120 m", "answer_start": 11}]), Fault.MISPLACED, ("120 m",)),
        (qa(answers=[{"text": "120 m", "answer_start": -5}]), Fault.MISPLACED, ("120 m",)),
        (qa(answers=[{"text": "130 m", "answer_start": 12}]), Fault.MISPLACED, ("130 m",)),
        (qa(answers=[{"text": "130 m"}]), Fault.NOT_IN_CONTEXT, ("130 m",)),
        (qa(answers=[*answers(BRIDGE, "120 m"), {"text": " ", "answer_start": 3}]), Fault.BLANK_ANSWER, ("120 m",)),
        (qa(is_impossible=True), Fault.CONTRADICTION, ("120 m", "dài 120 m")),
        (qa(is_impossible=False, answers=[]), Fault.UNMARKED, ()),
        (qa(answers=...), Fault.UNMARKED, ()),
    ],
)
def test_an_odd_row_is_used_and_named(tmp_path: Path, odd: Row, fault: Fault, right: tuple[str, ...]) -> None:
    found = squad(tmp_path, odd)
    assert faults(found) == [("data[0].paragraphs[0].qas[0]", "q1", fault)]
    assert not fault.refused
    assert found.items[0].answers == right


def test_a_misplaced_answer_tells_which_and_where(tmp_path: Path) -> None:
    [problem] = squad(tmp_path, qa(answers=[{"text": "120 m", "answer_start": 0}])).problems
    assert problem.detail == "120 m @ 0"


def test_a_number_is_an_id_too(tmp_path: Path) -> None:
    found = squad(tmp_path, qa(id=7), qa(id="7"))
    assert [item.id for item in found.items] == ["7"]
    assert [fault for *_, fault in faults(found)] == [Fault.DUPLICATE_ID]


@pytest.mark.parametrize("context", [None, "", "  ", 3])
def test_every_question_of_a_paragraph_without_a_context_is_named(tmp_path: Path, context: object) -> None:
    whole = {"context": BRIDGE, "qas": [qa()]}
    data = [{"paragraphs": [whole, {"context": context, "qas": [qa(id="a"), qa(id="b")]}]}]
    found = read(tmp_path, {"data": data})
    assert [(name, fault) for _, name, fault in faults(found)] == [("a", Fault.NO_CONTEXT), ("b", Fault.NO_CONTEXT)]


def test_articles_and_paragraphs_of_another_shape_are_named(tmp_path: Path) -> None:
    whole = {"paragraphs": [{"context": BRIDGE, "qas": [qa()]}, {"context": BRIDGE}, "x"]}
    found = read(tmp_path, {"data": [{"title": "không có đoạn"}, "x", whole]})
    assert [place for place, *_ in faults(found)] == [
        "data[0]",
        "data[1]",
        "data[2].paragraphs[1]",
        "data[2].paragraphs[2]",
    ]
    assert {fault for *_, fault in faults(found)} == {Fault.NO_PARAGRAPHS}
    assert [item.id for item in found.items] == ["q1"]


# -- JSON lines --------------------------------------------------------------------------------------------------------


def test_lines_have_ids_by_their_number(tmp_path: Path) -> None:
    rows = [
        {"lang": "vi", "context": BRIDGE, "question": "Dài?", "answers": [{"text": "120 m", "start": 12}]},
        {"id": "x", "context": MARKET, "question": "Rộng?", "answers": []},
        {"context": BRIDGE, "question": "Ai?", "answers": {"text": ["Lê Văn Tám"], "answer_start": [26]}},
        {"question": "Không có đoạn?", "answers": [{"text": "120 m"}]},
    ]
    text = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"
    found = read(tmp_path, text, "bo.jsonl")
    assert [(item.id, item.place, item.answers) for item in found.items] == [
        ("line-1", "line 1", ("120 m",)),
        ("x", "line 3", ()),
        ("line-5", "line 5", ("Lê Văn Tám",)),
        ("line-7", "line 7", ("120 m",)),
    ]
    assert (found.form, found.problems, found.items[3].context) == ("lines", (), None)


def test_lines_that_are_none_are_named(tmp_path: Path) -> None:
    row = json.dumps({"question": "Dài?", "context": BRIDGE, "answers": []}, ensure_ascii=False)
    found = read(tmp_path, f"{row}\n{row[:20]}\n[1]\n{row}", "bo.jsonl")
    assert faults(found) == [("line 2", None, Fault.NOT_AN_OBJECT), ("line 3", None, Fault.NOT_AN_OBJECT)]
    assert [item.id for item in found.items] == ["line-1", "line-4"]


def test_a_line_may_hold_other_line_ends(tmp_path: Path) -> None:
    row = {"question": "Dài?", "context": "Một.\u2028Hai.\x85Ba.", "answers": [{"text": "Hai", "start": 5}]}
    found = read(tmp_path, json.dumps(row, ensure_ascii=False))
    assert (found.items[0].context, found.problems) == (row["context"], ())


def test_two_lists_of_different_length_lose_only_the_places(tmp_path: Path) -> None:
    row = {"question": "Ai?", "context": BRIDGE, "answers": {"text": ["Lê Văn Tám", "vua"], "answer_start": [26]}}
    found = read(tmp_path, row)
    assert found.items[0].answers == ("Lê Văn Tám", "vua")
    assert [(problem.fault, problem.detail) for problem in found.problems] == [(Fault.NOT_IN_CONTEXT, "vua")]


# -- CSV ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter)
    rows.writerow(["Question", "answer ", "context"])
    rows.writerow(["Dài, rộng bao nhiêu?", "120 m | dài 120 m|", BRIDGE])
    rows.writerow(["Họp\nthứ mấy?", "thứ Bảy", MARKET])
    rows.writerow(["Ai là vua?", "", MARKET])
    rows.writerow(["Dài?", "130 m", BRIDGE])
    rows.writerow(["Ở đâu?", "Huế", " "])
    found = read(tmp_path, out.getvalue(), "bo.csv")
    assert [(item.id, item.question, item.answers, item.context) for item in found.items] == [
        ("line-2", "Dài, rộng bao nhiêu?", ("120 m", "dài 120 m"), BRIDGE),
        ("line-4", "Họp\nthứ mấy?", ("thứ Bảy",), MARKET),
        ("line-5", "Ai là vua?", (), MARKET),
        ("line-6", "Dài?", ("130 m",), BRIDGE),
        ("line-7", "Ở đâu?", ("Huế",), None),
    ]
    assert (found.form, faults(found)) == ("csv", [("line 6", "line-6", Fault.NOT_IN_CONTEXT)])


def test_csv_without_contexts_and_with_ids(tmp_path: Path) -> None:
    found = read(tmp_path, "\ufeffid,question,answer\r\nc1,Ai?,Lan\r\nc1,Gì?,Hoa\r\n", "bo.csv")
    assert [(item.id, item.context) for item in found.items] == [("c1", None)]
    assert faults(found) == [("line 3", "c1", Fault.DUPLICATE_ID)]


def test_csv_rows_of_other_columns_are_named(tmp_path: Path) -> None:
    text = "question,answer\nDài, rộng?,120 m\nAi?\nỞ đâu?,Huế\n,Lan\n"
    found = read(tmp_path, text, "bo.csv")
    assert faults(found) == [
        ("line 2", None, Fault.COLUMNS),
        ("line 3", None, Fault.COLUMNS),
        ("line 5", "line-5", Fault.NO_QUESTION),
    ]
    assert [item.question for item in found.items] == ["Ở đâu?"]


_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() and not text.startswith("\ufeff")
)


@given(
    st.lists(st.tuples(_CELL, st.lists(_CELL.filter(lambda text: "|" not in text), max_size=3)), min_size=1, max_size=5)
)
def test_what_is_written_as_csv_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, list[str]]]
) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["question", "answer"])
    writer.writerows((question, "|".join(right)) for question, right in rows)
    found = read(tmp_path_factory.mktemp("csv"), out.getvalue(), "bo.csv")
    assert [item.question for item in found.items] == [question for question, _ in rows]
    assert [item.answers for item in found.items] == [tuple(dict.fromkeys(a.strip() for a in r)) for _, r in rows]
    assert found.problems == ()


# -- files -------------------------------------------------------------------------------------------------------------


def test_gzip_is_told_by_its_bytes(tmp_path: Path) -> None:
    text = json.dumps({"question": "Dài?", "context": BRIDGE, "answers": []}, ensure_ascii=False)
    path = tmp_path / "bo.jsonl"
    path.write_bytes(gzip.compress(text.encode()))
    assert load(path).items[0].question == "Dài?"
    path.write_bytes(gzip.compress(text.encode())[:-9])
    with pytest.raises(UnreadableDataset, match=r"gzip bị hỏng"):
        load(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Không phải bộ câu hỏi.", "không phải bộ câu hỏi"),
        ("", "không phải bộ câu hỏi"),
        ('{"version": "2.0"}', "không phải bộ câu hỏi"),
        ("[1, 2]", "không phải bộ câu hỏi"),
        ('{"data": []}', "không có câu hỏi nào dùng được"),
        ('{"data": [{"title": "x"}]}', r"data\[0\] không có danh sách đoạn văn"),
        ('{"data": [', "không có câu hỏi nào dùng được"),
        ('{"question": " ", "answers": []}', "line 1 không có câu hỏi"),
        ("question,answer\n", "không có câu hỏi nào dùng được"),
        ('question,answer\n"Ai?,Lan\n', "hỏng ở dòng"),
        ("câu hỏi,đáp án\nAi?,Lan\n", "không phải bộ câu hỏi"),
    ],
)
def test_a_file_that_is_no_set_says_what_is_expected(tmp_path: Path, data: str, reason: str) -> None:
    with pytest.raises(UnreadableDataset, match=reason) as error:
        read(tmp_path, data, "la.txt")
    assert "la.txt" in error.value.detail
    assert "SQuAD 1.1 hoặc 2.0 JSON" in error.value.detail


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bo.json"
    path.write_bytes("Cầu".encode("utf-16"))
    with pytest.raises(UnreadableDataset, match="UTF-8"):
        load(path)
    with pytest.raises(UnreadableDataset, match="Không đọc được"):
        load(tmp_path / "khong-co.json")
    with pytest.raises(UnreadableDataset, match="Không đọc được"):
        load(tmp_path)


def test_every_fault_is_said_in_vietnamese() -> None:
    assert IN_VIETNAMESE.keys() == set(Fault)
    assert Problem("line 1", None, Fault.NO_ID).detail == ""


def test_the_kind_that_a_set_names_is_kept(tmp_path: Path) -> None:
    qas = [
        {"id": "a", "question": "Cao mấy mét?", "answers": [], "kind": " number "},
        {"id": "b", "question": "Ai?", "answers": [], "kind": 3},
    ]
    path = tmp_path / "bo.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": "Cầu dài 120 m.", "qas": qas}]}]}), "utf-8")
    assert [item.kind for item in load(path).items] == ["number", ""]
