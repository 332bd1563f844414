import gzip
import json
from pathlib import Path

from index.encoder.fidelity import Trial, own_articles, question_file

ROWS = [
    {"context": "Bà Lụa làm giám đốc.", "question": "Ai làm giám đốc?", "answers": [{"text": "Bà Lụa", "start": 0}]},
    {"context": "Vé giá 40.000 đồng.", "question": "Vé giá bao nhiêu?", "answers": [{"text": "40.000", "start": 7}]},
    {"context": "Vé giá 40.000 đồng.", "question": "Ai bán vé?", "answers": []},
]


def test_contexts_are_passages_and_unanswerable_questions_are_left_out(tmp_path: Path) -> None:
    expected = Trial(
        ("Bà Lụa làm giám đốc.", "Vé giá 40.000 đồng."),
        ("Ai làm giám đốc?", "Vé giá bao nhiêu?"),
        (frozenset({0}), frozenset({1})),
    )
    text = "\n".join(json.dumps(row) for row in ROWS)
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    assert question_file(tmp_path / "a.jsonl") == expected
    assert question_file(tmp_path / "a.jsonl.gz") == expected


def test_titles_ask_for_the_paragraphs_of_their_article(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('---\ntitle: "Tin một"\n---\n\nĐoạn một.\n\nĐoạn hai.\n', "utf-8")
    (tmp_path / "b.md").write_text("---\ndate: 2024-01-02\ntitle: Tin hai\n---\n\nĐoạn ba.\n", "utf-8")
    trial = own_articles(tmp_path)
    assert trial.passages == ("Đoạn một.", "Đoạn hai.", "Đoạn ba.")
    assert trial.questions == ("Tin một", "Tin hai")
    assert trial.right == (frozenset({0, 1}), frozenset({2}))
