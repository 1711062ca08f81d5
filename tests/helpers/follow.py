"""Follow the links and pictures of a built site, in each form that a page has."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from site_pages import indexed

ATTRIBUTES = ("href", "src", "data-markdown")
Link = tuple[str, str]
"""The file that it is in, and where it leads."""


def broken(site: Path, address: str) -> list[Link]:
    """The links of a site, published or not, that lead to no file of it."""
    found = []
    for file, link in [*of_pages(site), *of_texts(site), *of_lists(site)]:
        there = urljoin(urljoin(address, quote(file)), link)
        if there.startswith(address):
            target = site / unquote(urlsplit(there.removeprefix(address)).path)
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                found.append((file, link))
        elif not urlsplit(link).scheme:
            found.append((file, link))
    return found


def of_pages(site: Path) -> Iterator[Link]:
    """What pages lead to and show."""
    for file in site.rglob("*.html"):
        place = file.relative_to(site).as_posix()
        for link in _leading(file.read_text("utf-8")):
            yield place, link


def of_texts(site: Path) -> Iterator[Link]:
    """What the Markdown of pages, llms.txt and notebooks lead to and show."""
    for file in [*site.rglob("*.md"), *site.glob("llms.txt")]:
        for link in _of_markdown(file.read_text("utf-8")):
            yield file.relative_to(site).as_posix(), link
    for file in site.rglob("*.ipynb"):
        for cell in json.loads(file.read_text("utf-8"))["cells"]:
            attached = {f"attachment:{name}" for name in cell.get("attachments", ())}
            for link in _of_markdown(cell["source"] * (cell["cell_type"] != "code")):
                if link not in attached:
                    missing = link.removeprefix("attachment:")
                    yield file.relative_to(site).as_posix(), missing


def of_lists(site: Path) -> Iterator[Link]:
    """What the feed, the map of the site and its search lead to."""
    for file in site.glob("*.xml"):
        for node in ElementTree.parse(file).iter():
            if link := node.get("href") or (node.tag.endswith("}loc") and node.text):
                yield file.name, link
    for address, *_ in indexed(site):
        yield "", address


def _of_markdown(text: str) -> Iterator[str]:
    return _leading(MarkdownIt("commonmark").render(text))


def _leading(html: str) -> Iterator[str]:
    for node in BeautifulSoup(html, "html.parser").find_all(True):
        for name in ATTRIBUTES:
            if node.get(name):
                yield node[name]
