"""The questions as people type them: the committed rows are sound, what is unsound is named, both ways are scored."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.records import Article, Passage
from corpus.text.fold import fold
from corpus.text.syllables import tokens
from eval import dataset, typed
from eval.dataset import Gold, own_articles
from eval.errors import UnsoundQuestion
from eval.runner import DEPTH, Scored
from eval.typed_asking import HEADER, Pair, ask_pairs, table
from eval.typed_rows import FORMS, TYPED, VERDICTS, Typed, load
from index.encoder import FakeEncoder
from index.retrieval import Hit, has_diacritics
from service.answering import Answer, Citation
from service.question.verdict import Verdict
from service.reader.base import Evidence

WATER = Article("nuoc.md", "Xã lắp 17 km đường ống. Năm sau xã xây chín bể chứa. Bà con mừng lắm.", "Nước")
ARTICLES = {"nuoc.md": WATER}
OTHERS = {
    "q7": Gold("q7", "Xã lắp mấy km?", "number", frozenset(), "nuoc.md", "17 km", (), 7),
    "q8": Gold("q8", "Ai là vua?", "unanswerable", frozenset(), "nuoc.md", None, (), None),
    # Another split than that of nuoc.md.
    "q9": Gold("q9", "Ai đào giếng?", "person", frozenset(), "1.md", "Lan", (), 0),
}
TURNS = [{"question": "Xã lắp mấy km?", "answer": "17 km"}]
Row = dict[str, object]


@cache
def rows() -> list[Typed]:
    return load()


def key(text: str) -> str:
    return " ".join(token.text for token in tokens(fold(unicodedata.normalize("NFC", text))))


# -- the committed rows ------------------------------------------------------------------------------------------------


def test_every_form_is_asked_often_enough() -> None:
    counts = Counter(row.form for row in rows())
    assert counts.keys() == set(FORMS)
    assert sum(counts.values()) == len(TYPED.read_text(encoding="utf-8").splitlines()) >= 180
    assert min(counts.values()) >= 8
    assert counts["no-diacritics"] >= 30
    assert {row.verdict for row in rows() if row.verdict} == VERDICTS
    for split in ("dev", "test"):
        asked = [row for row in rows() if row.gold.split == split]
        assert len(asked) >= len(rows()) / 3
        assert {row.form for row in asked} == set(FORMS)


def test_answers_stand_where_they_are_said_to_stand() -> None:
    texts = {name: article.text for name, article in own_articles().items()}
    told = [row.gold for row in rows() if row.gold.answer is not None]
    assert len(told) >= 150
    for gold in told:
        assert gold.start is not None
        assert texts[str(gold.article)].startswith(str(gold.answer), gold.start), gold.id


def test_rows_are_of_the_form_that_they_name() -> None:
    for row in rows():
        question, name = row.gold.question, row.gold.id
        assert len(question) <= 300
        if row.form in {"no-diacritics", "english"}:
            assert not has_diacritics(question), name
        if row.form == "partly-accented":
            assert has_diacritics(question), name
        if row.form in {"no-diacritics", "partly-accented"}:  # only marks are missing
            assert question.lower() != row.plain.lower(), name
        if row.form in {"typo", "telex", "abbreviation", "other-name", "number-form", "date-form", "english"}:
            assert fold(question) != fold(row.plain), name
    spelt = [row.gold.question for row in rows() if row.form == "spelling"]
    assert any(question != unicodedata.normalize("NFC", question) for question in spelt)
    assert any("oá" in unicodedata.normalize("NFC", question) for question in spelt)
    assert any("  " in question for question in spelt)


def test_what_is_asked_plainly_is_plain_vietnamese() -> None:
    for row in rows():
        if row.form != "greeting":
            assert has_diacritics(row.plain), row.gold.id
            assert not row.plain[0].islower(), row.gold.id
            assert row.plain.endswith(("?", ".")), row.gold.id
            assert not {"hoá", "thoả", "uỷ", "kí"} & set(row.plain.lower().split()), row.gold.id


def test_no_split_asks_what_another_asks() -> None:
    asked = [(gold.split, gold.question) for gold in dataset.load() if not gold.history]
    asked += [(row.gold.split, row.gold.question) for row in rows() if not row.gold.history]
    asked += [(row.gold.split, row.plain) for row in rows()]
    dev, test = ({key(question) for split, question in asked if split == one} for one in ("dev", "test"))
    assert not dev & test


# -- what is sound -----------------------------------------------------------------------------------------------------


def made(**changed: object) -> Row:
    """A sound row, with fields changed; a field that is ``...`` is left out."""
    sound: Row = {
        "id": "t1", "question": "xa xay may be", "kind": "number", "tags": ["no-accents"], "article": "nuoc.md",
        "answer": "chín bể", "accept": ["9 bể"], "sha256": WATER.text_sha256, "form": "no-diacritics",
        "plain": "Xã xây mấy bể?",
    }  # fmt: skip
    return {name: value for name, value in {**sound, **changed}.items() if value is not ...}


NEVER: Row = {"kind": "unanswerable", "answer": None, "article": ..., "sha256": ...}


def loaded(folder: Path, *found: Row) -> list[Typed]:
    path = folder / "t.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    return load(path, ARTICLES, OTHERS)


def test_sound_rows_come_out_in_order(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        made(),
        made(id="t2", question="xây mấy bể, lắp mấy km", form="two-questions", second="q7"),
        made(id="t3", question="Xây chín bể à?", form="yes-no", verdict="có"),
        made(id="t4", question="Xây cầu à?", form="yes-no", verdict="không rõ", **NEVER),
        made(id="t5", question="Còn bể?", form="follow-up", history=TURNS),
        made(id="t6", question="hi", form="greeting", plain="hi", **NEVER),
    )
    gold = Gold(
        "t1", "xa xay may be", "number", frozenset({"no-accents"}), "nuoc.md", "chín bể", ("9 bể",),
        WATER.text.index("chín bể"),
    )  # fmt: skip
    assert found[0] == Typed(gold, "no-diacritics", "Xã xây mấy bể?")
    assert found[1].second == OTHERS["q7"]
    assert [row.verdict for row in found] == [None, None, "có", "không rõ", None, None]
    assert found[4].gold.history == (("Xã lắp mấy km?", "17 km"),)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"form": ...}, "unknown form None"),
        ({"form": "shouted"}, "unknown form 'shouted'"),
        ({"form": ["typo"]}, "unknown form"),
        ({"plain": ...}, "plain is no NFC text"),
        ({"plain": ""}, "plain is no NFC text"),
        ({"plain": 7}, "plain is no NFC text"),
        ({"plain": "Xã  xây mấy bể?"}, "plain is no NFC text"),
        ({"plain": unicodedata.normalize("NFD", "Xã xây mấy bể?")}, "plain is no NFC text"),
        ({"plain": "xa xay may be"}, "plain is the question as typed"),
        ({"form": "greeting"}, "a greeting has no article and no answer"),
        ({"form": "greeting", **NEVER, "article": "nuoc.md"}, "a greeting has no article and no answer"),
        ({"form": "follow-up"}, "a follow-up, and only that"),
        ({"history": TURNS}, "a follow-up, and only that"),
        ({"form": "yes-no"}, "a yes-no question, and only that"),
        ({"verdict": "có"}, "a yes-no question, and only that"),
        ({"form": "yes-no", "verdict": "yes"}, "a yes-no question, and only that"),
        ({"form": "yes-no", "verdict": "không rõ"}, "what is not told không rõ"),
        ({"form": "yes-no", "verdict": "có", **NEVER}, "what is not told không rõ"),
        ({"form": "two-questions"}, "two questions, and only those"),
        ({"form": "two-questions", "second": "q6"}, "two questions, and only those"),
        ({"second": "q7"}, "two questions, and only those"),
        ({"form": "two-questions", "second": "q8"}, "the second question q8"),
        ({"form": "two-questions", "second": "q9"}, "the second question q9"),
        # The checks of questions.jsonl hold for these rows too.
        ({"answer": "mười bể"}, "not verbatim in nuoc.md"),
        ({"sha256": "0" * 64}, "is stale: nuoc.md has changed"),
        ({"kind": "weight"}, "unknown kind"),
    ],
)
def test_what_is_unsound_is_named(tmp_path: Path, changed: Row, told: str) -> None:
    with pytest.raises(UnsoundQuestion) as caught:
        loaded(tmp_path, made(id="t0", question="be may cai"), made(**changed))
    assert told in str(caught.value)
    assert str(caught.value).startswith("t.jsonl:2 ("), "the line is named"


def test_the_splits_of_the_made_up_articles_differ() -> None:
    assert OTHERS["q7"].split != OTHERS["q9"].split


def test_the_command_checks_binds_and_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.jsonl"
    lines = TYPED.read_text(encoding="utf-8").splitlines()[:3]
    path.write_text(lines[0].replace(json.loads(lines[0])["sha256"], "0" * 64) + "\n", encoding="utf-8")
    monkeypatch.setattr(typed, "TYPED", path)
    assert typed.main([]) == 1
    assert "is stale" in capsys.readouterr().err
    assert typed.main(["--bind"]) == 0
    assert "1 questions bound anew\n1 questions, 1 answerable\n" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == lines[0] + "\n"


# -- asked in both ways ------------------------------------------------------------------------------------------------


def cited(quote: str) -> Citation:
    start = WATER.text.index(quote)
    return Citation(WATER, start, start + len(quote), start, start + len(quote), 0.9)


def said(answer: str | None, *quotes: str) -> Answer:
    passage = Passage(1, WATER.id, 0, len(WATER.text), WATER.text)
    evidence = (Evidence(Hit(passage, 0, 0, 0), WATER),)
    return Answer("1", "", "", answer, 0.7, None, tuple(map(cited, quotes)), (), evidence, (), 1.0, "1", "r")


class Prepared:
    """Answers with what it is told to, by question."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, object, int]] = []

    def ask(self, text: str, *, history: Sequence[tuple[str, str]], top_k: int) -> Answer:
        self.asked.append((text, tuple(history), top_k))
        return self.answers[text]


BASIN, PIPES = "Năm sau xã xây chín bể chứa.", "Xã lắp 17 km đường ống."
GOLD = Gold("t1", "xa xay may be", "number", frozenset(), "nuoc.md", "chín bể", (), WATER.text.index("chín bể"))
PLAIN = "Xã xây mấy bể?"
ROW = Typed(GOLD, "no-diacritics", PLAIN)
FOLLOWING = Typed(
    replace(GOLD, id="t2", question="Còn bể?", history=(("Lắp mấy km?", "17 km"),)), "follow-up", "Xây mấy bể?"
)
ANSWERS = {
    "xa xay may be": said(None, PIPES),
    PLAIN: said("chín bể", BASIN),
    "Còn bể?": said("chín bể", BASIN),
    "Xây mấy bể?": said("chín bể", BASIN),
}


def asked(answers: dict[str, Answer], *found: Typed) -> list[Pair]:
    return ask_pairs(found, Prepared(answers), {"nuoc.md": WATER.origin})  # type: ignore[arg-type]


def test_both_ways_are_asked_and_scored() -> None:
    answerer = Prepared(ANSWERS)
    first, second = ask_pairs([ROW, FOLLOWING], answerer, {"nuoc.md": WATER.origin})  # type: ignore[arg-type]
    assert first.row is ROW
    assert (first.typed.in_quote, first.typed.answer, first.typed.right_article) == (False, None, True)
    assert (first.plain.in_quote, first.plain.gold.question) == (True, PLAIN)
    assert (second.typed.in_quote, second.typed.gold) == (True, FOLLOWING.gold)
    assert (second.plain.in_quote, second.plain.gold.question) == (True, "Xây mấy bể?")
    assert answerer.asked == [
        (PLAIN, (), DEPTH),
        ("xa xay may be", (), DEPTH),
        ("Còn bể?", (("Lắp mấy km?", "17 km"),), DEPTH),  # each way is asked first in turn
        ("Xây mấy bể?", (), DEPTH),
    ]


FIRST, SECOND = said("chín bể", BASIN), said("17 km", PIPES)


@pytest.mark.parametrize(
    ("answer", "both", "first"),
    [
        (FIRST, False, True),
        (said("chín bể", BASIN, PIPES), True, True),
        (said(None, BASIN, PIPES), False, False),
        (replace(FIRST, parts=(FIRST, SECOND)), True, True),
        (replace(FIRST, parts=(FIRST, said(None, PIPES))), False, True),
        (replace(SECOND, parts=(said(None, BASIN), SECOND)), False, False),
    ],
)
def test_of_two_questions_the_first_is_scored_and_both_must_be_told(answer: Answer, both: bool, first: bool) -> None:
    row = replace(ROW, form="two-questions", second=OTHERS["q7"])
    [pair] = asked({**ANSWERS, "xa xay may be": answer}, row)
    assert (pair.both_told, pair.typed.in_quote) == (both, first)


def test_where_one_question_is_taken_for_two_the_whole_answer_is_scored() -> None:
    answer = replace(FIRST, parts=(SECOND, FIRST))
    [pair] = asked({**ANSWERS, "xa xay may be": answer}, ROW)
    assert (pair.both_told, pair.typed.in_quote) == (None, True)


@pytest.mark.parametrize(("verdict", "right"), [(Verdict.YES, True), (Verdict.NO, False), (None, False)])
def test_the_verdict_is_compared(verdict: Verdict | None, right: bool) -> None:
    answers = {**ANSWERS, "xa xay may be": replace(FIRST, verdict=verdict)}
    row = replace(ROW, form="yes-no", verdict="có")
    assert asked(answers, row)[0].verdict_right is right
    assert asked(answers, ROW)[0].verdict_right is None


def test_verdicts_are_named_as_the_service_names_them() -> None:
    assert {verdict.value for verdict in Verdict} == VERDICTS


def test_the_table_by_hand() -> None:
    hit = Scored(GOLD, "chín bể", BASIN, WATER.origin, 0.9, 1, True, True, True, True, 1.0, 1.0, True, 10.0)
    lost = replace(hit, answer=None, rank=3, right_article=False, in_quote=False, took_ms=30.0)
    never = replace(hit, gold=replace(GOLD, kind="unanswerable", answer=None, start=None), rank=None, in_quote=False)
    pairs = [
        Pair(ROW, hit, hit),
        Pair(ROW, lost, hit),
        Pair(replace(ROW, form="greeting"), replace(never, answer=None), never),
        Pair(FOLLOWING, lost, hit),
        Pair(replace(ROW, form="two-questions"), hit, hit, both_told=False),
        Pair(replace(ROW, form="yes-no"), hit, hit, verdict_right=True),
    ]
    lines = table(pairs, {"split": "dev"}).splitlines()
    assert lines == [
        "* split: dev",
        "",
        "| form | rows | hit@1 | plain | right article | plain | answer in quote | plain | refused | plain | median ms | plain |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        "| no-diacritics | 2 | 0.500 | 1.000 | 0.500 | 1.000 | 0.500 | 1.000 | – | – | 20 | 10 |",
        "| follow-up | 1 | 0.000 | 1.000 | 0.000 | 1.000 | 0.000 | 1.000 | – | – | 30 | 10 |",
        "| two-questions | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | – | – | 10 | 10 |",
        "| yes-no | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | – | – | 10 | 10 |",
        "| greeting | 1 | – | – | – | – | – | – | 1.000 | 0.000 | 10 | 10 |",
        "| all | 6 | 0.600 | 1.000 | 0.600 | 1.000 | 0.600 | 1.000 | 1.000 | 0.000 | 10 | 10 |",
        "",
        "* two questions: both told in the quotes: 0 of 1",
        "* yes/no: right verdict: 1 of 1",
    ]
    assert lines[2].count("|") == len(HEADER) + 1


def test_rows_are_asked_over_the_own_articles() -> None:
    # The fake encoder knows no meaning: words alone find the article of a question that is nearly a sentence of it.
    gold = next(row.gold for row in rows() if row.gold.question.startswith("Which car brand"))
    row = Typed(replace(gold, question="asterauto vietnam lada"), "english", "Hãng xe ô tô Lada của AsterAuto Vietnam?")
    [pair], about = typed.run_typed([row], FakeEncoder())
    assert (pair.typed.rank, pair.typed.right_article) == (1, True)
    assert (pair.plain.rank, pair.plain.gold.question) == (1, row.plain)
    assert about["documents"] == str(len(own_articles()))
