"""Printed text is what a terminal shows in the end."""

import pytest

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
