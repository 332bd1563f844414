"""The commands under ``trich bench``: how fast it is here, or a server is, and comparing two such measurements."""

# ruff: noqa: PLC0415 — `trich --help` must not load FAISS

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli import err, make, note, progress_bar
from eval.errors import WrongUsage
from service.settings import REPOSITORY

if TYPE_CHECKING:
    from eval.bench import Plan
    from eval.bench_asking import Progress
    from eval.bench_records import Bench

app = typer.Typer(help="Đo tốc độ trên máy này, hoặc của một máy chủ.", invoke_without_command=True)

COUNT = 24  # about two minutes on two cores without fast products of 8 bits
LEVELS = "1,2,4"
MOST = 64  # questions at a time


@app.callback()
def bench(  # noqa: PLR0917 - the options of a command
    context: typer.Context,
    documents: Annotated[
        list[Path] | None,
        typer.Option(help="Tệp hoặc thư mục tài liệu; dùng được nhiều lần. Mặc định: bài viết có sẵn."),
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(help="Câu hỏi: .txt mỗi dòng một câu, hay bộ câu hỏi như của `trich eval run --dataset`."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Hỏi máy chủ ở địa chỉ này, trên tài liệu của nó.")] = None,
    key: Annotated[str | None, typer.Option(envvar="TRICH_KEY", help="Khóa truy cập của máy chủ.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Số giây chờ mỗi câu, với --url.")] = 60.0,
    concurrency: Annotated[
        str, typer.Option(help="Số câu hỏi cùng lúc, cách nhau bằng dấu phẩy; luôn hỏi từng câu một trước.")
    ] = LEVELS,
    count: Annotated[int, typer.Option(min=1, help="Số câu hỏi rút ra từ bộ.")] = COUNT,
    synthetic: Annotated[
        int, typer.Option(min=0, help="Thêm chừng này tài liệu có sẵn rồi hỏi lại, để xem kho lớn thì sao.")
    ] = 0,
    out_dir: Annotated[Path | None, typer.Option("--out", help="Thư mục ghi bench.json và bench.html.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Đo tốc độ: nạp tài liệu, mở, trả lời lần đầu và hỏi lại, nhiều câu cùng lúc, và thời gian đi vào đâu."""
    if context.invoked_subcommand is not None:
        return
    levels = _levels(concurrency)
    if url is not None and (documents or synthetic):
        raise WrongUsage("Máy chủ chỉ hỏi được trên tài liệu của nó: với --url hãy bỏ --documents và --synthetic.")
    if missing := [path for path in documents or () if not path.exists()]:
        raise WrongUsage(f"Không có tệp hay thư mục {missing[0]}: kiểm tra lại --documents.")
    if out_dir is not None:
        make(out_dir)
    plan = _plan(questions, count, levels)
    if documents and questions is None:
        note("Câu hỏi có sẵn không hỏi về tài liệu này: hãy dùng --questions để đo đúng việc của mình.")
    with progress_bar(err) as bar:
        task = bar.add_task("Đang chuẩn bị", total=None)
        last = ""

        def advance(what: str, done: int, total: int) -> None:
            nonlocal last
            bar.update(task, description=what, completed=done, total=total)
            if not err.is_terminal and what != last:
                note(f"{what}: {total}…")
            last = what

        found = _measured(plan, documents, url, key, timeout, synthetic, advance)
    _tell(found, out_dir, as_json=as_json)
    for one, ids in found.wrong:
        note(f"Hỏi {one.workers} câu cùng lúc ({one.lap}), {len(ids)} câu được trả lời khác lần đầu: {', '.join(ids)}.")
    if found.faults:
        note(f"{len(found.faults)} lần không hỏi được; {found.faults[0].id}: {found.faults[0].fault}.")
    if found.wrong or found.faults:
        raise typer.Exit(1)


@app.command("compare")
def compare(
    a: Annotated[Path, typer.Argument(help="Thư mục hoặc bench.json của lần đo trước.")],
    b: Annotated[Path, typer.Argument(help="Thư mục hoặc bench.json của lần đo sau.")],
    again: Annotated[
        list[Path] | None, typer.Option(help="Lần đo lại của A, để biết tự nó khác đi bao nhiêu; dùng được nhiều lần.")
    ] = None,
) -> None:
    """So hai lần đo trên cùng các câu hỏi: con số nào nhanh hơn hay chậm hơn quá mức dao động."""
    from eval.bench_compare import compare as compared
    from eval.bench_records import read
    from eval.bench_report import comparison
    from eval.bench_sections import markdown

    before, after, repeats = read(a), read(b), [read(path) for path in again or ()]
    print(markdown("So tốc độ", comparison(before, after, compared(before, after, repeats))), end="")


def _levels(text: str) -> tuple[int, ...]:
    """The numbers of questions at a time.

    >>> _levels("4, 1,2")
    (1, 2, 4)
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= MOST for word in words):
        raise WrongUsage(f"--concurrency nhận các số từ 1 đến {MOST}, cách nhau bằng dấu phẩy, không nhận {text!r}.")
    return tuple(sorted({1, *map(int, words)}))


def _plan(path: Path | None, count: int, levels: tuple[int, ...]) -> "Plan":
    from eval.bench import Plan
    from eval.bench_asking import OWN, drawn, own_questions, read_questions

    questions = own_questions() if path is None else read_questions(path)
    if len(questions) < count:
        note(f"Chỉ có {len(questions)} câu hỏi, ít hơn {count}.")
    return Plan(OWN if path is None else path.name, tuple(drawn(questions, count)), levels)


def _measured(  # noqa: PLR0917 - the options of a command
    plan: "Plan",
    documents: list[Path] | None,
    url: str | None,
    key: str | None,
    timeout: float,
    synthetic: int,
    progress: "Progress",
) -> "Bench":
    from eval.bench import measure_here, measure_server
    from eval.remote import RemoteAnswerer

    if url is not None:
        return measure_server(plan, RemoteAnswerer(url, key, timeout=timeout), progress)
    note(f"Đo {len(plan.questions)} câu hỏi: khoảng một đến ba phút trên máy hai nhân; hãy để máy rảnh.")
    own = [REPOSITORY / "corpus" / "articles"]
    return measure_here(plan, documents or own, synthetic=synthetic, progress=progress, say=note)


def _tell(found: "Bench", folder: Path | None, *, as_json: bool) -> None:
    from eval.bench_records import NAME
    from eval.bench_records import as_json as json_of
    from eval.bench_report import PAGE, TITLE, sections
    from eval.bench_sections import html, markdown

    told = sections(found)
    if folder is not None:
        (folder / NAME).write_text(json_of(found), encoding="utf-8")
        (folder / PAGE).write_text(html(TITLE, told), encoding="utf-8")
        note(f"Đã ghi {NAME}, {PAGE} vào {folder}.")
    print(json_of(found) if as_json else markdown(TITLE, told), end="")
