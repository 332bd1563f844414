"""Quotes that are learnt from: which tell, which do not, and how they are cut."""

from collections import Counter
from random import Random

import pytest
from tokenizers import Tokenizer

from corpus.text.sentences import sentences
from service.reader.span_model.packing import BOS, EOS, NULL
from service.reader.training.examples import Group, Recipe, Window, group
from service.reader.training.pairs import read_all
from service.reader.training.quotes import grown, quote_groups, split
from service.reader.training.samples import OWN, Sample
from service.reader.training.stages import QUOTES, STAGES, Stage, groups_of
from service.reader.windows import QUOTE_WORDS
from tests.service.reader.test_packing import plain
from tests.service.reader.test_samples import sample_of, told

PLAIN = Recipe(beside=0.0, instead=0.0, stripped=0.0, careless=0.0)
SENTENCES = [f"Thôn thứ {n} của xã có {n * 7} hộ dân và {n * 3} héc ta ruộng lúa nước hai vụ." for n in range(1, 30)]
TEXT = " ".join(SENTENCES)
ANSWER = f"{12 * 7} hộ dân"
NEIGHBOUR = "Xã bên cạnh có chợ phiên họp vào chủ nhật. Một bến đò nhỏ nối hai bờ sông từ năm 1990."
SAMPLE = Sample(
    "x", OWN, "Thôn thứ 12 có bao nhiêu hộ?", TEXT, TEXT.index(ANSWER), TEXT.index(ANSWER) + len(ANSWER), (NEIGHBOUR,)
)


def text_of(tokenizer: Tokenizer, window: Window) -> str:
    """The text that is read, without blanks."""
    ids = window.ids[window.text[0] : window.text[1]]
    return "".join(tokenizer.id_to_token(at) for at in ids).replace("▁", "")


def asked_of(tokenizer: Tokenizer, window: Window) -> str:
    ids = window.ids[1 : window.ids.index(EOS)]
    return "".join(tokenizer.id_to_token(at) for at in ids).replace("▁", "")


def many(tokenizer: Tokenizer, sample: Sample, recipe: Recipe = PLAIN, times: int = 60) -> list[list[Group]]:
    return [quote_groups(sample, tokenizer, recipe, Random(seed)) for seed in range(times)]


def test_in_hundreds_of_pairs_the_first_quote_tells_and_no_other_holds_the_answer(tokenizer: Tokenizer) -> None:
    rng, exact, silent = Random(3), 0, 0
    pairs = [pair for pair in read_all() if pair.answer is not None][::40]
    assert len(pairs) > 700
    for pair in pairs:
        first, *others = quote_groups(sample_of(pair, (NEIGHBOUR,)), tokenizer, PLAIN, rng)
        (window,) = first
        assert (window.ids[0], window.ids[-1]) == (BOS, EOS)
        assert pair.answer is not None
        assert window.gold is not None, pair.id
        assert window.text[0] <= window.gold[0] <= window.gold[1] < window.text[1], pair.id
        answer, marked = plain(pair.answer), plain(told(tokenizer, window))
        assert answer in marked, pair.id
        exact += answer == marked
        for (other,) in others:
            assert other.gold is None, pair.id
            assert answer not in plain(text_of(tokenizer, other)), pair.id
            silent += 1
    assert exact >= 0.96 * len(pairs)
    assert 0.8 * len(pairs) < silent < 1.6 * len(pairs)


def test_each_quote_is_a_group_of_its_own(tokenizer: Tokenizer) -> None:
    assert {len(group) for groups in many(tokenizer, SAMPLE) for group in groups} == {1}


def test_a_quote_is_whole_sentences_behind_the_beginning_of_its_text(tokenizer: Tokenizer) -> None:
    headed = 0
    whole = [plain(sentence) for sentence in SENTENCES]
    head = plain(" ".join(SENTENCES[0].rstrip(".").split()[:16]) + ".")
    for first, *_ in many(tokenizer, SAMPLE):
        said = plain(text_of(tokenizer, first[0]))
        if said.startswith(head) and not said.startswith(whole[0]):
            said, headed = said.removeprefix(head), headed + 1
        at = next(n for n, sentence in enumerate(whole) if said.startswith(sentence))
        size = next(n for n in range(1, 30) if said == "".join(whole[at : at + n]))
        assert at <= 11 < at + size
        assert size * len(SENTENCES[0].split()) <= QUOTE_WORDS + size
    assert 0.5 * 60 < headed < 0.9 * 60


@pytest.mark.parametrize(("size", "count"), [(120, 1), (30, 2)])
def test_a_quote_grows_as_the_readers_do(size: int, count: int) -> None:
    """A sentence that is longer than a quote stands alone; of shorter ones as many as go in."""
    text = " ".join(" ".join(["Câu", *["chữ"] * (size - 1)]) + "." for _ in range(5))
    sample = Sample("x", OWN, "Gì?", text, None, None)
    sizes = Counter(
        len(text[slice(*grown(sample, split(sample), range(2, 3), Random(seed)))].split()) // size for seed in range(40)
    )
    assert max(sizes) == count
    assert sizes[count] >= 20


def test_a_question_that_is_altered_is_answered_by_nothing(tokenizer: Tokenizer) -> None:
    sample = Sample(**{name: getattr(SAMPLE, name) for name in SAMPLE.__slots__} | {"twin": "Thôn thứ 99 có mấy hộ?"})
    never, always = (many(tokenizer, sample, Recipe(0.0, 0.0, stripped=0.0, careless=0.0, altered=p)) for p in (0, 1))
    twin = plain(sample.twin or "")
    assert not any(plain(asked_of(tokenizer, g[0])) == twin for groups in never for g in groups)
    for groups in always:
        (altered,) = [group[0] for group in groups if plain(asked_of(tokenizer, group[0])) == twin]
        assert altered.gold is None
        assert plain(ANSWER) in plain(text_of(tokenizer, altered)), "the text that tells, asked about something else"


def test_where_nothing_tells_the_nearest_sentences_are_read(tokenizer: Tokenizer) -> None:
    """A near miss: mostly the sentence that shares most with the question, and the null is right."""
    sample = Sample("x", OWN, "Thôn thứ 11 có bao nhiêu xe máy?", TEXT, None, None)
    near = 0
    for groups in many(tokenizer, sample):
        ((window,),) = groups
        assert window.gold is None
        near += plain(SENTENCES[10]) in plain(text_of(tokenizer, window))
    assert near > 40


def test_other_languages_are_cut_at_their_own_stops(tokenizer: Tokenizer) -> None:
    text = "".join(f"第{n}村には{n * 7}戸の家がある。" for n in range(1, 30))
    answer = "84戸"
    sample = Sample("x", "ja", "第12村には何戸の家があるか。", text, text.index(answer), text.index(answer) + 3)
    assert [text[slice(*part)] for part in split(sample)][:2] == [
        "第1村には7戸の家がある。",
        "第2村には14戸の家がある。",
    ]
    for first, *others in many(tokenizer, sample):
        assert told(tokenizer, first[0]) == answer
        assert all(answer not in text_of(tokenizer, other) for (other,) in others)


def test_sentences_of_ours_are_those_that_are_quoted() -> None:
    assert split(SAMPLE) == list(sentences(TEXT))
    assert NULL == 0


def test_a_text_without_stops_is_cut_around_its_answer(tokenizer: Tokenizer) -> None:
    """Thai writes none; no more is read than there are positions."""
    answer = "84 ครัวเรือน"
    text = "หมู่บ้านมีบ้านและทุ่งนา " * 80 + answer + " และวัดหนึ่งแห่ง " * 80
    at = text.index(answer)
    sample = Sample("x", "th", "หมู่บ้านมีกี่ครัวเรือน", text, at, at + len(answer))
    for groups in many(tokenizer, sample, times=10):
        ((window,), *others) = groups
        assert len(window.ids) < 260
        assert plain(answer) in plain(told(tokenizer, window))
        assert others == [], "there is no other sentence"


def test_a_stage_of_quotes_reads_quotes_and_another_windows(tokenizer: Tokenizer) -> None:
    def made(quotes: bool) -> list[Group]:
        stage = Stage("x", 1.0, 1.0, {}, PLAIN, quotes)
        return list(groups_of([SAMPLE], stage, tokenizer, Random(5)))

    assert made(quotes=True) == quote_groups(SAMPLE, tokenizer, PLAIN, Random(5))
    assert made(quotes=False) == [group(SAMPLE, tokenizer, PLAIN, Random(5))]
    assert all(stage.quotes for stage in QUOTES)
    assert not any(stage.quotes for stage in STAGES)
