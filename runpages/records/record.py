"""Write and read records: executed notebooks of runs, with their provenance."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from runpages.authored.snippet import Snippet
from runpages.devices import package
from runpages.errors import RunpagesError

LEFT = 3600
"""Seconds after which a temporary file belongs to a build that was killed."""
FACTS = ("snippet", "digest", "key", "device", "device_name", "torch", "python", "date")


@dataclass(frozen=True)
class Record:
    """One run of a snippet on one device, as a notebook (nbformat 4.5)."""

    notebook: dict[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        """snippet, digest, key, device, device_name, torch, python, date, values,
        others, inputs."""
        return dict(self.notebook["metadata"]["runpages"])

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The cells in notebook terms; `metadata` has title, tags, line,
        seconds and cpu_seconds."""
        return list(self.notebook["cells"])

    @cached_property
    def values(self) -> dict[str, Any]:
        """The plain values that the run left in its namespace."""
        return {
            name: json.loads(json.dumps(value), object_hook=lambda v: float(v["float"]))
            for name, value in self.facts["values"].items()
        }

    @property
    def error(self) -> str | None:
        """`Type: message` of the error that it was meant to end in, if any."""
        for output in self.cells[-1]["outputs"]:
            if output["output_type"] == "error":
                return f"{output['ename']}: {output['evalue']}"
        return None

    def cell(self, title: str) -> dict[str, Any]:
        """Find the cell of a title; raises KeyError."""
        for cell in self.cells:
            if cell["metadata"]["title"] == title:
                return cell
        raise KeyError(title)

    def stdout(self, title: str | None = None) -> str:
        """Join what a cell, or all of them, printed on standard output."""
        cells = [self.cell(title)] if title else self.cells
        outputs = (output for cell in cells for output in cell["outputs"])
        return "".join(o["text"] for o in outputs if o.get("name") == "stdout")


def make(cells: list[dict[str, Any]], facts: dict[str, Any]) -> Record:
    """Make a record from the executed cells and their provenance."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    values = json.dumps(facts["values"])  # which may hold nan and inf; JSON has none
    values = json.loads(values, parse_constant=lambda name: {"float": name})
    metadata = {
        "kernelspec": kernel,
        "language_info": {"name": "python", "version": facts["python"]},
        "runpages": {**facts, "values": values},
    }
    return Record(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def read(file: Path) -> Record | None:
    """Read the record in a file: None if there is none, or it cannot be used."""
    try:
        now = file.stat()
    except OSError:
        return None
    state = now.st_mtime_ns, now.st_size, now.st_ino
    if _READ.get(file, ((), None))[0] != state:
        _READ[file] = state, _read(file)
    return _READ[file][1]


_READ: dict[Path, tuple[tuple[int, ...], Record | None]] = {}
"""While a site is served, most files are what they were; each is read once."""
UNUSABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def _read(file: Path) -> Record | None:
    with contextlib.suppress(*UNUSABLE):
        record = Record(json.loads(file.read_bytes()))
        known = all(isinstance(record.facts[name], str) for name in FACTS)
        return record if known and record.cells and record.values is not None else None
    return None


def of_run(
    snippet: Snippet, device: str, name: str, key: str, answer: dict[str, Any]
) -> Record:
    """Make the record of a run from what its process answered; raises its error."""
    if "error" in answer:
        what, remedy, line = answer["error"]
        where = "" if device == "cpu" else f" (on {device})"
        where += f" (with {snippet.setting})" if snippet.setting else ""
        raise RunpagesError(snippet.path, what + where, remedy, line)
    facts = {
        "snippet": snippet.name,
        "digest": snippet.digest,
        "key": key,
        "device": device,
        "device_name": name,
        "torch": package("torch"),
        "python": sys.version.split()[0],
        "date": today(),
        **{kind: answer["run"][kind] for kind in ("values", "others", "inputs")},
        **answer.get("ran_on", {}),
    }
    return make(answer["run"]["cells"], facts)


def today() -> str:
    """Find the date, or the one that reproducible builds ask for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        what = f"is {epoch!r}"
        raise RunpagesError("SOURCE_DATE_EPOCH", what, "Give seconds.") from error
    return now.date().isoformat()


def dump(record: Record) -> str:
    """Write a record as text: valid JSON, in one way."""
    return json.dumps(record.notebook, indent=1, allow_nan=False)


def place(folder: Path, name: str, device: str) -> Path:
    """Name the file of the record of a snippet on a device."""
    return folder / device / f"{name}.ipynb"


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Keep the records of these snippets, and nothing that a killed build left."""
    for file in set(folder.rglob("*.ipynb")) - {folder / f"{n}.ipynb" for n in names}:
        if read(file) is not None:  # nothing but our own
            file.unlink(missing_ok=True)
    for file in folder.rglob(".*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > LEFT:  # nobody writes it any more
                file.unlink()
