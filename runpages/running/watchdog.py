"""Supervise a child: its time, its output, its end, and what it leaves behind.

A watchdog is a process of its own for one run, between the fork server and the child.
It adopts every descendant of the child (Linux), so that nothing outlives a run, and it
ends when what started it does. It answers with what the child wrote down, or an error.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import Any

from runpages.child import run as child
from runpages.child.run import CRASH, PROGRESS, RESULT, Job
from runpages.child.streams import STREAMS
from runpages.running.subreaper import adopt_orphans, end_with_parent

POLL = 0.05
"""Seconds between two looks at what the child has printed."""
START_LIMIT = {"fork": 30, "spawn": 120}
"""Seconds until the first cell must have begun: a fresh interpreter imports torch."""
ROOM = 2**20
"""Bytes without which no run can say what it did."""
Answer = dict[str, Any]


def main(sender: Connection, job: Job, method: str) -> None:
    """Run a job in a child of its own, leave nothing of it, and send the answer."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    adopt_orphans()
    end_with_parent(signal.SIGTERM)
    copied: list[int] = []
    if method == "fork":
        copied = [sender.fileno(), _starter()]
        _close_all_but(copied)
    try:
        with contextlib.suppress(OSError):  # what should hear it has ended
            sender.send(_run(job, method, copied))
    finally:
        os._exit(0)


def _starter() -> int:
    """Give what becomes ready when the process ends that asked for this one."""
    return parent_process().sentinel  # type: ignore[union-attr]


def _close_all_but(kept: list[int]) -> None:
    """Close what a fork has copied of the fork server's own pipes."""
    for low, high in zip([2, *sorted(kept)], [*sorted(kept), 1024], strict=True):
        os.closerange(low + 1, high)


def _run(job: Job, method: str, copied: list[int]) -> Answer:
    process = get_context(method).Process(target=_child, args=(job, copied))  # type: ignore[attr-defined]
    try:
        try:
            os.makedirs(job.folder)
            process.start()
        except OSError as error:
            what = f"the run cannot be started: {error.strerror}: {job.folder}"
            remedy = "Make room there, or name another place in TMPDIR."
            return {"error": [what, remedy, None]}
        return _supervise(job, process, START_LIMIT[method])
    finally:
        end_children(process)
        shutil.rmtree(job.folder, ignore_errors=True)


def end_children(process: BaseProcess | None = None, foreign: bool = False) -> None:
    """Kill and reap all descendants of this process, those of new sessions too.

    `foreign` spares those of its own session, which no snippet has started.
    """
    if process and process.pid:
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
    while children := _children(foreign):
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:  # their children become ours: look again
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def _child(job: Job, copied: list[int]) -> None:
    for descriptor in copied:  # not the snippet's to write to
        os.close(descriptor)
    os.chdir(job.settings.root)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end_with_parent(signal.SIGKILL)
    child.main(job)


def _supervise(job: Job, process: BaseProcess, start: float) -> Answer:
    deadline, begun, ended = time.monotonic() + start, False, False
    limits = job.settings
    while not ended:
        if _starter() in wait([process.sentinel, _starter()], POLL):
            sys.exit(1)
        # What the child forked and left alive may hold its sentinel open.
        ended = process.exitcode is not None or (job.folder / RESULT).exists()
        if not begun and (begun := _place(job)[0] is not None):
            # Imports are not the snippet's.
            deadline = time.monotonic() + limits.timeout
        if _printed(job) > limits.output * 2**20:
            what = f"printed more than {limits.output} MB"
            remedy = f"Print less, or raise 'output' in {limits.file}."
            return _stop(job, process, what, remedy)
        if not ended and time.monotonic() > deadline:
            what = f"was still running after {limits.timeout:g} s"
            remedy = f"Shorten it, or raise 'timeout' in {limits.file}."
            return _stop(job, process, what, remedy)
    with contextlib.suppress(OSError, ValueError):
        return json.loads((job.folder / RESULT).read_text("utf-8"))  # type: ignore[no-any-return]
    process.join()
    return _crashed(job, process.exitcode or 0)


def _printed(job: Job) -> int:
    sizes = 0
    for name in STREAMS:
        with contextlib.suppress(OSError):
            sizes += (job.folder / name).stat().st_size
    return sizes


def _stop(job: Job, process: BaseProcess, what: str, remedy: str) -> Answer:
    """End the child; on the way out, it says at which line it was."""
    if process.exitcode is None and process.pid and os.name != "nt":
        with contextlib.suppress(OSError):
            os.kill(process.pid, signal.SIGABRT)
        wait([process.sentinel], 1)
    title, line = _place(job)
    subject = f"cell '{title}'" if title else "the snippet"
    return {"error": [f"{subject} {what}", remedy, line]}


def _crashed(job: Job, status: int) -> Answer:
    title, line = _place(job)
    where = f" in cell '{title}'" if title else " before its first cell"
    if status < 0:
        what = f"killed by {_signal(-status)}{where}"
    else:
        what = f"ended its process with status {status}{where}{_last_words(job)}"
    remedy = f"To see it: python {job.snippet.path}"
    if shutil.disk_usage(job.folder).free < ROOM:
        full = job.folder.parent
        remedy = f"No room is left in {full}: make some, or name another in TMPDIR."
    return {"error": [what, remedy, line]}


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one without a name
        return f"signal {number}"


def _last_words(job: Job) -> str:
    """Quote the last line on standard error: why an interpreter did not start, say."""
    try:
        text = (job.folder / "stderr").read_text("utf-8", "replace").strip()
    except OSError:
        return ""
    return f" ({text.splitlines()[-1]})" if text else ""


def _place(job: Job) -> tuple[str | None, int | None]:
    """Find the title of the cell that was running, and the line that was reached."""
    try:
        text = (job.folder / PROGRESS).read_text("utf-8")
        title, line = json.loads(text)
    except (OSError, ValueError):
        return None, None
    with contextlib.suppress(OSError, ValueError):  # it may not have said where
        crash = (job.folder / CRASH).read_text("utf-8", "replace")
        name = Path(job.snippet.path).name
        line = int(crash.partition(f'{name}", line ')[2].split(" ")[0])
    return title, line


def _children(foreign: bool) -> set[int]:
    """List the children of this process, where the system can be asked."""
    me, found = os.getpid(), set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            # The name, in parentheses, may hold anything.
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            parent, session = int(fields[1]), int(fields[3])
            if parent == me and not (foreign and session == os.getsid(0)):
                found.add(int(stat.parent.name))
    return found
