"""The command line of Trích. Messages are Vietnamese: they are read by the people who use it."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.text import Text

from corpus.errors import CorpusError
from eval import bench_cli, cli_sets  # noqa: F401 — cli_sets adds its commands
from eval import cli as eval_cli
from eval.errors import EvaluationError
from index.errors import IndexingError
from service import printing
from service.errors import ServiceError
from service.printing import left_over, print_answer, say, show, summary
from service.settings import Settings, faults
from service.system import refused

if TYPE_CHECKING:
    from index.ingest import Outcome
    from service.running import Running

app = typer.Typer(help="Hỏi đáp có trích dẫn trên tài liệu tiếng Việt.", no_args_is_help=True, add_completion=False)
index_app = typer.Typer(help="Lập, kiểm tra và xem tình trạng chỉ mục.", no_args_is_help=True)
app.add_typer(index_app, name="index")
app.add_typer(eval_cli.app, name="eval")
app.add_typer(bench_cli.app, name="bench")
JsonFlag = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@contextmanager
def opened() -> Iterator["Running"]:
    """The service, closed at the end whatever happens."""
    from service.running import start  # loads FAISS and ONNX Runtime: not for --help

    running = start(Settings(), say)
    try:
        yield running
    finally:
        running.close()


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Tệp, thư mục hoặc .zip cần nạp.", exists=True)],
    as_json: JsonFlag = False,
) -> None:
    """Nạp tài liệu (.txt .md .html .pdf .docx .json .jsonl .zip); nạp lại thì chỉ phần thay đổi được cập nhật."""
    from corpus.formats import walk
    from index.ingest import ingest_file

    outcomes: list[Outcome] = []
    with opened() as running:
        files = list(walk(paths))
        with eval_cli.progress_bar(printing.err) as bar:
            task = bar.add_task("Đang nạp", total=len(files))
            with running.library.together():
                for origin, path in files:
                    outcomes += ingest_file(running.library, origin, path)
                    bar.advance(task)
    if as_json:
        from service.api.render import result_out

        found = [result_out(outcome).model_dump(mode="json") for outcome in outcomes]
        printing.out.print_json(json.dumps(found, ensure_ascii=False))
    else:
        summary(outcomes)
    if outcomes and all(outcome.status == "refused" for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi, có dấu hay không dấu đều được.")],
    after: Annotated[
        list[str] | None, typer.Option(help="Câu đã hỏi trước đó, nếu đây là câu hỏi tiếp; dùng được nhiều lần.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Hỏi một câu; trả lời bằng câu trích nguyên văn có nguồn, ngày và độ tin cậy."""
    with opened() as running:
        if not len(running.library):
            say("Kho tài liệu đang trống: hãy nạp tài liệu bằng `trich ingest ĐƯỜNG_DẪN` trước khi hỏi.")
        turns: list[tuple[str, str | None]] = []
        for earlier in after or ():
            before = running.answerer.ask(earlier, history=turns)
            turns.append((before.interpreted_as, before.answer))
        answer = running.answerer.ask(question, history=turns)
        if as_json:
            from service.api.render import answer_out

            response = answer_out(answer, set(), "", running.answerer.threshold, fallback=running.fallback is not None)
            printing.out.print_json(response.model_dump_json(exclude={"trace", "passages"}))
            return
    for part in answer.parts or (answer,):
        print_answer(part)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng.")] = None,
    seed: Annotated[Path | None, typer.Option(help="Thư mục tài liệu nạp trước khi phục vụ.", exists=True)] = None,
) -> None:
    """Chạy máy chủ: trang hỏi đáp và giao diện lập trình HTTP."""
    from service import serving
    from service.api.app import create_app
    from service.running import left_behind, seed_from, start

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings().model_copy(update=given)
    started = time.perf_counter()
    with serving.taken(settings.host, settings.port) as sockets:
        running = start(settings, say)
        if seed:
            counts = Counter(outcome.status for outcome in seed_from(running, seed, say))
            say(f"Kho tài liệu: {counts['added']} mới, {counts['updated']} cập nhật, {counts['unchanged']} giữ nguyên.")
            left_over(left_behind(running, seed), seed)
            running.library.save_if_changed()
        address = serving.listen(settings.host, sockets)
        say(f"Sẵn sàng sau {time.perf_counter() - started:.1f} giây: {address} (Ctrl+C để dừng)")
        serving.serve(create_app(running), sockets)


@app.command(name="mcp")
def serve_mcp() -> None:
    """Phục vụ trợ lý trên máy này qua MCP (đầu vào và đầu ra chuẩn); trợ lý tự khởi động lệnh này."""
    from service.mcp.stdio import serve

    if sys.stdin.isatty():
        say("Lệnh này do trợ lý khởi động (xem docs/huong-dan.md) và đang chờ trợ lý; Ctrl+C để dừng.")
    with opened() as running:
        serve(running)


@app.command(name="list")
def list_documents(as_json: JsonFlag = False) -> None:
    """Liệt kê tài liệu đang có."""
    from corpus.store import Store
    from service.api.render import document_out

    with closing(Store(Settings().database)) as store:
        documents = store.documents()
    if as_json:
        printing.out.print_json(
            json.dumps([document_out(stored).model_dump(mode="json") for stored in documents], ensure_ascii=False)
        )
        return
    for stored in documents:
        article = stored.article
        when = f"{article.published:%d/%m/%Y}" if article.published else "không rõ ngày"
        if not article.published and article.period:
            when = f"{article.period.first}–{article.period.last}"
        show(Text.assemble((article.id, "cyan"), f"  {when:13}  ", article.title, (f"  [{article.origin}]", "dim")))
    show(f"{len(documents)} tài liệu.", "dim")


@app.command()
def remove(
    documents: Annotated[
        list[str],
        typer.Argument(
            help="Mã tài liệu (xem `trich list`) hoặc tên tệp gốc; của tệp .zip, .json thì mọi bài trong đó."
        ),
    ],
) -> None:
    """Gỡ tài liệu khỏi mọi câu trả lời."""
    missing = 0
    with opened() as running:
        for name in documents:
            library = running.library
            ids = [stored.article.id for part in library.store.parts(name) for stored in library.store.find(part)]
            with library.together():
                removed = [document_id for document_id in ids or [name] if library.remove(document_id)]
            missing += not removed
            show(f"Đã gỡ {name}." if removed else f"Không có tài liệu {name}: xem `trich list`.")
    if missing:
        raise typer.Exit(1)


@index_app.command("build")
def index_build(
    encode: Annotated[bool, typer.Option("--encode", help="Cắt và mã hóa lại mọi đoạn văn.")] = False,
) -> None:
    """Lập lại chỉ mục từ kho tài liệu."""
    with opened() as running:
        running.library.rebuild(encode=encode)
        show(f"Đã lập chỉ mục {len(running.library)} đoạn văn.")


@index_app.command("verify")
def index_verify() -> None:
    """So kho tài liệu, chỉ mục trong bộ nhớ và trên đĩa với nhau."""
    with opened() as running:
        running.library.save_if_changed()
        faults = running.library.verify()
    for fault in faults:
        say(fault, "red")
    show("Chỉ mục khớp với kho tài liệu." if not faults else f"{len(faults)} chỗ không khớp.")
    if faults:
        raise typer.Exit(1)


@index_app.command("status")
def index_status() -> None:
    """Số tài liệu, số đoạn văn, bộ mã hóa."""
    with opened() as running:
        library = running.library
        for name, value in {
            **library.store.counts(),
            "index_version": library.version,
            "encoder": library.encoder.revision,
            "engine": library.engine.name,
        }.items():
            show(f"{name}: {value}")


@app.command()
def snapshot(target: Annotated[Path, typer.Argument(help="Tệp .tar.gz sẽ ghi.")]) -> None:
    """Sao lưu kho tài liệu (chỉ mục được lập lại từ kho khi khôi phục)."""
    from service.backup import snapshot as write

    write(Settings().database, target)
    show(f"Đã sao lưu vào {target}.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="Tệp do `trich snapshot` ghi.", exists=True)],
    force: Annotated[bool, typer.Option("--force", help="Thay kho đang có; kho cũ được giữ lại.")] = False,
) -> None:
    """Khôi phục kho tài liệu; hãy dừng máy chủ trước."""
    from service.backup import restore as put_back

    settings = Settings()
    kept = put_back(source, settings.database, settings.index_dir, force=force)
    if kept:
        show(f"Kho cũ được giữ lại ở {kept}.")
    show("Đã khôi phục; chỉ mục được lập lại ở lần chạy tới.")


@app.command()
def doctor() -> None:
    """Kiểm tra bộ mã hóa, kho tài liệu và chỉ mục; nói rõ điều cần làm."""
    from service.doctor import checks

    failed = 0
    for check in checks(Settings(), say):
        show(Text.assemble(("✓ ", "green") if check.ok else ("✗ ", "red"), f"{check.name}: {check.detail}"))
        failed += not check.ok
    if failed:
        raise typer.Exit(1)


def main() -> None:
    """The entry point: a known error becomes one line that says what to do."""
    try:
        app()
    except (ServiceError, EvaluationError) as error:
        told = error.detail
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        told = faults(error)
    except (CorpusError, IndexingError) as error:
        told = f"Lỗi: {error}"
    except OSError as error:
        told = f"Lỗi: {refused(error)}"
    else:
        return
    say(told, "red")
    sys.exit(1)


if __name__ == "__main__":
    main()
