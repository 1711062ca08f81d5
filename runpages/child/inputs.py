"""Note the files of the project that a run reads, by an audit hook, and hash them."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import source_from_cache
from json import dumps, loads  # a snippet may replace what a module holds
from pathlib import Path
from typing import Any

from runpages.authored.snippet import Snippet

CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
OURS = Path(__file__).parents[1]


def watch(list_file: Path, say: Callable[[str], None]) -> None:
    """Write down each file that this process or a fork of it reads from now on.

    What it opens in a browser is on no page: `say` so.
    """
    descriptor = os.open(list_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    root, seen = os.getcwd() + os.sep, set[str]()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "webbrowser.open":
            say("opens a browser: no reader sees that")
        if event != "open":
            return
        with contextlib.suppress(Exception):  # it is not for the snippet to see
            path, mode, flags = arguments
            if isinstance(path, int) or set(mode or "") & set("wax+"):
                return
            name = os.path.abspath(os.fsdecode(path))
            changing = mode is None and flags & CHANGING
            if name.startswith(root) and name not in seen and not changing:
                seen.add(name)
                os.write(descriptor, dumps(name).encode() + b"\n")

    sys.addaudithook(note)


def found(
    list_file: Path, root: Path, snippet: Snippet, apart: list[Path]
) -> dict[str, str]:
    """Hash what was read or declared, by path below the root.

    What is in a folder that is set `apart`, or has a name that begins with a dot, is
    no input, nor is the snippet itself.
    """
    script = root / snippet.path
    named = declared(snippet.source, script.parent)
    left_out = [*apart, Path(sys.prefix), OURS]
    hashes = {}
    for file in {*_noted(list_file), *named} - {script}:
        inside = file.is_relative_to(root) and file.relative_to(root)
        if not inside or any(part.startswith(".") for part in inside.parts):
            continue
        if not any(file.is_relative_to(folder) for folder in left_out):
            hashes[inside.as_posix()] = digest(file)
    return dict(sorted(hashes.items()))


def declared(source: str, folder: Path) -> set[Path]:
    """Find the files that a source in this folder names as its inputs.

    What only C code or another program reads: `# inputs: data.parquet, more.bin`.
    """
    lines = (line.partition("inputs:") for line in source.split("\n"))
    lists = [names for mark, _, names in lines if mark.rstrip(" \t") == "#"]
    names = [name.strip() for names in lists for name in names.split(",")]
    return {Path(os.path.normpath(folder / name)) for name in names if name}


def _noted(list_file: Path) -> set[Path]:
    files = set()
    for line in list_file.read_bytes().splitlines():
        with contextlib.suppress(ValueError, TypeError):  # a snippet wrote into it
            name = loads(line)
            if name.endswith(".pyc"):
                name = source_from_cache(name)
            if os.path.isfile(name):
                files.add(Path(name))
    return files


def digest(file: Path) -> str:
    """Hash what a file holds, or say 'missing'."""
    try:
        now = file.stat()
        return _digest(file, now.st_mtime_ns, now.st_size)
    except OSError:
        return "missing"


@lru_cache(maxsize=1000)
def _digest(file: Path, *_: int) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
