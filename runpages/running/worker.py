"""Make a run on a worker of a cluster: by a pool of its own, in a folder of its own."""

import os
import platform
import tempfile
import threading
from collections.abc import Callable, Collection
from concurrent.futures import wait
from dataclasses import dataclass, replace
from pathlib import Path

from runpages.authored.snippet import Snippet
from runpages.devices import Machine, package
from runpages.errors import RunpagesError
from runpages.running.pool import Pool, Run
from runpages.running.watchdog import Answer
from runpages.settings import Settings

POLL = 0.1
"""Seconds between two looks at whether a run is still wanted."""
ALIKE = "Make it the same there, or end that worker."
Facts = dict[str, str]
Look = Callable[[Collection[str], str, Machine], Facts]
"""What finds the facts of a machine: `devices.facts`, or `devices.recordable`."""


@dataclass(frozen=True)
class Task:
    """A run to make where the facts are these, in a folder that holds these files."""

    snippet: Snippet
    device: str
    settings: Settings
    files: dict[str, bytes]
    packages: Collection[str]
    look: Look
    facts: Facts


def about(look: Look, packages: Collection[str], device: str) -> Facts:
    """Look at this machine; without torch, that is missing among the packages."""
    try:
        here = Machine(**_pool().machine())
    except RunpagesError:
        here = Machine("unknown", {})
    return look(packages, device, here)


def difference(wanted: Facts, found: Facts) -> str:
    """Name the first fact that is not as wanted, if any."""
    for name, value in wanted.items():
        if found.get(name) != value:
            return f"{name} is {found.get(name)}, and must be {value}"
    return ""


def perform(task: Task) -> Answer:
    """Make the run of a task; its answer says where it ran."""
    found = about(task.look, task.packages, task.device)
    if unlike := difference(task.facts, found):
        what = f"the worker on {platform.node()} cannot be used: {unlike}"
        return {"error": [what, ALIKE, None]}
    with tempfile.TemporaryDirectory(prefix="runpages-") as folder:
        root = Path(folder).resolve()
        _write(task.files, root)
        settings = replace(task.settings, root=root)
        answer = _answered(_pool().run(task.snippet, task.device, settings))
    ran_on = {
        "device_name": Machine(**_pool().machine()).devices[task.device],
        "torch": package("torch"),
        "python": platform.python_version(),
    }
    return {**_explained(answer, f"{root}{os.sep}"), "ran_on": ran_on}


_LOCK, _POOLS = threading.Lock(), list[Pool]()
"""The pool of a worker lasts as long as the worker, and so does what it imported."""


def _pool() -> Pool:
    with _LOCK:
        if not any(pool.alive for pool in _POOLS):
            _POOLS.append(Pool(Settings(Path(tempfile.gettempdir()))))
        return _POOLS[-1]


def _write(files: dict[str, bytes], root: Path) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def _answered(run: Run) -> Answer:
    """Wait for a run; end it when its task is given up."""
    while not wait([run], POLL).done:
        if _given_up():
            _pool().cancel(run)
    return run.result()


def _given_up() -> bool:
    """Whether the task of this thread was cancelled, or who asked for it has gone."""
    try:
        from distributed import get_worker

        worker = get_worker()
    except (ImportError, ValueError):  # another executor has made this thread
        return False
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


def _explained(answer: Answer, root: str) -> Answer:
    """Say how a file comes to a worker, where one is not found."""
    what, _, line = answer.get("error") or ("", "", None)
    if root not in what:
        return answer
    remedy = "If it reads that, name it in a comment, as in '# inputs: data.csv'."
    return {**answer, "error": [what.replace(root, ""), remedy, line]}
