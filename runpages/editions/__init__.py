"""All that the build writes beside the pages: the forms in which they are taken along.

Each is made from the page, its snippet and its record; none by hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from runpages.authored.page import Page
from runpages.editions import citation as cite
from runpages.editions import llms
from runpages.editions import script as program
from runpages.editions.markdown import markdown
from runpages.editions.notebook import notebook
from runpages.errors import RunpagesError
from runpages.records.store import Library
from runpages.rendering.document import Document
from runpages.settings import Site

# Without CUDA torch is a tenth of the size.
CPU = "--extra-index-url https://download.pytorch.org/whl/cpu\n"
SERVICES = {
    "Colab": "https://colab.research.google.com/github/{}/blob/gh-pages/{}",
    "Kaggle": "https://kaggle.com/kernels/welcome?src="
    "https://github.com/{}/blob/gh-pages/{}",
    "Binder": "https://mybinder.org/v2/gh/{}/gh-pages?labpath={}",
}


def editions(
    site: Site, pages: list[Page], documents: dict[str, Document], library: Library
) -> dict[str, str]:
    """Texts by their place in the site; `pages` in the order of the navigation."""
    shown = {page.uri: page for page in pages if page.uri in documents}
    texts = {}
    for uri, page in shown.items():
        with _placed(page):
            texts[uri] = markdown(documents[uri], site)
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
    """A notebook for each page that has a snippet of its own."""
    made = {}
    for uri, page in pages.items():
        if library.records.get(page.snippet or ""):
            with _placed(page):
                made[place(page)] = notebook(documents[uri], library, site)
    return made | binder(library) if made and site.on_github else made


@contextmanager
def _placed(page: Page) -> Iterator[None]:
    """Say of which page no other form can be made."""
    try:
        yield
    except RunpagesError:
        raise
    except Exception as error:
        what = f"no other form can be made of it: {type(error).__name__}: {error}"
        raise RunpagesError(
            page.path, what, "Write what is unusual another way."
        ) from error


def binder(library: Library) -> dict[str, str]:
    """What Binder installs for the notebooks; its own Python may be too old."""
    good = [s for n, s in library.snippets.items() if n not in library.errors]
    needed = {r for snippet in good for r in program.requirements(snippet)}
    runs = [run for runs in library.records.values() for run in runs.values()]
    major, minor, *_ = runs[0].facts["python"].split(".")
    return {
        "binder/requirements.txt": CPU + "".join(f"{r}\n" for r in sorted(needed)),
        "binder/runtime.txt": f"python-{major}.{minor}\n",
    }


def place(page: Page) -> str:
    """Where the notebook of a page is in the site."""
    return f"notebooks/{page.uri.removesuffix('.md')}.ipynb"


def scripts(library: Library) -> dict[str, str]:
    """Each snippet as it is, and as the button that copies it reads it."""
    texts = {}
    for name, snippet in library.snippets.items():
        texts[f"snippets/{name}.py"] = snippet.source
        for record in list(library.records.get(name, {}).values())[:1]:
            if record.facts["digest"] == snippet.digest:  # else it is of an older one
                texts[f"programs/{name}.js"] = program.copyable(snippet, record)
    return texts


def offers(
    page: Page, site: Site, library: Library, citation: dict[str, Any], url: str
) -> dict[str, Any]:
    """What top and foot of a page offer; `url` is the page's own address, or empty."""
    run, links = {}, {}
    if page.snippet in library.snippets:
        run = {"script": f"snippets/{page.snippet}.py", "notebook": place(page)}
        if repository := site.on_github:
            links = {n: a.format(repository, place(page)) for n, a in SERVICES.items()}
    return {
        "run": run,
        "links": links,
        "files": {"Markdown": page.uri},
        "markdown": page.uri,
        "cite": cite.bibtex(citation, page, url),
    }


def books(
    pages: list[Page], documents: dict[str, Document], library: Library
) -> dict[str, Page]:
    """The pages that have a notebook, by the uri of its edition in the site."""
    return {
        edition_uri(page): page
        for page in pages
        if page.uri in documents and library.records.get(page.snippet or "")
    }


def edition_uri(page: Page) -> str:
    """Where the notebook edition of a page would be, as if it were written by hand."""
    return f"notebooks/{page.uri}"
