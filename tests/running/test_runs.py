"""What a run keeps, and what the next run does not notice."""

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import psutil
import pytest
from projects import Project, survivors, until

from runpages.authored.snippet import Snippet
from runpages.child.streams import shortened
from runpages.devices import sources
from runpages.errors import RunpagesError
from runpages.files import write
from runpages.records.refresh import Runner
from runpages.records.staleness import SAID, key
from runpages.running.pool import Run, answered
from runpages.settings import Settings

GOOD = """
    # %% Data
    x = [1.0, 2.0]
    print("two numbers")
"""


def test_a_record_is_a_valid_notebook(project: Project) -> None:
    """Any notebook tool can open it."""
    project.run(GOOD)
    text = project.runner.file("it", "cpu").read_text("utf-8")
    nbformat.validate(nbformat.reads(text, as_version=4))


@pytest.mark.spawned
def test_printed_text_stands_with_its_cell(project: Project) -> None:
    """Also what descriptors, subprocesses and C print, in the order of printing."""
    record = project.run(
        """
        # %% First
        import os, subprocess, sys, ctypes
        print("one")
        os.write(1, b"two\\n")
        subprocess.run([sys.executable, "-c", "print('three')"])
        ctypes.CDLL(None).puts(b"four")

        # %% Second
        print("five", file=sys.stderr)
        print("six", end="")
        """
    )
    assert record.stdout("First") == "one\ntwo\nthree\nfour\n"
    assert record.stdout("Second") == "six"
    streams = [output["name"] for output in record.cell("Second")["outputs"]]
    assert streams == ["stderr", "stdout"]


def test_a_run_changes_nothing_for_the_next(project: Project) -> None:
    """Directory, environment, seed, default dtype, streams and builtins are as new."""
    look = """
        # %% Look
        import builtins, os, random, sys, torch
        state = [
            len(os.listdir()), "TOUCHED" in os.environ, torch.get_default_dtype() ==
            torch.float32, torch.initial_seed() == 1, len(sys.argv),
            sys.stdout is sys.__stdout__, hasattr(builtins, "touched"),
            torch.is_grad_enabled(), __name__ == "__main__",
        ]
    """
    before = project.run(look, "a").values["state"]
    project.run(
        """
        # %% Meddle
        import builtins, io, os, sys, torch
        import matplotlib.pyplot as plt
        open("file.txt", "w").write("left behind")
        os.environ["TOUCHED"] = "1"
        torch.set_default_dtype(torch.float64)
        torch.manual_seed(1)
        torch.set_grad_enabled(False)
        builtins.touched = True
        plt.plot([1, 2])
        sys.stdout = io.StringIO()
        os.chdir("/")
        """,
        "b",
    )
    assert project.run(look, "c").values["state"] == before
    assert before == [0, False, True, False, 1, True, False, True, True]


@pytest.mark.slow
@pytest.mark.spawned
def test_a_run_leaves_no_process_behind(project: Project, marked: str) -> None:
    """Not even a grandchild in a session of its own, or a thread."""
    project.runner.close()  # the worker must be born with the mark
    project.run(
        """
        # %% Start
        import subprocess, threading, time
        subprocess.Popen(["sleep", "1000"], start_new_session=True)
        subprocess.Popen(["sh", "-c", "sleep 1000 & sleep 1000"])
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        """
    )
    project.runner.close()
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


def test_threads_may_finish(project: Project) -> None:
    """What a thread prints after the last cell is kept, as in a script."""
    record = project.run(
        """
        # %% Start
        import threading, time

        def late():
            time.sleep(0.2)
            print("late")

        threading.Thread(target=late).start()
        """
    )
    assert record.stdout() == "late\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_pools_and_exit_functions_end_as_in_a_script(project: Project) -> None:
    """Pools are told to stop, processes may finish, what is registered is called."""
    record = project.run(
        """
        # %% Start
        import atexit
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing import get_context

        atexit.register(print, "bye")
        get_context("fork").Process(target=print, args=("three",)).start()
        pool = ThreadPoolExecutor(2)
        print(pool.submit(lambda: 1 + 1).result())
        """
    )
    assert sorted(record.stdout().split()) == ["2", "bye", "three"]


def test_values_are_plain(project: Project) -> None:
    """Numbers, one-element tensors, strings, booleans, flat lists; nothing else."""
    record = project.run(
        """
        # %% Values
        import torch
        number, text, flag = 1.5, "a", True
        tensor, bad = torch.tensor([2.0]), float("nan")
        numbers = [1, torch.tensor(2.0), float("inf")]
        table, none, big = [[1]], None, torch.zeros(2)
        unreadable = torch.zeros(1, device="meta")
        _private = 1
        """
    )
    values = record.values
    assert values.pop("bad") != values.get("bad")  # nan is not itself
    assert values == {
        "number": 1.5,
        "text": "a",
        "flag": True,
        "tensor": 2.0,
        "numbers": [1, 2.0, float("inf")],
    }


def test_an_expected_error_is_an_output(project: Project) -> None:
    """Its traceback shows the snippet's own lines, and no path of this machine."""
    record = project.run(
        """
        # %% Data
        import torch

        # %% Fails tags=["raises-exception"]
        torch.tensor([1.0]).reshape(2)
        """
    )
    assert str(record.error).startswith("RuntimeError: shape '[2]'")
    lines = record.cells[-1]["outputs"][-1]["traceback"]
    assert lines[1] == '  File "it.py", line 5, in <module>'
    assert not any("/" in line for line in lines)


@pytest.mark.spawned
def test_warnings_are_kept_without_paths(project: Project) -> None:
    """Standard error names the file, not where this machine has it."""
    record = project.run(
        """
        # %% Warn
        import warnings
        import torch
        warnings.warn("be careful")
        torch.nn.MSELoss()(torch.zeros(2, 1), torch.zeros(2))
        """
    )
    text = "".join(o["text"] for o in record.cells[0]["outputs"])
    assert text.startswith("it.py:4: UserWarning: be careful")
    assert "Using a target size" in text
    assert "/" not in text.split("UserWarning")[1]


AGED = """
    # %% Install
    import sys, warnings
    from pathlib import Path
    Path("site-packages").mkdir()
    Path("site-packages/aged.py").write_text(
        "import warnings\\n"
        "def old(category, stacklevel=1):\\n"
        "    warnings.warn('this will change', category, stacklevel)\\n"
    )
    sys.path.insert(0, "site-packages")
    warnings.simplefilter("always")
    import aged
"""


@pytest.mark.parametrize(
    "category", ["DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"]
)
def test_deprecations_inside_a_package_are_for_the_log(
    project: Project, category: str
) -> None:
    """No reader can do anything about them."""
    project.write("it", f"{AGED}\n    # %% Use\n    aged.old({category})\n")
    library = project.refresh()
    assert library.records["it"]["cpu"].cell("Use")["outputs"] == []
    said = f"snippets/it.py: cell 'Use': aged.py:3: {category}: this will change"
    assert library.said == [said]


def test_warnings_that_a_reader_can_act_on_are_shown(project: Project) -> None:
    """About the snippet's own lines, every UserWarning, and what a cell asks for."""
    project.write(
        "it",
        f"""{AGED}
    # %% Own line
    aged.old(FutureWarning, 2)

    # %% User
    aged.old(UserWarning)

    # %% Asked for tags=["deprecations"]
    aged.old(FutureWarning)
""",
    )
    library = project.refresh()
    cells = library.records["it"]["cpu"].cells[1:]
    shown = [cell["outputs"][0]["text"].splitlines()[0] for cell in cells]
    assert shown == [
        "it.py:15: FutureWarning: this will change",
        "aged.py:3: UserWarning: this will change",
        "aged.py:3: FutureWarning: this will change",
    ]
    assert library.said == []


def test_windows_line_endings_and_a_byte_order_mark_change_nothing(
    project: Project,
) -> None:
    """Lines, titles and the hash of the source are those of the plain file."""
    plain = project.run("# %% Data\nx = 1\n\n# %% Fail\ny = 2\n")
    file = project.root / "snippets/it.py"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    windows = project.refresh().records["it"]["cpu"]
    assert windows.facts["digest"] == plain.facts["digest"]
    assert project.reports == ["ran snippets/it.py on cpu in 0.0 s (1 of 1)"]


def test_a_file_that_is_no_text_is_named(project: Project) -> None:
    """With the byte and its line."""
    file = project.write("it", GOOD)
    file.write_bytes(b"# %% Data\nx = '\xe9'\n")
    with pytest.raises(RunpagesError) as caught:
        project.refresh()
    expected = "snippets/it.py:2: byte 0xe9 is not UTF-8. Save the file as UTF-8."
    assert str(caught.value) == expected


def test_what_is_current_is_not_run(project: Project) -> None:
    """A second look runs nothing; a changed source is run."""
    project.run(GOOD)
    project.refresh()
    assert len(project.reports) == 1
    project.run(GOOD + "    print(3)\n")
    assert len(project.reports) == 2


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"cells": []}', "half", "[" * 200_000]
)
def test_a_record_that_cannot_be_read_is_made_again(
    project: Project, broken: str
) -> None:
    """Empty, cut off, foreign: all the same."""
    good = project.run(GOOD)
    file = project.runner.file("it", "cpu")
    text = file.read_text("utf-8")
    file.write_text(text[: len(text) // 2] if broken == "half" else broken, "utf-8")
    assert (
        project.refresh().records["it"]["cpu"].cells[0]["outputs"]
        == (good.cells[0]["outputs"])
    )
    assert len(project.reports) == 2


def test_a_record_from_the_future_is_current(project: Project) -> None:
    """No clock decides what is stale, so none can go wrong."""
    project.run(GOOD)
    file = project.runner.file("it", "cpu")
    notebook = json.loads(file.read_text("utf-8"))
    notebook["metadata"]["runpages"]["date"] = "2999-01-01"
    file.write_text(json.dumps(notebook), "utf-8")
    os.utime(file, (2**32, 2**32))
    project.refresh()
    assert len(project.reports) == 1


def test_records_of_deleted_snippets_are_removed(project: Project) -> None:
    """So are the temporary files of builds that were killed; others' stay."""
    project.run(GOOD, "gone")
    gone = project.runner.file("gone", "cpu")
    dead, alive = (gone.with_name(f".x.ipynb.{n}.tmp") for n in (1, 2))
    dead.touch()
    alive.touch()
    os.utime(dead, (0, 0))
    (project.root / "snippets/gone.py").unlink()
    project.run(GOOD)
    assert [file.exists() for file in (gone, dead, alive)] == [False, False, True]


def test_a_full_disk_is_said_and_leaves_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a record, and the earlier one is intact."""
    project.run(GOOD)
    file = project.runner.file("it", "cpu")
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RunpagesError, match=r"No space left on device\. Make room"):
        project.run(GOOD + "    y = 1\n")
    assert file.read_bytes() == before
    assert list(file.parent.glob(".*.tmp")) == []


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should be, as good as read-only."""
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(RunpagesError, match="cannot be written"):
        write(tmp_path / "cache/cpu/it.ipynb", "{}")


def test_key_depends_on_all_that_the_output_depends_on(project: Project) -> None:
    """Source, device, processor; a GPU's record depends on its name instead."""
    source = '# /// script\n# dependencies = ["torch==2.13.0"]\n# ///\n# %% A\nx = 1\n'
    project.write("it", source)
    one = project.refresh().snippets["it"]
    project.write("it", source + "y = 1\n")
    other = project.refresh().snippets["it"]
    keys = [
        key(one, "cpu", "any", "AVX2"),
        key(other, "cpu", "any", "AVX2"),
        key(one, "cpu", "any", "AVX512"),
        key(one, "cuda", "H100", "AVX2"),
        key(one, "cuda", "H200", "AVX2"),
    ]
    assert len(set(keys)) == 5
    assert key(one, "cpu", "other", "AVX2") == keys[0]


def test_a_package_edited_where_it_is_makes_records_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version stays the same while its author works on it."""
    about = tmp_path / "ours-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: ours\nVersion: 1.0\n")
    url = {"url": (tmp_path / "src").as_uri(), "dir_info": {"editable": True}}
    (about / "direct_url.json").write_text(json.dumps(url))
    (tmp_path / "src").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    source = '# /// script\n# dependencies = ["ours"]\n# ///\n# %% A\nx = 1\n'
    keys = []
    for number in range(2):
        (tmp_path / "src/ours.py").write_text(f"number = {number}\n")
        sources.cache_clear()
        keys.append(key(Snippet("it", "it.py", source), "cpu", "any", "AVX2"))
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    "name", ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR"]
)
def test_what_chooses_kernels_has_records_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Another key in another cache: neither makes the other's records stale."""
    monkeypatch.delenv(name, raising=False)
    one = Snippet("one", "snippets/one.py", "x = 1\n")
    usual = key(one, "cpu", "any", "AVX2"), Runner(Settings(tmp_path)).cache
    monkeypatch.setenv(name, "AVX2")
    chosen = key(one, "cpu", "any", "AVX2"), Runner(Settings(tmp_path)).cache
    assert usual[0] != chosen[0]
    assert usual[1] != chosen[1]
    assert usual[1].parent == chosen[1].parent


def test_a_run_that_nobody_waits_for_is_not_taken_for_another(project: Project) -> None:
    """As when a build stops between asking for runs and collecting them."""
    project.write("aaa", "# %% Data\nprint('aaa')\n")
    project.write("zzz", "# %% Data\nimport time\n\ntime.sleep(1)\nprint('zzz')\n")
    project.runner.refresh()
    project.write("aaa", "# %% Data\nprint('new aaa')\n")
    records = project.refresh().records
    assert records["aaa"]["cpu"].stdout() == "new aaa\n"
    assert records["zzz"]["cpu"].stdout() == "zzz\n"


def test_a_fork_server_that_is_killed_between_runs_is_replaced(
    project: Project,
) -> None:
    """The next run does not notice."""
    project.run(GOOD)
    assert project.runner.pool
    for process in psutil.Process(project.runner.pool.process.pid).children():
        if "resource_tracker" not in " ".join(process.cmdline()):
            process.kill()
            until(lambda p=process: p.status() == psutil.STATUS_ZOMBIE)
    assert project.run(GOOD + "    z = 3\n").values["z"] == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_guard_that_is_killed_with_a_session_left_is_noticed(
    project: Project, marked: str
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
        project.run(source)
    assert survivors(marked) == []


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


def test_a_child_left_alive_is_ended_with_its_run(
    project: Project, marked: str
) -> None:
    """It does not keep a run that is over from being over."""
    made = project.run("""
        # %% Data
        import subprocess
        import sys

        print("done", flush=True)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    """)
    assert made.stdout() == "done\n"
    assert survivors(marked) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_fork_left_alive_is_ended_with_its_run(project: Project, marked: str) -> None:
    """Also where it has inherited what the run's end is told by."""
    made = project.run("""
        # %% Data
        import os
        import time

        if os.fork() == 0:
            time.sleep(1000)
        print("done")
    """)
    assert made.stdout() == "done\n"
    assert survivors(marked) == []


def test_a_value_too_long_to_write_is_no_value(project: Project) -> None:
    """The run goes on without it."""
    assert project.run("# %% Data\nx = 10**5000\ny = 1\n").values == {"y": 1}


def test_a_long_text_is_no_value(project: Project) -> None:
    """Nor are many short ones: what a snippet may print is limited, too."""
    source = """
        # %% Data
        text = "x" * 100_000
        longer = text + "x"
        texts = [text, "x"]
        """
    assert project.run(source).values == {"text": "x" * 100_000}


def test_what_no_file_can_hold_is_written_as_an_escape(project: Project) -> None:
    """Half of a surrogate pair, in an error and in a value."""
    record = project.run(
        """
        # %% Data tags=["raises-exception"]
        name = "bad \\udc80 name"
        raise ValueError(name)
        """
    )
    assert record.values["name"] == "bad \\udc80 name"
    assert record.error == "ValueError: bad \\udc80 name"
    assert record.cells[0]["outputs"][0]["traceback"][-1] == record.error


@pytest.mark.parametrize("name", ['q"u', "new\nline", "\udcff"])
def test_a_name_that_no_page_can_use_is_refused(project: Project, name: str) -> None:
    """It would end the attribute that holds it."""
    project.write(name, "# %% Data\nx = 1\n")
    with pytest.raises(RunpagesError, match="name of a snippet"):
        project.refresh()


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


@pytest.mark.parametrize("name", [".#it.py", ".ipynb_checkpoints/it-checkpoint.py"])
def test_what_editors_leave_behind_is_no_snippet(project: Project, name: str) -> None:
    """Dangling links and hidden folders."""
    project.write("it", "# %% Data\nx = 1\n")
    file = project.root / "snippets" / name
    file.parent.mkdir(exist_ok=True)
    file.symlink_to("nobody@nowhere:1") if "#" in name else file.touch()
    (project.root / "snippets/folder.py").mkdir()
    assert set(project.refresh().snippets) == {"it"}


def test_a_linked_folder_of_snippets_is_searched(
    project: Project, tmp_path: Path
) -> None:
    """Its snippets have names like those of any folder."""
    project.write("it", "# %% Data\nx = 1\n")
    (tmp_path / "far.py").write_text("# %% Data\ny = 2\n")
    (project.root / "snippets/linked").symlink_to(tmp_path)
    assert project.refresh().records["linked/far"]["cpu"].values == {"y": 2}


def test_a_fault_of_the_parser_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build would wait for ever for a run that was never asked for."""

    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("runpages.authored.cells.read", fail)
    project.write("it", GOOD)
    error = project.refresh().errors["it"]
    assert "its cells cannot be read: RecursionError: too deep" in str(error)


def test_streams_stand_in_the_order_of_writing(project: Project) -> None:
    """Standard error between two lines of standard output, and a process's own."""
    record = project.run(
        """
        # %% Say
        import subprocess
        import sys

        print("one")
        print("two", file=sys.stderr)
        print("three")
        subprocess.run(["sh", "-c", "echo four"])
        print("five", file=sys.stderr)
        """
    )
    said = [(o["name"], o["text"]) for o in record.cells[0]["outputs"]]
    assert said == [
        ("stdout", "one\n"),
        ("stderr", "two\n"),
        ("stdout", "three\nfour\n"),
        ("stderr", "five\n"),
    ]


def test_a_letter_may_come_in_two_halves(project: Project) -> None:
    """Also around what is written to the other stream."""
    record = project.run(
        """
        # %% Say
        import os
        import sys

        os.write(1, b"caf\\xc3")
        print("between", file=sys.stderr)
        os.write(1, b"\\xa9\\n")
        """
    )
    assert record.stdout() == "café\n"


@pytest.mark.parametrize(
    "text",
    [
        "see https://pytorch.org/docs/stable/notes/x.html",
        r"the pattern \d+\.\d+\w does not match",
        "GET /api/v1/items",
        "s/one/two/g",
    ],
)
def test_only_paths_of_files_are_shortened(text: str) -> None:
    """URLs and patterns look like paths and are none."""
    assert shortened(text, "snippets/it.py", "/tmp/run") == text


def test_paths_of_files_are_shortened(project: Project) -> None:
    """Of libraries, of the run's own folder, and of what torch was built from."""
    built = "at /__w/pytorch/aten/src/ATen/Context.cpp:12."
    places = [f'"{json.__file__}", line 1', "/tmp/a run/work/x.csv", built]
    made = [shortened(p, "snippets/it.py", "/tmp/a run") for p in places]
    assert made == ['"__init__.py", line 1', "x.csv", "at Context.cpp:12."]


def test_a_run_begins_as_a_script(project: Project) -> None:
    """Its docstring, its own folder in the path, and no trace of who started it."""
    project.write("near", "# %% Data\nhere = 'near'\n")
    (project.root / "beside.py").write_text("x = 1\n")
    record = project.run(
        """
        \"""What it does.\"""

        # %% Look
        import multiprocessing
        import os
        import sys

        said = __doc__
        first = sys.path[0] == os.path.dirname(os.path.abspath(__file__))
        root = os.path.dirname(sys.path[0]) in sys.path or "" in sys.path
        path = os.environ.get("PYTHONPATH", "")
        name = multiprocessing.current_process().name
        child = multiprocessing.parent_process() is not None
        multiprocessing.set_start_method("spawn")

        import near

        found = near.here
        """
    )
    assert record.values == {
        "said": "What it does.",
        "first": True,
        "root": False,
        "path": os.environ.get("PYTHONPATH", ""),
        "name": "MainProcess",
        "child": False,
        "found": "near",
    }


def test_numbers_without_a_seed_differ_between_runs(project: Project) -> None:
    """As they do between two runs of a script."""
    source = """
        # %% Draw
        import random
        import numpy
        import torch

        numbers = [random.random(), numpy.random.rand(), torch.rand(1).item()]
    """
    drawn = [project.run(source, name).values["numbers"] for name in ("a", "b")]
    assert not set(drawn[0]) & set(drawn[1])


def test_a_run_that_fails_is_said_with_its_own_seconds(project: Project) -> None:
    """Not with those of the runs before it."""
    project.write("a", "# %% Wait\nimport time\n\ntime.sleep(1.5)\n")
    for number in range(project.settings.cores):
        project.write(f"b{number}", "# %% Wait\nimport time\n\ntime.sleep(1.5)\n")
    project.write("z", "# %% Fail\n1 / 0\n")
    project.refresh()
    [said] = [line for line in project.reports if "failed" in line]
    seconds = float(said.partition(" in ")[2].partition(" s")[0])
    assert seconds < 1.5


def test_code_of_ours_that_changes_meanwhile_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another commit is checked out: what runs would be of both."""
    project.run(GOOD)
    monkeypatch.setattr("runpages.records.staleness.RUN_CODE", ("child/run.py",))
    with pytest.raises(RunpagesError, match="Start it again"):
        project.refresh()


def test_no_answer_is_an_answer_within_a_limit() -> None:
    """Whatever has become of the process that should give it."""
    late, done = Run(), Run()
    done.set_result({"run": "done"})
    assert list(answered([late, done], 0.01)) == [done, late]
    assert late.result()["error"][0] == "no answer came for 0.01 s"


READS = """
    # %% Read
    from pathlib import Path

    import beside

    x = float((Path(__file__).parent / "data.csv").read_text())
    y = beside.y
"""


def test_a_changed_input_makes_a_record_stale(project: Project) -> None:
    """A file that was read, and a module beside the snippet; each is named."""
    data, module = (project.root / "snippets" / n for n in ("data.csv", "beside.py"))
    project.write("beside", "y = 1\n")
    data.write_text("1.5\n")
    assert project.run(READS).values == {"x": 1.5, "y": 1}
    assert project.runner.inspect()[1] == []
    data.write_text("2.5\n")
    said = "snippets/it.py on cpu: stale (snippets/data.csv changed)"
    assert project.runner.inspect()[1] == [said]
    assert project.refresh().records["it"]["cpu"].values["x"] == 2.5
    module.write_text("y = 22\n")
    assert project.refresh().records["it"]["cpu"].values["y"] == 22
    assert project.runner.inspect()[1] == []
    assert set(project.refresh().inputs) == {data, module}


def test_what_a_forked_process_reads_is_an_input(project: Project) -> None:
    """As with the workers of a DataLoader; what is declared is one as well."""
    for name in ("seen.txt", "declared.txt", "written.txt"):
        (project.root / "snippets").mkdir(exist_ok=True)
        (project.root / "snippets" / name).write_text("1")
    record = project.run(
        """
        # %% Read
        # inputs: declared.txt
        import multiprocessing
        import os

        place = os.path.dirname(os.path.abspath(__file__))
        open(os.path.join(place, "written.txt"), "w").close()

        def look():
            open(os.path.join(place, "seen.txt")).close()

        process = multiprocessing.get_context("fork").Process(target=look)
        process.start()
        process.join()
        """
    )
    names = ["snippets/declared.txt", "snippets/seen.txt"]
    assert list(record.facts["inputs"]) == names


def test_a_module_beside_snippets_is_no_snippet(project: Project) -> None:
    """It has no title: it is never run by itself, unless somebody asks for that."""
    project.write("beside", "raise ValueError\n")
    project.write("it", GOOD)
    assert project.refresh().errors == {}
    asked = project.runner.refresh({"beside"})().errors["beside"]
    no_cells = "snippets/beside.py:1: no cells. Begin one with '# %% Data'."
    assert str(asked) == no_cells
    with pytest.raises(RunpagesError, match="no cells") as caught:
        project.render('{{< cell("beside:Data") >}}')
    assert str(caught.value) == no_cells


def test_only_code_makes_records_stale() -> None:
    """A comment or a blank line in the modules that decide what one holds does not."""
    code = b"x = 1\n\ny = '#'  # said\n"
    assert SAID.sub(b"", b"# About\n\n" + code + b"    # end\n") == code.replace(
        b"\n\n", b"\n"
    )


def test_a_module_is_there_once_it_is_imported(project: Project) -> None:
    """What is imported ahead is hidden: the snippet would fail for its reader."""
    record = project.run(
        """
        # %% Look
        import matplotlib
        import torch

        early = [hasattr(matplotlib, "pyplot"), "_dynamo" in vars(torch)]

        # %% Import
        import matplotlib.pyplot as plt

        late = [hasattr(matplotlib, name) for name in ("pyplot", "figure", "cm")]
        spec = matplotlib.pyplot.__spec__.origin.endswith("pyplot.py")
        plt.plot([1, 2])
        plt.show()
        """
    )
    assert record.values["early"] == [False, False]
    assert record.values["late"] == [True, True, True]
    assert record.values["spec"] is True
    assert len(record.cell("Import")["outputs"]) == 1


@pytest.mark.spawned
def test_a_figure_is_shown_whoever_draws_it(project: Project) -> None:
    """Also where the snippet never says which library that is."""
    (project.root / "snippets").mkdir(exist_ok=True)
    (project.root / "snippets/drawing.py").write_text(
        "from matplotlib import pyplot\n\n\ndef draw():\n"
        "    pyplot.plot([1, 2])\n    pyplot.show()\n"
    )
    record = project.run("# %% Draw\nimport drawing\n\ndrawing.draw()\n")
    assert len(record.cells[0]["outputs"]) == 1


def test_what_torch_imports_late_is_whole(project: Project) -> None:
    """A second derivative asks for it in the middle of its work."""
    if not project.settings.fork:
        pytest.skip("nothing is imported ahead")
    record = project.run(
        """
        # %% Curve
        import torch

        w = torch.ones(1)
        curve = torch.func.hessian(lambda w: (w**2).sum())(w).item()
        """
    )
    assert record.values["curve"] == 2


def drawn(project: Project, source: str) -> tuple[list[str], list[str]]:
    """The figures that a snippet shows, and what its author is told."""
    project.write("it", "# %% Draw\nimport matplotlib.pyplot as plt\n\n" + source)
    library = project.refresh()
    assert library.errors == {}
    outputs = library.records["it"]["cpu"].cells[0]["outputs"]
    assert all(o["output_type"] == "display_data" for o in outputs), outputs
    said = [text.removeprefix("snippets/it.py: cell 'Draw': ") for text in library.said]
    return [o["data"]["image/svg+xml"] for o in outputs], said


def test_a_figure_that_grows_is_shown_each_time(project: Project) -> None:
    """By its own method it stays open; an unblocked one is shown as it ends."""
    figures, said = drawn(
        project,
        "figure, axes = plt.subplots()\nfor n in range(2):\n"
        "    axes.set_title(f'No {n}')\n    figure.show()\nplt.show()\n"
        "plt.title('begun')\nplt.show(block=False)\nplt.title('ended')\n"
        "plt.pause(0.01)\n",
    )
    titles = [
        title for f in figures for title in ("No 0", "No 1", "ended") if title in f
    ]
    assert (titles, said) == (["No 0", "No 1", "ended"], [])


def test_a_figure_that_no_reader_sees_is_said(project: Project) -> None:
    """Never shown, or as a still where it should move."""
    figures, said = drawn(project, "plt.plot([1, 2])\n")
    assert figures == []
    assert said == ["a figure was drawn and never shown: plt.show() is missing"]
    figures, said = drawn(
        project,
        "from matplotlib.animation import FuncAnimation\n\n"
        "figure, axes = plt.subplots()\n"
        "kept = FuncAnimation(figure, axes.set_xlabel, frames=['a', 'b'])\n"
        "plt.show()\n",
    )
    assert len(figures) == 1
    assert said == ["an animation is shown as its first frame"]


def test_a_font_without_a_letter_is_for_the_author(project: Project) -> None:
    """A reader's browser has one; our own files are named nowhere."""
    figures, [said] = drawn(project, "plt.title('线性')\nplt.show()\n")
    assert "线性" in figures[0]
    assert said.startswith("drawing it warned: Glyph")
    assert said.endswith(" more)")


def test_an_image_of_many_pixels_fills_its_axes(project: Project) -> None:
    """Its scale has as many digits as that takes."""
    [svg], _ = drawn(
        project,
        "plt.imshow([[n] * 3000 for n in range(3000)], interpolation='none')\n"
        "plt.show()\n",
    )
    root = ElementTree.fromstring(svg)
    [image] = root.iter("{http://www.w3.org/2000/svg}image")
    [box] = root.iter("{http://www.w3.org/2000/svg}rect")
    scale = float(image.attrib["transform"].removeprefix("matrix(").split()[0])
    width = scale * float(image.attrib["width"])
    assert width == pytest.approx(float(box.attrib["width"]), 1e-3)


def test_text_on_an_image_keeps_its_color(project: Project) -> None:
    """The image keeps its own in a dark theme; what stands beside it does not."""
    [svg], _ = drawn(
        project,
        "plt.imshow([[0, 1]])\nplt.text(0, 0, 'white', color='w')\n"
        "plt.text(1, 0, 'black')\nplt.title('above')\nplt.show()\n",
    )
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    fills = {text.text: text.get("fill") for text in texts}
    assert fills["white"] == "#ffffff"
    assert fills["black"] == "#000000"
    assert fills["above"] is None


def test_a_style_of_the_builder_changes_no_figure(tmp_path: Path) -> None:
    """A matplotlibrc where the build begins is for other drawings."""
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    project = Project(tmp_path)
    try:
        [svg], _ = drawn(project, "plt.plot([1, 2])\nplt.show()\n")
        assert 'stroke-width="9"' not in svg
    finally:
        project.runner.close()


def test_a_group_of_errors_has_only_the_snippets_lines(project: Project) -> None:
    """Each of them, and its causes."""
    record = project.run(
        """
        # %% Fail tags=["raises-exception"]
        import json

        try:
            json.loads("{")
        except ValueError as error:
            raise ExceptionGroup("both", [error, TypeError("b")])
        """
    )
    text = "\n".join(record.cells[0]["outputs"][-1]["traceback"])
    assert "json.loads" in text
    assert "decoder.py" not in text
    assert "__init__.py" not in text


def test_what_a_run_does_out_of_sight_is_said(project: Project) -> None:
    """It opens a browser, or prints where the builder has the project."""
    project.write(
        "it",
        """
        # %% Open
        import webbrowser

        webbrowser.get("true %s").open("x.html")

        # %% Print
        print(__file__)
        """,
    )
    assert project.refresh().said == [
        "snippets/it.py: cell 'Open': opens a browser: no reader sees that",
        "snippets/it.py: cell 'Print': prints where this machine has its folders",
    ]
