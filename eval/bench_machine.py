"""What machine this is, and how much memory the process has held. What a system does not tell is None, never an error."""

import os
import platform
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.bench_records import MIB, Machine
from index.encoder.sums import overflow

PACKAGES = ("onnxruntime", "faiss-cpu", "numpy", "tokenizers")


def machine() -> Machine:
    """This machine, as this process sees it."""
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        usable=_usable(),
        quota=quota(_text(Path("/sys/fs/cgroup/cpu.max"))),
        fast_int8=not overflow(),
        ram_mib=_ram(),
        system=platform.platform(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        packages={name: _version(name) for name in PACKAGES},
        load=_load(),
    )


def peak_mib() -> float | None:
    """The most memory (RSS) that this process has held, MiB.

    Linux carries what the parent held over into ``getrusage`` of a new program, so its own book is read there.
    """
    held = status_kib(_text(Path("/proc/self/status")))
    if held is not None:
        return round(held / 1024, 1)
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (MIB if sys.platform == "darwin" else 1024), 1)  # bytes there, KiB elsewhere


def status_kib(status: str) -> int | None:
    """The peak RSS of a ``/proc/…/status``, KiB.

    >>> status_kib("VmPeak:\\t 9 kB\\nVmHWM:\\t  2048 kB\\n"), status_kib("")
    (2048, None)
    """
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return None


def quota(cpu_max: str) -> float | None:
    """The cores' worth of time of a control group (``cpu.max``: microseconds of each period); None without a limit.

    >>> quota("150000 100000"), quota("max 100000"), quota("")
    (1.5, None, None)
    """
    given, _, period = cpu_max.strip().partition(" ")
    return round(int(given) / int(period), 2) if given.isdigit() and period.isdigit() and int(period) else None


def model_name(cpuinfo: str) -> str | None:
    """The processor of a ``/proc/cpuinfo``, where it is named.

    >>> model_name("processor\\t: 0\\nmodel name\\t: Example CPU\\n")
    'Example CPU'
    """
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return None


def _cpu() -> str:
    if sys.platform == "darwin":
        with suppress(OSError, subprocess.SubprocessError):
            asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(asked, check=True, capture_output=True, text=True, timeout=5).stdout.strip()
    return model_name(_text(Path("/proc/cpuinfo"))) or platform.processor() or platform.machine()


def _usable() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ram() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    except (AttributeError, ValueError, OSError):
        return None


def _load() -> float | None:
    try:
        return round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        return None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
