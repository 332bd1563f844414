"""Drafts over one's own documents, the file a person goes through, and what is taken in of it."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article
from corpus.store import Feedback
from eval import draft_files, feedback, importing
from eval.dataset import KINDS, own_articles
from eval.draft_files import COLUMNS, Row, guarded, read, restored, row_of
from eval.drafting import Draft, drafts
from eval.errors import UnreadableDataset, WrongUsage
from eval.squad import load

TEXT = (
    "Trong năm 2023 xã Ea Tul trồng 40 ha cà phê trên đất đồi phía bắc. Ông này nói thêm về 12 hộ dân ở trong buôn. "
    "Tổng vốn của dự án nước sạch xã Ea Tul là 15,6 tỷ đồng, tăng 12% so với dự kiến. "
    "Ông Lê Văn Tám làm trưởng ban quản lý nước của xã Ea Tul từ tháng 3/2022. Ngắn quá 5 hộ."
)
PAGE = Article("a.txt", TEXT, "Xã Ea Tul")


def by_answer(found: Sequence[Draft]) -> dict[str, Draft]:
    return {draft.answer: draft for draft in found}


def test_what_is_asked() -> None:
    found = by_answer(drafts([PAGE]))
    asked = {answer: (draft.question, draft.kind) for answer, draft in found.items()}
    assert asked["15,6 tỷ đồng"] == (
        "Tổng vốn của dự án nước sạch xã Ea Tul là bao nhiêu tỷ đồng, tăng 12% so với dự kiến?", "money",
    )  # fmt: skip
    assert asked["12%"][0].endswith("15,6 tỷ đồng, tăng bao nhiêu phần trăm so với dự kiến?")
    assert asked["Lê Văn Tám"] == ("Ai làm trưởng ban quản lý nước của xã Ea Tul từ tháng 3/2022?", "person")
    assert asked["tháng 3/2022"][0] == "Ông Lê Văn Tám làm trưởng ban quản lý nước của xã Ea Tul từ tháng nào?"
    assert asked["năm 2023"][0].startswith("Trong năm nào xã Ea Tul trồng 40 ha")


def test_sentences_that_lean_on_others_or_are_too_short_are_not_asked_about() -> None:
    assert not any("12 hộ" in draft.sentence or "5 hộ" in draft.sentence for draft in drafts([PAGE], 100))


def test_every_span_of_our_own_articles_is_verbatim_and_none_is_proposed_twice() -> None:
    articles = list(own_articles().values())
    found = drafts(articles, 1000)
    texts = {article.id: article.text for article in articles}
    assert len(found) > 100
    for draft in found:
        assert texts[draft.document_id][draft.start : draft.end] == draft.answer
        assert draft.answer in draft.sentence
        assert draft.kind in KINDS
        assert draft.question.endswith("?")
        assert draft.answer not in draft.question
    places = [(draft.document_id, draft.start, draft.end) for draft in found]
    assert len(set(places)) == len(places)
    inside = sorted(places)
    overlapping = [a for a, b in pairwise(inside) if a[0] == b[0] and b[1] < a[2]]
    assert overlapping == []


def test_a_few_are_spread_over_kinds_and_the_seed_tells_which() -> None:
    articles = list(own_articles().values())
    few = drafts(articles, 4)
    assert few == drafts(articles, 4)
    assert few != drafts(articles, 4, seed=1)
    assert max(sum(draft.document_id == article.id for draft in few) for article in articles) == 4
    assert len({draft.kind for draft in few}) >= 6


def test_what_a_document_is_about_is_not_asked_for() -> None:
    rare = "Sở Y tế khám bệnh cho 120 người dân của huyện Krông Bông."
    assert "huyện Krông Bông" in by_answer(drafts([Article("b.txt", rare, "Khám bệnh")]))
    assert "huyện Krông Bông" not in by_answer(drafts([Article("b.txt", rare, "Khám bệnh ở Krông Bông")]))
    often = " ".join([rare, *(f"Xã số {k} của Krông Bông có đường mới." for k in range(4))])
    assert "huyện Krông Bông" not in by_answer(drafts([Article("b.txt", often, "Khám bệnh")]))


# -- the file ----------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=40))
def test_a_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t"))
    assert restored(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["14/5", "1.115", "12%", "2023", "15,6", "12e4", "=1+1", "@SUM(A1)"])
def test_a_cell_that_a_spreadsheet_would_change_is_kept_as_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_what_a_person_puts_in_quotation_marks_stays() -> None:
    assert restored("'chợ nổi' là gì?") == "'chợ nổi' là gì?"


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "nhap.csv").mkdir()
    with pytest.raises(WrongUsage, match="Không ghi được"):
        draft_files.write(tmp_path / "nhap.csv", [])
    assert [path.name for path in tmp_path.iterdir()] == ["nhap.csv"]


def test_a_row_with_other_columns_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "nhap.csv"
    path.write_text(",".join(COLUMNS) + "\nx,Ai ký, và khi nào?,A\n", "utf-8")
    [row] = read(path)
    assert row.torn
    assert "số ô khác hàng tiêu đề" in importing.imported([row], {}).refused[0].reason


@pytest.mark.parametrize(
    ("word", "meant"), [("X", True), ("Có", True), ("co\u0301", True), ("không", False), ("?", None)]
)
def test_yes_and_no(tmp_path: Path, word: str, meant: bool | None) -> None:
    path = tmp_path / "nhap.csv"
    draft_files.write(path, [{**row_of(drafts([PAGE])[0]), "accepted": word}])
    assert [row.accepted for row in read(path)] == [meant]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    found = drafts([PAGE])
    path = tmp_path / "sâu" / "nhap.csv"
    draft_files.write(path, [row_of(replace(draft, question=f"={draft.question}, “vâng”\n")) for draft in found])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "a spreadsheet must see that it is UTF-8"
    rows = read(path)
    assert [row.cells["question"] for row in rows] == [f"={draft.question}, “vâng”" for draft in found]
    assert [row.cells["answer"] for row in rows] == [draft.answer for draft in found]
    assert all(row.accepted is False for row in rows)


def test_a_file_saved_with_semicolons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "nhap.csv"
    draft_files.write(path, [row_of(draft) for draft in drafts([PAGE], 2)])
    cells = read(path)
    path.write_text(
        ";".join(COLUMNS) + "\n" + "".join(";".join(f'"{row.cells[c]}"' for c in COLUMNS) + "\n" for row in cells),
        "utf-8",
    )
    assert [row.cells for row in read(path)] == [row.cells for row in cells]


@pytest.mark.parametrize(
    ("content", "told"), [(b"a,b\n1,2\n", "thiếu cột"), (b"\xff\xfe", "UTF-8"), (None, "Không đọc được")]
)
def test_another_file_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableDataset, match=told):
        read(path)


# -- importing ---------------------------------------------------------------------------------------------------------

DRAFT = by_answer(drafts([PAGE]))["15,6 tỷ đồng"]
ARTICLES = {PAGE.id: PAGE}


def row(accepted: bool | None = True, **changed: str) -> Row:
    return Row("dòng 2", accepted, {**row_of(DRAFT), "accepted": "x", **changed})


def taken(*rows: Row) -> importing.Imported:
    return importing.imported(rows, ARTICLES)


def test_an_accepted_draft_becomes_a_question() -> None:
    [question] = taken(row(), row(accepted=False)).questions
    assert (question["question"], question["context"], question["kind"]) == (DRAFT.question, TEXT, "money")
    assert question["answers"] == [{"text": "15,6 tỷ đồng", "start": DRAFT.start}]
    assert taken(row(accepted=False), row()).left_out == 1


@pytest.mark.parametrize(
    ("answer", "at"),
    [("15,6 tỷ", TEXT.index("15,6")), ("Tổng vốn", TEXT.index("Tổng vốn")), ("40 ha", TEXT.index("40 ha"))],
)
def test_an_edited_answer_is_found_again(answer: str, at: int) -> None:
    [question] = taken(row(answer=answer)).questions
    assert question["answers"] == [{"text": answer, "start": at}]


def test_an_edited_answer_stands_nearest_to_where_it_was() -> None:
    """A sentence may stand in a document twice, and a word twice in a sentence."""
    line = "Thôn Hạ có 12 hộ, thôn Thượng có 12 hộ mới."
    article = Article("hai.txt", f"{line} {line}", "Hai thôn")
    second = article.text.rindex("có 12")
    cells = {
        **row_of(DRAFT), "document_id": article.id, "text_sha256": article.text_sha256, "sentence": line, "answer": "12",
        "start": str(second),
    }  # fmt: skip
    [question] = importing.imported([Row("dòng 2", True, cells)], {article.id: article}).questions
    assert question["answers"] == [{"text": "12", "start": article.text.rindex("12")}]


def test_letters_and_marks_typed_apart_are_the_same_answer() -> None:
    [question] = taken(row(answer=unicodedata.normalize("NFD", "15,6 tỷ đồng"))).questions
    assert question["answers"] == [{"text": "15,6 tỷ đồng", "start": DRAFT.start}]


@pytest.mark.parametrize("start", ["²", "9" * 5000, "-1", "1.5"])
def test_a_place_that_is_no_number_is_no_place(start: str) -> None:
    [question] = taken(row(start=start)).questions
    assert question["answers"] == [{"text": "15,6 tỷ đồng", "start": DRAFT.start}]


def test_an_empty_answer_makes_a_question_that_cannot_be_answered() -> None:
    [question] = taken(row(answer="", question="Dự án nước sạch xong ngày nào?")).questions
    assert (question["answers"], question["is_impossible"], question["kind"]) == ([], True, "unanswerable")


def test_a_refusal_that_no_document_is_near_is_taken_too(tmp_path: Path) -> None:
    far = {"document_id": "", "origin": "", "text_sha256": "", "answer": "", "start": "", "kind": "unanswerable"}
    found = taken(row(), row(**far, question="Ai là vua Thái Lan?"))
    assert found.refused == ()
    importing.write(tmp_path / "bo.jsonl", found)
    dataset = load(tmp_path / "bo.jsonl")
    assert dataset.problems == ()
    told, never = dataset.items
    assert (told.context, never.context) == (TEXT, None)
    assert (never.question, never.answerable) == ("Ai là vua Thái Lan?", False)


BAD = [
    ({"answer": "99 tỷ đồng"}, "không có nguyên văn"),
    ({"answer": "xã", "start": "", "sentence": ""}, "đứng ở 3 chỗ"),
    ({"kind": "unanswerable"}, "loại là unanswerable"),
    ({"document_id": "", "text_sha256": ""}, "không có mã tài liệu"),
    ({"question": ""}, "chưa có câu hỏi"),
    ({"kind": "lạ"}, "loại 'lạ' không có"),
    ({"document_id": "0"}, "không còn trong kho"),
    ({"text_sha256": "0"}, "đã thay đổi"),
]


@pytest.mark.parametrize(("changed", "told"), BAD)
def test_a_bad_row_is_named_and_the_others_go_in(changed: dict[str, str], told: str) -> None:
    found = taken(row(**changed), row())
    assert len(found.questions) == 1
    [refused] = found.refused
    assert refused.place == "dòng 2"
    assert told in refused.reason


def test_a_word_that_is_neither_yes_nor_no_and_a_question_asked_twice_are_named() -> None:
    assert "ghi “x” để nhận" in taken(row(accepted=None)).refused[0].reason
    assert "đã có ở một dòng trước" in taken(row(), row()).refused[0].reason


def test_what_was_accepted_is_a_set_without_a_doubt(tmp_path: Path) -> None:
    found = taken(*(Row(f"dòng {k}", True, row_of(draft)) for k, draft in enumerate(drafts([PAGE]), 2)))
    importing.write(tmp_path / "bo.jsonl", found)
    dataset = load(tmp_path / "bo.jsonl")
    assert not dataset.problems
    assert [item.question for item in dataset.items] == [question["question"] for question in found.questions]
    assert json.loads((tmp_path / "bo.jsonl").read_text("utf-8").splitlines()[0])["id"] == "q0001"


# -- feedback ----------------------------------------------------------------------------------------------------------


def test_feedback_becomes_rows_of_the_same_file() -> None:
    said = [
        Feedback("1", "Vốn bao nhiêu?", "right", "15,6 tỷ đồng", None, PAGE.id),
        Feedback("2", "Trồng mấy ha?", "wrong", "12%", "40 ha", PAGE.id),
        Feedback("3", "Ai là vua?", "wrong", "Lê Văn Tám", None, PAGE.id),
        Feedback("4", "Ai ký?", "right", "không còn", None, "đã gỡ"),
    ]
    found = feedback.rows(said, ARTICLES)
    assert [(one["question"], one["answer"], one["accepted"]) for one in found] == [
        ("Vốn bao nhiêu?", "15,6 tỷ đồng", ""), ("Trồng mấy ha?", "40 ha", ""), ("Ai là vua?", "", ""), ("Ai ký?", "", ""),
    ]  # fmt: skip
    assert "12%" in found[1]["note"]
    assert "không thấy nguyên văn trong tài liệu: không còn" in found[3]["note"]
    assert [one["kind"] for one in found] == ["money", "number", "person", "person"]
    accepted = [Row("dòng", True, one) for one in found[:3]]
    assert len(importing.imported(accepted, ARTICLES).questions) == 3


def test_feedback_keeps_the_place_and_the_hash_that_were_cited() -> None:
    twice = Article("hai.txt", "Thôn Hạ có 12 hộ. Thôn Thượng có 12 hộ.", "Hai thôn")
    at = twice.text.rindex("12 hộ")
    told = Feedback("1", "Thôn Thượng có mấy hộ?", "right", "12 hộ", None, twice.id, at, at + 5, twice.text_sha256)
    stale = replace(told, text_sha256="0" * 64)
    first, second = feedback.rows([told, stale], {twice.id: twice})
    assert (first["start"], first["end"]) == (str(at), str(at + 5))
    [question] = importing.imported([Row("dòng 2", True, first)], {twice.id: twice}).questions
    assert question["answers"] == [{"text": "12 hộ", "start": at}]
    assert "đã thay đổi" in importing.imported([Row("dòng 3", True, second)], {twice.id: twice}).refused[0].reason


def test_a_refusal_that_was_right_makes_a_question_that_cannot_be_answered() -> None:
    [right] = feedback.rows([Feedback("1", "Ai là vua?", "right", None, None, PAGE.id)], ARTICLES)
    assert (right["answer"], right["kind"]) == ("", "unanswerable")
