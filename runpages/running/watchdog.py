"""Supervise children: their time, their output, their end, and what they leave behind.

A guard is a process of its own between the worker and the child, for one run at a
time. It adopts every descendant of the child (Linux), so that nothing outlives a run,
and it ends when the worker does. It answers with what the child wrote down, or with an
error.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Collection
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from runpages.child import run as child
from runpages.child.run import CRASH, PROGRESS, RESULT, Job
from runpages.child.streams import STREAMS
from runpages.running.subreaper import adopt_orphans, end_with_parent

POLL, IDLE = 0.05, 1.0
"""Seconds between two looks: at what the child has printed, and for the worker."""
START_LIMIT = {"fork": 15, "spawn": 120}
"""Seconds until the first cell must have begun: a fresh interpreter imports torch."""
Answer = dict[str, Any]


def main(work: Connection, method: str, unwanted: Collection[int] = ()) -> None:
    """Answer each job that comes in; a child, started by `method`, runs it.

    `unwanted` are descriptors of the worker's that a fork has copied: held open, they
    would hide the end of the worker or of another guard.
    """
    worker = os.getppid()
    for descriptor in unwanted:
        os.close(descriptor)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    adopt_orphans()
    end_with_parent(signal.SIGTERM)
    try:
        while job := _next(work, worker):
            answer = _run(job, method, worker, work.fileno())
            with contextlib.suppress(OSError):  # the worker has ended
                work.send(answer)
    finally:
        end_children()
        os._exit(0)


def _next(work: Connection, worker: int) -> Job | None:
    """The next job; None once the worker has ended."""
    try:
        while not work.poll(IDLE):
            if os.getppid() != worker:
                return None
        return work.recv()  # type: ignore[no-any-return]
    except (EOFError, OSError):
        return None


def _run(job: Job, method: str, worker: int, work: int) -> Answer:
    """Run a job in a child of its own, and leave nothing of it."""
    copied = [work] if method == "fork" else []
    process = get_context(method).Process(target=_child, args=(job, copied))  # type: ignore[attr-defined]
    try:
        try:
            os.makedirs(job.folder)
            process.start()
        except OSError as error:
            what = f"the run cannot be started: {error.strerror}: {job.folder}"
            remedy = "Make room there, or name another place in TMPDIR."
            return {"error": [what, remedy, None]}
        return _supervise(job, process, worker, START_LIMIT[method])
    finally:
        end_children(process)
        shutil.rmtree(job.folder, ignore_errors=True)


def end_children(
    process: BaseProcess | None = None, keep: Collection[int | None] = ()
) -> None:
    """Kill and reap all descendants of this process, those of new sessions too."""
    if process and process.pid and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process and process.pid:
        process.kill()
    if process and process.pid:
        process.join()
    while children := _children() - set(keep):
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:  # their children become ours: look again
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def _child(job: Job, copied: Collection[int]) -> None:
    for descriptor in copied:  # not the snippet's to write to
        os.close(descriptor)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end_with_parent(signal.SIGKILL)
    child.main(job)


def _supervise(job: Job, process: BaseProcess, worker: int, start: float) -> Answer:
    deadline, begun = time.monotonic() + start, False
    while process.exitcode is None:  # the sentinel alone can be held, or written to
        wait([process.sentinel], POLL)
        if os.getppid() != worker:
            sys.exit(1)
        if (Path(job.folder) / RESULT).exists():
            break  # what it forked and left alive holds the sentinel open
        if not begun and (begun := _place(job)[0] is not None):
            deadline = time.monotonic() + job.timeout  # imports are not the snippet's
        if _printed(job) > job.output * 2**20:
            what = f"printed more than {job.output} MB"
            remedy = f"Print less, or raise 'output' in {job.config}."
            return _stop(job, process, what, remedy)
        if time.monotonic() > deadline:
            what = f"was still running after {job.timeout:g} s"
            remedy = f"Shorten it, or raise 'timeout' in {job.config}."
            return _stop(job, process, what, remedy)
    if answer := _result(job):
        return answer
    process.join()
    return _crashed(job, process.exitcode or 0)


def _printed(job: Job) -> int:
    sizes = 0
    for name in STREAMS:
        with contextlib.suppress(OSError):
            sizes += (Path(job.folder) / name).stat().st_size
    return sizes


def _result(job: Job) -> Answer | None:
    # Also the output of the last moment counts.
    if _printed(job) > job.output * 2**20:
        what = f"snippet printed more than {job.output} MB"
        return {
            "error": [what, f"Print less, or raise 'output' in {job.config}.", None]
        }
    try:
        return json.loads((Path(job.folder) / RESULT).read_text("utf-8"))  # type: ignore[no-any-return]
    except (OSError, ValueError):
        return None


def _stop(job: Job, process: BaseProcess, what: str, remedy: str) -> Answer:
    """End the child; on the way out, it says at which line it was."""
    if process.pid and hasattr(signal, "SIGABRT") and os.name != "nt":
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
    return {"error": [what, remedy, line]}


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one without a name
        return f"signal {number}"


def _last_words(job: Job) -> str:
    """The last line on standard error: why an interpreter did not even start, say."""
    try:
        text = (Path(job.folder) / "stderr").read_text("utf-8", "replace").strip()
    except OSError:
        return ""
    return f" ({text.splitlines()[-1]})" if text else ""


def _place(job: Job) -> tuple[str | None, int | None]:
    """The title of the cell that was running, and the line that was reached."""
    try:
        text = (Path(job.folder) / PROGRESS).read_text("utf-8")
        title, line = json.loads(text.splitlines()[0])  # of a longer one, a rest stays
    except (OSError, ValueError, IndexError):
        return None, None
    with contextlib.suppress(OSError):
        crash = (Path(job.folder) / CRASH).read_text("utf-8", "replace")
        name = re.escape(Path(job.snippet.path).name)
        if reached := re.search(rf'{name}", line (\d+)', crash):
            line = int(reached[1])
    return title, line


def _children() -> set[int]:
    """The children of this process, where the system can be asked."""
    me, found = str(os.getpid()), set()
    for stat in Path("/proc").glob("[0-9]*/stat") if _may_have_children() else ():
        with contextlib.suppress(OSError, IndexError):
            # The name, in parentheses, may hold anything.
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if fields[1] == me:
                found.add(int(stat.parent.name))
    return found


def _may_have_children() -> bool:
    """Searching all processes takes milliseconds, and mostly there is none to find."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
