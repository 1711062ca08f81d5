"""Run a command, and say how long it took or how much memory all of it held at most.

Not both at once: looking at the memory of processes halts them, which costs a cold
build up to a twentieth of its time.
"""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil


def seconds(command: list[str], folder: Path, log: Path) -> float:
    """How long a command takes by the clock; ends this program if it fails."""
    began = time.perf_counter()
    process = _start(command, folder, log)
    process.wait()
    took = time.perf_counter() - began
    _check(process, log)
    return took


def memory(command: list[str], folder: Path, log: Path, every: float = 0.1) -> float:
    """The most MB that a command and all it started held together at a time.

    Pages that several of them share count once (PSS). Ends this program if it fails.
    """
    process = _start(command, folder, log)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _held(process.pid))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(every)
    _check(process, log)
    return peak / 1e6


def watched(command: list[str], folder: Path, log: Path) -> tuple[float, float]:
    """Seconds, and MB at most by a look each two seconds: for what takes minutes."""
    began = time.perf_counter()
    held = memory(command, folder, log, every=2)
    return time.perf_counter() - began, held


def _start(command: list[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CI": "true", "NO_MKDOCS_2_WARNING": "1"}
    with log.open("w") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def _check(process: subprocess.Popen[bytes], log: Path) -> None:
    if process.returncode:
        sys.exit(f"{process.args!r} ended with {process.returncode}: see {log}")


def _held(pid: int) -> float:
    """Bytes that a process and its descendants hold."""
    try:
        first = psutil.Process(pid)
        return sum(map(_shared, [first, *first.children(recursive=True)]))
    except psutil.NoSuchProcess:
        return 0.0


def _shared(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0.0
