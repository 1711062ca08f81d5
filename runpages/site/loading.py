"""Load a site as MkDocs does: its configuration, its list of files, its pages."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import Files, InclusionLevel, get_files

from runpages.authored.page import Page, ordered, read
from runpages.errors import RunpagesError
from runpages.settings import Site

GITHUB = "https://github.com"


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
    """List the uri and the file of each page that MkDocs builds, or serves."""
    shown = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
    files = get_files(config).documentation_pages(inclusion=shown)
    return [(file.src_uri, Path(str(file.abs_src_path))) for file in files]


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
