"""The page of a run: one HTML file without scripts or outside links, made from ``result.json`` of any kind of run.

It shows what was measured, the figures with their intervals, where questions were lost, how right answers are by
confidence, and every question that was lost beside what was expected and what was quoted.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from eval.report import RESULT
from eval.squad_records import IN_VIETNAMESE

PAGE = "report.html"
WIDTH, HEIGHT, EDGE = 520, 260, 34  # of a plot, px
_DOT = 4  # px from its middle to its edge
STAGES = {
    "request": "hỏi: máy chủ không trả lời",
    "retrieval": "tìm kiếm: không tìm thấy đoạn có lời giải",
    "reading": "đọc: tìm thấy nhưng trích sai chỗ",
    "time": "thời gian: đọc được lời giải nhưng gạt sang mốc khác",
    "abstention": "từ chối: đáng trả lời thì từ chối, đáng từ chối thì trả lời",
}
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1d2733;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;
border-bottom:1px solid #d5dce4;overflow-wrap:break-word}th{background:#f2f5f8}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}
table.lost td{min-width:6.5rem;max-width:24rem}table.lost td:nth-child(4){min-width:14rem}svg{max-width:100%;height:auto}small{color:#566472}h2{margin-top:2rem}div.wide{overflow-x:auto}
"""


@dataclass(frozen=True, slots=True)
class Point:
    """The ``coverage`` surest answers: their share of all questions, and the share of them that is right."""

    coverage: float
    right: float


def risk_coverage(answered: Sequence[tuple[float, bool]], questions: int) -> list[Point]:
    """One point for each distinct confidence, the surest first; ``answered`` are (confidence, right) of the answers.

    El-Yaniv and Wiener (2010); ties are taken together, so that the order of the file does not count.
    """
    found, right = [], 0
    order = sorted(answered, key=lambda pair: -pair[0])
    for at, (confidence, good) in enumerate(order, 1):
        right += good
        if at == len(order) or order[at][0] != confidence:
            found.append(Point(at / questions, right / at))
    return found


def write(folder: Path) -> Path:
    """Writes ``report.html`` beside the ``result.json`` of a folder."""
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    path = folder / PAGE
    path.write_text(page(result), encoding="utf-8")
    return path


def page(result: Mapping[str, object]) -> str:
    """The page of a result."""
    about, questions = _mapping(result["about"]), _rows(result["questions"])
    lost = [row for row in questions if row.get("lost_in")]
    sure = about.get("mode") != "score"  # a file of predictions says nothing of confidence
    answered = [(float(str(row["confidence"])), bool(row["right"])) for row in questions if row["answer"] is not None]
    groups = {str(name): _rows(found) for name, found in _mapping(result["groups"]).items()}
    parts = [
        "<h1>Kết quả chấm điểm</h1>",
        table(("", ""), [(escape(name), escape(str(value))) for name, value in about.items() if value]),
        f"<h2>Các con số</h2><p><small>{len(questions)} câu hỏi; vạch ngang là khoảng tin cậy 95 %.</small></p>",
        _figures(_rows(result["figures"])),
        *(f"<h3>{escape(name)}</h3>{_figures(found)}" for name, found in groups.items()),
        "<h2>Đúng bao nhiêu khi chỉ trả lời những câu chắc nhất</h2>",
        plot(risk_coverage(answered, len(questions))) if answered else "<p>Không câu nào được trả lời.</p>",
        *_reliability(_rows(result.get("reliability", []))),
        "<h2>Mất ở khâu nào</h2>",
        _stages(Counter(str(row["lost_in"]) for row in lost), len(questions)),
        *_problems(_rows(result.get("problems", []))),
        f"<h2>Câu sai ({len(lost)})</h2>",
        '<div class="wide">',
        table(
            ("Câu hỏi", "Cần có", "Đã trả lời", "Câu trích", "Mất ở khâu"),
            [_lost(row, sure=sure) for row in lost],
            "lost",
        ),
        "</div>",
    ]
    return document("Chấm điểm", parts)


def document(title: str, parts: Sequence[str]) -> str:
    """A whole page of HTML parts."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="vi"><head>{head}</head>\n<body>\n' + "\n".join(parts) + "\n</body></html>\n"


def plot(points: Sequence[Point]) -> str:
    """The share that is right against the share that is answered, as inline SVG; both axes go from 0 to 1."""
    curve = [_at(point.coverage, point.right) for point in points]
    lines = [f'<polyline points="{" ".join(curve)}" fill="none" stroke="#0b5fa5" stroke-width="2"/>', _dot(curve[-1])]
    axes = _axes("phần câu hỏi được trả lời", "phần đúng trong số đã trả lời")
    return _svg(WIDTH, HEIGHT, axes + lines, "Phần đúng theo phần được trả lời")


def _reliability(bins: Sequence[Mapping[str, object]]) -> list[str]:
    """The share that was right against the confidence that was given, in bins of equally many questions."""
    if not bins:
        return []
    places = [_at(float(str(one["confidence"])), float(str(one["right"]))) for one in bins]
    lines = [f'<path d="M{_at(0, 0)}L{_at(1, 1)}" stroke="#8a97a5" stroke-dasharray="4"/>', *map(_dot, places)]
    lines.append(f'<polyline points="{" ".join(places)}" fill="none" stroke="#0b5fa5" stroke-width="2"/>')
    axes = _axes("độ tin cậy", "phần đúng")
    return [
        "<h2>Độ tin cậy có đúng như nó nói</h2><p><small>Càng sát đường chéo càng tốt; mỗi chấm là một phần mười số câu.</small></p>",
        _svg(WIDTH, HEIGHT, axes + lines, "Phần đúng theo độ tin cậy"),
    ]


def _at(x: float, y: float) -> str:
    """A place of a plot, of shares 0..1, in px."""
    return f"{EDGE + x * (WIDTH - 2 * EDGE):.1f},{EDGE + (1 - y) * (HEIGHT - 2 * EDGE):.1f}"


def _dot(place: str) -> str:
    x, y = place.split(",")
    return f'<circle cx="{x}" cy="{y}" r="4" fill="#0b5fa5"/>'


def _axes(across: str, up: str) -> list[str]:
    wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    lines = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = EDGE + tick * wide, EDGE + (1 - tick) * high
        lines.append(f'<path d="M{EDGE},{y:.1f}H{WIDTH - EDGE}" stroke="#d5dce4"/>')
        lines.append(f'<text x="{EDGE - 5}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - EDGE + 15}" text-anchor="middle">{tick:g}</text>')
    lines.append(f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 2}" text-anchor="middle">{across}</text>')
    lines.append(f'<text x="{EDGE}" y="{EDGE - 12}">{up}</text>')
    return lines


def _svg(width: int, height: int, lines: Sequence[str], label: str) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="11" fill="#1d2733"'
    return f'<svg role="img" aria-label="{escape(label)}" {size}>{"".join(lines)}</svg>'


def _figures(rows: Sequence[Mapping[str, object]]) -> str:
    cells = []
    for row in rows:
        value, low, high = (float(str(row[name])) for name in ("value", "low", "high"))
        number = f'<span title="{low:.3f}–{high:.3f}">{value:.3f} <small>({low:.3f}–{high:.3f})</small></span>'
        cells.append((escape(str(row["name"])), number, _bar(value, low, high), str(row["questions"])))
    return table(("con số", "giá trị", "0 … 1", "số câu"), cells)


def _bar(value: float, low: float, high: float) -> str:
    def at(share: float) -> str:  # room for half a dot on both sides
        return f"{_DOT + 200 * share:.1f}"

    lines = [
        f'<path d="M{at(0)},8H{at(1)}" stroke="#d5dce4"/>',
        f'<path d="M{at(low)},8H{at(high)}" stroke="#0b5fa5" stroke-width="2"/>',
        f'<circle cx="{at(value)}" cy="8" r="{_DOT}" fill="#0b5fa5"/>',
    ]
    return _svg(200 + 2 * _DOT, 16, lines, f"{value:.3f}")


def _stages(counts: Mapping[str, int], questions: int) -> str:
    cells = [
        (escape(STAGES[stage]), f"{counts[stage]}", _bar(counts[stage] / questions, 0.0, counts[stage] / questions))
        for stage in STAGES
        if stage in counts
    ]
    return table(("khâu", "số câu", "phần trong mọi câu hỏi"), cells) if cells else "<p>Không câu nào.</p>"


def _problems(rows: Sequence[Mapping[str, object]]) -> list[str]:
    if not rows:
        return []
    told = {str(fault): words for fault, words in IN_VIETNAMESE.items()}
    cells = [
        tuple(escape(str(told.get(str(row[name]), row[name]) or "")) for name in ("place", "id", "fault", "detail"))
        for row in rows
    ]
    return [f"<h2>Dòng có vấn đề ({len(rows)})</h2>", table(("chỗ", "mã", "vấn đề", "chi tiết"), cells)]


def _lost(row: Mapping[str, object], *, sure: bool) -> tuple[str, ...]:
    expected = row["expected"]
    accepted = [escape(str(one)) for one in expected] if isinstance(expected, list) else []
    answer = row["answer"]
    source = f"<br><small>{escape(str(row['cited']))}</small>" if isinstance(row.get("cited"), str) else ""
    fault = f"<br><small>{escape(str(row['fault']))}</small>" if row.get("fault") else ""
    return (
        f"{escape(str(row['question']))}<br><small>{escape(str(row['id']))}</small>",
        "<br>".join(accepted) or "<em>không có trong tài liệu</em>",
        ("<em>từ chối</em>" if answer is None else escape(str(answer))) + (_sureness(row) if sure else ""),
        escape(str(row["quote"])) + source,
        escape(STAGES[str(row["lost_in"])]) + fault,
    )


def _sureness(row: Mapping[str, object]) -> str:
    """Confidence and the place of the first passage that tells, which help to see why a question was lost."""
    place = f"; đoạn đúng đứng thứ {row['rank']}" if row.get("rank") else ""
    return f"<br><small>độ tin cậy {float(str(row['confidence'])):.2f}{place}</small>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """A table of a class of the style; cells are HTML already."""
    top = "".join(f"<th>{name}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table{f' class={kind}' if kind else ''}><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>"


def _rows(value: object) -> list[Mapping[str, object]]:
    return [_mapping(row) for row in value] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"no object: {value!r}")
    return value
