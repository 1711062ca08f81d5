"""Compare the records of two folders: what an upgrade, or another processor, changes.

For each snippet: what was printed and is printed now, the figures that are drawn
otherwise, the sentences that hold its values, and the tests of what its pages claim.
What a cell measures is compared with nothing.
"""

import difflib
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runpages.authored.cells import MEASURED
from runpages.authored.embed_syntax import calls
from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.records import record
from runpages.records.record import Record

SAID = ("value", "message")
"""The embeds that stand in sentences."""
DIGITS = 6
"""Of numbers: no page shows more, and the last bits are the tests' business."""


PRINTED, FIGURES, VALUES = "printed", "figures", "values"
Seen = dict[tuple[str, str], Any]
"""What a run did, by its kind and the title of a cell, or the name of a value."""


Changed = dict[tuple[str, str], tuple[Any, Any]]
"""What each of two runs did, where that differs, by the same."""


def report(old: Path, new: Path, pages: list[Page], root: Path) -> str:
    """Write how the runs in two folders differ as Markdown, for an issue.

    Raises RunpagesError for a folder without any.
    """
    before, now = _records(old), _records(new)
    parts = []
    for device, name in sorted(before | now):
        one, other = (kept.get((device, name)) for kept in (before, now))
        lines: list[str] = []
        if one is None or other is None:
            lines = [f"No run in {new if one else old}."]
        elif changed := _changed(_seen(one), _seen(other)):
            lines = [*_lines(changed), ""]
            if "@" not in name:  # of a slider the page shows other positions, not words
                lines += _shown(name, pages, root)
        if lines:
            parts.append("\n".join([f"## {name} on {device}\n", *lines]))
    return "\n\n".join(parts)


def _records(folder: Path) -> dict[tuple[str, str], Record]:
    """Read the records of a folder, by device and snippet."""
    found = {}
    for file in sorted(folder.glob("*/**/*.ipynb")):
        if made := record.read(file):
            found[made.facts["device"], made.facts["snippet"]] = made
    if not found:
        remedy = "Name a folder such as .cache/runpages, after a build."
        raise RunpagesError(folder, "there is no record in it", remedy)
    return found


def _seen(made: Record) -> Seen:
    """Collect what a run printed, drew and left; where it measures, what it printed."""
    found: Seen = {}
    measures = False
    for cell in made.cells:
        if MEASURED in cell["metadata"]["tags"]:
            measures = True
            continue
        for output in cell["outputs"]:
            kind, text = _output(output)
            key = kind, cell["metadata"]["title"]
            found[key] = found.get(key, "") + text
    found |= {(VALUES, name): _short(v) for name, v in made.values.items()}
    return {k: v for k, v in found.items() if not measures or k[0] == PRINTED}


def _output(output: dict[str, Any]) -> tuple[str, str]:
    """Tell the kind of an output, and write it as text."""
    if output["output_type"] == "stream":
        return PRINTED, output["text"]
    if output["output_type"] == "error":
        return PRINTED, f"{output['ename']}: {output['evalue']}"
    return FIGURES, output["data"]["image/svg+xml"]


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(item) for item in value]
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else value


def _changed(old: Seen, new: Seen) -> Changed:
    pairs = {key: (old.get(key), new.get(key)) for key in old | new}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _cut(value: Any) -> str:
    """Write a value as short as a line allows."""
    return textwrap.shorten(str(value), 60, placeholder=" …")


def _lines(changed: Changed) -> Iterator[str]:
    for (kind, title), texts in changed.items():
        if kind == PRINTED:
            yield f"Cell {title} prints:\n\n```diff"
            old, new = ((text or "").splitlines() for text in texts)
            yield from list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
            yield "```\n"
    for (kind, name), (was, now) in changed.items():
        if kind == FIGURES:
            yield f"- The figure of cell {name} changed."
        elif kind == VALUES:
            yield f"- {name} was {_cut(was)}, is {_cut(now)}"


def _shown(snippet: str, pages: list[Page], root: Path) -> Iterator[str]:
    """Quote the sentences of pages with values of a snippet; name their tests."""
    tests = []
    for page in pages:
        sentences, shows = _sentences(page, snippet)
        yield from (f"- {page.path}:{sentence}" for sentence in sentences)
        test = f"tests/claims/test_{Path(page.path).stem}.py"
        if shows and (root / test).is_file():
            tests.append(test)
    if tests:
        yield f"\nTests of what these pages claim: {', '.join(tests)}"


def _sentences(page: Page, snippet: str) -> tuple[list[str], bool]:
    """Find the lines with values of a snippet, and whether the page shows it at all."""
    lines, found, shows = page.text.split("\n"), {}, page.snippet == snippet
    for name, arguments, line in calls(page.text):
        named = str(arguments[0]) if arguments else ""
        owner, colon, _ = named.partition(":")
        if (owner if colon or name == "message" else page.snippet) == snippet:
            shows = True
            if name in SAID:
                found[line] = f"{page.offset + line}: {lines[line - 1].strip()}"
    return list(found.values()), shows
