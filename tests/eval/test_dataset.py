"""The checker of questions: what is unsound is named, and nothing else is refused."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Article
from eval import dataset
from eval.dataset import Gold, bind, load, own_articles
from eval.errors import UnsoundQuestion

ARTICLES = {
    "nuoc.md": Article(
        "nuoc.md", "Xã lắp 17 km đường ống. Năm sau xã lắp thêm 17 km đường ống và xây chín bể.", "Nước"
    ),
    "qua.md": Article("qua.md", "Hội trao 120 suất quà.", "Quà"),
}
Row = dict[str, object]


def row(**changed: object) -> Row:
    """A sound row, with fields changed; a field that is ``...`` is left out."""
    sound: Row = {
        "id": "q1", "question": "Xã xây mấy bể?", "kind": "number", "tags": ["typo"], "article": "nuoc.md", "answer": "chín bể",
        "accept": ["9 bể"], "sha256": ARTICLES["nuoc.md"].text_sha256,
    }  # fmt: skip
    return {name: value for name, value in {**sound, **changed}.items() if value is not ...}


def off_topic(**changed: object) -> Row:
    sound: Row = {"id": "q2", "question": "Ai là vua?", "kind": "unanswerable", "tags": ["off-topic"], "answer": None}
    return {name: value for name, value in {**sound, **changed}.items() if value is not ...}


def written(folder: Path, rows: Sequence[object]) -> Path:
    path = folder / "q.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), encoding="utf-8")
    return path


def loaded(folder: Path, *rows: object) -> list[Gold]:
    return load(written(folder, rows), ARTICLES)


def test_sound_questions_come_out_in_order(tmp_path: Path) -> None:
    near = off_topic(id="q3", question="Xã xây mấy cầu?", tags=["near-miss"], article="nuoc.md")
    first, second, third = loaded(tmp_path, row(), off_topic(), near)
    assert first == Gold(
        "q1", "Xã xây mấy bể?", "number", frozenset({"typo"}), "nuoc.md", "chín bể", ("9 bể",),
        ARTICLES["nuoc.md"].text.index("chín bể"),
    )  # fmt: skip
    assert (first.answerable, first.answers) == (True, ("chín bể", "9 bể"))
    assert (second.answerable, second.answers, second.start, second.article) == (False, (), None, None)
    assert (third.answerable, third.article) == (False, "nuoc.md")


@pytest.mark.parametrize(("occurrence", "place"), [(1, 0), (2, 1)])
def test_the_place_is_the_one_that_is_named(tmp_path: Path, occurrence: int, place: int) -> None:
    [gold] = loaded(tmp_path, row(answer="17 km đường ống", occurrence=occurrence))
    text = ARTICLES["nuoc.md"].text
    places = [at for at in range(len(text)) if text.startswith("17 km đường ống", at)]
    assert gold.start == places[place]


def test_what_may_be_left_out_may_be_left_out(tmp_path: Path) -> None:
    [gold] = loaded(tmp_path, row(tags=..., accept=...))
    assert (gold.tags, gold.accept, gold.also, gold.history) == (frozenset(), (), frozenset(), ())


def test_other_articles_and_earlier_turns(tmp_path: Path) -> None:
    turns = [{"question": "Xã làm gì?", "answer": "Lắp ống"}]
    [gold] = loaded(tmp_path, row(also=["qua.md"], history=turns, tags=["follow-up"]))
    assert (gold.also, gold.history) == (frozenset({"qua.md"}), (("Xã làm gì?", "Lắp ống"),))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"id": ...}, "has no id"),
        ({"id": ""}, "has no id"),
        ({"id": 7}, "has no id"),
        ({"question": ...}, "has no question"),
        ({"question": " "}, "has no question"),
        ({"question": ["?"]}, "has no question"),
        ({"kind": ...}, "unknown kind None"),
        ({"kind": "weight"}, "unknown kind 'weight'"),
        ({"tags": ["funny"]}, "unknown tags"),
        ({"tags": "typo"}, "unknown tags"),
        ({"accept": "9"}, "accept is no list of texts"),
        ({"accept": [9]}, "accept is no list of texts"),
        ({"answer": None}, "only that, has a null answer"),
        ({"answer": ...}, "only that, has a null answer"),
        ({"kind": "unanswerable"}, "only that, has a null answer"),
        ({"article": "kho.md"}, "no article 'kho.md'"),
        ({"article": None}, "names no article"),
        ({"article": ...}, "names no article"),
        ({"answer": "mười bể"}, "not verbatim in nuoc.md"),
        ({"answer": "Chín bể"}, "not verbatim in nuoc.md"),
        ({"answer": "120 suất quà"}, "not verbatim in nuoc.md"),  # but in the other article
        ({"answer": "chi\u0301n be\u0309"}, "no NFC text"),
        ({"answer": 9}, "no NFC text"),
        ({"sha256": "0" * 64}, "is stale: nuoc.md has changed"),
        ({"sha256": ...}, "is stale"),
        ({"answer": "17 km"}, "stands 2 times in nuoc.md; say which"),
        ({"answer": "17 km", "occurrence": 3}, "stands only 2 times"),
        ({"occurrence": 2}, "stands only 1 times"),
        ({"also": ["kho.md"]}, "unknown articles in also"),
        ({"history": "Xã làm gì?"}, "history is no list"),
    ],
)
def test_what_is_unsound_is_named(tmp_path: Path, changed: Row, told: str) -> None:
    with pytest.raises(UnsoundQuestion) as caught:
        loaded(tmp_path, off_topic(), row(**changed))
    assert told in str(caught.value)
    assert str(caught.value).startswith("q.jsonl:2 ("), "the line is named"


@pytest.mark.parametrize(
    "changed",
    [
        {"answer": "17 km", "occurrence": 0},
        {"answer": "17 km", "occurrence": -1},
        {"answer": "17 km", "occurrence": "last"},
        {"answer": "", "occurrence": 1},
        {"kind": ["number"]},
        {"tags": [["typo"]]},
        {"article": ["nuoc.md"]},
        {"also": [["qua.md"]]},
        {"history": [{"question": "Xã làm gì?"}]},
        {"history": ["Xã làm gì?"]},
        {"occurrence": True},
        {"accept": [""]},
    ],
)
def test_what_else_is_unsound_is_named(tmp_path: Path, changed: Row) -> None:
    with pytest.raises(UnsoundQuestion, match=r"^q\.jsonl:1 "):
        loaded(tmp_path, row(**changed))


def test_a_near_miss_is_stale_with_its_article(tmp_path: Path) -> None:
    near = off_topic(tags=["near-miss"], article="nuoc.md", sha256="0" * 64)
    with pytest.raises(UnsoundQuestion, match=r"is stale: nuoc\.md has changed"):
        loaded(tmp_path, near)
    assert loaded(tmp_path, {**near, "sha256": ARTICLES["nuoc.md"].text_sha256})


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(UnsoundQuestion, match="id q1 is used 2 times"):
        loaded(tmp_path, row(), row(question="Xã xây bao nhiêu bể?"))


def test_a_question_is_asked_once(tmp_path: Path) -> None:
    with pytest.raises(UnsoundQuestion, match="asked twice"):
        loaded(tmp_path, row(), row(id="q9", question="XÃ xây  mấy bể?"))
    turns = [{"question": "Xã làm gì?", "answer": "Lắp ống"}]
    assert len(loaded(tmp_path, row(), row(id="q9", history=turns))) == 2, "behind other turns it is another question"


@pytest.mark.parametrize("line", ['{"id": "q1"', "", "[]", '"q1"', "null"])
def test_what_is_no_question_at_all_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f"{json.dumps(off_topic())}\n{line}\n{json.dumps(off_topic(id='q3'))}\n", encoding="utf-8")
    with pytest.raises(UnsoundQuestion, match=r"^q\.jsonl:2"):
        load(path, ARTICLES)


def test_the_split_is_that_of_the_article() -> None:
    def gold(name: str, article: str | None) -> Gold:
        return Gold(name, "?", "fact", frozenset(), article, None, (), None)

    # Never another on any machine: what was measured on test must not become dev.
    assert [gold("q", f"{k}.md").split for k in range(6)] == ["test", "dev", "dev", "dev", "test", "test"]
    assert len({gold(f"q{k}", "nuoc.md").split for k in range(20)}) == 1
    assert {gold(f"q{k}", None).split for k in range(20)} == {"dev", "test"}


def test_binding_writes_what_the_articles_are_now_and_nothing_else(tmp_path: Path) -> None:
    articles = own_articles()
    rows = [json.loads(line) for line in dataset.QUESTIONS.read_text(encoding="utf-8").splitlines()[:5]]
    rows.append(off_topic())
    path = written(tmp_path, [{**rows[0], "sha256": "0" * 64}, *rows[1:]])
    with pytest.raises(UnsoundQuestion, match="stale"):
        load(path, articles)
    assert bind(path) == 1
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == rows
    assert len(load(path, articles)) == 6
    assert bind(path) == 0


def test_every_fault_is_named_and_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two articles changed: all their questions are stale, and no others."""
    articles, golds = own_articles(), load()
    asked = Counter(gold.article for gold in golds if gold.answerable)
    changed = [name for name, _ in asked.most_common(2)]
    for name in changed:
        articles[str(name)] = replace(articles[str(name)], text=articles[str(name)].text + " Thêm.")
    monkeypatch.setattr(dataset, "own_articles", lambda: articles)
    monkeypatch.setattr(sys, "argv", ["dataset"])
    assert dataset.main() == 1
    said = capsys.readouterr()
    *lines, count = said.err.splitlines()
    stale = {gold.id for gold in golds if gold.article in changed and gold.answerable}
    assert len(stale) >= 4
    named = {line.split("(")[1].split(")")[0] for line in lines}
    near = {gold.id for gold in golds if gold.article in changed and not gold.answerable}
    assert stale <= named <= stale | near
    assert all("is stale" in line for line in lines)
    assert count == f"{len(lines)} faults"
    assert said.out == ""


def test_faults_of_all_kinds_are_found_beside_what_is_sound(tmp_path: Path) -> None:
    rows = [row(kind="lạ"), off_topic(), row(answer="mười bể"), row(), off_topic(id="q1", question="Ai là chúa?")]
    found, unsound = dataset.checked(written(tmp_path, rows), ARTICLES)
    assert [gold.question for gold in found] == ["Ai là vua?", "Xã xây mấy bể?", "Ai là chúa?"]
    assert [str(fault).split(": ")[0] for fault in unsound] == ["q.jsonl:1 (q1)", "q.jsonl:3 (q1)", "q.jsonl"]
    assert "id q1 is used 2 times" in str(unsound[2])


@pytest.mark.parametrize("arguments", [[], ["--bind"]])
def test_a_file_of_no_questions_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (tmp_path / "q.jsonl").write_text("{", "utf-8")
    monkeypatch.setattr(dataset, "QUESTIONS", tmp_path / "q.jsonl")
    monkeypatch.setattr(dataset.bind, "__defaults__", (tmp_path / "q.jsonl",))
    monkeypatch.setattr(sys, "argv", ["dataset", *arguments])
    assert dataset.main() == 1
    first, count = capsys.readouterr().err.splitlines()
    assert first.startswith("q.jsonl:1: not JSON")
    assert count == "1 faults"


def test_own_articles_are_all_files_by_name() -> None:
    found = own_articles()
    assert sorted(found) == sorted(path.name for path in dataset.ARTICLES.glob("*.md"))
    assert all(article.origin == name and article.text for name, article in found.items())
