"""The commands under ``trich eval``. Messages are Vietnamese; tables are the reports' own."""

# ruff: noqa: PLC0415 — `trich --help` must not load FAISS

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from eval.errors import WrongUsage

if TYPE_CHECKING:
    from eval.squad_records import Problem

app = typer.Typer(help="Chấm điểm.", no_args_is_help=True)
err = Console(stderr=True)

_SHOWN = 5  # rows of each problem that are named on the terminal; result.json names all
DatasetOption = Annotated[
    Path, typer.Option("--dataset", help="Bộ câu hỏi: SQuAD JSON, JSON từng dòng, CSV; .gz cũng được.")
]


@app.command("run")
def run(  # noqa: PLR0917 - the options of a command
    split: Annotated[str, typer.Option(help="dev, test hoặc all.")] = "test",
    dataset: Annotated[
        Path | None, typer.Option(help="Bộ câu hỏi khác: SQuAD JSON, JSON từng dòng, CSV; .gz cũng được.")
    ] = None,
    mode: Annotated[
        Literal["reading", "open", "library"] | None,
        typer.Option(
            help="Với --dataset: reading chỉ đọc đoạn văn đi kèm; open tìm trong mọi đoạn văn của bộ; "
            "library hỏi trên kho tài liệu đã nạp, hay máy chủ ở --url."
        ),
    ] = None,
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Thư mục ghi result.json, summary.md và predictions.json.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Hỏi máy chủ ở địa chỉ này thay vì hỏi tại chỗ.")] = None,
    key: Annotated[str | None, typer.Option(envvar="TRICH_KEY", help="Khóa truy cập của máy chủ.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Số câu hỏi cùng lúc, với --url.")] = 4,
    timeout: Annotated[float, typer.Option(min=0.1, help="Số giây chờ mỗi câu, với --url.")] = 60.0,
) -> None:
    """Chấm điểm bộ câu hỏi của kho mã nguồn, hoặc bộ câu hỏi của người khác (--dataset)."""
    if dataset is not None:
        if mode is None or out_dir is None:
            raise WrongUsage("--dataset cần thêm --mode reading, --mode open hoặc --mode library, và --out THƯ_MỤC.")
        if url is not None and mode != "library":
            raise WrongUsage("Máy chủ chỉ hỏi được trên tài liệu của nó: với --url hãy dùng --mode library.")
        make(out_dir)
        _run_set(dataset, mode, out_dir, url, key, timeout)
        return
    if mode is not None:
        raise WrongUsage("--mode chỉ dùng cùng --dataset.")
    if split not in ("dev", "test", "all"):
        raise WrongUsage(f"--split nhận dev, test hoặc all, không nhận {split!r}.")
    if out_dir is not None:
        make(out_dir)
    from eval import page
    from eval.own import run_own
    from eval.remote import RemoteAnswerer, discard
    from eval.report import summary, write

    remote = RemoteAnswerer(url, key, timeout=timeout) if url is not None else None
    try:
        with progress_bar(err) as bar:
            task = bar.add_task("Đang hỏi", total=None)
            scored, about = run_own(
                split,  # type: ignore[arg-type]
                lambda done, total: bar.update(task, completed=done, total=total),
                remote=remote,
                workers=workers,
                folder=out_dir,
                say=note,
            )
    finally:
        if remote is not None:
            remote.close()
    failed = sum(bool(item.fault) for item in scored)
    if out_dir:
        write(out_dir, scored, about)
        page.write(out_dir)
        if not failed:
            discard(out_dir)
    print(summary(scored, about))
    if failed:
        first = next(item for item in scored if item.fault)
        note(f"{failed} câu không hỏi được, tính là sai; câu đầu tiên, {first.gold.id}: {first.fault}.")
        if out_dir:
            note("Chạy lại đúng lệnh này để chỉ hỏi các câu còn thiếu.")
        raise typer.Exit(1)


@app.command("score")
def score(
    predictions: Annotated[Path, typer.Argument(help='Tệp {"mã câu hỏi": "câu trả lời hoặc chuỗi rỗng"}.')],
    dataset: DatasetOption,
    out_dir: Annotated[Path | None, typer.Option("--out", help="Thư mục ghi result.json và summary.md.")] = None,
) -> None:
    """Chấm tệp predictions.json của bất kỳ ai theo SQuAD 2.0."""
    from eval import page, squad_report
    from eval.squad import load

    if out_dir:
        make(out_dir)
    found = load(dataset)
    replies, problems = squad_report.read_predictions(predictions, found.items)
    problems = [*found.problems, *problems]
    tell(problems)
    judged = squad_report.judged(found.items, replies)
    about = {"mode": "score", "dataset": found.name, "dataset_sha256": found.sha256, "predictions": predictions.name}
    if out_dir:
        print(squad_report.write(out_dir, judged, about, problems, timed=False))
        page.write(out_dir)
    else:
        print(squad_report.summary(judged, about, problems, timed=False))


@app.command("guard")
def guard(
    update: Annotated[bool, typer.Option("--update", help="Ghi kết quả lần này làm mốc mới.")] = False,
    every: Annotated[int, typer.Option(min=1, help="Chỉ hỏi một phần: cứ N câu hỏi một câu.")] = 1,
    baseline: Annotated[Path | None, typer.Option(help="Mốc so sánh khác.")] = None,
) -> None:
    """Chấm bộ kiểm tra và so với mốc đã ghi: thoát với mã 1 nếu có con số kém đi quá mức dao động."""
    from eval import guard as guarding
    from eval.own import run_own

    path = baseline or guarding.BASELINE
    if update and every > 1:
        raise WrongUsage("--update ghi mốc của mọi câu hỏi: hãy bỏ --every.")
    before = None if update else guarding.read(path)
    with progress_bar(err) as bar:
        task = bar.add_task("Đang hỏi", total=None)
        scored, about = run_own("test", lambda done, total: bar.update(task, completed=done, total=total), every=every)
    if before is None:
        guarding.write(path, scored, about)
        note(f"Đã ghi mốc so sánh {path}.")
        return
    found = guarding.changes(before.questions, scored)
    print(guarding.table(found))
    if (was := before.about.get("reader")) != about["reader"]:
        note(f"Mốc là của bộ đọc {was}, lần này là {about['reader']}.")
    if fallen := [one.name for one in found if one.fell]:
        note(f"Kém hơn mốc quá mức dao động: {', '.join(fallen)}.")
        raise typer.Exit(1)


@app.command("compare")
def compare(
    a: Annotated[Path, typer.Argument(help="Thư mục hoặc result.json của lần chấm trước.")],
    b: Annotated[Path, typer.Argument(help="Thư mục hoặc result.json của lần chấm sau.")],
) -> None:
    """So hai lần chấm trên cùng bộ câu hỏi: câu nào tốt lên, câu nào kém đi, có vượt ngẫu nhiên không."""
    from eval.comparing import read_result, report

    print(report(read_result(a), read_result(b)))


def make(folder: Path) -> None:
    """Makes the folder of the results before anything is asked."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUsage(
            f"Không dùng được {folder} làm thư mục kết quả: {error.strerror}. Hãy chọn --out khác."
        ) from error


def _run_set(  # noqa: PLR0917 - the options of a command
    path: Path,
    mode: Literal["reading", "open", "library"],
    folder: Path,
    url: str | None = None,
    key: str | None = None,
    timeout: float = 60.0,
) -> None:
    from eval import page, partial, squad_report
    from eval.remote import RemoteAnswerer
    from eval.report import RESULT, SUMMARY
    from eval.squad import load
    from eval.squad_run import run_set

    found = load(path)
    tell(found.problems)
    remote = RemoteAnswerer(url, key, timeout=timeout) if url is not None else None
    with progress_bar(err) as bar:
        task = bar.add_task("Đang hỏi", total=None)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        try:
            finished = run_set(found, mode, folder, advance, note, remote=remote)
        except KeyboardInterrupt:
            note(f"Đã dừng; chạy lại đúng lệnh này để tiếp tục từ {folder / partial.NAME}.")
            raise
    judged = squad_report.judged(finished.items, finished.replies)
    text = squad_report.write(folder, judged, finished.about, finished.problems)
    page.write(folder)
    unasked = [reply for reply in finished.replies.values() if reply.fault and remote is not None]
    if not unasked:
        partial.discard(folder)
    print(text)
    tell(finished.problems[len(found.problems) :])
    note(f"Đã ghi {squad_report.PREDICTIONS}, {RESULT}, {SUMMARY}, {page.PAGE} vào {folder}.")
    if unasked:
        note(f"{len(unasked)} câu máy chủ không trả lời; câu đầu tiên, {unasked[0].id}: {unasked[0].fault}.")
        note("Chạy lại đúng lệnh này để chỉ hỏi các câu còn thiếu.")
        raise typer.Exit(1)


def tell(problems: Sequence["Problem"]) -> None:
    """Says what is wrong with rows: how many of each kind, and the first few by name."""
    from eval.squad_records import IN_VIETNAMESE

    for fault, count in Counter(problem.fault for problem in problems).items():
        places = [p.place + (f" ({p.id})" if p.id else "") for p in problems if p.fault is fault][:_SHOWN]
        more = ", …" if count > len(places) else ""
        word = "Không dùng" if fault.refused else "Lưu ý"
        note(f"{word}: {count} câu {IN_VIETNAMESE[fault]}: {', '.join(places)}{more}")


def note(message: str) -> None:
    """Tells people what is going on, beside the results on standard output."""
    err.print(message, style="dim", markup=False, highlight=False, soft_wrap=not err.is_terminal)


def progress_bar(console: Console) -> Progress:
    """A bar that is gone when it is done; none where nobody watches it (it would leave a blank line)."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
