"""Make something once in a run of the tests, however many processes share them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
PUBLISHED = """repo_url: https://github.com/someone/lines
site_url: https://someone.github.io/lines/
"""


def once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """The file or folder of this name; the first who asks makes it, others wait."""
    base = factory.getbasetemp()
    if base.name.startswith("popen-"):  # of a worker, not of tests that a test runs
        base = base.parent  # which all workers have
    made = base / f"shared-{name}"
    done = base / f"shared-{name}.done"
    with FileLock(base / f"shared-{name}.lock"):
        if not done.exists():
            make(made)
            done.touch()
    return made


@contextmanager
def published() -> Iterator[str]:
    """Write a configuration of this project as if it were published on GitHub."""
    config = ROOT / f".mkdocs-test-{os.getpid()}.yml"
    config.write_text(f"INHERIT: mkdocs.yml\n{PUBLISHED}", "utf-8")
    try:
        yield str(config)
    finally:
        config.unlink()


def build(site: Path, *options: str, offline: bool = False) -> None:
    """Build this project's site into a folder, by a process of its own."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    if offline:
        environment["OFFLINE"] = "true"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options, "-d", site],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
