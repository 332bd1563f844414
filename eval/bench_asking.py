"""The questions of a benchmark, and asking all of them: one at a time, once more, and several at a time."""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from corpus.stopwatch import watching
from eval.bench_records import Lap, Round, Row
from eval.dataset import load
from eval.errors import NotAsked, UnreadableDataset
from eval.remote import RemoteAnswerer
from eval.squad import load as load_set
from service.answering import Answer, Answerer, Citation
from service.errors import ServiceError

SEED = 0
REST = "choose"  # what of answering is no stage by itself: choosing, dating, citing
WARM_UP = "Tài liệu này nói về việc gì?"  # asked before anything counts
OWN = "eval/questions.jsonl (dev)"
Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, behind what was asked before."""

    id: str
    text: str
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``ms``: how long it took to come, where that is not the whole time of asking; ``server_ms``: what a server says."""

    answer: Answer
    ms: float | None = None
    server_ms: float | None = None


class Asks(Protocol):
    """Whoever is asked, from several threads at a time."""

    def __call__(self, question: Question) -> Reply:
        """The reply; raises NotAsked or a ServiceError where there is none."""


def own_questions() -> list[Question]:
    """The development questions of the repository; raises UnsoundQuestion."""
    return [Question(gold.id, gold.question, gold.history) for gold in load() if gold.split == "dev"]


def read_questions(path: Path) -> list[Question]:
    """A set in any form that ``trich eval run --dataset`` takes or, with the suffix .txt, one question a line.

    Raises UnreadableDataset for anything else.
    """
    if path.suffix.lower() != ".txt":
        return [Question(item.id, item.question) for item in load_set(path).items]
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UnreadableDataset(f"Không đọc được tệp {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableDataset(f"{path.name} không phải văn bản UTF-8: cần mỗi dòng một câu hỏi.") from error
    found = [Question(f"line-{number}", line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise UnreadableDataset(f"{path.name} không có câu hỏi nào: cần mỗi dòng một câu hỏi.")
    return found


def drawn(questions: Sequence[Question], count: int, seed: int = SEED) -> list[Question]:
    """``count`` of the questions, or all if there are fewer, in an order that only ``seed`` decides."""
    return random.Random(seed).sample(list(questions), min(count, len(questions)))


def revision(questions: Sequence[Question]) -> str:
    """Changes with any question and with their order."""
    rows = [[one.id, one.text, one.history] for one in questions]
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def here(answerer: Answerer) -> Asks:
    """Asks in this process."""
    return lambda question: Reply(answerer.ask(question.text, history=question.history))


def there(remote: RemoteAnswerer) -> Asks:
    """Asks a server, anew each time."""

    def ask(question: Question) -> Reply:
        answer, ms = remote.ask_anew(question.text, question.history)
        return Reply(answer, ms, answer.took_ms)

    return ask


def rounds(
    ask: Asks, questions: Sequence[Question], levels: Sequence[int], progress: Progress = lambda *_: None
) -> Iterator[Round]:
    """One at a time for the first time and again; as many at a time as ``levels`` say, from two on; one at a time once more.

    That last one shows what changed by itself meanwhile. What is asked first of all is not counted: the caller has asked WARM_UP.
    """
    yield one_round(ask, questions, Lap.FIRST, 1, progress)
    yield one_round(ask, questions, Lap.AGAIN, 1, progress)
    for workers in sorted({level for level in levels if level > 1}):
        yield one_round(ask, questions, Lap.TOGETHER, workers, progress)
    yield one_round(ask, questions, Lap.REPEATED, 1, progress)


def one_round(
    ask: Asks, questions: Sequence[Question], lap: Lap, workers: int, progress: Progress = lambda *_: None
) -> Round:
    """Asks every question once, in this order; one at a time in the thread of the caller."""
    what = _TOLD[lap].format(workers)
    if workers == 1:
        started = time.perf_counter()
        rows = []
        for done, question in enumerate(questions, 1):
            rows.append(_row(ask, question))
            progress(what, done, len(questions))
        return Round(lap, workers, time.perf_counter() - started, tuple(rows))
    with ThreadPoolExecutor(workers) as pool:
        # Threads that are new to the store open it first: that is not counted.
        list(pool.map(lambda _: _row(ask, Question("warm-up", WARM_UP)), range(workers)))
        started = time.perf_counter()
        rows = []
        for done, row in enumerate(pool.map(lambda question: _row(ask, question), questions), 1):
            rows.append(row)
            progress(what, done, len(questions))
        return Round(lap, workers, time.perf_counter() - started, tuple(rows))


_TOLD = {
    Lap.FIRST: "Hỏi lần đầu",
    Lap.AGAIN: "Hỏi lại",
    Lap.REPEATED: "Hỏi lại lần nữa",
    Lap.TOGETHER: "Hỏi {} câu cùng lúc",
    Lap.GROWN: "Hỏi trên kho lớn, lần đầu",
    Lap.GROWN_AGAIN: "Hỏi trên kho lớn, hỏi lại",
}


def _row(ask: Asks, question: Question) -> Row:
    try:
        with watching(REST) as watch:
            reply = ask(question)
    except (NotAsked, ServiceError) as error:
        return Row(question.id, 0.0, None, {}, "", 0.0, answered=False, fault=error.detail)
    stages = {name: round(seconds * 1000, 3) for name, seconds in watch.seconds.items()} if reply.ms is None else {}
    answer = reply.answer
    return Row(
        id=question.id,
        ms=round(watch.total * 1000 if reply.ms is None else reply.ms, 3),
        server_ms=reply.server_ms,
        stages=stages,
        said=said(answer),
        confidence=round(answer.confidence, 4),
        answered=answer.answer is not None,
    )


def said(answer: Answer) -> str:
    """Twelve hexadecimal digits that change with anything that a person is told, how surely aside."""
    told = [
        [part.interpreted_as, part.answer, str(part.as_of), part.verdict, part.message]
        + [_place(citation) for citation in part.citations]
        + [[other.relation, str(other.as_of), *_place(other.citation)] for other in part.other_answers]
        for part in (answer, *answer.parts)
    ]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:12]


def _place(citation: Citation) -> list[object]:
    return [
        citation.article.origin,
        citation.start,
        citation.end,
        citation.answer_start,
        citation.answer_end,
        citation.quote,
    ]
