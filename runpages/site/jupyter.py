"""The notebook edition of a page: its notebook as mkdocs-jupyter renders it.

Its converter is used without its plugin: importing it takes seconds, so that is done
only for a notebook that was never converted. What it adds to each page (575 KB of style
sheets, scripts from other hosts) is taken out; assets/notebook.css stands in for it.
"""

import contextlib
import hashlib
import html
import logging
import os
import re
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from runpages.files import write
from runpages.markup.formulas import WRITTEN, convert
from runpages.text import anchor

FORGOTTEN = 30 * 24 * 3600
"""Seconds after which a page that no build asked for is deleted."""
GONE = re.compile(
    r"<style\b.*?</style>|<script\b.*?</script>|<!--.*?-->"
    r'|<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>'
    r'|<div class="clipboard-copy-txt"[^>]*>.*?</div>'
    r'|<div class="jp-Collapser[^"]*">\s*</div>',
    re.DOTALL,
)
CODE = re.compile(
    r'<div class="highlight(?:-ipynb hl-\w+ ?)?">\s*<pre><span></span>(.*?)</pre>'
    r"\s*</div>",
    re.DOTALL,
)
ATTRIBUTES = re.compile(r' (?:style|tabindex)="[^"]*"(?=[^<]*>)')
LITERAL = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL)
# A figure of the site, in Markdown that a notebook shows.
FIGURE = re.compile(r'<img (?=[^>]*\bsrc="\.\./figures/\d+\.svg")')
HERE = re.compile(r'(?<=href="#)[^"]+')
HEADING = re.compile(r'<h([1-6]) id="([^"]+)">(.*?)<a class="headerlink"')


def edition(book: str, cache: Path) -> str:
    """The HTML of a notebook, from the cache if it is there."""
    made = [version("mkdocs-jupyter"), version("nbconvert"), _code(), book]
    file = cache / f"{hashlib.sha256(chr(0).join(made).encode()).hexdigest()}.html"
    if not file.exists():
        write(file, themed(_converted(book)))
    with contextlib.suppress(OSError):  # a cache that is read-only stays as it is
        os.utime(file)
    return file.read_text("utf-8")


def sweep(cache: Path) -> None:
    """Delete what no build has asked for in a long time, and nothing of others."""
    for file in cache.glob("[0-9a-f]" * 64 + ".html"):
        if time.time() - file.stat().st_mtime > FORGOTTEN:
            file.unlink(missing_ok=True)


def themed(markup: str) -> str:
    """What mkdocs-jupyter made, with the markup of this site's own pages."""
    text = GONE.sub("", markup)
    text = CODE.sub(r'<div class="highlight"><pre><code>\1</code></pre></div>', text)
    text = ATTRIBUTES.sub("", text).replace('class="anchor-link"', 'class="headerlink"')
    parts = LITERAL.split(text)
    parts[::2] = [
        re.sub(WRITTEN, _formula, part, flags=re.DOTALL) for part in parts[::2]
    ]
    return FIGURE.sub('<img class="figure" ', "".join(parts))


def linked(markup: str, deeper: bool) -> str:
    """Where the links of a notebook lead in its edition.

    That may be a folder further down, and its headings have the anchors of the site,
    not those of Jupyter.
    """
    text = HERE.sub(lambda m: anchor(unquote(html.unescape(m[0]))), markup)
    return re.sub(r'(href|src)="(?=\.\./)', r'\1="../', text) if deeper else text


def headings(markup: str) -> list[Any]:
    """The headings of the second level, as MkDocs makes a table of contents of them."""
    return [
        {"level": 2, "id": name, "name": re.sub(r"<[^>]+>", "", text), "children": []}
        for level, name, text in HEADING.findall(markup)
        if level == "2"
    ]


def _converted(book: str) -> str:
    from mkdocs_jupyter.convert import nb2html  # type: ignore[import-untyped]

    # From 0.27 on it says at INFO that it converts this temporary file.
    logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "notebook.ipynb"
        file.write_text(book, "utf-8")
        return str(nb2html(str(file), execute=False))


def _formula(match: re.Match[str]) -> str:
    latex = html.unescape(match["block"] or match["line"]).strip()
    return convert(latex, bool(match["block"]), "a notebook")


def _code() -> str:
    return Path(__file__).read_text("utf-8")
