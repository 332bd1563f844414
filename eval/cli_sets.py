"""The commands under ``trich eval`` that make a question set of one's own documents: draft, import, feedback."""

# ruff: noqa: PLC0415 — `trich --help` must not load FAISS

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli import app, note
from eval.errors import UnreadableDataset, WrongUsage
from service.settings import Settings

if TYPE_CHECKING:
    from corpus.store import Store

ForceFlag = Annotated[bool, typer.Option("--force", help="Ghi đè tệp đã có.")]


@contextmanager
def _store() -> Iterator["Store"]:
    from corpus.store import Store

    path = Settings().database
    if not path.exists():
        raise UnreadableDataset("Kho tài liệu đang trống: hãy nạp tài liệu bằng `trich ingest ĐƯỜNG_DẪN` trước.")
    with closing(Store(path)) as store:
        yield store


def _spare(path: Path, *, force: bool) -> None:
    """Keeps what a person may have been through already."""
    if path.exists() and not force:
        raise WrongUsage(
            f"{path} đã có, có thể là tệp đang xem dở: hãy chọn tên khác bằng --out, hoặc ghi đè bằng --force."
        )


@app.command("draft")
def draft(
    out: Annotated[Path, typer.Option("--out", help="Tệp CSV để xem, sửa và nhận từng câu.")] = Path("nhap.csv"),
    document: Annotated[
        list[str] | None,
        typer.Option(help="Mã tài liệu; dùng được nhiều lần. Mặc định: mọi tài liệu, bài đăng lại chỉ một lần."),
    ] = None,
    per_document: Annotated[int, typer.Option(min=1, max=500, help="Nhiều nhất bao nhiêu câu mỗi tài liệu.")] = 12,
    seed: Annotated[int, typer.Option(help="Số khác cho các câu khác.")] = 0,
    force: ForceFlag = False,
) -> None:
    """Đề nghị câu hỏi kèm lời giải từ tài liệu đã nạp, để một người xem, sửa rồi nhận."""
    from eval.draft_files import row_of, write
    from eval.drafting import drafts

    with _store() as store:
        stored = {one.article.id: one for one in store.documents()}
    if unknown := [name for name in document or () if name not in stored]:
        raise WrongUsage(f"Không có tài liệu {', '.join(unknown)}: xem mã bằng `trich list`.")
    # Asked of every reprint, the same would be asked twice.
    once = {one.duplicate_group: one.article.id for one in reversed(stored.values())}
    chosen = document or [name for name, one in stored.items() if once[one.duplicate_group] == name]
    found = drafts([stored[name].article for name in dict.fromkeys(chosen)], per_document, seed)
    if not found:
        raise UnreadableDataset(
            "Không tìm được câu nào để hỏi: cần tài liệu có câu trọn vẹn, có số liệu, ngày hoặc tên riêng."
        )
    _spare(out, force=force)
    write(out, map(row_of, found))
    note(f"Đã ghi {len(found)} câu vào {out}: ghi “x” vào cột accepted ở câu muốn nhận, rồi `trich eval import {out}`.")


@app.command("import")
def import_(
    table: Annotated[Path, typer.Argument(help="Tệp CSV đã xem.")],
    out: Annotated[Path, typer.Option("--out", help="Bộ câu hỏi, JSON từng dòng.")] = Path("bo-cau-hoi.jsonl"),
) -> None:
    """Lấy các câu đã nhận thành bộ câu hỏi cho `trich eval run --dataset`."""
    from eval.draft_files import read
    from eval.importing import imported, write

    rows = read(table)
    with _store() as store:
        articles = {stored.article.id: stored.article for stored in store.documents()}
    found = imported(rows, articles)
    for one in found.refused:
        note(f"Không dùng {one.place}: {one.reason}")
    if not found.questions:
        raise UnreadableDataset(
            f"{table} không có câu nào dùng được: {len(found.refused)} dòng sai, {found.left_out} dòng chưa nhận."
        )
    write(out, found)
    note(f"Đã ghi {len(found.questions)} câu vào {out}; không dùng {len(found.refused)}, chưa nhận {found.left_out}.")
    if found.refused:
        raise typer.Exit(1)


@app.command("feedback")
def feedback(
    out: Annotated[Path, typer.Option("--out", help="Tệp CSV, cùng khuôn mẫu với `trich eval draft`.")] = Path(
        "gop-y.csv"
    ),
    force: ForceFlag = False,
) -> None:
    """Xuất lời chấm của người dùng về các câu trả lời, để xem và nhận vào bộ câu hỏi."""
    from eval.draft_files import write
    from eval.feedback import rows

    with _store() as store:
        articles = {stored.article.id: stored.article for stored in store.documents()}
        found = rows(store.feedback(), articles)
    _spare(out, force=force)
    write(out, found)
    note(f"Đã ghi {len(found)} lời chấm vào {out}.")
