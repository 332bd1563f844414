"""The libraries kept aside: nothing of them is fitted on, and the table counts what was said."""

from pathlib import Path

import pytest

from eval import unseen
from eval.dataset import LIBRARIES, libraries, load, own_articles
from eval.unseen import UNSEEN, asked, row, table
from index.encoder import FakeEncoder
from service.settings import Settings
from tests.eval.test_libraries import runs, words
from tests.service.scripted import Page, ScriptedReader

VILLAGES = {"a": "Bản Huổi có 12 hộ.", "b": "Bản Nậm có 30 hộ.", "c": "Bản Phiêng có 7 hộ."}
QUESTIONS = """
{"id": "1", "question": "Bản Huổi có bao nhiêu hộ?", "kind": "number", "article": "a.md", "answer": "12 hộ", "sha256": "%(a)s"}
{"id": "2", "question": "Bản Nậm có bao nhiêu hộ?", "kind": "number", "tags": ["paraphrase"], "article": "b.md", "answer": "30 hộ", "sha256": "%(b)s"}
{"id": "3", "question": "Bản Phiêng có bao nhiêu người?", "kind": "unanswerable", "tags": ["near-miss"], "article": "c.md", "answer": null, "sha256": "%(c)s"}
{"id": "4", "question": "Giá xăng hôm nay bao nhiêu?", "kind": "unanswerable", "tags": ["off-topic"], "answer": null}
"""  # 1 is told, 2 refused, 3 answered though nothing tells


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one small library."""
    articles = tmp_path / "ban" / "articles"
    articles.mkdir(parents=True)
    for name, text in VILLAGES.items():
        (articles / f"{name}.md").write_text(f"---\ntitle: Bản {name}\ndate: 2024-01-02\n---\n\n{text}\n", "utf-8")
    hashes = {name[0]: article.text_sha256 for name, article in own_articles(articles).items()}
    (tmp_path / "ban" / "questions.jsonl").write_text((QUESTIONS % hashes).lstrip(), "utf-8")
    return tmp_path


def test_every_question_is_asked_over_its_own_library(folder: Path, tmp_path: Path) -> None:
    reader = ScriptedReader(
        [
            Page("a.md", VILLAGES["a"], "12 hộ", 0.9),
            Page("b.md", VILLAGES["b"], "30 hộ", 0.2),
            Page("c.md", VILLAGES["c"], "7 hộ", 0.8),
        ]
    )

    class ByName(ScriptedReader):
        """Finds only what the question names."""

        def read(self, question, evidence):  # type: ignore[no-untyped-def]
            return [one for one in reader.read(question, evidence) if one.quote.split()[1] in question.text]

    settings = Settings(data_dir=tmp_path / "data", answer_threshold=0.5)
    ((name, scored),) = asked(folder, settings=settings, encoder=FakeEncoder(), reader=ByName([]))
    assert name == "ban"
    assert [(one.gold.id, one.answer) for one in scored] == [("1", "12 hộ"), ("2", None), ("3", "7 hộ"), ("4", None)]
    told = table({name: scored}).splitlines()
    assert told[2] == "| all | 2 + 2 | 1.000 | 1.000 | 1.000 | 0.500 | 0.500 | 0.500 |"
    assert told[3] == "| ban | 2 + 2 | 1.000 | 1.000 | 1.000 | 0.500 | 0.500 | 0.500 |"
    assert "| #paraphrase | 1 + 0 | 1.000 | 1.000 | 1.000 | 0.000 | – | – |" in told
    assert "| #off-topic | 0 + 1 | – | – | – | – | – | 1.000 |" in told
    assert "answered (of answerable) 0.500 (" in told[-1]


def test_nothing_asked_is_a_row_without_figures() -> None:
    assert row("none", []) == "| none | 0 + 0 | – | – | – | – | – | – |"


def test_nothing_of_what_is_kept_aside_is_fitted_on() -> None:
    """Neither a library by its name, nor a question, nor a stretch of an article."""
    kept, fitted = list(libraries(UNSEEN)), list(libraries(LIBRARIES))
    assert len(kept) == 3
    assert not {name for name, _, _ in kept} & {name for name, _, _ in fitted}
    questions = [" ".join(words(gold.question)) for _, golds, _ in (*kept, *fitted) for gold in golds]
    questions += [" ".join(words(gold.question)) for gold in load() if not gold.history]
    aside = questions[: sum(len(golds) for _, golds, _ in kept)]
    assert [question for question in aside if questions.count(question) > 1] == []
    others = set[tuple[str, ...]]().union(
        *(runs(article.text) for _, _, articles in fitted for article in articles.values()),
        *(runs(article.text) for article in own_articles().values()),
    )
    own = {run for _, _, articles in kept for article in articles.values() for run in runs(article.text)}
    assert sorted(" ".join(run) for run in own & others) == []


def test_the_libraries_kept_aside_are_like_those_that_are_fitted_on() -> None:
    for name, golds, articles in libraries(UNSEEN):
        assert len(articles) >= 12, name
        assert 0.25 < sum(not gold.answerable for gold in golds) / len(golds) < 0.45, name
        assert {gold.article for gold in golds if gold.answerable} == set(articles), name


def test_the_command_prints_the_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(unseen, "asked", lambda folder: iter([(str(folder), [])]))
    unseen.main(Path("kho"))
    assert "| kho | 0 + 0 |" in capsys.readouterr().out
