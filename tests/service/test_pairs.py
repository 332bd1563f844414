"""The hand-written pairs: their checker, and that the committed ones are sound, many enough and not those of eval/."""

import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.fold import fold
from corpus.text.syllables import tokens
from eval import acceptance
from eval.dataset import load, own_articles
from service.reader.training.pairs import PAIRS, Pair, UnsoundPairs, cuts_a_word, main, nth_find, read, read_all

SHARED = Path(__file__).resolve().parents[3] / "shared"
RUN = 12  # syllables in a row that two texts share only if one was copied from the other

CONTEXT = "Xã lắp 17 km đường ống. Năm sau xã lắp thêm 17 km đường ống và xây chín bể chứa. " + "Bà con mừng lắm. " * 8
Item = dict[str, object]


def item(**changed: object) -> Item:
    return {"question": "Xã xây mấy bể?", "answer": "chín bể chứa", "kind": "number", **changed}


def written(folder: Path, *items: Item, name: str = "a.jsonl", **changed: object) -> Path:
    row = {"id": "thu-001", "genre": "tin tức", "context": CONTEXT, "questions": items, **changed}
    path = folder / name
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_sound_pairs_come_out_in_order(tmp_path: Path) -> None:
    near = item(question="Xã xây mấy cầu?", answer=None, kind="near-miss")
    second = item(question="Năm sau lắp thêm bao nhiêu?", answer="17 km", occurrence=2)
    pairs = list(read(written(tmp_path, item(), near, second)))
    assert pairs[0] == Pair(
        "thu-001-1", "thu-001", "tin tức", CONTEXT, "Xã xây mấy bể?", "number", "chín bể chứa", CONTEXT.index("chín bể")
    )
    assert (pairs[1].answer, pairs[1].start) == (None, None)
    assert pairs[2].start == CONTEXT.rindex("17 km")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"question": " "}, "needs a question and a known kind"),
        ({"question": 7}, "needs a question"),
        ({"kind": "weight"}, "known kind"),
        ({"kind": None}, "known kind"),
        ({"answer": None}, "'near-miss' and a null answer go together"),
        ({"kind": "near-miss"}, "'near-miss' and a null answer go together"),
        ({"answer": 9}, "the answer is no text"),
        ({"answer": "17 km", "occurrence": "2"}, "the answer is no text"),
        ({"answer": "mười bể"}, "not verbatim"),
        ({"answer": "Chín bể chứa"}, "not verbatim"),
        ({"answer": ""}, "not verbatim"),
        ({"answer": "chín bể "}, "not verbatim"),
        ({"occurrence": 2}, "not verbatim"),
        ({"answer": "17 km", "occurrence": 0}, "not verbatim"),
        ({"answer": "hín bể"}, "cuts a word"),
        ({"answer": "chín b"}, "cuts a word"),
        ({"answer": "7 km", "occurrence": 1}, "cuts a word"),
        ({"answer": "17 km"}, "stands more than once"),
    ],
)
def test_an_unsound_question_is_named(tmp_path: Path, changed: Item, told: str) -> None:
    with pytest.raises(UnsoundPairs) as caught:
        list(read(written(tmp_path, item(question="Bể nào?"), item(**changed))))
    assert told in str(caught.value)
    assert str(caught.value).startswith("a.jsonl:1 question 2")


@pytest.mark.parametrize("missing", ["question", "answer", "kind"])
def test_a_question_without_a_field_is_named(tmp_path: Path, missing: str) -> None:
    broken = {name: value for name, value in item().items() if name != missing}
    with pytest.raises(UnsoundPairs):
        list(read(written(tmp_path, broken)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"genre": "thơ"}, "unknown genre"),
        ({"context": CONTEXT[:199]}, "200 to 2,000 characters, this one 199"),
        ({"context": CONTEXT * 10}, "200 to 2,000 characters"),
        ({"context": unicodedata.normalize("NFD", CONTEXT)}, "not NFC"),
    ],
)
def test_an_unsound_passage_is_named(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    with pytest.raises(UnsoundPairs, match=r"^a\.jsonl:1: ") as caught:
        list(read(written(tmp_path, item(), name="a.jsonl", **changed)))
    assert told in str(caught.value)


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"id": "x", "genre": "tin tức", "context": "…"}'])
def test_a_line_that_is_no_passage_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, item())
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(UnsoundPairs, match=r"^a\.jsonl:2: not a passage"):
        list(read(path))


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 7},
        {"id": ""},
        {"context": 7},
        {"genre": ["tin tức"]},
        {"questions": {}},
        {"questions": ["Ai?"]},
        {"questions": None},
    ],
)
def test_fields_of_a_wrong_type_are_named(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(UnsoundPairs, match=r"^a\.jsonl:1"):
        list(read(written(tmp_path, item(), name="a.jsonl", **changed)))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(UnsoundPairs, match=r"^a\.jsonl"):
        read_all(tmp_path)


def test_an_id_is_used_once_over_all_files(tmp_path: Path) -> None:
    written(tmp_path, item())
    written(tmp_path, item(), name="b.jsonl", context=f"Mở đầu. {CONTEXT}")
    with pytest.raises(UnsoundPairs, match="id thu-001-1 is used 2 times"):
        read_all(tmp_path)


def test_a_passage_is_asked_the_same_once(tmp_path: Path) -> None:
    written(tmp_path, item(), item())
    with pytest.raises(UnsoundPairs, match="asked twice"):
        read_all(tmp_path)


def test_a_passage_is_in_the_files_once(tmp_path: Path) -> None:
    written(tmp_path, item())
    written(tmp_path, item(question="Xã xây bao nhiêu bể?"), name="b.jsonl", id="thu-002")
    with pytest.raises(UnsoundPairs):
        read_all(tmp_path)


def test_the_command_tells_the_counts_or_the_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["pairs", str(tmp_path)])
    written(tmp_path, item())
    assert main() == 0
    assert "1 pairs over 1 passages" in capsys.readouterr().out
    written(tmp_path, item(answer="mười bể"))
    assert main() == 1
    assert "a.jsonl:1 question 1" in capsys.readouterr().err


@given(st.text("ab", max_size=20), st.text("ab", min_size=1, max_size=3), st.integers(1, 5))
@settings(deadline=None)
def test_the_nth_place(text: str, part: str, occurrence: int) -> None:
    places = [at for at in range(len(text)) if text.startswith(part, at)]
    assert nth_find(text, part, occurrence) == (places[occurrence - 1] if occurrence <= len(places) else -1)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("17 km", False), ("7 km", True), ("1", True), ("Xã", False), ("X", True), ("ống.", False), ("lắp ", False)],
)
def test_words_are_not_cut(answer: str, expected: bool) -> None:
    at = CONTEXT.index(answer)
    assert cuts_a_word(CONTEXT, at, at + len(answer)) is expected


# -- the committed pairs -----------------------------------------------------------------------------------------------


@cache
def committed() -> list[Pair]:
    return read_all()


def passages(split: str | None = None) -> dict[str, str]:
    return {pair.passage_id: pair.context for pair in committed() if split in (None, pair.split)}


def key(text: str) -> str:
    return " ".join(token.text for token in tokens(fold(unicodedata.normalize("NFC", text))))


def runs(text: str) -> set[tuple[str, ...]]:
    words = key(text).split()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def all_runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    return {run for text in texts for run in runs(text)}


def test_there_are_enough() -> None:
    assert len(committed()) >= 1500
    assert len(passages()) >= 200
    assert sum(pair.answer is None for pair in committed()) >= 400
    assert len({pair.genre for pair in committed()}) == 9
    shares = [pair.split == "dev" for pair in committed()]
    assert 0.05 < sum(shares) / len(shares) < 0.2


def test_every_answer_is_in_its_passage() -> None:
    for pair in committed():
        if pair.answer is not None:
            assert pair.start is not None, pair.id
            assert pair.context[pair.start : pair.start + len(pair.answer)] == pair.answer, pair.id


def test_passages_are_different_and_in_one_split() -> None:
    by_context = {(pair.context, pair.passage_id) for pair in committed()}
    assert len(by_context) == len({context for context, _ in by_context}) == len({name for _, name in by_context})
    splits = {(pair.passage_id, pair.split) for pair in committed()}
    assert len(splits) == len({name for name, _ in splits})


def test_training_passages_share_no_wording_with_those_held_out() -> None:
    trained, held_out = passages("train").values(), passages("dev").values()
    assert not all_runs(trained) & all_runs(held_out)


def test_no_question_of_the_evaluation_is_trained_on() -> None:
    trained = {key(pair.question) for pair in committed()}
    asked = {key(gold.question) for gold in load()}
    for name in ("acceptance", "acceptance_fresh", "acceptance_third", "acceptance_fourth"):
        asked |= {key(each.question) for each in acceptance.load(acceptance.QUESTIONS.with_name(f"{name}.jsonl"))}
    assert len(asked) > 800
    assert not trained & asked


def test_no_passage_is_copied_from_the_corpus() -> None:
    corpus = all_runs(f"{article.title}\n{article.text}" for article in own_articles().values())
    copied = {name for name, context in passages().items() if runs(context) & corpus}
    assert copied == set()


@pytest.mark.skipif(not SHARED.exists(), reason="the pages lie beside the checkout of those who build it only")
def test_no_passage_is_copied_from_the_pages() -> None:
    pages = all_runs(path.read_text(encoding="utf-8") for path in (SHARED / "articles").glob("*.txt"))
    assert len(pages) > 1000
    copied = {name for name, context in passages().items() if runs(context) & pages}
    assert copied == set()


def test_every_file_is_read() -> None:
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in PAIRS.iterdir())
    assert lines == len(passages())
