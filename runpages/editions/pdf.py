"""The whole course as one PDF: `python -m runpages pdf SITE PDF BROWSER`.

SITE is the site as `make offline` builds it; its pages become the chapters of one page,
which an installed Chromium prints. It prints twice: the numbers of the pages in the
table of contents are known after the first time.
"""

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

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
LINK = re.compile(r'href="([\w-]+)\.html(?:#([\w.-]+))?(?:\?[^"]*)?"')


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
    stems = [page.uri.removesuffix(".md") for page in every]
    chapters = [chapter(s, (site / f"{s}.html").read_text("utf-8")) for s in stems]
    lines = [
        f'<p><a href="#{s}-top">{p.title}</a><span>{numbers.get(s, "")}</span></p>'
        for s, p in zip(stems, every, strict=True)
    ]
    return (
        '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f"<title>{config['site_name']}</title>{''.join(SHEETS.findall(first))}"
        f'<style>{STYLE}</style></head><body dir="ltr" data-md-color-scheme="default">'
        f'<div class="md-typeset"><div class="front"><h1>{config["site_name"]}</h1>'
        f"<p>{config['site_description']}</p><p>{config['copyright']}</p></div>"
        f'<div class="contents"><h1>Contents</h1>{"".join(lines)}</div>'
        f"{''.join(chapters)}</div></body></html>"
    )


def chapter(stem: str, page: str) -> str:
    """The content of a page, its parts open, its links leading to chapters."""
    article = ARTICLE.search(page)
    text = LEFT_OUT.sub("", article[1] if article else "")
    text = TARGET.sub(rf"\g<1>{stem}-\2", text)
    text = LINK.sub(lambda m: f'href="#{m[1]}-{m[2] or "top"}"', text)
    # The marks of notes: here no script makes buttons of them.
    text = re.sub(r"(# \(\d+\))!", r"\1", text).replace("<details", "<details open")
    return f'<section class="chapter" id="{stem}-top">{text}</section>'


def found(target: Path) -> dict[str, int]:
    """The page on which each chapter begins."""
    from pypdf import PdfReader

    reader = PdfReader(target)
    numbers = {}
    for name, place in reader.named_destinations.items():
        stem, _, rest = str(name).lstrip("/").rpartition("-")
        page = reader.get_destination_page_number(place)
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
