"""List and write all editions: the forms in which a page is taken along.

Each is made from the page, its snippet and its record; none by hand.
"""

import json
import posixpath
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from runpages.authored.citation import bibtex
from runpages.authored.page import Page
from runpages.devices import WITHOUT_CUDA
from runpages.editions import llms
from runpages.editions.markdown import markdown
from runpages.editions.notebook import notebook
from runpages.editions.script import beside, scripts
from runpages.markup.plain_markdown import linkable
from runpages.records.store import Library
from runpages.rendering.document import Document
from runpages.settings import Site

SERVICES = {
    "Colab": "https://colab.research.google.com/github/{}/blob/gh-pages/{book}",
    "Kaggle": "https://kaggle.com/kernels/welcome?src="
    "https://github.com/{}/blob/gh-pages/{quoted}",
    "Binder": "https://mybinder.org/v2/gh/{}/gh-pages?labpath={book}",
}
LISTED = """---
title: Notebooks
description: The pages that have a Jupyter notebook, with the outputs of their runs.
search: {words: "download Jupyter, Colab, ipynb", sections: false}
---
# Notebooks

Each notebook holds all the code of a lesson, for you to run and to change. Below its
name stands a change to try first. Download one, and open it in Jupyter:

``` sh
pip install jupyterlab
jupyter lab
```

"""
HOSTED = "Or run it in the browser with Colab, Kaggle, or Binder: install nothing.\n\n"
COLUMNS = "| Notebook | Time | Get it |\n|:--|--:|:--|"


def editions(
    site: Site, pages: list[Page], documents: dict[str, Document], library: Library
) -> dict[str, str]:
    """Write all editions, by their place in the site; `pages` in navigation order."""
    shown = {page.uri: page for page in pages if page.uri in documents}
    texts = {uri: markdown(documents[uri], site) for uri in shown}
    return {
        **texts,
        "llms.txt": llms.index(site, shown),
        "llms-full.txt": llms.full(site, list(texts.values())),
        **scripts(library),
        **notebooks(site, shown, documents, library),
    }


def notebooks(
    site: Site,
    pages: dict[str, Page],
    documents: dict[str, Document],
    library: Library,
) -> dict[str, str]:
    """Write a notebook for each page with a snippet of its own, or with exercises."""
    texts = {}
    for uri, page in pages.items():
        if has_notebook(page, library):
            made = notebook(documents[uri], library, site)
            # With indentation, a committed one shows what changed.
            texts[place(page)] = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    return texts | binder(library) if texts and site.on_github else texts


def has_notebook(page: Page, library: Library) -> bool:
    """Tell whether a page has a notebook: for exercises, or a program that ran."""
    made = page.meta.get("exercises") or library.records.get(page.snippet or "")
    return bool(made) and page.meta.get("notebook", True)


def binder(library: Library) -> dict[str, str]:
    """Say what Binder installs for the notebooks; its own Python may be too old."""
    good = [s for n, s in library.snippets.items() if n not in library.errors]
    needed = {r for snippet in good for r in snippet.requirements}
    runs = [run for runs in library.records.values() for run in runs.values()]
    major, minor, *_ = runs[0].facts["python"].split(".")
    return {
        "binder/requirements.txt": "\n".join([WITHOUT_CUDA, *sorted(needed), ""]),
        "binder/runtime.txt": f"python-{major}.{minor}\n",
    }


def place(page: Page) -> str:
    """Name the file of a page's notebook in the site."""
    return f"notebooks/{page.uri.removesuffix('.md')}.ipynb"


def services(page: Page, site: Site) -> dict[str, str]:
    """List where the notebook of a page can be opened, if a host knows its place."""
    book = quote(place(page))
    inside = {"book": book, "quoted": quote(book)}
    hosts = SERVICES if site.on_github else {}
    return {n: a.format(site.on_github, **inside) for n, a in hosts.items()}


def listed(
    pages: Iterable[Page],
    documents: Mapping[str, Document],
    site: Site,
    groups: Mapping[str, str],
) -> str:
    """Write the page that lists the notebooks of pages, in order, below titles."""
    rows, last = [], None
    for page in pages:
        if last != (last := groups.get(page.uri, "")):
            rows.append(f"\n## {linkable(last)}\n\n" * bool(last) + COLUMNS)
        minutes = documents[page.uri].minutes
        rows.append(f"| {_about(page)} | {minutes} min | {_got(page, site)} |")
    return LISTED + HOSTED * bool(site.on_github) + "\n".join(rows)


def _about(page: Page) -> str:
    """Name a notebook, and say what to try in it, or what its page is about."""
    about = linkable(page.meta.get("description", ""))
    if prompts := page.meta.get("try"):
        about = prompts[0].replace("|", "\\|")
    return f"[{linkable(page.title)}]({quote(page.uri)}) {about}"


def _got(page: Page, site: Site) -> str:
    """Link the file of a notebook, and where it can be opened."""
    file = f"{page.uri[:-3]}.ipynb"
    got = f'<a href="{quote(file)}" download>{linkable(file)}</a>'
    hosts = services(page, site).items()
    hosted = " ".join(f"[{name}]({where})" for name, where in hosts)
    return got + f" <span>{hosted}</span>" * bool(hosted)


def offers(
    page: Page, site: Site, library: Library, citation: dict[str, Any], url: str
) -> dict[str, Any]:
    """List what a page offers at top and foot; `url` is its address, or empty."""
    run, links = {}, {}
    if page.snippet in library.snippets:
        run = {"script": quote(f"snippets/{page.snippet}.py")}
        paths = beside(page.snippet, library)
        run |= {posixpath.basename(path): quote(path) for path in paths}
    if has_notebook(page, library):
        run, links = run | {"notebook": quote(place(page))}, services(page, site)
    hub = f"https://github.com/{site.on_github}" if site.on_github else ""
    return {
        "run": run,
        "source": hub and f"{hub}/blob/HEAD/{quote(page.path)}",
        "issue": hub and f"{hub}/issues/new?title={quote(page.path)}&body=",
        "built": [f"Built from {site.commit}"] if site.commit else [],
        "links": links,
        "files": {"Markdown": quote(page.uri)},
        "cite": bibtex(citation, page, url),
    }
