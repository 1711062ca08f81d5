"""Runs of other machines are like those of this one, and nothing of them stays there.

The workers of these tests are processes of this machine, started as on others.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import pytest
from projects import PATIENCE, ancestors, until
from sites import LIGHT, Site

from runpages.child.namespace import PACKAGE
from runpages.devices import FAKE
from runpages.records.compare import report
from runpages.records.record import dump, read
from runpages.records.refresh import Runner
from runpages.running import worker
from runpages.running.pool import Pool
from runpages.settings import Settings

HERE, THERE = ".cache/here", ".cache/there"
THREE = {
    "plain": "# %% Data\nx = [1.0, float('nan')]\nprint('two numbers')\n",
    "helped": "# %% Data\nfrom helper import y\n\nprint(y)\n",
    "reading": """
        # %% Data
        # inputs: data.txt
        from pathlib import Path

        print(Path(__file__).with_name("data.txt").read_text())
        """,
}
SLOW = """
    # %% Wait
    import os
    import time
    from pathlib import Path

    begun = Path("FLAG")
    first = not begun.exists()
    begun.write_text(f"{os.getpid()} ")
    time.sleep(1000 if first else 0)
"""


@pytest.fixture
def three(cold: Site) -> Site:
    """A site with three snippets; one imports, and one reads, what is beside it."""
    (cold.root / "snippets/it.py").unlink()
    for name, source in THREE.items():
        cold.write(name, source)
    cold.write("helper", "y = 3\n")
    (cold.root / "snippets/data.txt").write_text("four", "utf-8")
    return cold


def records(cache: Path) -> dict[str, dict[str, Any]]:
    """What is in a folder of records, but for how long it took."""
    found = {}
    for file in cache.glob("*/**/*.ipynb"):
        notebook = json.loads(dump(read(file)))
        for cell in notebook["cells"]:
            del cell["metadata"]["seconds"], cell["metadata"]["cpu_seconds"]
        found[file.relative_to(cache).as_posix()] = notebook
    return found


def same(root: Path, names: list[str]) -> None:
    """The records of both caches are these, and equal."""
    here, there = records(root / HERE), records(root / THERE)
    assert sorted(here) == sorted(f"cpu/{name}.ipynb" for name in names)
    assert here == there


class AnyExecutor:
    """What is asked of Dask, by a thread of this process."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)

    def get_executor(self, pure: bool) -> ThreadPoolExecutor:
        """Give the executor."""
        return self.thread

    def run(self, look: Any, *arguments: Any, on_error: str) -> dict[str, Any]:
        """Ask the only worker."""
        return {"here": asyncio.run(look(*arguments))}

    def close(self, timeout: float) -> None:
        """End the thread."""
        self.thread.shutdown()


@pytest.mark.slow
def test_any_executor_makes_the_runs(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the standard library does: a run needs nothing but its task."""
    monkeypatch.setenv("PYTHONPATH", str(LIGHT))
    monkeypatch.setattr(worker, "_POOLS", pools := list[Pool]())
    client = AnyExecutor()
    monkeypatch.setattr("runpages.running.cluster._connected", lambda _: client)
    for cache, scheduler in ((HERE, ""), (THERE, "any")):
        settings = replace(three.settings, cache=cache)
        runner = Runner(settings, scheduler=scheduler)
        assert runner.refresh()().errors == {}
        runner.close()
    for pool in pools:
        pool.close()
    same(three.root, list(THREE))


# With Dask ---------------------------------------------------------------------------


class Dask:
    """A scheduler and its workers, each started by its own command."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        path = os.pathsep.join([environment["PYTHONPATH"], PACKAGE])
        self.environment = {**environment, "PYTHONPATH": path, "TMPDIR": str(folder)}
        self.processes: list[subprocess.Popen[bytes]] = []
        place = ["--host", "127.0.0.1", "--port", "0"]
        self.start({}, "scheduler", *place, "--scheduler-file", str(self.file))

    @cached_property
    def address(self) -> str:
        """Where the scheduler listens, once it has written that to the end."""
        until(lambda: self.file.exists() and self.file.read_text().strip()[-1:] == "}")
        return json.loads(self.file.read_text())["address"]

    def start(self, more: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of Dask."""
        with (self.folder / f"{len(self.processes)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
                cwd=self.folder,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def worker(self, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker that makes one run at a time."""
        options = ["--nthreads", "1", "--no-nanny"]
        return self.start(more, "worker", self.address, *options)

    def close(self) -> None:
        """End all of it."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture
def dask(cold: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """A scheduler without workers."""
    pytest.importorskip("distributed", reason="pip install -e .[cluster] brings it")
    one = Dask(tmp_path_factory.mktemp("dask"), cold.environment)
    yield one
    one.close()


@pytest.mark.slow
def test_a_worker_makes_the_same_records(three: Site, dask: Dask) -> None:
    """Each once, and with the files that it reads."""
    dask.worker()
    assert three.call("runpages", "run", "--cache", HERE)[0] == 0
    command = ["runpages", "run", "--cache", THERE, "--scheduler", dask.address]
    status, output = three.call(*command)
    assert status == 0, output
    ran = [line.split()[1] for line in output.splitlines() if line[:4] == "ran "]
    assert sorted(ran) == [f"snippets/{name}.py" for name in sorted(THREE)]
    same(three.root, list(THREE))


@pytest.mark.thorough
def test_two_workers_make_all_records_of_this_project(
    settings: Settings, library: Any, dask: Dask, tmp_path: Path
) -> None:
    """They print what those say that were made here."""
    dask.environment["PYTHONPATH"] = PACKAGE  # with torch
    for _ in range(2):
        dask.worker()
    command = [sys.executable, "-m", "runpages", "run", "--cache", str(tmp_path / "c")]
    done = subprocess.run(
        [*command, "--scheduler", dask.address],
        cwd=settings.root,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found = report(settings.folder("cache"), tmp_path / "c", [], tmp_path)
    assert "prints:" not in found
    assert "No run in" not in found


@pytest.fixture
def slow(three: Site, dask: Dask) -> Path:
    """A snippet that takes long for the first time, and the file that it writes."""
    flag = dask.folder / "begun"
    three.write("slow", SLOW.replace("FLAG", str(flag)))
    return flag


def begun(file: Path) -> int:
    """The process that runs the slow snippet, once it does."""
    until(lambda: file.exists() and file.read_text().endswith(" "))
    return int(file.read_text())


@pytest.mark.thorough
def test_what_a_killed_worker_was_given_another_makes(
    three: Site, dask: Dask, slow: Path
) -> None:
    """Nothing is lost, and nothing kept twice."""
    workers = {one.pid: one for one in (dask.worker(), dask.worker())}
    command = ["runpages", "run", "--cache", THERE, "--scheduler", dask.address]
    process = three.start(*command)
    [busy] = {*ancestors(child := begun(slow))} & {*workers}
    workers[busy].kill()
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    ran = [line.split()[1] for line in output.splitlines() if line[:4] == "ran "]
    assert sorted(ran) == sorted(f"snippets/{name}.py" for name in [*THREE, "slow"])
    assert not psutil.pid_exists(child)
    three.call("runpages", "run", "--cache", HERE)
    same(three.root, [*THREE, "slow"])


@pytest.mark.thorough
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_who_gives_up_leaves_no_run_behind(
    three: Site, dask: Dask, slow: Path, how: signal.Signals
) -> None:
    """Ctrl-C ends the runs on the workers, which go on to serve others."""
    one = dask.worker()
    process = three.start("runpages", "run", "--scheduler", dask.address)
    child = begun(slow)
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    until(lambda: not psutil.pid_exists(child))
    until(lambda: not list(dask.folder.glob("runpages-*")))
    assert one.poll() is None
    command = ["runpages", "run", "--scheduler", dask.address]
    assert three.call(*command)[0] == 0


def another_torch(folder: Path) -> dict[str, str]:
    """A worker that finds an installed torch 9.9."""
    (folder / "torch-9.9.dist-info").mkdir()
    about = "Metadata-Version: 2.1\nName: torch\nVersion: 9.9\n"
    (folder / "torch-9.9.dist-info/METADATA").write_text(about)
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(LIGHT), PACKAGE])}


def no_package(folder: Path) -> dict[str, str]:
    """A worker where this project is not installed."""
    text = "import sys\n\nsys.modules['runpages'] = None\n"
    (folder / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(LIGHT)])}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (another_torch, "cannot be used: torch is 9.9, and must be 2."),
        (no_package, "cannot run snippets: ModuleNotFoundError"),
        (lambda _: {"MKL_CBWR": "AVX2"}, "kernels is light MKL_CBWR=AVX2 threads=1"),
    ],
)
def test_a_worker_that_is_otherwise_is_named_in_one_message(
    three: Site, dask: Dask, tmp_path: Path, wrong: Any, message: str
) -> None:
    """Before anything runs."""
    (tmp_path / "more").mkdir()
    dask.worker(**wrong(tmp_path / "more"))
    status, output = three.call("runpages", "run", "--scheduler", dask.address)
    assert status == 1
    assert output.startswith(f"{dask.address}: the worker tcp://127.0.0.1:")
    assert message in output
    assert output.count("\n") == 1


@pytest.mark.thorough
def test_recordings_are_made_where_the_device_is(three: Site, dask: Dask) -> None:
    """And say where that was; a worker without it is named."""
    command = ["runpages", "record", "--scheduler", dask.address]
    bare = dask.worker()
    status, output = three.call(*command)
    assert status == 1
    assert "cuda is missing, and must be there" in output
    assert output.count("\n") == 1
    bare.kill()
    bare.wait()
    dask.worker(**{FAKE: "cuda"})
    status, output = three.call(*command)
    assert status == 0, output
    made = read(three.root / "recordings/cuda/reading.ipynb")
    assert made.stdout() == "four\n"
    assert made.facts["device_name"] == "a stand-in"


@pytest.mark.thorough
def test_nobody_at_the_address_is_said(three: Site, dask: Dask) -> None:
    """No scheduler, or one without a worker."""
    status, output = three.call("runpages", "run", "--scheduler", dask.address)
    assert (status, output) == (
        1,
        f"{dask.address}: it has no worker. Start one: dask worker {dask.address}\n",
    )
    dask.close()
    status, output = three.call("runpages", "run", "--scheduler", dask.address)
    assert status == 1
    assert output.startswith(f"{dask.address}: no scheduler answers. Start one there")
    assert output.count("\n") == 1
