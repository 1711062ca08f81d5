"""Printed text is what a terminal shows in the end."""

import pytest

from runpages.records.record import Record
from runpages.rendering.outputs import ran_on
from runpages.text import fence, terminal


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        (" 10%\r 50%\r100%\n", "100%\n"),
        ("long line\rshort", "shortline"),
        ("ab\bc", "ac"),
        ("x" * 200_000 + "y\bz", "x" * 200_000 + "z"),
        ("a\x00b\x02c", "a␀b␂c"),
        ("line\r\nnext", "line\nnext"),
        ("a\tb\n1234567890\tc", "a       b\n1234567890      c"),
        ("out:  0%\n\rin:  0%\rin: 99%\x1b[A\rout: 50%\n\n", "out: 50%\nin: 99%\n"),
        ("\x1b[A" + "x\ry" * 100_000, "yx"),
    ],
)
def test_printed_text_is_what_a_terminal_shows(printed: str, shown: str) -> None:
    """In the end: no colors, and overwritten lines once."""
    assert terminal(printed) == shown


@pytest.mark.parametrize("text", ["a\n```\nb", "`````", "~~~"])
def test_no_text_closes_its_fence(text: str) -> None:
    """The fence is longer than any inside."""
    first, *inner, last = fence(text, "text").rstrip("\n").split("\n")
    assert first == f"{last} text"
    assert last not in inner


def test_what_runs_ran_on_is_said_once_with_its_dates() -> None:
    """One machine on two days is one; another torch is another."""
    facts = {"device": "cpu", "device_name": "AMD", "torch": "2.13.0", "python": "3.11"}
    days = [
        ("2026-12-01", "2.13.0"),
        ("2026-11-28", "2.13.0"),
        ("2026-11-30", "2.12.0"),
    ]
    each = [{**facts, "date": day, "torch": torch} for day, torch in days]
    runs = [Record({"metadata": {"runpages": one}}) for one in each]
    said = [str(one) for one in ran_on(runs)]
    assert said == [
        "CPU (AMD), torch 2.13.0, Python 3.11, 2026-11-28 to 2026-12-01",
        "CPU (AMD), torch 2.12.0, Python 3.11, 2026-11-30",
    ]
