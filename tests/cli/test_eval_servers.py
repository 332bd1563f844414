"""`trich eval` over one's own library and over servers, and what is refused before anything is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

import eval.own
import eval.squad_run
from corpus.records import Article
from corpus.store import Store
from eval import partial, remote
from eval.dataset import Gold, load, own_articles
from index.encoder import FakeEncoder
from tests.cli.commands import HOW_MANY, Result, Trich
from tests.eval.scripted import REFUSAL, Said, Script, scripted
from tests.support import server, service

VISITORS = "Lễ hội cà phê lần thứ 9 đón bao nhiêu lượt khách?"
NEVER = "Quốc vương Bhutan tên gì?"


@pytest.fixture(autouse=True)
def small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """For sets too."""

    def encoder(*_: object, **__: object) -> FakeEncoder:
        return FakeEncoder()

    monkeypatch.setattr(eval.squad_run, "open_encoder", encoder)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Gold]:
    """Five of the repository's test questions stand for all of them."""
    golds = [gold for gold in load() if gold.split == "test" and not gold.history][:5]
    monkeypatch.setattr(eval.own, "load", lambda articles: golds)
    return golds


@pytest.fixture
def dataset(filled: Trich, tmp_path: Path) -> Path:
    """A set as importing makes it, about the festival's document; that does not tell of the park, and nothing of a king."""
    store = Store(tmp_path / "data" / "trich.sqlite")
    text = store.find("le-hoi.md")[0].article.text
    store.close()
    answer = {"text": "112.000 lượt khách", "start": text.index("112.000")}
    rows = [
        {"id": "a", "question": VISITORS, "context": text, "answers": [answer], "is_impossible": False},
        {"id": "b", "question": HOW_MANY, "context": text, "answers": [], "is_impossible": True},
        {"id": "c", "question": NEVER, "answers": [], "is_impossible": True},
    ]
    path = tmp_path / "bo.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def result(folder: Path) -> dict[str, Any]:
    """What a run wrote."""
    found: dict[str, Any] = json.loads((folder / "result.json").read_text("utf-8"))
    return found


def one_line(said: Result, *words: str) -> None:
    """It ended with 1 and one line that has these words."""
    assert said.code == 1
    [line] = said.err.splitlines()
    assert all(word in line for word in words), line
    assert said.out == ""


# -- a set over one's own library --------------------------------------------------------------------------------------


def test_a_set_is_asked_over_the_whole_library_here_and_on_a_server(
    filled: Trich, dataset: Path, tmp_path: Path
) -> None:
    run = ["eval", "run", "--dataset", dataset, "--mode"]
    assert filled(*run, "open", "--out", tmp_path / "rieng").code == 0
    said = filled(*run, "library", "--out", tmp_path / "kho")
    assert said.code == 0, said.err
    with service(tmp_path / "data", answer_threshold=0.0) as running, server(running) as url:
        said = filled(*run, "library", "--url", url, "--out", tmp_path / "may")
        assert said.code == 0, said.err
    alone, here, there = (result(tmp_path / name) for name in ("rieng", "kho", "may"))
    quotes = [{row["id"]: str(row["quote"]) for row in one["questions"]} for one in (alone, here, there)]
    assert "42 dự án" not in quotes[0]["b"]
    assert "42 dự án" in quotes[1]["b"], "another document of the library tells"
    assert quotes[2] == quotes[1]
    assert str(here["about"]["searched"]).startswith("ingested documents")
    assert (there["about"]["url"], there["about"]["documents"]) == (url, "2")
    assert here["about"]["mode"] == there["about"]["mode"] == "library"
    figures = [{figure["name"]: figure["value"] for figure in one["figures"]} for one in (here, there)]
    assert (figures[0]["right context recall@1"], figures[0]["right context cited"]) == (1.0, 1.0)
    assert figures[1] == pytest.approx(figures[0], abs=1e-4)  # HTTP rounds confidence


def test_an_empty_library_says_what_to_do(trich_in: Trich, tmp_path: Path) -> None:
    (tmp_path / "bo.csv").write_text("question,answer\nAi ký?,\n", "utf-8")
    said = trich_in("eval", "run", "--dataset", "bo.csv", "--mode", "library", "--out", tmp_path / "diem")
    assert said.code == 1
    assert "trich ingest" in said.err.splitlines()[-1]


@pytest.mark.parametrize("mode", ["open", "reading"])
def test_a_server_is_asked_over_its_own_documents_alone(
    filled: Trich, dataset: Path, tmp_path: Path, mode: str
) -> None:
    script = Script()
    with scripted(script) as url:
        out = tmp_path / "diem"
        said = filled("eval", "run", "--dataset", dataset, "--mode", mode, "--url", url, "--out", out)
    one_line(said, "--url", "--mode library")
    assert script.heard == []
    assert not out.exists(), "nothing is made for a command that cannot run"


def test_questions_of_a_set_that_a_server_breaks_off_are_wrong_and_asked_again(
    filled: Trich, dataset: Path, tmp_path: Path
) -> None:
    script = Script(answer=lambda question: REFUSAL.broken_off if question in {HOW_MANY, VISITORS} else REFUSAL)
    with scripted(script) as url:
        command = ["eval", "run", "--dataset", dataset, "--mode", "library", "--url", url, "--out", tmp_path / "diem"]
        said = filled(*command)
        assert said.code == 1
        assert "Traceback" not in said.err
        assert "2 câu máy chủ không trả lời; câu đầu tiên, a: không nhận được câu trả lời: máy chủ ngắt" in said.err
        rows = {row["id"]: row for row in result(tmp_path / "diem")["questions"]}
        assert {name: (row["right"], row["lost_in"]) for name, row in rows.items()} == {
            "a": (False, "request"), "b": (False, "request"), "c": (True, None),
        }  # fmt: skip
        assert (tmp_path / "diem" / partial.NAME).exists()

        script.answer = lambda _: REFUSAL
        script.heard.clear()
        said = filled(*command)
    assert said.code == 0, said.err
    assert [heard for heard in script.heard if not heard.startswith("/")] == [VISITORS, HOW_MANY]
    assert not (tmp_path / "diem" / partial.NAME).exists()


# -- the repository's questions, asked of a server ---------------------------------------------------------------------


def test_answers_before_and_after_one_that_is_broken_off_are_kept(
    trich_in: Trich, few: list[Gold], tmp_path: Path
) -> None:
    broken = few[2].question
    script = Script(answer=lambda question: REFUSAL.broken_off if question == broken else REFUSAL)
    with scripted(script) as url:
        command = ["eval", "run", "--url", url, "--workers", "1", "--out", tmp_path / "diem"]
        said = trich_in(*command)
        assert said.code == 1
        assert "Traceback" not in said.err
        assert f"1 câu không hỏi được, tính là sai; câu đầu tiên, {few[2].id}: " in said.err
        assert f"Máy chủ không có {len(own_articles())}/" in said.err
        kept = (tmp_path / "diem" / remote.NAME).read_text("utf-8").splitlines()
        assert len(kept) == len(few)  # one line for what was measured, one less for the question that failed
        stages = {row["id"]: row["lost_in"] for row in result(tmp_path / "diem")["questions"]}
        assert [name for name, stage in stages.items() if stage == "request"] == [few[2].id]

        script.answer = lambda _: REFUSAL
        script.heard.clear()
        said = trich_in(*command)
    assert said.code == 0, said.err
    assert [heard for heard in script.heard if not heard.startswith("/")] == [broken]
    assert not (tmp_path / "diem" / remote.NAME).exists()


@pytest.mark.parametrize(
    "documents", [Said.of({}, 500), Said.of({"documents": []}).broken_off, Said.of({"items": []}), Said.of([])]
)
def test_a_server_that_does_not_list_its_documents_is_told_in_a_line(
    trich_in: Trich, few: list[Gold], documents: Said
) -> None:
    with scripted(Script(documents)) as url:
        one_line(trich_in("eval", "run", "--url", url), url)


@pytest.mark.parametrize("url", ["http://[", "http://127.0.0.1:abc"])
def test_what_is_no_address_is_told_in_a_line(trich_in: Trich, url: str) -> None:
    one_line(trich_in("eval", "run", "--url", url), url, "http://máy:cổng")


# -- before anything is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["own", "set", "score"])
def test_results_are_not_written_into_a_file(filled: Trich, dataset: Path, tmp_path: Path, of: str) -> None:
    script, out = Script(), tmp_path / "diem"
    out.write_text("của tôi", "utf-8")
    (tmp_path / "p.json").write_text("{}", "utf-8")
    with scripted(script) as url:
        arguments = {
            "own": ["run", "--url", url],
            "set": ["run", "--dataset", dataset, "--mode", "library", "--url", url],
            "score": ["score", tmp_path / "p.json", "--dataset", dataset],
        }[of]
        one_line(filled("eval", *arguments, "--out", out), "--out", str(out))
    assert script.heard == []
    assert out.read_text("utf-8") == "của tôi"


@pytest.mark.parametrize("command", ["run", "guard"])
def test_questions_that_a_changed_article_made_stale_are_told_in_a_line(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    articles = own_articles()
    name = next(gold.article for gold in load(articles=articles) if gold.answerable)
    old = articles[str(name)]
    articles[str(name)] = Article(old.origin, f"{old.text} Thêm.", old.title)
    monkeypatch.setattr(eval.own, "own_articles", lambda: articles)
    one_line(trich_in("eval", command), "is stale", str(name))


# -- the guard ---------------------------------------------------------------------------------------------------------


def test_the_guard_fails_where_something_fell_and_names_another_reader(
    trich_in: Trich, few: list[Gold], tmp_path: Path
) -> None:
    path = tmp_path / "moc.json"
    assert trich_in("eval", "guard", "--update", "--baseline", path).code == 0
    said = trich_in("eval", "guard", "--baseline", path)
    assert (said.code, said.err) == (0, ""), "the same again"
    assert "| confidence |" in said.out
    assert "FELL" not in said.out

    saved = json.loads(path.read_text("utf-8"))
    assert saved["questions"].keys() == {gold.id for gold in few}
    for measures in saved["questions"].values():
        measures["confidence"] = 1.5  # more than can be
    reader, saved["about"]["reader"] = saved["about"]["reader"], "cũ-1"
    path.write_text(json.dumps(saved), "utf-8")
    said = trich_in("eval", "guard", "--baseline", path)
    assert said.code == 1
    assert said.err.splitlines() == [
        f"Mốc là của bộ đọc cũ-1, lần này là {reader}.", "Kém hơn mốc quá mức dao động: confidence.",
    ]  # fmt: skip
    assert [line.split(" |")[0] for line in said.out.splitlines() if "FELL" in line] == ["| confidence"]
