"""Where things are and what a run may cost: the plugin's options, with defaults."""

import os
import posixpath
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from runpages.config import line_of, read_config
from runpages.errors import RunpagesError, suggest

PLUGIN = "runpages"


@dataclass(frozen=True)
class Settings:
    """The options of the plugin in mkdocs.yml; `root` is the folder of that file."""

    root: Path
    docs: str = "docs"
    snippets: str = "snippets"
    recordings: str = "recordings"
    """Records committed to the repository, a folder a device."""
    cache: str = ".cache/runpages"
    """Records made here; outside docs, or the live server would reload for ever."""
    timeout: float = 60.0
    """Seconds that a snippet may run."""
    memory: int = 4096
    """MB of data that a process may hold, on the CPU (Linux); 0: no limit."""
    output: int = 1
    """MB that a snippet may print."""
    jobs: int = 0
    """Snippets that run at the same time; 0: one a core."""
    fork: bool = hasattr(os, "fork") and os.uname().sysname == "Linux"
    """Whether runs start as copies of a warmed-up process; unsafe on macOS."""
    notebooks: str = "never"
    """When each page gets a notebook edition: never, with each build, or always."""
    devices: tuple[str, ...] = ()
    """Run on these devices only, of those that are there; none named: on all."""

    @property
    def cores(self) -> int:
        """How many snippets run at the same time."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if _AFFINITY else os.cpu_count() or 1

    def folder(self, name: str) -> Path:
        """The folder of an option, as an absolute path."""
        return self.root / str(getattr(self, name))


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

    def link(self, place: str, start: str = "") -> str:
        """The address of a file; where the site has none, its path after `start`."""
        if not self.address:
            return start + place
        return urljoin(self.address.rstrip("/") + "/", place)

    def page(self, uri: str, folder: str = "") -> str:
        """The address of a page, for a file in a folder of the site."""
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
        found = re.match(
            r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?/?$", self.repository
        )
        return found[1] if found else ""


_AFFINITY = hasattr(os, "sched_getaffinity")
LEAST = {"timeout": 1, "memory": 0, "output": 1, "jobs": 0}
"""The options that are numbers, and the smallest that makes sense."""
OPTIONS = tuple(field.name for field in fields(Settings) if field.name != "root")
KNOWN = tuple(name for name in OPTIONS if name != "docs")
"""Those that mkdocs.yml can set under the plugin's name."""


def load(root: Path) -> Settings:
    """The settings in `root`/mkdocs.yml, read without MkDocs.

    Raises RunpagesError if the file is missing, not YAML, or has a wrong option.
    """
    if not (root / "mkdocs.yml").exists():
        remedy = "Run this in the folder that holds it."
        raise RunpagesError(root / "mkdocs.yml", "there is no such file", remedy)
    config = read_config(root)
    return make(
        root, {"docs": config.get("docs_dir", "docs"), **_options(config, root)}
    )


def make(root: Path, options: dict[str, Any]) -> Settings:
    """Settings from options; raises RunpagesError for a wrong one."""
    for name in options:
        if name not in OPTIONS:
            what = f"plugin '{PLUGIN}' has no option '{name}'"
            raise wrong(root, name, what, suggest(name, KNOWN, "Its options"))
    given = {name: value for name, value in options.items() if value is not None}
    for name, value in given.items():
        if remedy := _fault(name, value):
            what = f"option '{name}' of plugin '{PLUGIN}' is {value!r}"
            raise wrong(root, name, what, remedy)
    given["devices"] = tuple(given.get("devices", ()))
    settings = Settings(root, **given)
    named = settings.snippets != Settings.snippets
    if named and not settings.folder("snippets").is_dir():
        what = f"option 'snippets' of plugin '{PLUGIN}' is '{settings.snippets}'"
        raise wrong(root, "snippets", what, "There is no such folder.")
    _check_cache(settings)
    return settings


def wrong(root: Path, option: str, what: str, remedy: str) -> RunpagesError:
    """The error of an option, at its line in `root`/mkdocs.yml."""
    line = line_of(root, "plugins", PLUGIN, option)
    return RunpagesError("mkdocs.yml", what, remedy, line)


def _fault(name: str, value: Any) -> str:
    """What a value of an option must be, if it is not that."""
    kind = type(getattr(Settings, name))
    least = LEAST.get(name)
    if kind is tuple:
        listed = isinstance(value, list | tuple)
        good = listed and all(isinstance(v, str) for v in value)
    elif least is None:
        good = isinstance(value, kind)
    else:
        numbers = int if kind is int else int | float
        good = isinstance(value, numbers) and type(value) is not bool and value >= least
    end = "." if least is None else f" of at least {least}."
    return "" if good else f"It must be a {KINDS[kind]}{end}"


KINDS = {
    int: "whole number",
    float: "number",
    str: "text",
    bool: "true or false",
    tuple: "list of names",
}


def _check_cache(settings: Settings) -> None:
    """What the cache folder holds may be deleted, so it must hold nothing else."""
    cache = _absolute(settings.folder("cache"))
    others = {n: settings.folder(n) for n in ("docs", "snippets", "recordings")}
    for name, folder in {"project": settings.root, **others}.items():
        other = _absolute(folder)
        inside = name != "project" and other in cache.parents
        if cache == other or cache in other.parents or inside:
            what = f"option 'cache' of plugin '{PLUGIN}' is '{settings.cache}'"
            remedy = f"It must be a folder of its own, apart from the {name} folder."
            raise wrong(settings.root, "cache", what, remedy)


def _absolute(folder: Path) -> Path:
    return Path(os.path.abspath(folder))


def _options(config: dict[str, Any], root: Path) -> dict[str, Any]:
    listed = config.get("plugins") or ()
    plugins = [listed] if isinstance(listed, dict) else listed
    for plugin in plugins:
        if isinstance(plugin, dict) and PLUGIN in plugin:
            options = plugin[PLUGIN] or {}
            if not isinstance(options, dict):
                what = f"plugin '{PLUGIN}' has the options {options!r}"
                line = line_of(root, "plugins", PLUGIN)
                raise RunpagesError("mkdocs.yml", what, "Write 'timeout: 60'.", line)
            return options
    return {}
