"""The repository's questions: what a run is bound to, and servers whose articles are not the repository's."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

import eval.own
from corpus.records import Article
from eval.dataset import QUESTIONS, Gold, own_articles
from eval.own import corpus_revision, run_own
from eval.remote import RemoteAnswerer
from eval.runner import Scored
from index.encoder import FakeEncoder
from service.running import start
from service.settings import Settings
from tests.browser.library import OverlapReader
from tests.support import PAGES, fill, server

ONE, TWO = Article("a.md", "Xã có 5 cầu.", "Cầu"), Article("b.md", "Xã có 7 chợ.", "Chợ")
OURS = {**PAGES, "nuoc.md": "---\ntitle: Nước\n---\n\nXã Ea Tul lắp 17 km đường ống nước.\n"}
ASKED = {
    "khu-cong-nghiep.md": ("Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", "42 dự án"),
    "le-hoi.md": ("Lễ hội cà phê Buôn Ma Thuột lần thứ 9 đón bao nhiêu lượt khách?", "112.000 lượt khách"),
    "nuoc.md": ("Xã Ea Tul lắp bao nhiêu km đường ống nước?", "17 km"),
}


def test_the_revision_of_a_corpus_is_of_every_character_and_no_order() -> None:
    told = corpus_revision({"a.md": ONE, "b.md": TWO})
    assert told == corpus_revision({"b.md": TWO, "a.md": ONE})
    assert len(told) == 12
    changed = replace(ONE, text="Xã có 6 cầu.")
    others = [{"a.md": changed, "b.md": TWO}, {"a.md": ONE}, {"a.md": TWO, "b.md": ONE}]
    assert told not in {corpus_revision(other) for other in others}


def asked_of(
    pages: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, Scored], dict[str, str], list[str]]:
    """A question on each of OURS, asked of a real server that has ``pages``: scores by article, what it was, what was said."""
    (folder / "ours").mkdir(parents=True)
    for name, text in OURS.items():
        (folder / "ours" / name).write_text(text, "utf-8")
    articles = own_articles(folder / "ours")
    golds = [
        Gold(name, question, "number", frozenset(), name, answer, (), articles[name].text.index(answer))
        for name, (question, answer) in ASKED.items()
    ]
    monkeypatch.setattr(eval.own, "own_articles", lambda: articles)
    monkeypatch.setattr(eval.own, "load", lambda articles: golds)
    settings = Settings(data_dir=folder / "data", port=0, answer_threshold=0.2)
    running = start(settings, encoder=FakeEncoder(), reader=OverlapReader())
    told: list[str] = []
    try:
        fill(running, pages)
        with server(running) as url:
            scored, about = run_own("all", remote=RemoteAnswerer(url), say=told.append)
    finally:
        running.close()
    return {item.gold.id: item for item in scored}, about, told


def test_a_server_with_our_articles_is_asked_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scored, about, told = asked_of(OURS, tmp_path, monkeypatch)
    assert [item.right for item in scored.values()] == [True, True, True]
    assert (about["missing"], about["different"], about["documents"]) == ("0", "0", "3")
    assert about["questions"] == sha256(QUESTIONS.read_bytes()).hexdigest()[:12]
    assert told == []


def test_articles_that_a_server_lacks_are_counted_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scored, about, told = asked_of(PAGES, tmp_path, monkeypatch)
    assert (scored["nuoc.md"].right, scored["nuoc.md"].rank) == (False, None)
    assert scored["le-hoi.md"].right
    assert (about["missing"], about["different"]) == ("1", "0")
    assert len(told) == 1
    assert "không có 1/3 bài" in told[0]
    assert "nuoc.md" in told[0]


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("112.000", "113.000", False),  # another number at the same place
        ("Lễ hội cà phê Buôn", "Tin mới. Lễ hội cà phê Buôn", True),  # the same number at another place
    ],
)
def test_an_article_that_a_server_has_otherwise_counts_by_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, right: bool
) -> None:
    changed = {**OURS, "le-hoi.md": OURS["le-hoi.md"].replace(old, new)}
    scored, about, told = asked_of(changed, tmp_path, monkeypatch)
    one = scored["le-hoi.md"]
    assert (one.cited, one.right, one.rank) == ("le-hoi.md", right, 1 if right else None)
    assert (about["missing"], about["different"]) == ("0", "1")
    assert len(told) == 1
    assert "1 bài khác" in told[0]
    assert "le-hoi.md" in told[0]
