"""Find the documentation of the names of torch in a cell.

`torch_docs.txt` has the addresses that are known to be there, each below `BASE`. What
is not in it has no link.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

BASE = "https://docs.pytorch.org/docs/stable/"
FILE = Path(__file__).with_name("torch_docs.txt")


@dataclass(frozen=True)
class ApiLink:
    """Where a name stands in a cell (line, from 1, and columns) and its address."""

    line: int
    start: int
    end: int
    address: str


def api_links(cell: dict[str, Any]) -> Iterator[ApiLink]:
    """Find the names of torch in a cell that have an address, each once."""
    for line, start, end, names in cell["metadata"].get("names", ()):
        if known := [addresses()[name] for name in names if name in addresses()]:
            yield ApiLink(line, start, end, BASE + known[0])


@cache
def addresses() -> dict[str, str]:
    """Read the address of each documented name, below `BASE`."""
    lines = FILE.read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: page for name, page in pairs}
