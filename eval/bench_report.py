"""What a benchmark and a comparison of two say to people, as sections with tables."""

from collections.abc import Sequence

from eval.bench_asking import REST
from eval.bench_compare import Change, Comparison, Verdict
from eval.bench_figures import drift, latency, parts, rate
from eval.bench_records import Bench, Ingest, Lap, Machine, differing
from eval.bench_sections import Cells, Section

PAGE = "bench.html"
TITLE = "Tốc độ"
_SEEN = 0.005  # seconds; less is not shown by itself
_SHOWN = 5  # ids of questions that are named
_FEW = 100  # questions from which on the 99th percentile is more than the slowest one
LAPS = {
    Lap.FIRST: "lần đầu",
    Lap.AGAIN: "hỏi lại",
    Lap.REPEATED: "hỏi lại lần nữa",
    Lap.TOGETHER: "cùng lúc",
    Lap.GROWN: "kho lớn, lần đầu",
    Lap.GROWN_AGAIN: "kho lớn, hỏi lại",
}
STAGES = {
    "understand": "hiểu câu hỏi",
    "encode": "mã hóa (đoạn văn, câu hỏi, câu văn)",
    "search": "tìm đoạn văn",
    "index": "lập chỉ mục",
    "read": "đọc",
    REST: "chọn và trích dẫn",
    "read files": "đọc tệp",
    "clean": "làm sạch",
    "store": "ghi vào kho",
    "open encoder": "mở bộ mã hóa",
    "open library": "mở kho và chỉ mục",
    "open reader": "mở bộ đọc",
    "rest": "việc khác",
}
VERDICTS = {
    Verdict.FASTER: "B nhanh hơn",
    Verdict.SLOWER: "B chậm hơn",
    Verdict.NOISE: "trong mức dao động",
    Verdict.ONCE: "đo một lần, không kết luận",
}
_ONCE = {
    "opening": "mở",
    "first answer": "câu đầu tiên sau khi mở",
    "memory": "bộ nhớ cao nhất",
    "ingest": "nạp từng tệp",
}
_STATISTICS = {"median": "trung vị", "mean": "trung bình"}


def sections(bench: Bench) -> list[Section]:
    """Everything that a benchmark says."""
    found = [_measured(bench), _machine(bench)]
    if bench.ingest is not None:
        found.append(_ingest(bench.ingest))
    if bench.opening is not None:
        found.append(_opening(bench))
    found.append(_asking(bench))
    if any(row.server_ms is not None for row in bench.rounds[0].asked):
        found.append(_server(bench))
    if parts(bench.rounds[0]):
        found.append(_parts(bench))
    found.append(_answers(bench))
    if bench.memory is not None:
        memory = bench.memory
        rows = (
            ("nạp tài liệu xong", f"{memory.ingested:.0f} MiB"),
            ("hỏi từng câu xong", f"{memory.alone:.0f} MiB"),
            ("hỏi cùng lúc xong", f"{memory.together:.0f} MiB"),
        )
        found.append(Section("Bộ nhớ cao nhất (RSS của tiến trình)", rows))
    return found


def _measured(bench: Bench) -> Section:
    told = bench.manifest
    documents = f"{told.documents}" + (f", {told.passages} đoạn văn" if told.passages is not None else "")
    rows = [
        ("lúc", told.created_at),
        ("hỏi", told.url or "tại chỗ"),
        ("mã nguồn", told.code),
        ("bộ mã hóa", told.encoder),
        ("bộ đọc", told.reader),
        *((("khuôn chỉ mục", told.recipe),) if told.recipe else ()),
        ("thiết lập", ", ".join(f"{name} {value}" for name, value in told.settings.items())),
        ("tài liệu", documents),
        ("câu hỏi", f"{told.asked.count} câu của {told.asked.name}, thứ tự theo số {told.asked.seed}"),
    ]
    return Section("Đã đo", tuple(rows))


def _machine(bench: Bench) -> Section:
    on: Machine = bench.machine
    cores = f"{on.cores}" + (f", dùng được {on.usable}" if on.usable != on.cores else "")
    rows = [
        ("bộ xử lý", on.cpu),
        ("nhân", cores + (f", hạn mức {on.quota:g}" if on.quota is not None else "")),
        ("nhân 8 bit nhanh", "có" if on.fast_int8 else "không (tổng 8 bit bị tràn, phải tính cách chậm hơn)"),
        ("bộ nhớ", "không rõ" if on.ram_mib is None else f"{on.ram_mib} MiB"),
        ("hệ điều hành", on.system),
        ("Python", on.python),
        ("thư viện", ", ".join(f"{name} {number}" for name, number in on.packages.items() if number)),
        ("tải lúc bắt đầu", "không rõ" if on.load is None else f"{on.load:g}"),
    ]
    notes = []
    if on.load is not None and on.load >= on.usable / 2:
        notes.append("Máy đang bận việc khác khi bắt đầu: thời gian dưới đây dài hơn khi máy rảnh.")
    return Section("Máy" if bench.manifest.where == "here" else "Máy đặt câu hỏi", tuple(rows), notes=tuple(notes))


def _ingest(taken: Ingest) -> Section:
    rows = tuple(
        (STAGES.get(name, name), f"{seconds:.2f}", f"{_share(seconds, taken.total)}")
        for name, seconds in _longest(taken.seconds)
    )
    speed = (
        f"{taken.documents / taken.total:.1f} tài liệu mỗi giây, {taken.passages / taken.total:.1f} đoạn văn mỗi giây"
    )
    notes = [f"{taken.documents} tài liệu, {taken.passages} đoạn văn trong {taken.total:.1f} giây: {speed}."]
    if taken.refused:
        notes.append(f"{taken.refused} tài liệu không nhận.")
    return Section("Nạp tài liệu", rows, ("việc", "giây", "phần"), tuple(notes))


def _opening(bench: Bench) -> Section:
    opening = bench.opening
    if opening is None:
        raise ValueError("a server does not tell how it was opened")
    rows = [
        (STAGES.get(name, name), _seconds(seconds)) for name, seconds in _longest(opening.seconds) if seconds >= _SEEN
    ]
    rows.append(("câu đầu tiên sau khi mở", _seconds(opening.first_answer_ms / 1000)))
    note = (
        "Mở lại kho đã ghi, khi mô hình đã chuẩn bị sẵn và tệp vừa được đọc; câu đầu tiên không tính vào thời gian hỏi."
    )
    return Section("Mở", tuple(rows), notes=(note,))


def _asking(bench: Bench) -> Section:
    rows = []
    for one in bench.rounds:
        times, speed = latency(one.times), rate(one)
        rows.append(
            (
                LAPS[one.lap], str(one.workers), str(times.questions), f"{times.median:.0f}",
                f"{times.low:.0f}–{times.high:.0f}", f"{times.p95:.0f}", f"{times.p99:.0f}", f"{speed.value:.2f}",
                f"{speed.low:.2f}–{speed.high:.2f}",
            )
        )  # fmt: skip
    notes = [
        f"Tự dao động: đến lúc hỏi lại lần nữa, thời gian đổi tới {_percent(drift(bench))}. Khoảng 95 % là theo câu hỏi, không thấy được việc khác chạy trên máy suốt lần đo."
    ]
    if bench.manifest.asked.count < _FEW:
        notes.append(f"Dưới {_FEW} câu, p99 gần như là câu lâu nhất.")
    if bench.grown is not None:
        notes.append(
            f"Kho lớn: thêm {bench.grown.added} tài liệu trong {bench.grown.seconds:.1f} giây, thành {bench.grown.passages} đoạn văn."
        )
    head = ("lượt", "cùng lúc", "câu", "trung vị, ms", "95 %", "p95", "p99", "câu mỗi giây", "95 %")
    return Section("Hỏi", tuple(rows), head, tuple(notes))


def _server(bench: Bench) -> Section:
    rows = []
    for one in bench.rounds:
        own = latency([row.server_ms for row in one.asked if row.server_ms is not None])
        way = latency([row.ms - row.server_ms for row in one.asked if row.server_ms is not None])
        rows.append((LAPS[one.lap], str(one.workers), f"{own.median:.0f}", f"{own.p95:.0f}", f"{way.median:.1f}"))
    head = ("lượt", "cùng lúc", "trung vị, ms", "p95", "ngoài máy chủ, ms")
    note = "Theo took_ms của máy chủ; phần còn lại là mạng, kết nối mới cho mỗi câu, hàng đợi của máy chủ và gói tin."
    return Section("Máy chủ tự tính", tuple(rows), head, (note,))


def _parts(bench: Bench) -> Section:
    alone = [one for one in bench.rounds if one.workers == 1 and one.lap is not Lap.REPEATED]
    by_round = [parts(one) for one in alone]
    names = sorted({name for found in by_round for name in found}, key=lambda name: (-by_round[0].get(name, 0.0), name))
    rows = []
    for name in names:
        values = [(found.get(name, 0.0), sum(found.values())) for found in by_round]
        cells = [cell for value, whole in values for cell in (f"{value:.1f}", _share(value, whole))]
        rows.append((STAGES.get(name, name), *cells))
    totals = [cell for found in by_round for cell in (f"{sum(found.values()):.1f}", "")]
    head = ("khâu", *(cell for one in alone for cell in (f"{LAPS[one.lap]}, ms", "phần")))
    return Section(
        "Thời gian đi vào đâu", (*rows, ("cả câu", *totals)), head, ("Trung bình mỗi câu, khi hỏi từng câu một.",)
    )


def _answers(bench: Bench) -> Section:
    first = bench.rounds[0]
    rows = [("trả lời", f"{sum(row.answered for row in first.asked)}/{len(first.rows)} câu, còn lại là từ chối")]
    wrong = {(one.lap, one.workers): ids for one, ids in bench.wrong}
    for one in bench.rounds[1:]:
        ids = wrong.get((one.lap, one.workers), [])
        if bench.grown is not None and one.lap in (Lap.GROWN, Lap.GROWN_AGAIN):
            told = f"{len(differing(first, one))} câu được trả lời khác, vì kho đã khác"
        else:
            told = f"KHÁC lần đầu: {len(ids)} câu ({_named(ids)})" if ids else "như lần đầu"
        rows.append((f"{LAPS[one.lap]} ({one.workers})", told))
    if bench.faults:
        rows.append(("không hỏi được", f"{len(bench.faults)} lần; {bench.faults[0].id}: {bench.faults[0].fault}"))
    return Section("Câu trả lời có như nhau không", tuple(rows))


def comparison(a: Bench, b: Bench, found: Comparison) -> list[Section]:
    """Two benchmarks side by side."""
    rows = tuple(
        (name, *(f(bench) for bench in (a, b)))
        for name, f in (
            ("lúc", lambda one: one.manifest.created_at),
            ("mã nguồn", lambda one: one.manifest.code),
            ("bộ mã hóa", lambda one: one.manifest.encoder),
            ("bộ đọc", lambda one: one.manifest.reader),
            ("bộ xử lý", lambda one: f"{one.machine.cpu}, {one.machine.usable} nhân"),
            ("nhân 8 bit nhanh", lambda one: "có" if one.machine.fast_int8 else "không"),
            ("tải lúc bắt đầu", lambda one: "không rõ" if one.machine.load is None else f"{one.machine.load:g}"),
            ("tài liệu", lambda one: str(one.manifest.documents)),
        )
    )
    notes = [
        f"Cùng {a.manifest.asked.count} câu hỏi, so từng cặp. Ngoài mức dao động là khi khoảng 95 % không chứa 1 và tỉ lệ vượt mức tự dao động của hai lần đo ({_percent(found.drift)})"
        + (f", và vượt mức khác nhau giữa A và {found.repeats} lần đo lại." if found.repeats else ".")
    ]
    if not found.repeats:
        notes.append(
            "Máy có thể chậm suốt cả một lần đo mà lần đo ấy không thấy được: hãy đo lại A rồi thêm --again để kết luận chắc hơn."
        )
    if found.other_answers:
        notes.append(f"B trả lời khác A ở {len(found.other_answers)} câu ({_named(found.other_answers)}).")
    if found.same_documents is False:
        notes.append("Hai lần đo trên tài liệu khác nhau: thời gian khác nhau có thể chỉ vì vậy.")
    if found.left_out:
        notes.append(f"Chỉ một lần đo có: {', '.join(map(str, found.left_out))} câu cùng lúc.")
    head = ("con số", "cùng lúc", "A", "B", "B gấp A", "95 %", "")
    changes = tuple(map(_change, found.changes))
    return [Section("Hai lần đo", rows, ("", "A", "B")), Section("So sánh", changes, head, tuple(notes))]


def _change(one: Change) -> Cells:
    lap, _, statistic = one.name.partition(": ")
    name = f"{LAPS[Lap(lap)]}: {_STATISTICS[statistic]}" if statistic else _ONCE[one.name]
    digits = 0 if one.unit != "s" else 2
    unit = "giây" if one.unit == "s" else one.unit
    values = (f"{value:.{digits}f} {unit}" for value in (one.a, one.b))
    span = "" if one.verdict is Verdict.ONCE else f"{one.times.low:.2f}–{one.times.high:.2f}"
    return (name, str(one.workers), *values, f"{one.times.value:.2f}", span, VERDICTS[one.verdict])


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")


def _longest(seconds: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda pair: (-pair[1], pair[0]))


def _seconds(value: float) -> str:
    return f"{value:.2f} giây"


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _percent(factor: float) -> str:
    return f"{factor - 1:.1%}"
