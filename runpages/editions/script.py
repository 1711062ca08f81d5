"""A snippet as a program of its own: up to a cell, and what it needs to run."""

import json

from runpages.authored.snippet import Snippet
from runpages.records.record import Record


def copyable(snippet: Snippet, record: Record) -> str:
    """Write a script for browsers: the source, and the line that each cell ends on.

    A script and not JSON, since a page opened from disk may load nothing else.
    """
    program = {"source": snippet.source, "ends": ends(record)}
    name, content = json.dumps(snippet.name), json.dumps(program)
    return f"(window.programs ??= {{}})[{name}] = {content};\n"


def ends(record: Record) -> dict[str, int]:
    """Find the last line of each cell in its file, counted from 1."""
    last = {}
    for cell in record.cells:
        lines = cell["source"].count("\n")
        last[cell["metadata"]["title"]] = cell["metadata"]["line"] + lines
    return last


def requirements(snippet: Snippet) -> list[str]:
    """List what its script metadata asks for, such as `torch==2.13.0`."""
    return list(snippet.metadata.get("dependencies", []))
