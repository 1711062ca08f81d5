"""A run is as new as a script that somebody starts."""

import os

import pytest
from projects import Project


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
