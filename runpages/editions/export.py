"""The site as a tree of plain Markdown that other generators build: the way out.

Nothing of ours is needed to build it: embeds are rendered, formulas are MathML, figures
are files, and mkdocs.yml names neither our plugin nor our theme.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from runpages.authored.page import Page
from runpages.config import Tagged, read_config
from runpages.editions.all import notebooks, scripts
from runpages.editions.markdown import LIVE
from runpages.errors import RunpagesError
from runpages.markup.formulas import SOURCE, convert
from runpages.markup.inline_svg import standalone
from runpages.markup.tooltips import tooltips
from runpages.records.store import Library
from runpages.rendering.render import Rendered, render
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


def export(
    settings: Settings,
    library: Library,
    order: list[Page],
    assets: dict[str, Path],
    target: Path,
) -> list[Path]:
    """Write the tree into a folder that is empty or not there; returns the pages.

    `assets` are the other files of the site, by their place below docs.

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
    config = read_config(settings.root / settings.file)
    every = {page.uri: page for page in order}
    rendered = {page.uri: render(page, order, library) for page in order}
    texts = _texts(every, rendered) | _files(config, every, rendered, library)
    texts = {f"docs/{place}": text for place, text in texts.items()}
    texts["mkdocs.yml"] = dump(configuration(config))
    _write(target, assets, texts)
    return [target / "docs" / page.uri for page in order]


def _write(target: Path, assets: dict[str, Path], texts: dict[str, str]) -> None:
    """Write the tree beside its place, and put it there when it is whole."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.mkdir(parents=True)
        for place, file in assets.items():
            copy = unfinished / "docs" / place
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)
        for place, text in texts.items():
            made = unfinished / place
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(text, "utf-8")
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        remedy = "Make room, or name a folder elsewhere."
        raise RunpagesError(target, what, remedy) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def dump(data: dict[str, Any]) -> str:
    """The YAML of what was read, with tags as they were."""

    class Dumper(yaml.SafeDumper):
        """It knows what only MkDocs understands."""

    Dumper.add_representer(Tagged, lambda _, value: value.node)
    return str(
        yaml.dump(
            data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10_000
        )
    )


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
    tips = tooltips(every.values())
    texts = {}
    for uri, page in every.items():
        head = {name: page.meta[name] for name in SHOWN if name in page.meta}
        text = formulas(LIVE.sub("", rendered[uri].markdown), page.path)
        tail = "" if "tooltips" in page.meta else tips
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
    site = Site(name, about, config.get("site_url") or "")
    drawn = [figure for page in rendered.values() for figure in page.figures.items()]
    files = {place: standalone(svg) for place, svg in drawn}
    made = files | scripts(library) | notebooks(site, every, rendered, library)
    return {p: t for p, t in made.items() if not p.startswith("programs/")}
