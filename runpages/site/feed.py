"""Find what changed, page by page, in the history of the repository, for a feed.

Only a site that knows its own address has a feed, and only where there is a history.
The template `feed.xml` of the theme writes it.
"""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

PATIENCE = 60
"""Seconds until git is given up."""


class Change(NamedTuple):
    """The latest change of a page: when (ISO 8601), and what its message says."""

    when: str
    what: str


def changes(config: MkDocsConfig, files: Files) -> list[tuple[Page, Change]]:
    """Find the latest change of each page of the navigation, the newest first.

    All pages have been read by now: they know what they show.
    """
    if not config.site_url:
        return []
    root = Path(config.config_file_path).parent
    inside = files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
    pages = [file.page for file in inside if file.page]
    owned = {str(page.meta["snippet"]) for page in pages if "snippet" in page.meta}
    latest, found = history(root), []
    for page in pages:
        if own := [latest[f] for f in sources(root, page, owned) if f in latest]:
            found.append((page, max(own)))
    return sorted(found, key=lambda pair: pair[1].when, reverse=True)


def sources(root: Path, page: Page, owned: set[str]) -> set[str]:
    """List the files whose change is one of this page: its text and its programs.

    A program that is another page's own changes that page, wherever else it is shown.
    """
    shown = set(page.meta.get("programs", ())) - owned
    shown |= {page.meta["snippet"]} if "snippet" in page.meta else set()
    text = os.path.relpath(str(page.file.abs_src_path), root)
    return {Path(text).as_posix(), *(f"snippets/{name}.py" for name in shown)}


def history(root: Path) -> dict[str, Change]:
    """Ask git for the latest change of each page and program."""
    command = ["git", "-c", "core.quotePath=false", "log", "--relative", "--name-only"]
    command += ["--format=%x00%ad%n%s", "--date=iso-strict-local"]
    try:
        done = subprocess.run(
            [*command, "--", "docs/*.md", "snippets/*.py"],
            cwd=root,
            env={**os.environ, "TZ": "UTC"},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):  # no git here, or one that hangs
        return {}
    found: dict[str, Change] = {}
    for commit in done.stdout.split("\0")[1:]:
        when, what, *files = commit.strip().splitlines()
        for file in filter(None, files):
            found.setdefault(file, Change(when, what))
    return found
