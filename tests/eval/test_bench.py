"""The benchmark: figures against hand-worked ones, every round over a real library and a real server, and what it must notice."""

import dataclasses
import json
import os
import re
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench import Plan, extra_articles, measure_here, measure_server
from eval.bench_asking import WARM_UP, Question, Reply, drawn, own_questions, read_questions, revision, rounds, said
from eval.bench_figures import drift, latency, parts, rate, ratio
from eval.bench_machine import machine
from eval.bench_records import SCHEMA, Bench, Lap, as_json, read
from eval.bench_report import sections
from eval.bench_sections import html, markdown
from eval.errors import NotAsked, UnreadableDataset, UnreadableResult, WrongUsage
from eval.metrics import interval
from eval.remote import RemoteAnswerer
from index.encoder import FakeEncoder
from service.answering import Answer
from service.settings import REPOSITORY, Settings
from tests.eval.benches import FESTIVAL, KING, PARK, QUESTIONS, bench_of, measured, round_of
from tests.eval.scripted import REFUSAL, Script, scripted
from tests.support import PAGES, fill, server, service

# -- figures -----------------------------------------------------------------------------------------------------------


def test_percentiles_by_hand() -> None:
    one = latency([float(k) for k in range(100, 0, -1)])
    # p of n values stands at place 1 + p (n − 1): 50.5, 95.05, 99.01
    assert (one.median, one.questions) == (50.5, 100)
    assert (one.p95, one.p99) == pytest.approx((95.05, 99.01))
    assert (one.low, one.high) == interval([float(k) for k in range(100, 0, -1)], np.median)
    assert one.low < 50.5 < one.high


@given(st.lists(st.floats(0.1, 1e5), min_size=1, max_size=40))
def test_percentiles_as_numpy_has_them(times: list[float]) -> None:
    one = latency(times)
    expected = [np.median(times), np.percentile(times, 95), np.percentile(times, 99)]
    assert [one.median, one.p95, one.p99] == pytest.approx(expected)
    assert min(times) <= one.low <= one.high <= max(times)


def test_nothing_timed_is_nothing() -> None:
    assert latency([]).questions == 0
    assert rate(round_of(Lap.FIRST)).value == 0


def test_a_rate_is_answers_by_seconds() -> None:
    one = rate(round_of(Lap.TOGETHER, 100, 100, 100, 100, workers=2, seconds=0.25))
    assert (one.value, one.low, one.high) == pytest.approx((16.0, 16.0, 16.0))
    wide = rate(round_of(Lap.FIRST, 10, 1000, 10, 1000, 10, 1000))
    assert wide.low < wide.value < wide.high


def test_a_ratio_pairs_the_questions() -> None:
    a, b = [10.0, 100.0, 1000.0], [20.0, 200.0, 2000.0]
    for statistic in (np.median, np.mean, np.sum):
        found = ratio(a, b, statistic)
        assert (found.value, found.low, found.high) == pytest.approx((2.0, 2.0, 2.0))
    assert ratio(b, a, np.median).value == pytest.approx(0.5)


def test_drift_is_what_changed_by_itself_either_way() -> None:
    slower = bench_of(round_of(Lap.FIRST, 9, 9), round_of(Lap.AGAIN, 10, 20), round_of(Lap.REPEATED, 15, 30))
    faster = bench_of(round_of(Lap.FIRST, 9, 9), round_of(Lap.AGAIN, 15, 30), round_of(Lap.REPEATED, 10, 20))
    assert drift(slower) == drift(faster) == pytest.approx(1.5)
    assert drift(bench_of(round_of(Lap.FIRST, 9, 9))) == 1


def test_a_machine_that_was_slow_for_a_third_of_the_time_is_seen() -> None:
    times = [10.0] * 9
    later = [10.0] * 3 + [16.0, 10.0, 10.0] + [9.0] * 3  # thirds: 30, 36 and 27 where 30 were taken before
    found = bench_of(round_of(Lap.FIRST, *times), round_of(Lap.AGAIN, *times), round_of(Lap.REPEATED, *later))
    assert drift(found) == pytest.approx(1.2)


# -- questions ---------------------------------------------------------------------------------------------------------


def test_the_seed_alone_decides_which_are_asked_and_in_what_order() -> None:
    own = own_questions()
    assert len(own) > 100
    one, other = drawn(own, 20), drawn(own, 20)
    assert one == other
    assert len({question.id for question in one}) == 20
    assert one != drawn(own, 20, seed=1)
    assert sorted(question.id for question in drawn(one, 99)) == sorted(question.id for question in one)


def test_a_revision_changes_with_questions_order_and_history() -> None:
    behind = Question(PARK.id, PARK.text, (("Ai?", "Ông ấy"),))
    sets = [QUESTIONS, QUESTIONS[:2], QUESTIONS[::-1], (behind, FESTIVAL, KING)]
    assert len({revision(one) for one in sets}) == len(sets)


def test_questions_of_a_file(tmp_path: Path) -> None:
    lines, rows = tmp_path / "hoi.txt", tmp_path / "hoi.jsonl"
    lines.write_text(f"\ufeff{PARK.text}\n\n  {KING.text} \r\n", "utf-8")
    assert read_questions(lines) == [Question("line-1", PARK.text), Question("line-3", KING.text)]
    rows.write_text(json.dumps({"id": "a", "question": PARK.text}) + "\n", "utf-8")
    assert read_questions(rows) == [Question("a", PARK.text)]


@pytest.mark.parametrize(
    ("data", "told"), [(None, "Không đọc được"), (b"\xff\xfe\xfa", "không phải văn bản UTF-8"), (b" \n", "mỗi dòng")]
)
def test_a_file_without_questions_is_told(tmp_path: Path, data: bytes | None, told: str) -> None:
    path = tmp_path / "hoi.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableDataset, match=told):
        read_questions(path)


# -- asking ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(tmp_path: Path) -> dict[str, Answer]:
    """What a real service says to each question."""
    with service(tmp_path, answer_threshold=0.0, reader="patterns") as running:
        fill(running)
        return {one.text: running.answerer.ask(one.text) for one in (*QUESTIONS, Question("", WARM_UP))}


def test_another_answer_when_asked_in_parallel_is_noticed(answers: dict[str, Answer]) -> None:
    """Whoever is asked answers the park's question otherwise in any thread but that of the caller."""
    main = threading.current_thread()

    def ask(question: Question) -> Reply:
        if question == PARK and threading.current_thread() is not main:
            return Reply(dataclasses.replace(answers[FESTIVAL.text], confidence=answers[PARK.text].confidence))
        return Reply(answers[question.text])

    found = bench_of(*rounds(ask, QUESTIONS, (1, 2, 3)))
    assert [(one.lap, one.workers, ids) for one, ids in found.wrong] == [
        (Lap.TOGETHER, 2, ["park"]), (Lap.TOGETHER, 3, ["park"]),
    ]  # fmt: skip
    assert "KHÁC lần đầu: 1 câu (park)" in markdown("", sections(found))


def test_another_answer_when_asked_again_is_noticed(answers: dict[str, Answer]) -> None:
    heard: list[Question] = []

    def ask(question: Question) -> Reply:
        heard.append(question)
        answer = answers[question.text]
        return Reply(dataclasses.replace(answer, confidence=0.9 if heard.count(question) == 2 else 0.1))

    found = bench_of(*rounds(ask, [PARK, KING], (1,)))
    assert [(one.lap, ids) for one, ids in found.wrong] == [(Lap.AGAIN, ["park", "king"])]
    assert heard == [PARK, KING] * 3, "always in the same order"


def test_what_was_said_is_all_that_a_person_is_told(answers: dict[str, Answer]) -> None:
    one = answers[PARK.text]
    first = one.citations[0]
    others = [
        dataclasses.replace(one, answer="x"),
        dataclasses.replace(one, message="Xin chào."),
        dataclasses.replace(one, citations=()),
        dataclasses.replace(one, citations=(dataclasses.replace(first, answer_end=first.answer_end - 1),)),
        dataclasses.replace(one, parts=(one, answers[KING.text])),
    ]
    assert len({said(other) for other in (one, *others)}) == len(others) + 1
    assert said(dataclasses.replace(one, id="khác", took_ms=1e9, index_version="khác")) == said(one)


def test_a_question_that_fails_is_a_fault_and_not_a_time(answers: dict[str, Answer]) -> None:
    def ask(question: Question) -> Reply:
        if question == KING:
            raise NotAsked("máy chủ bận")
        return Reply(answers[question.text])

    found = bench_of(*rounds(ask, QUESTIONS, (2,)))
    assert [row.fault for row in found.faults] == ["máy chủ bận"] * 4
    assert [len(one.times) for one in found.rounds] == [2] * 4
    assert found.wrong == []
    assert "4 lần; king: máy chủ bận" in markdown("", sections(found))


# -- the whole of it ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A real measurement over two pages, and over a hundred documents more."""
    return measured(tmp_path_factory.mktemp("bench"), PAGES, synthetic=100)


def test_every_round_is_asked_and_answered_alike(bench: Bench) -> None:
    assert [(one.lap, one.workers) for one in bench.rounds] == [
        (Lap.FIRST, 1), (Lap.AGAIN, 1), (Lap.TOGETHER, 2), (Lap.REPEATED, 1), (Lap.GROWN, 1), (Lap.GROWN_AGAIN, 1),
    ]  # fmt: skip
    assert all([row.id for row in one.rows] == ["park", "festival", "king"] for one in bench.rounds)
    assert bench.wrong == []
    assert bench.faults == []
    assert [row.answered for row in bench.rounds[0].rows] == [True, True, False]


def test_the_parts_are_the_whole_time_of_an_answer(bench: Bench) -> None:
    for one in bench.rounds:
        assert parts(one).keys() >= {"understand", "search", "read", "choose"}
        assert sum(parts(one).values()) == pytest.approx(np.mean(one.times), abs=0.01)
    first, again = bench.rounds[:2]
    assert "encode" in parts(first)
    assert "encode" not in parts(again), "vectors of questions are kept"


def test_taking_in_and_opening_are_told_apart(bench: Bench) -> None:
    taken, opening, grown = bench.ingest, bench.opening, bench.grown
    assert taken is not None
    assert opening is not None
    assert grown is not None
    assert (taken.files, taken.refused, taken.documents, bench.manifest.documents) == (2, 0, 2, 2)
    assert taken.seconds.keys() == {"read files", "clean", "encode", "store", "index"}
    assert len(taken.file_ms) == 2
    assert sum(taken.file_ms) / 1000 <= taken.total
    assert bench.manifest.passages == taken.passages
    assert "open library" in opening.seconds
    assert (grown.added, grown.passages > taken.passages) == (100, True)


def test_memory_only_grows(bench: Bench) -> None:
    memory = bench.memory
    assert memory is not None
    assert 0 < memory.ingested <= memory.alone <= memory.together


def test_a_refused_document_is_counted(tmp_path: Path) -> None:
    found = measured(tmp_path, {**PAGES, "hong.pdf": "không phải PDF"}, levels=(1,)).ingest
    assert found is not None
    assert (found.files, found.refused, found.documents) == (3, 1, 2)


def test_nothing_to_ask_over_is_told(tmp_path: Path) -> None:
    plan = Plan("bộ thử", QUESTIONS, (1,))
    with pytest.raises(WrongUsage, match="Không nạp được tài liệu nào"):
        measure_here(plan, [tmp_path], settings=Settings(data_dir=tmp_path / "data"), encoder=FakeEncoder())


def test_there_are_only_so_many_documents_to_add() -> None:
    assert len(extra_articles(2_000)) == 2_000
    with pytest.raises(WrongUsage, match=r"--synthetic nhận nhiều nhất \d+ tài liệu, không nhận 999999"):
        extra_articles(999_999)


def test_a_server_is_asked_as_the_service_in_process_is(tmp_path: Path) -> None:
    with service(tmp_path, answer_threshold=0.0, reader="patterns") as running:
        fill(running)
        here = [said(running.answerer.ask(one.text)) for one in QUESTIONS]
        with server(running) as url, closing(RemoteAnswerer(url)) as remote:
            found = measure_server(Plan("bộ thử", QUESTIONS, (1, 3)), remote)
    assert [(one.lap, one.workers) for one in found.rounds] == [
        (Lap.FIRST, 1), (Lap.AGAIN, 1), (Lap.TOGETHER, 3), (Lap.REPEATED, 1),
    ]  # fmt: skip
    assert all([row.said for row in one.rows] == here for one in found.rounds)
    rows = [row for one in found.rounds for row in one.rows]
    assert all(row.server_ms is not None and 0 < row.server_ms < row.ms for row in rows)
    assert not any(row.stages for row in rows)
    assert (found.manifest.where, found.manifest.url, found.manifest.documents) == ("server", url, 2)
    assert (found.ingest, found.opening, found.memory) == (None, None, None)
    assert "Máy chủ tự tính" in markdown("", sections(found))


def test_a_server_is_asked_anew_each_time() -> None:
    script = Script(answer=lambda _: REFUSAL)
    with scripted(script) as url, closing(RemoteAnswerer(url)) as remote:
        measure_server(Plan("bộ thử", (PARK, KING), (1,)), remote)
    heard = [one for one in script.heard if not one.startswith("/")]
    assert heard == [WARM_UP, *[PARK.text, KING.text] * 3]


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_back(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(as_json(bench), "utf-8")
    assert read(tmp_path) == read(tmp_path / "bench.json") == bench
    assert json.loads(as_json(bench))["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "Không đọc được tệp"),
        ("{", "không phải bench.json"),
        ("[]", "không phải bench.json"),
        ("{}", "không phải bench.json"),
        ('{"schema": 99}', "khuôn mẫu số 99, bản này đọc số 1"),
        ('{"schema": 1, "rounds": []}', r"không phải bench.json .*mục manifest"),
    ],
)
def test_what_is_no_benchmark_is_told(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "bench.json"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(UnreadableResult, match=told):
        read(path)


@pytest.mark.parametrize("without", ["rounds", "schema"])
def test_a_benchmark_without_a_part_that_it_must_have_is_none(bench: Bench, tmp_path: Path, without: str) -> None:
    saved = json.loads(as_json(bench))
    saved[without] = [] if without == "rounds" else None
    (tmp_path / "bench.json").write_text(json.dumps(saved), "utf-8")
    with pytest.raises(UnreadableResult, match=r"không phải bench\.json"):
        read(tmp_path)


def test_the_page_says_what_the_table_says(bench: Bench) -> None:
    told = sections(bench)
    page, text = html("Tốc độ", told), markdown("Tốc độ", told)
    for one in told:
        assert f"<h2>{one.title}</h2>" in page
        assert f"## {one.title}" in text
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="', page)
    assert "| lần đầu | 1 | 3 |" in text
    assert "thêm 100 tài liệu" in text


# -- the machine -------------------------------------------------------------------------------------------------------


def test_the_machine_is_described() -> None:
    on = machine()
    assert 1 <= on.usable <= on.cores == os.cpu_count()
    assert on.cpu
    assert all(on.packages[name] for name in ("onnxruntime", "faiss-cpu"))


def test_peak_memory_is_this_programs_own_and_sees_what_was_held_for_a_moment() -> None:
    code = """
from eval.bench_machine import peak_mib
before = peak_mib()
block = bytearray(b"x") * (400 << 20)
del block
print(before, peak_mib())
"""
    here = bytearray(b"x") * (700 << 20)  # what the parent holds is not the child's
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=REPOSITORY)
    before, after = map(float, ran.stdout.split())
    assert len(here) > 0
    assert before < 500
    assert before + 380 <= after <= before + 420
