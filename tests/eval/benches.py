"""Benchmarks made by hand, for tests of what is said of them."""

from dataclasses import replace
from pathlib import Path

from eval.bench import Plan, measure_here
from eval.bench_asking import Question
from eval.bench_records import Asked, Bench, Lap, Machine, Manifest, Round, Row
from index.encoder import FakeEncoder
from service.settings import Settings
from tests.browser.library import OverlapReader

PARK = Question("park", "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?")
FESTIVAL = Question("festival", "Lễ hội cà phê Buôn Ma Thuột đón bao nhiêu lượt khách?")
KING = Question("king", "Quốc vương Bhutan tên gì?")
QUESTIONS = (PARK, FESTIVAL, KING)
MACHINE = Machine("Bộ xử lý thử", 2, 2, None, True, 4096, "Linux", "CPython 3.11", {"numpy": "2"}, 0.1)
MANIFEST = Manifest(
    "here", None, "0.1.0+aaaa", "2026-01-02T03:04:05+00:00", "fake", "overlap", "recipe", {"threads": "2"},
    Asked("bộ thử", "f" * 64, 3, 0), 2, 4, "d" * 64,
)  # fmt: skip


def round_of(lap: Lap, *times: float, workers: int = 1, said: str = "x", seconds: float | None = None) -> Round:
    """A round whose questions took these times, one after another."""
    rows = [Row(f"q{k}", ms, None, {"read": ms}, said, 0.5, answered=True) for k, ms in enumerate(times)]
    return Round(lap, workers, sum(times) / 1000 / workers if seconds is None else seconds, tuple(rows))


def bench_of(*rounds: Round) -> Bench:
    """A benchmark of these rounds and nothing else."""
    asked = replace(MANIFEST.asked, count=len(rounds[0].rows))
    return Bench(replace(MANIFEST, asked=asked), MACHINE, rounds)


def measured(folder: Path, pages: dict[str, str], *, levels: tuple[int, ...] = (1, 2), synthetic: int = 0) -> Bench:
    """A real measurement over pages, with the small encoder and the small reader."""
    documents = folder / "bai"
    documents.mkdir()
    for name, text in pages.items():
        (documents / name).write_text(text, "utf-8")
    settings = Settings(data_dir=folder / "data", answer_threshold=0.2, threads=1)
    plan = Plan("bộ thử", QUESTIONS, levels)
    return measure_here(
        plan, [documents], synthetic=synthetic, settings=settings, encoder=FakeEncoder(), reader=OverlapReader()
    )
