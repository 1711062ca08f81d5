"""Print the whole course as one PDF: `python -m runpages pdf SITE PDF BROWSER`.

SITE is the site as `make offline` builds it; its pages become the chapters of one page,
which an installed Chromium prints. It prints twice: the numbers of the pages in the
table of contents are known after the first time.
"""

import html
import posixpath
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from runpages.authored.page import Page
from runpages.settings import Site

STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page); } }
@page :first { @bottom-center { content: none; } }
html { font-size: 100%; }
body { background: #fff; color-scheme: light; display: block; }
body, .md-typeset { font-size: 10pt; }
/* In a long PDF the first letters of the site's type are read apart: "O utput". */
body[data-md-color-scheme] { --md-text-font: system-ui; }
.chapter { break-before: page; }
.md-typeset .chapter > :last-child { margin-bottom: 0; } /* it would fill a sheet */
.contents { break-before: page; }
.contents p { display: flex; gap: 1em; justify-content: space-between; margin: .5em 0; }
.front { padding-top: 30%; }
.md-typeset pre > code { font-size: 7.5pt; white-space: pre-wrap; }
.tabbed-labels, .headerlink { display: none; }
.md-typeset .tabbed-block { display: block !important; }
svg.figure { max-width: 14cm; }
"""
LEFT_OUT = ".editions, .top, noscript, nav, form, script, .headerlink, input"
NAMES = {"id", "for", "aria-labelledby"}
ADDRESSES = {"href", "xlink:href", "src"}


def write(
    site: Path,
    target: Path,
    browser: Path,
    every: list[Page],
    config: Mapping[str, Any],
) -> None:
    """Write the PDF of a site."""
    target.parent.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    for _ in range(2):
        text = whole(site, every, config, numbers)
        _print(text, site, target, browser)
        numbers = found(target)


def whole(
    site: Path, every: list[Page], config: Mapping[str, Any], numbers: dict[str, int]
) -> str:
    """Write all pages as one, with a title and a table of contents before them."""
    first = LexborHTMLParser((site / "index.html").read_bytes())
    sheets = "".join(str(link.html) for link in first.css("link[rel=stylesheet]"))
    # As `make offline` builds it, addresses end in `.html`.
    built = Site("", "", directories=False)
    places = [unquote(built.page(page.uri)) for page in every]
    chapters = [chapter(p, (site / p).read_text("utf-8"), {*places}) for p in places]
    lines = [
        f'<p><a href="#{chapter_id(p)}-top">{html.escape(page.title)}</a>'
        f"<span>{numbers.get(chapter_id(p), '')}</span></p>"
        for p, page in zip(places, every, strict=True)
    ]
    title = html.escape(config["site_name"])
    about = html.escape(config.get("site_description") or "")
    return (
        '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f"<title>{title}</title>{sheets}"
        f'<style>{STYLE}</style></head><body dir="ltr" data-md-color-scheme="default">'
        f'<div class="md-typeset"><div class="front"><h1>{title}</h1>'
        f"<p>{about}</p><p>{config.get('copyright') or ''}</p></div>"
        f'<div class="contents"><h1>Contents</h1>{"".join(lines)}</div>'
        f"{''.join(chapters)}</div></body></html>"
    )


def chapter_id(place: str) -> str:
    """Name a chapter by the place of its page: letters, digits, hyphens."""
    stem = quote(place.removesuffix(".html"), safe="")
    return stem.replace("-", "--").replace("%", "-")


def chapter(place: str, page: str, places: set[str]) -> str:
    """Take the content of a page, its parts open, its links leading to chapters."""
    own = chapter_id(place)
    article = LexborHTMLParser(page).css_first("article")
    for node in article.css(LEFT_OUT) if article else ():
        node.decompose()
    for node in article.css("*") if article else ():
        _move(node, place, places)
        if node.tag == "details":
            node.attrs["open"] = ""
    inside = article.inner_html if article else ""
    return f'<section class="chapter" id="{own}-top">{inside}</section>'


def _move(node: LexborNode, place: str, places: set[str]) -> None:
    """Make what a node is called, and what it refers to, right for the one page."""
    own = chapter_id(place)
    for name, value in node.attributes.items():
        moved = value or ""
        if name in NAMES:
            moved = " ".join(f"{own}-{part}" for part in moved.split())
        elif name in ADDRESSES:
            moved = _leading(moved, place, places, name)
        elif "url(#" in moved:
            moved = moved.replace("url(#", f"url(#{own}-")
        if moved != (value or ""):
            node.attrs[name] = moved


def _leading(address: str, place: str, places: set[str], name: str) -> str:
    """Find where a link leads, or what an image shows, from the one page."""
    link = urlsplit(address)
    if address.startswith("#"):
        return f"#{chapter_id(place)}-{link.fragment}"
    if link.scheme or address.startswith(("/", "?")) or not address:
        return address
    above = posixpath.dirname(place)
    there = posixpath.normpath(posixpath.join(above, unquote(link.path)))
    if name == "href" and there in places:
        return f"#{chapter_id(there)}-{link.fragment or 'top'}"
    # The chapters stand in the folder of the site.
    path = posixpath.normpath(posixpath.join(above, link.path))
    return link._replace(path=path).geturl()


def found(target: Path) -> dict[str, int]:
    """Find the page on which each chapter begins."""
    from pypdf import PdfReader

    reader = PdfReader(target)
    numbers = {}
    for name, destination in reader.named_destinations.items():
        stem, _, rest = str(name).lstrip("/").rpartition("-")
        page = reader.get_destination_page_number(destination)
        if rest == "top" and page is not None:
            numbers[stem] = page + 1
    return numbers


def _print(text: str, site: Path, target: Path, browser: Path) -> None:
    """Print one page to a PDF, beside the assets that it names."""
    with tempfile.NamedTemporaryFile("w", dir=site, suffix=".html") as file:
        file.write(text)
        file.flush()
        options = ["--headless", "--no-sandbox", "--no-pdf-header-footer"]
        options += ["--generate-pdf-document-outline", "--virtual-time-budget=10000"]
        address = Path(file.name).as_uri()
        command = [
            str(browser),
            *options,
            f"--print-to-pdf={target.absolute()}",
            address,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
