"""The index, copies of the store, figures, arguments and help."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

import eval.own
from corpus.records import Article
from corpus.store import Store
from eval.dataset import Gold, load
from index.encoder import FakeEncoder
from tests.cli.commands import HOW_MANY, REPOSITORY, Trich, listed
from tests.support import PAGES

COMMANDS = [
    [], ["ingest"], ["ask"], ["serve"], ["list"], ["remove"], ["index"], ["index", "build"], ["index", "verify"], ["mcp"],
    ["index", "status"], ["snapshot"], ["restore"], ["doctor"], ["eval"], ["eval", "run"], ["bench"], ["bench", "compare"],
]  # fmt: skip


# -- the index ---------------------------------------------------------------------------------------------------------


def test_index_status_verify_and_build(filled: Trich, tmp_path: Path) -> None:
    status = dict(line.split(": ", 1) for line in filled("index", "status").out.splitlines())
    assert status.keys() == {"documents", "distinct_documents", "passages", "index_version", "encoder"}
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
    assert "vectors" in said.err


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


@pytest.mark.parametrize(
    ("given", "host", "port"), [((), "127.0.0.2", 8001), (("--host", "0.0.0.0", "--port", "9"), "0.0.0.0", 9)]
)
def test_where_it_is_served_is_known_to_what_serves(
    trich_in: Trich, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], host: str, port: int
) -> None:
    """By what names a service may be asked depends on it."""
    served: list[tuple[str, int, str, int]] = []

    def run(app: FastAPI, *, host: str, port: int, **_: object) -> None:
        settings = app.state.running.settings
        served.append((host, port, settings.host, settings.port))

    monkeypatch.setattr(uvicorn, "run", run)
    monkeypatch.setenv("TRICH_HOST", "127.0.0.2")
    monkeypatch.setenv("TRICH_PORT", "8001")
    said = trich_in("serve", *given)
    assert said.code == 0, said
    assert f"http://{host}:{port} " in said.err
    assert served == [(host, port, host, port)]


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
