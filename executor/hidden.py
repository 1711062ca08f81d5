"""Which files below the docs folder are left out of the site."""

from collections.abc import Callable
from typing import Any

from pathspec import GitIgnoreSpec

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


def _read(lines: Lines) -> GitIgnoreSpec:
    if isinstance(lines, GitIgnoreSpec):
        return lines
    return GitIgnoreSpec.from_lines((lines or "").splitlines())
