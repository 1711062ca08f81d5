"""A run leaves no process and no file behind, whatever happens to whoever runs it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import psutil
import pytest
from projects import Project, survivors, until
from sites import LIGHT

from runpages.authored.snippet import Snippet
from runpages.child.run import Job
from runpages.errors import RunpagesError
from runpages.running import watchdog
from runpages.running.pool import Run, answered
from runpages.settings import Settings

GOOD = """
    # %% Data
    x = [1.0, 2.0]
    print("two numbers")
"""


@pytest.fixture
def born(
    project: Project, tmp_path: Path, marked: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """One whose processes are born with the mark, without torch: it takes long."""
    monkeypatch.setenv("PYTHONPATH", str(LIGHT))
    born = Project(tmp_path, fork=project.settings.fork)
    yield born
    born.runner.close()


@pytest.mark.slow
@pytest.mark.spawned
def test_a_run_leaves_no_process_behind(born: Project, marked: str) -> None:
    """Not even a grandchild in a session of its own, or a thread."""
    born.run(
        """
        # %% Start
        import subprocess, threading, time
        subprocess.Popen(["sleep", "1000"], start_new_session=True)
        subprocess.Popen(["sh", "-c", "sleep 1000 & sleep 1000"])
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        """
    )
    born.runner.close()
    assert survivors(marked) == []


@pytest.mark.slow
@pytest.mark.spawned
def test_a_run_leaves_no_file_behind(project: Project) -> None:
    """Its folder is gone, and with it what it wrote there and to temporary files."""
    record = project.run(
        """
        # %% Write
        import os, tempfile
        handle, path = tempfile.mkstemp()
        open("here.txt", "w").write("x")
        place = os.getcwd()
        """
    )
    for name in ("path", "place"):
        assert not Path(record.values[name]).exists()


def test_a_run_that_nobody_waits_for_is_not_taken_for_another(project: Project) -> None:
    """As when a build stops between asking for runs and collecting them."""
    project.write("aaa", "# %% Data\nprint('aaa')\n")
    project.write("zzz", "# %% Data\nimport time\n\ntime.sleep(1)\nprint('zzz')\n")
    project.runner.refresh()
    project.write("aaa", "# %% Data\nprint('new aaa')\n")
    records = project.refresh().records
    assert records["aaa"]["cpu"].stdout() == "new aaa\n"
    assert records["zzz"]["cpu"].stdout() == "zzz\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_guard_that_is_killed_with_a_session_left_is_noticed(
    born: Project, marked: str
) -> None:
    """At once, not when what the snippet started has ended."""
    source = """
        # %% Data
        import os
        import signal
        import time

        if os.fork() == 0:
            os.setsid()
            time.sleep(1000)
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000)
    """
    with pytest.raises(RunpagesError, match="killed from outside"):
        born.run(source)
    assert survivors(marked, serving=True) == []


def test_a_snippet_cannot_write_to_our_pipes(project: Project) -> None:
    """What it writes to descriptors that a fork has copied reaches nobody."""
    if not project.settings.fork:
        pytest.skip("nothing is copied")
    made = project.run("""
        # %% Data
        import contextlib
        import os

        for descriptor in range(3, 64):
            with contextlib.suppress(OSError):
                os.write(descriptor, b"oops\\n")
        print("done")
    """)
    assert made.stdout() == "done\n"


def test_a_child_left_alive_is_ended_with_its_run(born: Project, marked: str) -> None:
    """It does not keep a run that is over from being over."""
    made = born.run("""
        # %% Data
        import subprocess
        import sys

        print("done", flush=True)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    """)
    assert made.stdout() == "done\n"
    assert survivors(marked, serving=True) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_fork_left_alive_is_ended_with_its_run(born: Project, marked: str) -> None:
    """Also where it has inherited what the run's end is told by."""
    made = born.run("""
        # %% Data
        import os
        import time

        if os.fork() == 0:
            time.sleep(1000)
        print("done")
    """)
    assert made.stdout() == "done\n"
    assert survivors(marked, serving=True) == []


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_guard_that_is_stopped_is_not_waited_for_for_ever(project: Project) -> None:
    """The build goes on, and says that the run was killed."""
    source = """
        # %% Data
        import os
        import signal

        os.kill(os.getppid(), signal.SIGSTOP)
        """
    with pytest.raises(RunpagesError, match="killed from outside"):
        project.run(source, timeout=2)
    assert project.run(GOOD).values["x"] == [1.0, 2.0]


def test_a_date_that_is_none_is_said_before_anything_runs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH: matplotlib would trip over it, and with less to say."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "abc")
    project.write("it", GOOD)
    with pytest.raises(RunpagesError, match="SOURCE_DATE_EPOCH: is 'abc'"):
        project.refresh()


def test_a_run_that_fails_is_said_with_its_own_seconds(project: Project) -> None:
    """Not with those of the runs before it."""
    project.write("a", "# %% Wait\nimport time\n\ntime.sleep(1.5)\n")
    for number in range(project.settings.cores):
        project.write(f"b{number}", "# %% Wait\nimport time\n\ntime.sleep(1.5)\n")
    project.write("z", "# %% Fail\n1 / 0\n")
    began = time.monotonic()
    project.refresh()
    took = time.monotonic() - began
    [said] = [line for line in project.reports if "failed" in line]
    seconds = float(said.partition(" in ")[2].partition(" s")[0])
    assert seconds < took - 1.4  # it began when one of the others had ended


def test_no_answer_is_an_answer_within_a_limit() -> None:
    """Whatever has become of the process that should give it."""
    late, done = Run(), Run()
    done.set_result({"run": "done"})
    assert list(answered([late, done], 0.01)) == [done, late]
    assert late.result()["error"][0] == "no answer came for 0.01 s"


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch) -> None:
    """A run that finds no room for what it has to say ends without a word."""
    snippet, folder = Snippet("it", "snippets/it.py", GOOD), tmp_path / "snippet-1"
    job = Job(snippet, "cpu", folder, Settings(tmp_path))
    usage = SimpleNamespace(free=0)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)
    what, remedy, _ = watchdog._crashed(job, 1)["error"]
    assert what == "ended its process with status 1 before its first cell"
    assert remedy.startswith(f"No room is left in {tmp_path}: make some")
    usage.free = watchdog.ROOM
    assert watchdog._crashed(job, 1)["error"][1] == "To see it: python snippets/it.py"


def test_a_pool_leaves_no_folder(tmp_path: Path, monkeypatch) -> None:
    """Nor any of its processes, where temporary files go."""
    # A path as short as sockets need it.
    with TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setenv("PYTHONPATH", str(LIGHT))
        monkeypatch.setattr("tempfile.tempdir", None)
        project = Project(tmp_path)
        project.run(GOOD)
        project.runner.close()
        left = {file.name for file in Path(folder).iterdir()}
    assert {name for name in left if not name.startswith("torchinductor")} == set()


@pytest.mark.slow
def test_a_fork_server_that_is_killed_between_runs_is_replaced(
    born: Project,
) -> None:
    """The next run does not notice."""
    born.run(GOOD)
    assert born.runner.pool
    born.runner.pool.machine()  # the process that is asked for it has ended
    for process in psutil.Process(born.runner.pool.process.pid).children():
        if "resource_tracker" not in " ".join(process.cmdline()):
            process.kill()
            until(lambda p=process: p.status() == psutil.STATUS_ZOMBIE)
    assert born.run(GOOD + "    z = 3\n").values["z"] == 3
