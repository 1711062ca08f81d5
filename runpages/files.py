"""Which files below the docs folder are left out of the site."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec

from runpages.errors import RunpagesError

# MkDocs's own: what begins with a dot, and templates.
ALWAYS = GitIgnoreSpec.from_lines([".*", "/templates/"])
Lines = GitIgnoreSpec | str | None
"""Patterns as in .gitignore: read already, a text with one a line, or none."""


def hidden(exclude: Lines, drafts: Lines = None) -> Callable[[str], bool]:
    """Whether MkDocs leaves out a file, by its uri.

    `exclude` and `drafts` are `exclude_docs` and `draft_docs` in mkdocs.yml; drafts
    are left out of what is built, and shown by what is served.
    """
    out, unready = ALWAYS + _read(exclude), _read(drafts)
    return lambda uri: out.match_file(uri) or unready.match_file(uri)


def configured(config: dict[str, Any]) -> Callable[[str], bool]:
    """The same, from what mkdocs.yml holds, for what is built."""
    return hidden(config.get("exclude_docs"), config.get("draft_docs"))


def write(file: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; raises RunpagesError where that fails."""
    data = data.encode() if isinstance(data, str) else data
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        remedy = "Make room or make it writable, or set 'cache' in mkdocs.yml."
        what = f"cannot be written: {error.strerror}"
        raise RunpagesError(file, what, remedy) from error


def _read(lines: Lines) -> GitIgnoreSpec:
    if isinstance(lines, GitIgnoreSpec):
        return lines
    return GitIgnoreSpec.from_lines((lines or "").splitlines())
