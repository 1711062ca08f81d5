"""What a snippet writes, and where a reader finds it."""

import json

import pytest
from projects import Project

from runpages.child.streams import shortened


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
    places = [f'"{json.__file__}", line 1', "/runs/a run/data/x.csv", built]
    made = [shortened(p, "snippets/it.py", "/runs/a run") for p in places]
    assert made == ['"__init__.py", line 1', "x.csv", "at Context.cpp:12."]


def test_a_stack_begins_in_the_snippet(project: Project) -> None:
    """What has called it is no matter of readers, nor what is above its first line."""
    record = project.run(
        """
        # %% Trace
        import traceback, warnings

        def f():
            traceback.print_stack()

        f()
        warnings.warn("above", stacklevel=2)
        """
    )
    [output] = record.cells[0]["outputs"]
    assert output["text"] == (
        '  File "it.py", line 7, in <module>\n    f()\n'
        '  File "it.py", line 5, in f\n    traceback.print_stack()\n'
        "sys:1: UserWarning: above\n"
    )


def test_a_stack_of_faulthandler_ends_in_the_snippet(project: Project) -> None:
    """Its first line is the last call."""
    record = project.run(
        """
        # %% Trace
        import faulthandler

        faulthandler.dump_traceback(all_threads=False)
        """
    )
    [output] = record.cells[0]["outputs"]
    _, *frames = output["text"].splitlines()
    assert frames == ['  File "it.py", line 4 in <module>']


def test_what_is_deleted_last_is_heard(project: Project) -> None:
    """As Python deletes what a script has left, also what functions refer to."""
    record = project.run(
        """
        # %% Leave
        import json

        class Guest:
            def __del__(self):
                print("bye")

        json.dumps = None
        guest = Guest()
        def name():
            return guest
        """
    )
    assert record.stdout() == "bye\n"


def test_what_is_printed_at_the_end_is_kept(project: Project) -> None:
    """On both streams, in order; a function that fails there is reported."""
    record = project.run(
        """
        # %% Leave
        import atexit, sys

        atexit.register(print, "third")
        atexit.register(print, "second", file=sys.stderr)
        atexit.register(print, "first")
        """
    )
    texts = [output["text"] for output in record.cells[0]["outputs"]]
    assert texts == ["first\n", "second\n", "third\n"]
