"""Compare the records of two folders: what an upgrade, or another processor, changes.

For each snippet: what was printed and is printed now, the figures that are drawn
otherwise, the sentences that hold its values, and the tests of what its pages claim.
What a cell measures is compared with nothing.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Difference:
    """How two runs of a snippet on a device differ; `cells` are diffs by title."""

    snippet: str
    device: str
    cells: dict[str, list[str]]
    figures: tuple[str, ...]
    values: dict[str, tuple[Any, Any]]
    missing: str = ""
    """In which of the two folders there is no such run."""


def differences(old: Path, new: Path) -> list[Difference]:
    """Compare two folders of records; raises RunpagesError for one without any."""
    before, now = _records(old), _records(new)
    found = []
    for device, name in sorted(before | now):
        one, other = before.get((device, name)), now.get((device, name))
        if one and other:
            found.append(_difference(name, device, one, other))
        else:
            where = str(new if one else old)
            found.append(Difference(name, device, {}, (), {}, where))
    return [
        one for one in found if one.cells or one.figures or one.values or one.missing
    ]


def report(found: Iterable[Difference], pages: list[Page], root: Path) -> str:
    """Write what differs as Markdown, for an issue."""
    parts = ["\n".join(_lines(one, pages, root)) for one in found]
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


def _difference(name: str, device: str, old: Record, new: Record) -> Difference:
    before, now = _cells(old), _cells(new)
    titles = list(dict.fromkeys([*before, *now]))
    cells, figures = {}, []
    for title in titles:
        was, text = _printed(before.get(title)), _printed(now.get(title))
        if was != text:
            lines = difflib.unified_diff(was, text, lineterm="", n=0)
            cells[title] = list(lines)[2:]
        if _drawn(before.get(title)) != _drawn(now.get(title)):
            figures.append(title)
    measured = any(MEASURED in cell["metadata"]["tags"] for cell in new.cells)
    values = {} if measured else _values(old, new)
    return Difference(name, device, cells, () if measured else tuple(figures), values)


def _cells(made: Record) -> dict[str, dict[str, Any]]:
    """List the cells that measure nothing, by title."""
    every = {cell["metadata"]["title"]: cell for cell in made.cells}
    return {t: c for t, c in every.items() if MEASURED not in c["metadata"]["tags"]}


def _printed(cell: dict[str, Any] | None) -> list[str]:
    outputs = cell["outputs"] if cell else ()
    texts = [o["text"] for o in outputs if o["output_type"] == "stream"]
    texts += [
        f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"
    ]
    return "".join(texts).splitlines()


def _drawn(cell: dict[str, Any] | None) -> list[str]:
    outputs = cell["outputs"] if cell else ()
    data = [o["data"] for o in outputs if o["output_type"] == "display_data"]
    return [one["image/svg+xml"] for one in data]


def _values(old: Record, new: Record) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*old.values, *new.values])
    pairs = {n: (_short(old.values.get(n)), _short(new.values.get(n))) for n in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(item) for item in value]
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else value


def _lines(one: Difference, pages: list[Page], root: Path) -> Iterator[str]:
    yield f"## {one.snippet} on {one.device}\n"
    if one.missing:
        yield f"No run in {one.missing}."
        return
    for title, lines in one.cells.items():
        yield f"Cell {title} prints:\n\n```diff"
        yield from lines
        yield "```\n"
    for what, names in (("Figures", one.figures), ("Values", one.values)):
        if names:
            yield f"{what} that changed: {', '.join(names)}\n"
    if "@" not in one.snippet:  # of a slider the page shows other positions, not words
        yield from _shown(one.snippet, pages, root)


def _shown(snippet: str, pages: list[Page], root: Path) -> Iterator[str]:
    """Say what pages tell of a snippet, and where that is tested."""
    shown = {page.path: _sentences(page, snippet) for page in pages}
    for path, lines in shown.items():
        yield from (f"- {path}:{line}" for line in lines or ())
    tests = [_tests(path) for path, lines in shown.items() if lines is not None]
    if there := [test for test in tests if (root / test).is_file()]:
        yield f"\nTests of what these pages claim: {', '.join(there)}"


def _sentences(page: Page, snippet: str) -> list[str] | None:
    """Quote the lines with values of a snippet; None if the page shows none of it."""
    lines, found, shown = page.text.split("\n"), {}, page.snippet == snippet
    for name, arguments, line in calls(page.text):
        named = str(arguments[0]) if arguments else ""
        owner, colon, _ = named.partition(":")
        owner = owner if colon or name == "message" else page.snippet or ""
        shown = shown or owner == snippet
        if owner == snippet and name in SAID:
            found[line] = f"{page.offset + line}: {lines[line - 1].strip()}"
    return list(found.values()) if shown else None


def _tests(path: str) -> str:
    return f"tests/claims/test_{Path(path).stem}.py"
