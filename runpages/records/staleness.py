"""What makes a record stale: a hash of all that the output of a run depends on."""

import hashlib
import sys
from functools import cache
from pathlib import Path

from runpages.authored.snippet import Snippet
from runpages.running.devices import package

RUN_CODE = (
    "text.py",
    "authored/cells.py",
    "authored/snippet.py",
    "running/child.py",
    "running/streams.py",
    "running/namespace.py",
    "running/figures.py",
    "running/forkserver.py",
    "running/pool.py",
    "records/record.py",
)
"""The modules that decide what a record holds: a change to one makes records stale."""


def key(snippet: Snippet, device: str, name: str, capability: str) -> str:
    """A hash of all that the output of a run depends on.

    `name` is the device's own, such as 'NVIDIA H200'; `capability` is the processor's.
    """
    python = sys.version
    needed = snippet.dependencies
    packages = [f"{p} {package(p)}" for p in needed]
    on = [device, capability if device == "cpu" else name]
    facts = [snippet.path, snippet.digest, python, *packages, *on, run_code()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@cache
def run_code() -> str:
    """A hash of the modules that decide what a record holds."""
    here = Path(__file__).parents[1]
    return hashlib.sha256(
        b"".join((here / f).read_bytes() for f in RUN_CODE)
    ).hexdigest()
