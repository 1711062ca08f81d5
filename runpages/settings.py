"""Declare, read and check the plugin's options, for MkDocs and for the command line."""

import math
import os
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from runpages.config import line_of, named, read_config
from runpages.errors import RunpagesError, suggest

PLUGIN = "runpages"


def _option(default: Any, must: str, good: Callable[[Any], bool]) -> Any:
    """Declare an option: its default, what it must be, whether a value is that."""
    return field(default=default, metadata={"must": must, "good": good})


def _text(default: str) -> Any:
    return _option(default, "text", lambda v: isinstance(v, str) and v != "")


def _number(default: float, least: int, kind: type = float) -> Any:
    """Declare a number of at least so much."""
    kinds, name = ((int, float), "number") if kind is float else (int, "whole number")
    return _option(
        default,
        f"a {name} of at least {least}",
        lambda v: (
            isinstance(v, kinds) and type(v) is not bool and least <= v < math.inf
        ),
    )


def _names(value: Any) -> bool:
    listed = isinstance(value, list | tuple)
    return listed and all(isinstance(name, str) for name in value)


NOTEBOOKS = ("never", "build", "always")


@dataclass(frozen=True)
class Settings:
    """The options of the plugin, and where its files are: below `root`.

    `file` is the name of mkdocs.yml, which may be another.
    """

    root: Path
    file: str = "mkdocs.yml"
    docs: str = _text("docs")
    site: str = _text("site")
    snippets: str = _text("snippets")
    recordings: str = _text("recordings")
    """Records committed to the repository, a folder a device."""
    cache: str = _text(".cache/runpages")
    """Records made here; outside docs, or the live server would reload for ever."""
    timeout: float = _number(60.0, 1)
    """Seconds that a snippet may run."""
    memory: int = _number(4096, 0, int)
    """MB of data that a process may hold, on the CPU (Linux); 0: no limit."""
    output: int = _number(1, 1, int)
    """MB that a snippet may print."""
    jobs: int = _number(0, 0, int)
    """Snippets that run at the same time; 0: one a core."""
    fork: bool = _option(
        hasattr(os, "fork") and os.uname().sysname == "Linux",
        "true or false",
        lambda v: isinstance(v, bool),
    )
    """Whether runs start as copies of a warmed-up process; unsafe on macOS."""
    notebooks: str = _option(
        NOTEBOOKS[0], "never, build or always", lambda v: v in NOTEBOOKS
    )
    """When each page gets a notebook edition: never, with each build, or always."""
    complete: bool = _option(False, "true or false", lambda v: isinstance(v, bool))
    """Whether pages must have titles, snippets metadata, and all names a file."""
    devices: tuple[str, ...] = _option((), "a list of names", _names)
    """Run on these devices only, of those that are there; none named: on all."""

    @property
    def cores(self) -> int:
        """How many snippets run at the same time."""
        if self.jobs:
            return self.jobs
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    def folder(self, name: str) -> Path:
        """Give the folder of an option as an absolute path."""
        return Path(os.path.abspath(self.root / getattr(self, name)))


@dataclass(frozen=True)
class Site:
    """The site as mkdocs.yml describes it; `address` is "" where it has none."""

    name: str
    description: str
    address: str = ""
    nav: Any = None
    """Pages, or sections of a title and a list."""
    repository: str = ""
    """Where its source is, such as `https://github.com/owner/name`."""
    directories: bool = True
    """Whether the address of a page ends in `/` and not in `.html`."""
    commit: str = ""
    """What it is built from, where CI says so."""

    def link(self, place: str, start: str = "") -> str:
        """Give the address of a file; without a site's, its path after `start`."""
        path = quote(place)
        if not self.address:
            return start + path
        return urljoin(self.address.rstrip("/") + "/", path)

    def page(self, uri: str, folder: str = "") -> str:
        """Give the address of a page, for a file in a folder of the site."""
        above, name = posixpath.split(uri.removesuffix(".md"))
        index = name in ("index", "README")
        if self.directories:
            place = "".join(f"{p}/" for p in (above, "" if index else name) if p)
        else:
            place = posixpath.join(above, "index" if index else name) + ".html"
        start = posixpath.relpath(".", folder or ".") + "/" if folder else ""
        return self.link(place if place or self.address else "index.html", start)

    @property
    def on_github(self) -> str:
        """`owner/name`, or nothing."""
        parts = urlsplit(self.repository)
        name = parts.path.strip("/").removesuffix(".git")
        return name if parts.hostname == "github.com" and name.count("/") == 1 else ""


OPTIONS = {option.name: option for option in fields(Settings) if option.metadata}
KNOWN = tuple(name for name in OPTIONS if name not in ("docs", "site"))
"""Those that mkdocs.yml can set under the plugin's name."""


def load(root: Path, name: str = "mkdocs.yml") -> Settings:
    """Load the settings in `root`/mkdocs.yml, without theme and plugins.

    Raises RunpagesError if the file is missing, not YAML, or has a wrong option.
    """
    file = root / name
    if not file.exists():
        remedy = "Run this in the folder that holds it."
        raise RunpagesError(file, "there is no such file", remedy)
    config = read_config(file)
    places = {n: config.get(f"{n}_dir") for n in ("docs", "site")}
    return make(file, {**places, **_given(config, file)})


def make(file: Path, options: dict[str, Any]) -> Settings:
    """Check options and make settings of them; raises RunpagesError with the line."""
    for name, value in options.items():
        if name not in OPTIONS:
            what = f"plugin '{PLUGIN}' has no option '{name}'"
            raise wrong(file, name, what, suggest(name, KNOWN, "Its options"))
        must = OPTIONS[name].metadata
        if value is not None and not must["good"](value):
            what = f"option '{name}' of plugin '{PLUGIN}' is {value!r}"
            raise wrong(file, name, what, f"It must be {must['must']}.")
    given = {name: value for name, value in options.items() if value is not None}
    given["devices"] = tuple(given.get("devices", ()))
    settings = Settings(file.parent, file.name, **given)
    chosen = settings.snippets != Settings.snippets
    if chosen and not settings.folder("snippets").is_dir():
        what = f"option 'snippets' of plugin '{PLUGIN}' is '{settings.snippets}'"
        raise wrong(file, "snippets", what, "There is no such folder.")
    check_cache(settings)
    return settings


def _given(config: dict[str, Any], file: Path) -> dict[str, Any]:
    """Find the options of our plugin in a configuration."""
    options = named(config.get("plugins")).get(PLUGIN) or {}
    if not isinstance(options, dict):
        what = f"plugin '{PLUGIN}' has the options {options!r}"
        line = line_of(file, "plugins", PLUGIN)
        raise RunpagesError(file.name, what, "Write 'timeout: 60'.", line)
    return options


def wrong(file: Path, option: str, what: str, remedy: str) -> RunpagesError:
    """Make the error of an option, at its line in a mkdocs.yml."""
    line = line_of(file, "plugins", PLUGIN, option)
    return RunpagesError(file.name, what, remedy, line)


def check_cache(settings: Settings) -> None:
    """Check that the cache is a folder of its own: what it holds may be deleted.

    Raises RunpagesError.
    """
    cache, names = settings.folder("cache"), ("docs", "snippets", "recordings", "site")
    others = {"project": Path(os.path.abspath(settings.root))}
    for name, other in (others | {n: settings.folder(n) for n in names}).items():
        inside = cache.is_relative_to(other) and name != "project"
        if inside or other.is_relative_to(cache):
            what = f"option 'cache' of plugin '{PLUGIN}' is '{settings.cache}'"
            remedy = f"It must be a folder of its own, apart from the {name} folder."
            raise wrong(settings.root / settings.file, "cache", what, remedy)
