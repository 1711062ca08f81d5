"""What makes a record stale: a hash of all that the output of a run depends on."""

import hashlib
import re
import sys
from functools import cache
from pathlib import Path

from runpages.authored.snippet import Snippet
from runpages.child.inputs import digest
from runpages.devices import THREADS, package, variant
from runpages.records.record import Record

RUN_CODE = (
    "authored/cells.py",
    "child/run.py",
    "child/deprecations.py",
    "child/streams.py",
    "child/namespace.py",
    "child/names.py",
    "child/inputs.py",
    "child/preload.py",
    "child/figures.py",
)
"""The modules that decide what a record holds: new code there makes records stale."""
SAID = re.compile(rb"^[ \t]*(#.*)?\n", re.MULTILINE)
"""Comments and blank lines, which decide nothing."""


def key(snippet: Snippet, device: str, name: str, capability: str) -> str:
    """A hash of all that the output of a run depends on.

    `name` is the device's own, such as 'NVIDIA H200'; `capability` is the processor's.
    """
    python = sys.version
    needed = snippet.dependencies
    packages = [f"{p} {package(p)}" for p in needed]
    kernels = [capability, variant(), f"threads={THREADS}"]
    on = [device, *(kernels if device == "cpu" else [name])]
    facts = [snippet.path, snippet.digest, python, *packages, *on, run_code()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@cache
def run_code() -> str:
    """A hash of the modules that decide what a record holds."""
    here = Path(__file__).parents[1]
    code = b"".join(SAID.sub(b"", (here / file).read_bytes()) for file in RUN_CODE)
    return hashlib.sha256(code).hexdigest()


def changed(made: Record, root: Path) -> list[str]:
    """The files below the root that a run has read and that are not what they were."""
    read = made.facts.get("inputs", {})
    return [path for path, was in read.items() if digest(root / path) != was]
