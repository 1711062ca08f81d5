"""A feed of what changed, page by page, as the history of the repository tells it.

Only a site that knows its own address has one, and only where there is a history.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

ATOM = "http://www.w3.org/2005/Atom"
PLACE = "feed.xml"
PATIENCE = 60
"""Seconds until git is given up."""


@dataclass(frozen=True)
class Change:
    """The latest change of a page: when (ISO 8601), and what its message says."""

    when: str
    what: str


@dataclass(frozen=True)
class Entry:
    """What the feed says of one page."""

    title: str
    address: str
    change: Change


class Feed:
    """The feed of one build."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def collect(self, config: MkDocsConfig, files: Files) -> str:
        """Ask for the history; returns where the feed will be, if there will be one.

        All pages have been read by now: they know their titles, and what they show.
        """
        if config.site_url:
            root = Path(config.config_file_path).parent
            inside = files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
            self.entries += told(root, [file.page for file in inside if file.page])
        return PLACE if self.entries else ""

    def write(self, config: MkDocsConfig) -> None:
        """Write the feed, the newest change first."""
        if not self.entries:
            return
        feed = ElementTree.Element("feed", xmlns=ATOM)
        newest = max(entry.change.when for entry in self.entries)
        add(feed, config.site_name, str(config.site_url), newest)
        for entry in sorted(self.entries, key=lambda entry: entry.change.when)[::-1]:
            node = ElementTree.SubElement(feed, "entry")
            add(node, entry.title, entry.address, entry.change.when)
            ElementTree.SubElement(node, "summary").text = entry.change.what
        author = ElementTree.SubElement(feed, "author")
        ElementTree.SubElement(author, "name").text = config.site_name
        tree = ElementTree.ElementTree(feed)
        tree.write(Path(config.site_dir, PLACE), "utf-8", xml_declaration=True)


def told(root: Path, pages: list[Page]) -> Iterator[Entry]:
    """Find the latest change of each page in the history, if it has one there."""
    changes = history(root)
    owned = {str(page.meta["snippet"]) for page in pages if "snippet" in page.meta}
    for page in pages:
        files = sources(root, page, owned)
        change = next((c for file, c in changes.items() if file in files), None)
        if change:
            # The front matter's: what the navigation calls a page may be shorter.
            title = str(page.meta.get("title", page.title))
            yield Entry(title, str(page.canonical_url), change)


def sources(root: Path, page: Page, owned: set[str]) -> set[str]:
    """List the files whose change is one of this page: its text and its programs.

    A program that is another page's own changes that page, wherever else it is shown.
    """
    shown = set(page.meta.get("programs", ())) - owned
    shown |= {page.meta["snippet"]} if "snippet" in page.meta else set()
    text = os.path.relpath(str(page.file.abs_src_path), root)
    return {Path(text).as_posix(), *(f"snippets/{name}.py" for name in shown)}


def add(parent: ElementTree.Element, title: str, address: str, when: str) -> None:
    """What a feed and its entries have in common."""
    ElementTree.SubElement(parent, "id").text = address
    ElementTree.SubElement(parent, "title").text = title
    ElementTree.SubElement(parent, "link", href=address)
    ElementTree.SubElement(parent, "updated").text = when


def history(root: Path) -> dict[str, Change]:
    """Ask git for the latest change of each page and program; the newest come first."""
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
