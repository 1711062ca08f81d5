"""The site as a tree of plain Markdown that other generators build: the way out.

Nothing of ours is needed to build it: embeds are rendered, formulas are MathML, figures
are files, and mkdocs.yml names neither our plugin nor our theme.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runpages.authored import page as pages
from runpages.authored.page import Page
from runpages.config import dump, read_config
from runpages.editions.all import notebooks, scripts
from runpages.editions.markdown import LIVE
from runpages.errors import RunpagesError
from runpages.files import configured
from runpages.markup.formulas import SOURCE, convert
from runpages.markup.parts import standalone
from runpages.markup.tooltips import tooltips
from runpages.records.store import Library
from runpages.rendering.fences import Rendered, fenced
from runpages.rendering.render import render
from runpages.settings import Settings, Site

KEPT = (
    "site_name",
    "site_description",
    "site_url",
    "repo_url",
    "copyright",
    "nav",
    "exclude_docs",
    "not_in_nav",
    "use_directory_urls",
)
"""Options that need no plugin, and are worth the same elsewhere."""
SHOWN = ("title", "description", "hide")


def export(settings: Settings, library: Library, target: Path) -> list[Path]:
    """Write the tree into a folder that is empty or not there; returns the pages.

    Raises RunpagesError if the folder holds something or is one that a build reads, a
    page is wrong, or there is no room. The tree is there when it is whole, and else
    not at all.
    """
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        remedy = "Name another."
        raise RunpagesError(target, "it is not an empty folder", remedy)
    for name in ("docs", "snippets", "recordings", "cache"):
        if settings.folder(name).resolve() in (target, *target.parents):
            what = f"it is in the {name} folder, which a build reads"
            raise RunpagesError(target, what, "Name another.")
    config = read_config(settings.root)
    out = configured(config)
    order = pages.built(settings.folder("docs"), settings.root, config)
    every = {page.uri: page for page in order}
    rendered = {page.uri: fenced(render(page, order, library)) for page in order}
    texts = _texts(every, rendered) | _files(config, every, rendered, library)
    texts = {f"docs/{place}": text for place, text in texts.items()}
    texts["mkdocs.yml"] = dump(configuration(config))
    _write(target, settings.folder("docs"), out, texts)
    return [target / "docs" / page.uri for page in order]


def _write(
    target: Path, docs: Path, out: Callable[[str], bool], texts: dict[str, str]
) -> None:
    """Write the tree beside its place, and put it there when it is whole."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.mkdir(parents=True)
        _copy(docs, unfinished / "docs", out)
        for place, text in texts.items():
            file = unfinished / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        remedy = "Make room, or name a folder elsewhere."
        raise RunpagesError(target, what, remedy) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _copy(docs: Path, target: Path, out: Callable[[str], bool]) -> None:
    """All files but for the pages, which are written rendered, and what is hidden."""
    for folder, _, names in os.walk(docs, onerror=_raise, followlinks=True):
        for name in names:
            file = Path(folder, name)
            uri = file.relative_to(docs)
            if file.suffix != ".md" and not out(uri.as_posix()) and file.is_file():
                (target / uri).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target / uri)


def _raise(error: OSError) -> None:
    raise error


def configuration(config: dict[str, Any]) -> dict[str, Any]:
    """A mkdocs.yml without plugins, hooks and overrides."""
    palette = [
        {"scheme": scheme, "toggle": {"icon": f"material/{icon}", "name": name}}
        for scheme, icon, name in (
            ("default", "weather-night", "Switch to dark"),
            ("slate", "weather-sunny", "Switch to light"),
        )
    ]
    theme = config.get("theme")
    features = theme.get("features", []) if isinstance(theme, dict) else []
    listed = config.get("markdown_extensions") or []
    if isinstance(listed, dict):
        listed = [{name: options} for name, options in listed.items()]
    extensions = [one for one in listed if "pymdownx.arithmatex" not in one]
    return {
        **{name: config[name] for name in KEPT if config.get(name) is not None},
        "theme": {
            "name": "material",
            "font": False,
            "features": features,
            "palette": palette,
        },
        "plugins": ["search"],
        "markdown_extensions": extensions,
    }


def formulas(markdown: str, path: str) -> str:
    """Markdown with its formulas as MathML; raises RunpagesError for a wrong one."""

    def replace(match: re.Match[str]) -> str:
        latex = match["block"] or match["line"]
        if not latex:
            return match[0]
        made = convert(latex.strip(), bool(match["block"]), path)
        # What Markdown would take for its own, also in tables.
        made = re.sub(r"[*_|\\`]", lambda m: f"&#{ord(m[0])};", made)
        return f"<div>{made}</div>" if match["block"] else made

    return SOURCE.sub(replace, markdown)


def _texts(every: dict[str, Page], rendered: dict[str, Rendered]) -> dict[str, str]:
    """The pages."""
    tips = "".join(f"\n*[{w}]: {said}" for w, said in tooltips(every.values()).items())
    texts = {}
    for uri, page in every.items():
        head = {name: page.meta[name] for name in SHOWN if name in page.meta}
        text = formulas(LIVE.sub("", rendered[uri].markdown), page.path)
        tail = "" if "tooltips" in page.meta or not tips else f"\n{tips}"
        texts[uri] = f"---\n{dump(head)}---\n{text}{tail}\n"
    return texts


def _files(
    config: dict[str, Any],
    every: dict[str, Page],
    rendered: dict[str, Rendered],
    library: Library,
) -> dict[str, str]:
    """Figures, scripts and notebooks, by their place."""
    name, about = config.get("site_name", ""), config.get("site_description", "")
    directories = config.get("use_directory_urls", True)
    site = Site(name, about, config.get("site_url") or "", directories=directories)
    drawn = [figure for page in rendered.values() for figure in page.figures.items()]
    files = {place: standalone(svg) for place, svg in drawn}
    made = files | scripts(library) | notebooks(site, every, rendered, library)
    return {p: t for p, t in made.items() if not p.startswith("programs/")}
