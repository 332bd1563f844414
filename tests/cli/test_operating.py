"""The index, copies of the store, figures, arguments and help."""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import uvicorn

import eval.own
import service.doctor
import service.running
from corpus import database
from corpus.records import Article
from corpus.store import Store
from eval.dataset import Gold, load
from index.encoder import FakeEncoder
from tests.cli.commands import HOW_MANY, REPOSITORY, Result, Trich, listed
from tests.support import PAGES

COMMANDS = [
    [], ["ingest"], ["ask"], ["serve"], ["list"], ["remove"], ["index"], ["index", "build"], ["index", "verify"], ["mcp"],
    ["index", "status"], ["snapshot"], ["restore"], ["doctor"], ["eval"], ["eval", "run"], ["bench"], ["bench", "compare"],
]  # fmt: skip


# -- the index ---------------------------------------------------------------------------------------------------------


def test_index_status_verify_and_build(filled: Trich, tmp_path: Path) -> None:
    status = dict(line.split(": ", 1) for line in filled("index", "status").out.splitlines())
    assert status.keys() == {"documents", "distinct_documents", "passages", "index_version", "encoder", "engine"}
    assert (status["documents"], status["encoder"]) == ("2", FakeEncoder().revision)
    assert filled("index", "verify").out == "Chỉ mục khớp với kho tài liệu.\n"
    shutil.rmtree(tmp_path / "data" / "index")
    for arguments in (("build",), ("build", "--encode")):
        assert filled("index", *arguments).out == f"Đã lập chỉ mục {status['passages']} đoạn văn.\n"
        assert filled("index", "verify").code == 0
    assert filled("ask", HOW_MANY).out.startswith("42 dự án\n")


def test_index_verify_names_what_is_wrong(filled: Trich, tmp_path: Path) -> None:
    store = Store(tmp_path / "data" / "trich.sqlite")
    ids = store.passage_ids().tolist()
    store.set_vectors(ids, FakeEncoder().encode_passages(["khác hẳn"] * len(ids)), FakeEncoder().revision)
    store.close()
    said = filled("index", "verify")
    assert said.code == 1
    assert said.out == "1 chỗ không khớp.\n"
    assert said.err == "chỉ mục vectơ có vectơ khác với kho: hãy chạy `trich index build`\n"


def test_a_damaged_index_is_made_anew(filled: Trich, tmp_path: Path) -> None:
    damaged = tmp_path / "data" / "index" / "dense.faiss"
    damaged.write_bytes(damaged.read_bytes()[:-7])
    said = filled("ask", HOW_MANY)
    assert said.out.startswith("42 dự án\n")
    assert "đang lập lại" in said.err
    assert filled("index", "verify").code == 0


# -- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TRICH_PORT", "abc", "phải là số nguyên"),
        ("TRICH_PORT", "99999", "không được lớn hơn 65535"),
        ("TRICH_TOP_K", "0", "không được nhỏ hơn 1"),
        ("TRICH_ANSWER_THRESHOLD", "0,5", "phải là một số (dấu thập phân là dấu chấm)"),
        (
            "TRICH_CORS_ORIGINS",
            "https://a.vn/",
            "phải là `*`, hoặc các nguồn dạng https://tên-máy[:cổng] cách nhau bởi dấu phẩy, không có đường dẫn phía sau",
        ),
        ("TRICH_READER", "gpt", "phải là một trong: 'trained', 'patterns'"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    for command in (("list",), ("ask", "Ai ký?")):
        said = trich_in(*command)
        assert (said.code, said.out) == (1, "")
        assert said.err.splitlines()[-1] == f"{name}={value}: {told}."
        assert "Traceback" not in said.err


def test_settings_that_are_set_to_nothing_are_left_at_their_defaults(
    filled: Trich, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "PORT",
        "ANSWER_THRESHOLD",
        "READER",
        "API_KEYS",
        "ALIASES",
        "TOP_K",
        "THREADS",
        "ENCODER",
        "CORS_ORIGINS",
    ):
        monkeypatch.setenv(f"TRICH_{name}", "")
    assert filled("list").code == 0
    assert filled("ask", HOW_MANY).code == 0


@pytest.mark.parametrize(("given", "host"), [((), "127.0.0.2"), (("--host", "0.0.0.0", "--port", "0"), "0.0.0.0")])
def test_where_it_is_served_is_known_to_what_serves(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], host: str
) -> None:
    """By what names a service may be asked depends on it."""
    served: list[tuple[str, str, int]] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        (opened,) = sockets
        running = server.config.app.state.running  # type: ignore[union-attr]
        served.append((running.settings.host, *opened.getsockname()))
        running.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setenv("TRICH_HOST", "127.0.0.2")
    monkeypatch.setenv("TRICH_PORT", "0")
    said = trich_in("serve", *given)
    assert said.code == 0, said
    ((known, bound, port),) = served
    assert (known, bound) == (host, host)
    assert f"http://{host}:{port} " in said.err


# -- what cannot be had ------------------------------------------------------------------------------------------------


def one_sentence(said: Result, *words: str) -> None:
    """It ended with 1 and said these words in one line of Vietnamese, and nothing else."""
    assert (said.code, said.out) == (1, ""), said
    (line,) = said.err.splitlines()
    assert all(word in line for word in words), line


def test_a_port_in_use_is_told_in_a_sentence(trich_in: Trich, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        one_sentence(trich_in("serve", "--port", str(port)), f"Cổng {port}", "đang được", "TRICH_PORT")
    assert not (tmp_path / "data").exists(), "it is found out before anything is made"


def test_an_address_of_another_machine_is_told_in_a_sentence(trich_in: Trich) -> None:
    one_sentence(trich_in("serve", "--host", "192.0.2.1"), "Không mở được địa chỉ 192.0.2.1", "TRICH_HOST")


@pytest.mark.parametrize("below", ["", "trong/nua"])
def test_a_data_directory_that_cannot_be_made_is_told_in_a_sentence(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, below: str
) -> None:
    (tmp_path / "tep").write_text("không phải thư mục", "utf-8")
    monkeypatch.setenv("TRICH_DATA_DIR", str(tmp_path / "tep" / below))
    for command in (("list",), ("ask", "Ai ký?"), ("ingest", tmp_path / "tep"), ("index", "build")):
        one_sentence(trich_in(*command), "Lỗi: ", str(tmp_path / "tep"), "không dùng được", "TRICH_DATA_DIR")


def test_doctor_names_a_store_that_cannot_be_opened(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRICH_ENCODER", "nho")
    monkeypatch.setenv("TRICH_READER", "patterns")
    monkeypatch.setattr(service.doctor, "open_encoder", service.running.open_encoder)
    (tmp_path / "data" / "trich.sqlite").mkdir(parents=True)
    said = trich_in("doctor")
    assert said.code == 1
    lines = [line for line in said.out.splitlines() if line.startswith("✗")]
    assert lines[0].startswith("✗ kho tài liệu: Kho tài liệu ")
    assert "hãy xem quyền của tệp" in lines[0]
    (tmp_path / "data" / "trich.sqlite").rmdir()
    (tmp_path / "data").rmdir()
    (tmp_path / "data").write_text("không phải thư mục", "utf-8")
    said = trich_in("doctor")
    assert said.code == 1
    assert "✗ kho tài liệu: " in said.out
    assert "không dùng được" in said.out


def test_a_store_that_another_holds_is_told_in_a_sentence(
    filled: Trich, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 0)
    with closing(sqlite3.connect(tmp_path / "data" / "trich.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert filled("list").code == 0, "what only reads waits for nobody"
        one_sentence(filled("remove", "le-hoi.md"), "Lỗi: ", "đang bị một chương trình khác giữ")
    assert filled("remove", "le-hoi.md").code == 0


# -- copies ------------------------------------------------------------------------------------------------------------


def test_snapshot_remove_restore(filled: Trich, tmp_path: Path) -> None:
    target = tmp_path / "kho.tar.gz"
    assert filled("snapshot", target).code == 0
    assert filled("snapshot", target).code == 1, "no file is replaced"
    filled("remove", "khu-cong-nghiep.md")
    refused = filled("restore", target)
    assert refused.code == 1
    assert "--force" in refused.err
    assert listed(filled) == ["le-hoi.md"]
    put_back = filled("restore", target, "--force")
    assert put_back.code == 0
    assert "được giữ lại ở" in put_back.out
    assert listed(filled) == sorted(PAGES)
    assert filled("ask", HOW_MANY).out.startswith("42 dự án\n")
    assert filled("index", "verify").code == 0


def test_restoring_rubbish_changes_nothing(filled: Trich, tmp_path: Path) -> None:
    rubbish = tmp_path / "rac.tar.gz"
    rubbish.write_bytes(b"rac" * 100)
    before = {path.name for path in (tmp_path / "data").iterdir()}
    said = filled("restore", rubbish, "--force")
    assert said.code == 1
    assert "không phải bản sao lưu" in said.err
    assert {path.name for path in (tmp_path / "data").iterdir()} == before
    assert listed(filled) == sorted(PAGES)


def test_a_broken_store_is_told_in_one_line(trich_in: Trich, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "trich.sqlite").write_bytes(b"hong " * 1000)
    for command in (("list",), ("ask", "Ai?"), ("snapshot", tmp_path / "a.tar.gz")):
        said = trich_in(*command)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("Lỗi: ")
        assert len(said.err.splitlines()) == 1


# -- figures -----------------------------------------------------------------------------------------------------------


def test_eval_run_prints_figures_and_writes_them(
    trich_in: Trich, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def few(articles: dict[str, Article]) -> list[Gold]:
        return [gold for gold in load(articles=articles) if gold.split == "test"][:10]

    monkeypatch.setattr(eval.own, "load", few)
    said = trich_in("eval", "run", "--split", "test", "--out", tmp_path / "diem")
    assert said.code == 0, said.err
    assert FakeEncoder().revision in said.out
    assert any(letter.isdigit() for letter in said.out)
    assert json.loads((tmp_path / "diem" / "result.json").read_text("utf-8"))
    assert (tmp_path / "diem" / "summary.md").read_text("utf-8").strip() in said.out


# -- arguments ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ingest"], 2),
        (["ingest", "khong-co.txt"], 2),
        (["ask"], 2),
        (["ask", "Ai?", "ký?"], 2),
        (["ask", "--top", "3", "Ai?"], 2),
        (["remove"], 2),
        (["restore", "khong-co.tar.gz"], 2),
        (["snapshot"], 2),
        (["serve", "--port", "nhieu"], 2),
        (["index"], 2),
        (["index", "xoa"], 2),
        (["hoi"], 2),
        (["eval", "run", "--split", "moi"], 1),
        ([], 2),
    ],
)
def test_bad_arguments(trich_in: Trich, tmp_path: Path, arguments: list[str], code: int) -> None:
    said = trich_in(*arguments)
    assert said.code == code, said
    assert "Traceback" not in said.err
    assert not (tmp_path / "data").exists(), "nothing is made for a command that cannot run"


def test_help_needs_no_index() -> None:
    """In a process of its own: what is loaded there was loaded for help."""
    script = (
        "import sys, json, trich\n"
        "from typer.testing import CliRunner\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    result = CliRunner().invoke(trich.app, [*words, '--help'])\n"
        "    assert result.exit_code == 0, (words, result.output)\n"
        "    assert '--help' in result.output and len(result.output.splitlines()) > 4, words\n"
        "print(json.dumps([name for name in ('faiss', 'onnxruntime', 'numpy', 'torch', 'fastapi', 'mcp') if name in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(COMMANDS)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
