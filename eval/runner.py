"""Asks every question the way people do and scores what comes back."""

import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from eval.calibration import Pairs, area_under_risk, brier, calibration_error, chance_error, pairs_of
from eval.dataset import Gold
from eval.errors import NotAsked
from eval.metrics import discounted_gain, exact_match, f1, holds, interval
from service.answering import Answer, Citation
from service.reader.base import Evidence

DEPTH = 10  # passages looked at for recall
PLACES = (1, 5, 10)
STEPS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # least confidences
_DRAWS = 500  # of the bootstrap over statistics that are no means


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, what was said to it and how right that is.

    ``rank`` is the place (from 1) of the first passage that holds the gold span, or that tells an accepted answer in
    another article that tells it; None if it is not among the first DEPTH. ``first_tells``: the first quote tells, be it
    given as an answer or as the closest passage; ``in_closest``: one of the quotes shown tells the answer, be it
    given as an answer or as the closest passages of a refusal. ``out_of_time``: it was found, and put aside for its date.
    """

    gold: Gold
    answer: str | None
    quote: str
    cited: str | None
    confidence: float
    rank: int | None
    right_article: bool
    in_quote: bool
    first_tells: bool
    in_closest: bool
    exact: float
    f1: float
    verbatim: bool
    took_ms: float
    fault: str = ""  # why it could not be asked
    out_of_time: bool = False

    @property
    def right(self) -> bool:
        """Whether a person would be content: told where it is told, refused where it is not."""
        return self.in_quote if self.gold.answerable else self.refused

    @property
    def refused(self) -> bool:
        """Whether it was said that the documents do not tell. Silence is no refusal."""
        return self.answer is None and not self.fault


class Asks(Protocol):
    """What can be asked: an ``Answerer`` in process, or a server (``eval.remote``)."""

    def ask(self, text: str, *, history: Sequence[tuple[str, str | None]], top_k: int | None) -> Answer:
        """The answer; raises NotAsked where a question got none for reasons of its own."""


def run(
    golds: Sequence[Gold],
    answerer: Asks,
    origins: dict[str, str],
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    workers: int = 1,
) -> list[Scored]:
    """Asks all questions, ``workers`` at a time, follow-ups with what was said before them; scores stand in their order.

    ``origins`` gives the origin of each gold article in the library.
    """

    def ask(gold: Gold) -> Scored:
        started = time.perf_counter()
        try:
            answer = answerer.ask(gold.question, history=gold.history, top_k=DEPTH)
        except NotAsked as error:
            return _not_asked(gold, error.detail, (time.perf_counter() - started) * 1000)
        return _scored(gold, answer, origins)

    found = []
    with ThreadPoolExecutor(workers) as pool:
        for done, scored in enumerate(pool.map(ask, golds) if workers > 1 else map(ask, golds), 1):
            found.append(scored)
            progress(done, len(golds))
    return found


def _not_asked(gold: Gold, fault: str, took_ms: float) -> Scored:
    """A question that got no answer at all: wrong in every respect, a refusal that was not made too."""
    return Scored(gold, None, "", None, 0.0, None, False, False, False, False, 0.0, 0.0, True, took_ms, fault)


def _scored(gold: Gold, answer: Answer, origins: dict[str, str]) -> Scored:
    origin = origins.get(gold.article or "")
    right = {origin, *(origins.get(name) for name in gold.also)} - {None}
    told = answer.answer is not None
    cited = answer.citations[0] if answer.citations else None
    in_quote = told and cited is not None and _tells(gold, cited, origin, right)
    return Scored(
        gold=gold,
        answer=answer.answer,
        quote=cited.quote if cited else "",
        cited=cited.article.origin if cited else None,
        confidence=answer.confidence,
        rank=_rank(gold, answer.evidence, origin, right),
        right_article=cited is not None and cited.article.origin in right,
        in_quote=in_quote,
        first_tells=cited is not None and _tells(gold, cited, origin, right),
        in_closest=any(_tells(gold, citation, origin, right) for citation in answer.citations),
        exact=exact_match(answer.answer or "", gold.answers) if told else 0.0,
        f1=f1(answer.answer or "", gold.answers) if told else 0.0,
        verbatim=all(_verbatim(citation) for citation in answer.citations),
        took_ms=answer.took_ms,
        out_of_time=_out_of_time(gold, answer, origin, right),
    )


def _out_of_time(gold: Gold, answer: Answer, origin: str | None, right: Container[str | None]) -> bool:
    """Whether what tells stands among the answers of other dates, or was the reader's first and is not the one shown."""
    if any(_tells(gold, other.citation, origin, right) for other in answer.other_answers):
        return True
    if not answer.extractions or not _tells(gold, Citation.of(answer.extractions[0]), origin, right):
        return False
    if answer.answer is None:  # a refusal is as sure as the best of what is in time
        return answer.extractions[0].confidence > answer.confidence
    return Citation.of(answer.extractions[0]) != answer.citations[0]


def _tells(gold: Gold, citation: Citation, origin: str | None, right: Container[str | None]) -> bool:
    """Whether a quote holds the gold span, or an accepted answer in an article that tells it (``right``, by origin).

    In any other article the same words are about something else: "2" and "Thanh Hóa" stand nearly everywhere.
    """
    if gold.start is not None and citation.article.origin == origin:
        end = gold.start + len(gold.answer or "")
        if citation.start <= gold.start and end <= citation.end:
            return True
    return gold.answerable and citation.article.origin in right and holds(citation.quote, gold.answers)


def _verbatim(citation: Citation) -> bool:
    text, inside = citation.article.text, citation.start <= citation.answer_start <= citation.answer_end <= citation.end
    return inside and citation.quote == text[citation.start : citation.end] and citation.answer in citation.quote


def _rank(gold: Gold, evidence: Iterable[Evidence], origin: str | None, right: Container[str | None]) -> int | None:
    for rank, item in enumerate(evidence, 1):
        passage, of = item.hit.passage, item.article.origin
        holds_span = gold.start is not None and of == origin and passage.start <= gold.start < passage.end
        if holds_span or (of in right and holds(passage.text, gold.answers[:1])):
            return rank
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over some questions with its 95 % bootstrap interval."""

    name: str
    value: float
    low: float
    high: float
    questions: int


def figures(scored: Sequence[Scored]) -> list[Figure]:
    """All figures over these questions; those that no question speaks to are left out."""
    can = [item for item in scored if item.gold.answerable]
    cannot = [item for item in scored if not item.gold.answerable]
    told = [item for item in scored if item.answer is not None]
    faults = [item for item in scored if item.fault]
    ranks = [item.rank for item in can]
    rows = [(f"recall@{k}", [float(rank is not None and rank <= k) for rank in ranks]) for k in PLACES]
    rows += [
        ("MRR", [1 / rank if rank else 0.0 for rank in ranks]),
        (f"nDCG@{DEPTH}", [discounted_gain(rank, DEPTH) for rank in ranks]),
        ("right article", [float(item.right_article) for item in can]),
        ("answer in quote", [float(item.in_quote) for item in can]),
        ("answer in quotes shown", [float(item.in_closest) for item in can]),
        ("exact match", [item.exact for item in can]),
        ("F1", [item.f1 for item in can]),
        ("answered (of answerable)", [float(item.answer is not None) for item in can]),
        ("refused (of unanswerable)", [float(item.refused) for item in cannot]),
        ("refused rightly (of refused)", [float(not item.gold.answerable) for item in scored if item.refused]),
        ("right when answered", [float(item.right) for item in told]),
        ("verbatim", [float(item.verbatim) for item in scored if not item.fault]),
        ("could not be asked", [1.0] * len(faults) + [0.0] * (len(scored) - len(faults)) if faults else []),
    ]
    found = [Figure(name, float(np.mean(values)), *interval(values), len(values)) for name, values in rows if values]
    return found + trust(confidences(scored))


TRUST: tuple[tuple[str, Callable[[Pairs], float]], ...] = (
    ("calibration error", calibration_error),
    ("Brier score", brier),
    ("area under risk–coverage", area_under_risk),
)


BY_CHANCE = "calibration error by chance"  # of a confidence that keeps its word exactly, over as many questions


def trust(pairs: Pairs) -> list[Figure]:
    """What confidence is worth over these questions; of all three less is better. Nothing where it is always the same."""
    if not len(pairs) or (pairs[:, 0] == pairs[0, 0]).all():
        return []
    found = [Figure(name, of(pairs), *interval(pairs, of, draws=_DRAWS), len(pairs)) for name, of in TRUST]
    by_chance = chance_error(pairs)
    low, high = np.quantile(by_chance, (0.025, 0.975)).tolist()
    return [found[0], Figure(BY_CHANCE, float(by_chance.mean()), low, high, len(pairs)), *found[1:]]


def confidences(scored: Sequence[Scored]) -> Pairs:
    """Confidence of every question, answered or not, and whether its first quote tells."""
    return pairs_of([(item.confidence, item.first_tells) for item in scored])


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a least confidence would do: shares answered and right when answered, and refused of the unanswerable."""

    least: float
    answered: float
    right: float
    refused: float


def curve(scored: Sequence[Scored], steps: Sequence[float] = STEPS) -> list[Threshold]:
    """The trade between answering and being right; empty without both kinds of question."""
    return trade([(item.gold.answerable, item.confidence, item.first_tells) for item in scored], steps)


def trade(told: Sequence[tuple[bool, float, bool]], steps: Sequence[float] = STEPS) -> list[Threshold]:
    """The same of questions by whether they can be answered, with what confidence they are, and whether the quote tells."""
    can = [confidence for answerable, confidence, _ in told if answerable]
    cannot = [confidence for answerable, confidence, _ in told if not answerable]
    found = []
    for least in steps if can and cannot else ():
        right = [tells for _, confidence, tells in told if confidence >= least]
        found.append(
            Threshold(
                least,
                sum(confidence >= least for confidence in can) / len(can),
                sum(right) / len(right) if right else 0.0,
                sum(confidence < least for confidence in cannot) / len(cannot),
            )
        )
    return found


def by_group(scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """The questions by kind and by tag."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for item in scored:
        groups[item.gold.kind].append(item)
        for tag in sorted(item.gold.tags):
            groups[f"#{tag}"].append(item)
    return dict(sorted(groups.items()))
