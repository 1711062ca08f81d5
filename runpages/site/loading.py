"""Load a site as MkDocs does: its configuration, its list of files, its pages."""

import logging
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import Files, InclusionLevel, get_files

from runpages.authored.page import Page, labelled, ordered, read
from runpages.config import line_of
from runpages.errors import RunpagesError, suggest
from runpages.files import read_text
from runpages.settings import Site

GITHUB = "https://github.com"
LINK = re.compile(r"Doc file '([^']+)' contains (.*?)'([^']*)'(, .*)", re.DOTALL)
"""What MkDocs says of a link: its page, what it is, where it leads, what is wrong."""
OPTION = re.compile(r"Config value '([^']+)': (.*)", re.DOTALL)


def load(root: Path, name: str = "mkdocs.yml") -> MkDocsConfig:
    """Load the configuration; raises RunpagesError for one that MkDocs refuses."""
    try:
        return load_config(str(root / name))
    except MkDocsException as error:  # it has said more in its log
        remedy = "To see it: mkdocs build"
        raise RunpagesError(name, str(error), remedy) from error


def locate(config: MkDocsConfig) -> None:
    """Fill in site_url and repo_url from the environment, where they are not set.

    SITE_URL comes first, then what GitHub's CI sets; never a remote of the repository:
    a fork would publish the address of another site. Raises RunpagesError.
    """
    there, here = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_ACTIONS")
    repository = os.environ.get("GITHUB_REPOSITORY") if here == "true" else ""
    if repository and not config.repo_url:
        config.repo_url, config.repo_name = f"{there}/{repository}", "GitHub"
    address = os.environ.get("SITE_URL", "")
    if address and not urlsplit(address).scheme.startswith("http"):
        remedy = "Write all of it, such as https://someone.github.io/lines/."
        raise RunpagesError("SITE_URL", f"{address!r} is no address", remedy)
    if repository and there == GITHUB and not address:
        owner, _, name = repository.partition("/")
        host = f"{owner.lower()}.github.io"
        address = f"https://{host}/{'' if name.lower() == host else name}"
    # Without directory URLs a site is for reading from disk, if it does not say more.
    if address and not config.site_url and config.use_directory_urls:
        config.site_url = address.rstrip("/") + "/"


def site(config: MkDocsConfig) -> Site:
    """Describe the site as its configuration does."""
    return Site(
        config.site_name,
        config.site_description or "",
        config.site_url or "",
        config.nav,
        config.repo_url or "",
        config.use_directory_urls,
        os.environ.get("GITHUB_SHA", ""),
    )


def documents(config: MkDocsConfig, serving: bool = False) -> list[tuple[str, Path]]:
    """List the uri and the file of each page that MkDocs builds, or serves.

    Raises RunpagesError for a folder that cannot be read: MkDocs would pass it over.
    """
    for _ in os.walk(config.docs_dir, onerror=_unreadable, followlinks=True):
        pass
    shown = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
    files = get_files(config).documentation_pages(inclusion=shown)
    return [(file.src_uri, Path(str(file.abs_src_path))) for file in files]


def _unreadable(error: OSError) -> None:
    raise RunpagesError(error.filename, f"cannot be read: {error.strerror}", "Mend it.")


def every_page(config: MkDocsConfig) -> list[Page]:
    """Read the pages that MkDocs builds, in the order of the navigation.

    Raises RunpagesError for one that cannot be read.
    """
    root = Path(str(config.config_file_path)).parent
    return ordered(config.nav, read(documents(config), root))


def assets(config: MkDocsConfig) -> dict[str, Path]:
    """List all other files of the site, by their place in it."""
    files: Files = get_files(config)
    left = [f for f in files if not f.is_documentation_page()]
    return {
        file.src_uri: Path(str(file.abs_src_path))
        for file in left
        if file.inclusion.is_included()  # type: ignore[no-untyped-call]
    }


def misnamed(config: MkDocsConfig) -> Iterator[RunpagesError]:
    """Find what mkdocs.yml names and docs lacks, and pages outside the navigation."""
    file, files = Path(str(config.config_file_path)), get_files(config)
    lines = read_text(file, file.name).splitlines()
    shown = [uri for uri, *_ in labelled(config.nav)]
    named = [*shown, *config.extra_css, *map(str, config.extra_javascript)]
    seen: set[str] = set()
    for name in named:
        what = hint = ""
        if name in seen:
            what, hint = f"'{name}' is named twice", "Keep one of them."
        elif "://" not in name and name not in files.src_uris:
            what = f"'{name}' is not in {Path(config.docs_dir).name}"
            hint = suggest(name, files.src_uris, "There are")
        seen.add(name)
        if what:
            line = next((n for n, text in enumerate(lines, 1) if name in text), None)
            yield RunpagesError(file.name, what, hint, line)
    pages = files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
    for page in pages if shown else ():
        if page.src_uri not in shown:
            path = Path(os.path.relpath(str(page.abs_src_path), file.parent)).as_posix()
            remedy = f"Write '- Name: {page.src_uri}' below 'nav' in {file.name}."
            yield RunpagesError(path, "the navigation lacks the page", remedy, 1)


class Messages(logging.Filter):
    """Adds to what MkDocs says of a link or an option its line, and what is near."""

    def __init__(self) -> None:
        super().__init__()
        self.file = Path("mkdocs.yml")
        self.pages: dict[str, Page] = {}
        self.refused: list[RunpagesError] = []
        """What is wrong in mkdocs.yml, so that nothing can be built."""
        for module in ("structure.pages", "config"):
            logging.getLogger(f"mkdocs.{module}").addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message anew, as of a mistake in a page or in mkdocs.yml."""
        text = record.getMessage()
        if (link := LINK.match(text)) and link[1] in self.pages:
            record.msg, record.args = str(self._of_link(*link.groups())), ()
        elif option := OPTION.match(text):
            error = self._of_option(*option.groups())
            record.msg, record.args = str(error), ()
            self.refused += [error] * (record.levelno >= logging.ERROR)
        return True

    def _of_link(self, uri: str, kind: str, link: str, what: str) -> RunpagesError:
        page = self.pages[uri]
        line = page.line(max(0, page.text.find(f"({link}")))
        above = posixpath.dirname(uri) or "."
        hint = suggest(link, [posixpath.relpath(one, above) for one in self.pages], "")
        hint = hint if "not found" in what and hint.startswith("Did") else ""
        return RunpagesError(page.path, f"{kind}'{link}'{what}", hint, line)

    def _of_option(self, name: str, what: str) -> RunpagesError:
        known = [option for option, _ in MkDocsConfig._schema]
        hint = suggest(name, known, "See") if name not in known else ""
        line = line_of(self.file, name)
        return RunpagesError(self.file.name, f"'{name}': {what}", hint, line)
