"""Run a command and say how long it took and how much memory all of it held at most."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Cost:
    """Wall time in seconds, and the peak of proportional memory in MB."""

    seconds: float
    memory: float


def cost(command: list[str], folder: Path, log: Path) -> Cost:
    """What one run of a command costs; ends this program if it fails."""
    environment = {**os.environ, "CI": "true", "NO_MKDOCS_2_WARNING": "1"}
    began = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        peak = [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - began
    watch.join()
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}: see {log}")
    return Cost(seconds, peak[0] / 1e6)


def _watch(pid: int, peak: list[float]) -> None:
    """Pages that several processes share count once (PSS).

    Looking halts the processes that are looked at, so it is done ten times a second at
    most, and takes no more than a fiftieth of the time.
    """
    while psutil.pid_exists(pid):
        began = time.perf_counter()
        try:
            first = psutil.Process(pid)
            if first.status() == psutil.STATUS_ZOMBIE:
                return
            family = [first, *first.children(recursive=True)]
            peak[0] = max(peak[0], sum(map(_held, family)))
        except psutil.NoSuchProcess:
            return
        time.sleep(max(0.1, 50 * (time.perf_counter() - began)))


def _held(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0.0
