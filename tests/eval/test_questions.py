"""The committed questions: sound, of every kind, split by article, and nothing of one set in another."""

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from corpus.text.syllables import tokens
from eval import acceptance
from eval.dataset import KINDS, QUESTIONS, Gold, libraries, load, own_articles

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_pages = pytest.mark.skipif(
    not SHARED.exists(), reason="the pages lie beside the checkout of those who build it only"
)


@cache
def questions() -> list[Gold]:
    return load()


@cache
def accepted() -> list[acceptance.Question]:
    return acceptance.load()


def key(text: str) -> str:
    return " ".join(token.text for token in tokens(fold(unicodedata.normalize("NFC", text))))


def test_all_are_sound_and_bound_to_the_articles_as_they_are() -> None:
    assert len(questions()) == len(QUESTIONS.read_text(encoding="utf-8").splitlines()) >= 400
    texts = {name: article.text for name, article in own_articles().items()}
    for gold in questions():
        if gold.answer is not None:
            assert gold.start is not None
            assert gold.article is not None
            assert texts[gold.article].startswith(gold.answer, gold.start), gold.id


@pytest.mark.parametrize(
    ("page", "own", "others"),
    [
        ("evaluation.md", r"`eval/questions.jsonl` holds (\d+) questions", r"`eval/libraries`.*?(\d+) questions"),
        ("danh-gia.md", r"`eval/questions.jsonl` có (\d+) câu hỏi", r"`eval/libraries`.*?(\d+) câu hỏi"),
    ],
)
def test_the_pages_say_how_many_there_are(page: str, own: str, others: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / page).read_text(encoding="utf-8")
    said = re.findall(own, text)
    assert said == [str(len(questions()))]
    assert re.findall(others, text, re.DOTALL) == [str(sum(len(golds) for _, golds, _ in libraries()))]


def test_questions_are_as_they_are_typed() -> None:
    for question in (*(gold.question for gold in questions()), *(each.question for each in accepted())):
        assert question == unicodedata.normalize("NFC", question).strip()
        assert len(question) <= 300


def test_every_kind_is_asked_and_what_is_not_told_is_a_fair_part() -> None:
    assert {gold.kind for gold in questions()} == KINDS
    for split in ("dev", "test"):
        asked = [gold for gold in questions() if gold.split == split]
        assert len(asked) >= len(questions()) / 3
        assert 0.1 < sum(not gold.answerable for gold in asked) / len(asked) < 0.4
        assert sum("no-accents" in gold.tags for gold in asked) >= 10


def test_every_article_is_asked_about() -> None:
    assert {gold.article for gold in questions() if gold.answerable} == own_articles().keys()


def test_dev_and_test_share_no_article() -> None:
    by_article = {(gold.article, gold.split) for gold in questions() if gold.article}
    assert max(Counter(article for article, _ in by_article).values()) == 1
    assert {split for _, split in by_article} == {"dev", "test"}


def test_dev_and_test_share_no_question() -> None:
    dev, test = ({key(gold.question) for gold in questions() if gold.split == split} for split in ("dev", "test"))
    assert not dev & test


def test_what_is_right_is_not_also_wrong() -> None:
    """No question is asked once with an answer and, in the same words, once as one that nothing tells."""
    told: dict[tuple[str, object], set[bool]] = {}
    for gold in questions():
        told.setdefault((key(gold.question), gold.history), set()).add(gold.answerable)
    assert [question for question, found in told.items() if len(found) > 1] == []


def test_the_acceptance_questions_are_sound() -> None:
    assert len(accepted()) >= 100
    assert len({question.id for question in accepted()}) == len(accepted())
    assert len({key(question.question) for question in accepted()}) == len(accepted())
    assert sum(not question.accept for question in accepted()) >= 20
    assert all(len(set(question.accept)) == len(question.accept) for question in accepted())


def test_acceptance_asks_nothing_that_is_asked_elsewhere() -> None:
    assert not {key(question.question) for question in accepted()} & {key(gold.question) for gold in questions()}


@needs_pages
def test_the_acceptance_answers_stand_verbatim_on_their_pages() -> None:
    pages = {path.name: to_nfc(path.read_text(encoding="utf-8"))[0] for path in (SHARED / "articles").glob("*.txt")}
    assert set.union(*(set(question.pages) for question in accepted())) == pages.keys()
    for question in accepted():
        texts = [pages[name] for name in question.pages]
        for answer in question.accept:
            assert any(answer in text for text in texts), (question.id, answer)
        # Each page that is named tells an answer.
        assert all(any(answer in text for answer in question.accept) for text in texts if question.accept), question.id


def test_no_two_questions_of_different_splits_are_nearly_the_same() -> None:
    """At most nine in ten syllables are shared between a question of dev and one of test about what the same texts tell."""
    words = [(gold.split, gold.id, frozenset(key(gold.question).split())) for gold in questions() if not gold.history]
    close = [
        (one[1], other[1])
        for one, other in combinations(words, 2)
        if one[0] != other[0] and len(one[2] & other[2]) > 0.9 * len(one[2] | other[2])
    ]
    assert close == []
