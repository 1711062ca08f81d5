"""The whole course as one PDF: `python -m runpages pdf SITE PDF BROWSER`.

SITE is the site as `make offline` builds it; its pages become the chapters of one page,
which an installed Chromium prints. It prints twice: the numbers of the pages in the
table of contents are known after the first time.
"""

import html
import posixpath
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from runpages.authored.page import Page

STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page); } }
@page :first { @bottom-center { content: none; } }
html { font-size: 100%; }
body { background: #fff; color-scheme: light; display: block; }
body, .md-typeset { font-size: 10pt; }
.chapter { break-before: page; }
.contents { break-before: page; }
.contents p { display: flex; gap: 1em; justify-content: space-between; margin: .5em 0; }
.front { padding-top: 30%; }
.md-typeset pre > code { font-size: 7.5pt; white-space: pre-wrap; }
.tabbed-labels, .headerlink { display: none; }
.md-typeset .tabbed-block { display: block !important; }
svg.figure { max-width: 14cm; }
"""
ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)
LEFT_OUT = re.compile(
    r'<aside class="editions".*?</aside>|<noscript\b.*?</noscript>'
    r"|<nav\b.*?</nav>|<form\b.*?</form>"
    r'|<script\b.*?</script>|<a class="headerlink".*?</a>|<input\b[^>]*>',
    re.DOTALL,
)
SHEETS = re.compile(r'<link rel="stylesheet"[^>]*>')
TARGET = re.compile(r'(\b(?:id|for|aria-labelledby)="|href="#|url\(#)([\w.-]+)')
# What a page names by its address: another page, a picture; not a place on itself.
NAMED = re.compile(r'\b(href|src)="(?![a-z][a-z0-9+.-]*:|[/#?])([^"]+)"')


def write(
    site: Path, target: Path, browser: Path, every: list[Page], config: dict[str, Any]
) -> None:
    """Write the PDF of a site."""
    target.parent.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    for _ in range(2):
        text = whole(site, every, config, numbers)
        _print(text, site, target, browser)
        numbers = found(target)


def whole(
    site: Path, every: list[Page], config: dict[str, Any], numbers: dict[str, int]
) -> str:
    """All pages as one, with a title and a table of contents before them."""
    first = (site / "index.html").read_text("utf-8")
    places = [file_of(page.uri) for page in every]
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
        f"<title>{title}</title>{''.join(SHEETS.findall(first))}"
        f'<style>{STYLE}</style></head><body dir="ltr" data-md-color-scheme="default">'
        f'<div class="md-typeset"><div class="front"><h1>{title}</h1>'
        f"<p>{about}</p><p>{config.get('copyright') or ''}</p></div>"
        f'<div class="contents"><h1>Contents</h1>{"".join(lines)}</div>'
        f"{''.join(chapters)}</div></body></html>"
    )


def file_of(uri: str) -> str:
    """Find the file that a page becomes in a site whose addresses end in `.html`."""
    above, file = posixpath.split(uri.removesuffix(".md"))
    file = "index" if file == "README" else file
    return posixpath.join(above, f"{file}.html")


def chapter_id(place: str) -> str:
    """Name a chapter by the place of its page: letters, digits, hyphens."""
    stem = place.removesuffix(".html").replace("-", "--")
    return re.sub(r"[^\w-]", lambda m: f"-{ord(m[0]):x}-", stem)


def chapter(place: str, page: str, places: set[str]) -> str:
    """Take the content of a page, its parts open, its links leading to chapters."""
    article, own = ARTICLE.search(page), chapter_id(place)
    text = LEFT_OUT.sub("", article[1] if article else "")
    text = TARGET.sub(rf"\g<1>{own}-\2", text)

    def leading(match: re.Match[str]) -> str:
        link = urlsplit(html.unescape(match[2]))
        above = posixpath.dirname(place)
        there = posixpath.normpath(posixpath.join(above, unquote(link.path)))
        if match[1] == "href" and there in places:
            return f'href="#{chapter_id(there)}-{link.fragment or "top"}"'
        # The chapters stand in the folder of the site.
        moved = posixpath.normpath(posixpath.join(above, link.path))
        rest = html.escape(link._replace(path=moved).geturl())
        return f'{match[1]}="{rest}"'

    text = NAMED.sub(leading, text)
    # The marks of notes: here no script makes buttons of them.
    text = re.sub(r"(# \(\d+\))!", r"\1", text).replace("<details", "<details open")
    return f'<section class="chapter" id="{own}-top">{text}</section>'


def found(target: Path) -> dict[str, int]:
    """The page on which each chapter begins."""
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
