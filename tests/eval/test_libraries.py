"""The libraries of other provinces: sound, nothing of them elsewhere, and fitted on whole or not at all."""

import unicodedata
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest

from corpus.records import Article
from corpus.text.fold import fold
from corpus.text.syllables import tokens
from eval.dataset import LIBRARIES, Gold, libraries, load, own_articles
from eval.errors import UnsoundQuestion
from eval.fit_patterns import FOLDS, fold_of
from service.reader.training.pairs import read_all

RUN = 14  # syllables in a row that two texts written apart do not share


@lru_cache
def all_of_them() -> tuple[tuple[str, tuple[Gold, ...], tuple[Article, ...]], ...]:
    return tuple((name, tuple(golds), tuple(articles.values())) for name, golds, articles in libraries())


def words(text: str) -> list[str]:
    return [fold(token.text) for token in tokens(unicodedata.normalize("NFC", text))]


def runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


def test_each_has_articles_and_questions_that_can_and_that_cannot_be_answered() -> None:
    assert len(all_of_them()) >= 4
    for name, golds, articles in all_of_them():
        assert len(articles) >= 12, name
        assert len(golds) >= 100, name
        assert 0.25 < sum(not gold.answerable for gold in golds) / len(golds) < 0.45, name
        assert {gold.article for gold in golds if gold.answerable} == {article.origin for article in articles}, name
        assert all(article.published for article in articles), name


def test_no_library_shares_its_wording_with_another_with_the_corpus_or_with_a_passage_of_the_pairs() -> None:
    texts = {name: [article.text for article in articles] for name, _, articles in all_of_them()}
    texts["corpus"] = [article.text for article in own_articles().values()]
    texts["pairs"] = list({pair.context for pair in read_all()})
    found = {name: set[tuple[str, ...]]().union(*map(runs, of)) for name, of in texts.items()}
    shared = {(one, other): found[one] & found[other] for one, other in combinations(found, 2)}
    assert {names: sorted(" ".join(run) for run in both)[:3] for names, both in shared.items() if both} == {}


def test_no_question_is_asked_in_two_sets() -> None:
    asked = [(name, " ".join(words(gold.question))) for name, golds, _ in all_of_them() for gold in golds]
    asked += [("own", " ".join(words(gold.question))) for gold in load() if not gold.history]
    texts = [question for _, question in asked]
    assert [question for question in set(texts) if texts.count(question) > 1] == []


def test_a_library_with_a_question_that_is_not_sound_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "mot" / "articles"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: A\ndate: 2024-01-02\n---\n\nXã có 12 thôn.\n", encoding="utf-8")
    (tmp_path / "mot" / "questions.jsonl").write_text('{"id": "x", "question": "Mấy thôn?", "kind": "number"}\n')
    with pytest.raises(UnsoundQuestion, match="null answer"):
        list(libraries(tmp_path))


def test_the_folder_is_that_of_the_repository() -> None:
    assert [name for name, _, _ in all_of_them()] == sorted(path.name for path in LIBRARIES.iterdir() if path.is_dir())


def test_what_is_in_one_split_falls_in_every_fold() -> None:
    """The split of the pairs follows from a hash of the passage too: both by one hash had put all of them in one fold."""
    dev = {pair.passage_id for pair in read_all() if pair.split == "dev"}
    counts = [sum(fold_of(name) == number for name in dev) for number in range(FOLDS)]
    assert min(counts) > len(dev) / FOLDS / 2
