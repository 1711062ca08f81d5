"""A feed of what changed, page by page, as the history of the repository tells it.

Only a site that knows its own address has one, and only where there is a history.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin
from xml.etree import ElementTree

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

ATOM = "http://www.w3.org/2005/Atom"
PLACE = "feed.xml"


@dataclass(frozen=True)
class Change:
    """The latest change of a page: when (ISO 8601), and what its message says."""

    when: str
    what: str


serving = False
changes: dict[str, Change] = {}
titles: dict[str, tuple[str, str]] = {}
"""The title and the address of each page, by its stem."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember what this is for."""
    global serving
    serving = command == "serve"


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Ask for the history."""
    changes.clear()
    titles.clear()
    if config.site_url and not serving:
        changes.update(history(Path(config.config_file_path).parent))
        for page in nav.pages:
            address = urljoin(config.site_url, page.url)
            titles[Path(page.file.src_uri).stem] = str(page.title), address


def on_env(
    env: jinja2.Environment, config: MkDocsConfig, files: Files
) -> jinja2.Environment:
    """Let pages name the feed, if there will be one."""
    env.globals["feed"] = PLACE if changes else ""
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Write the feed, the newest change first."""
    known = {stem: change for stem, change in changes.items() if stem in titles}
    if not known:
        return
    feed = ElementTree.Element("feed", xmlns=ATOM)
    newest = max(change.when for change in known.values())
    add(feed, config.site_name, str(config.site_url), newest)
    for stem, change in sorted(known.items(), key=lambda item: item[1].when)[::-1]:
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, *titles[stem], change.when)
        ElementTree.SubElement(entry, "summary").text = change.what
    ElementTree.SubElement(
        ElementTree.SubElement(feed, "author"), "name"
    ).text = config.site_name
    tree = ElementTree.ElementTree(feed)
    tree.write(Path(config.site_dir, PLACE), "utf-8", xml_declaration=True)


def add(parent: ElementTree.Element, title: str, address: str, when: str) -> None:
    """What a feed and its entries have in common."""
    ElementTree.SubElement(parent, "id").text = address
    ElementTree.SubElement(parent, "title").text = title
    ElementTree.SubElement(parent, "link", href=address)
    ElementTree.SubElement(parent, "updated").text = when


def history(root: Path) -> dict[str, Change]:
    """The latest change of each page or its program, by the page's stem."""
    command = ["git", "log", "--format=%x00%ad%n%s", "--date=iso-strict-local"]
    try:
        done = subprocess.run(
            [*command, "--name-only", "--", "docs/*.md", "snippets/*.py"],
            cwd=root,
            env={**os.environ, "TZ": "UTC"},
            capture_output=True,
            encoding="utf-8",
        )
    except OSError:  # no git here
        return {}
    found: dict[str, Change] = {}
    for commit in done.stdout.split("\0")[1:]:
        when, what, *files = commit.strip().splitlines()
        for file in filter(None, files):
            found.setdefault(Path(file).stem, Change(when, what))
    return found
