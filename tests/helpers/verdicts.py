"""Remember which records fresh interpreters have confirmed, so as not to ask again.

A verdict is kept in .cache by the name of the snippet. It counts for as long as the
record has the same key and the same outputs.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path

from runpages.records.record import Record

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache" / "verdicts"
TOUCHED = "TESTS_OF_WHAT_WAS_TOUCHED"


def confirmed(record: Record) -> int:
    """How many fresh interpreters have printed what the record holds."""
    try:
        verdict = json.loads(_file(record).read_text("utf-8"))
    except (OSError, ValueError):
        return 0
    return int(verdict["runs"]) if verdict["record"] == _hash(record) else 0


def confirm(record: Record, runs: int) -> None:
    """Keep that so many fresh interpreters have confirmed a record."""
    file = _file(record)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"record": _hash(record), "runs": runs}), "utf-8")


def touched() -> frozenset[str]:
    """Pages and snippets that differ from the last commit but one, or from upstream.

    Processes that share the tests take it from the one that has started them: they
    must agree on it while somebody saves a file.
    """
    if TOUCHED not in os.environ:
        os.environ[TOUCHED] = "\n".join(sorted(_touched()))
    return frozenset(os.environ[TOUCHED].splitlines())


def _touched() -> set[str]:
    commands = (
        ["diff", "--name-only", "HEAD~1"],
        ["diff", "--name-only", "--merge-base", "@{upstream}"],
        ["ls-files", "--others", "--exclude-standard"],
    )
    return {path for command in commands for path in _git(*command)}


def _git(*command: str) -> list[str]:
    """The lines that git prints; none without git, or without that commit."""
    try:
        done = subprocess.run(
            ["git", *command, "--", "snippets", "docs"],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
        )
    except OSError:
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []


def _file(record: Record) -> Path:
    name = str(record.facts["snippet"]).replace("/", "-")
    return FOLDER / f"{name}.json"


def _hash(record: Record) -> str:
    outputs = [cell["outputs"] for cell in record.cells]
    facts = json.dumps([record.facts["key"], outputs])
    return hashlib.sha256(facts.encode()).hexdigest()
