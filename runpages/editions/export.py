"""Export the site as plain Markdown that other generators build, such as Zensical.

Nothing of ours is needed to build it: embeds are rendered, formulas are MathML, figures
are files, and mkdocs.yml names neither our plugin nor our templates.
"""

import os
import re
import shutil
import textwrap
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from runpages.authored.page import Page
from runpages.config import named, read_config
from runpages.editions.all_editions import notebooks
from runpages.editions.markdown import positions
from runpages.editions.script import scripts
from runpages.errors import RunpagesError
from runpages.markup.formulas import convert
from runpages.markup.parts import marked, standalone
from runpages.markup.plain_markdown import escaped, image, outside_code, still
from runpages.markup.tooltips import tooltips
from runpages.records.store import Library
from runpages.rendering.document import (
    Changes,
    Code,
    Document,
    Figure,
    OnDevice,
    Part,
    PerDevice,
    Printed,
    Prose,
)
from runpages.rendering.render import render
from runpages.rendering.sliders import Slider
from runpages.settings import Settings, Site
from runpages.text import fence, literal

KEPT = (
    *("site_name", "site_description", "site_url", "repo_url", "copyright"),
    *("nav", "use_directory_urls", "exclude_docs", "not_in_nav"),
    *("extra", "extra_css", "extra_javascript"),
)
"""Options that need no plugin, and are worth the same elsewhere."""
NATIVE = {"search", "offline", "blog", "meta", "privacy", "social", "tags"}
"""Plugins that Material brings along and Zensical has natively."""
FEATURES = ["content.code.annotate", "search.highlight", "search.suggest"]
"""What this site does by itself, and the theme has as well."""
SHOWN = ("title", "description", "hide")
SAFE = {ord(c): f"&#{ord(c)};" for c in "*_|\\`"}
"""What Markdown would take for its own, also in tables."""


def export(
    settings: Settings,
    library: Library,
    order: list[Page],
    assets: dict[str, Path],
    target: Path,
) -> None:
    """Write the tree into a folder that is empty or not there.

    `assets` are the other files of the site, by their place below docs.

    Raises RunpagesError if the folder holds something or is one that a build reads, a
    page is wrong, or there is no room. The tree is there when it is whole, and else
    not at all.
    """
    target = target.resolve()
    _check(target, settings)
    config = read_config(settings.root / settings.file)
    every = {page.uri: page for page in order}
    documents = {page.uri: render(page, order, library) for page in order}
    texts = _texts(every, documents) | _files(config, every, documents, library)
    texts = {f"docs/{place}": text for place, text in texts.items()}
    texts["mkdocs.yml"] = dump(configuration(config))
    _write(target, assets, texts)


def _check(target: Path, settings: Settings) -> None:
    """Check that a folder is free; raises RunpagesError."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RunpagesError(target, "it is not an empty folder", "Name another.")
    for name in ("docs", "snippets", "recordings", "cache"):
        if settings.folder(name).resolve() in (target, *target.parents):
            what = f"it is in the {name} folder, which a build reads"
            raise RunpagesError(target, what, "Name another.")


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
            made.write_text(text, "utf-8", "surrogateescape")
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
    """Write the YAML of what was read, with tags as they were."""
    yaml.SafeDumper.add_multi_representer(yaml.Node, lambda _, node: node)
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000))


def configuration(config: dict[str, Any]) -> dict[str, Any]:
    """Make a mkdocs.yml with the plugins that others have, without our templates."""
    theme = config["theme"] if isinstance(config.get("theme"), dict) else {}
    theme = {n: theme[n] for n in theme if n not in ("custom_dir", "static_templates")}
    theme["features"] = sorted({*FEATURES, *theme.get("features", [])})
    plugins = {"search": {}} | named(config.get("plugins"))
    extensions = named(config.get("markdown_extensions"))
    extensions.pop("pymdownx.arithmatex", None)
    return {
        **{name: config[name] for name in KEPT if config.get(name) is not None},
        "theme": theme | {"name": "material", "variant": "classic", "font": False},
        "plugins": {name: plugins[name] for name in plugins if name in NATIVE},
        "markdown_extensions": extensions,
    }


def formulas(markdown: str, path: str) -> str:
    """Make MathML of the formulas in Markdown; raises RunpagesError for a wrong one."""

    def made(match: re.Match[str]) -> str:
        latex = match["block"] or match["line"]
        if not latex:
            return match[0]
        math = convert(latex.strip(), bool(match["block"]), path).translate(SAFE)
        return f"<div>{math}</div>" if match["block"] else math

    return outside_code(str, markdown, made)


def written(document: Document) -> str:
    """Write a page as Markdown for the extensions that mkdocs.yml names."""

    def translated(text: str) -> str:
        text = outside_code(lambda said: literal(said, escaped), still(text))
        return literal(formulas(text, document.page.path))

    return "\n\n".join(
        textwrap.indent(_part(placed.part, document.page), placed.indent)
        for placed in document.parts(translated)
    )


def _part(part: Part, page: Page) -> str:
    match part:
        case Prose(text):
            return text
        case Code():
            return _code(part, page)
        case Printed(_, _, text, kind, measured, anchor):
            kinds = [kind] if kind != "output" else []
            classes = ["text", "output", *kinds, *["measured"] * measured]
            return _fenced(text, classes, anchor)
        case Figure():
            up = "../" * page.uri.count("/")
            return f"{image(part.alt, up + quote(part.place))}{{ .figure }}"
        case Changes(_, _, lines):
            return _fenced("\n".join(lines), ["diff", "changes"])
        case PerDevice(runs):
            return "\n\n".join(_tab(run, page) for run in runs)
        case Slider():
            return positions(part)


def _tab(run: OnDevice, page: Page) -> str:
    pieces = [
        *(_part(one, page) for one in run.parts),
        f"{run.provenance}\n{{ .provenance }}",
    ]
    return f'=== "{run.provenance.label}"\n\n' + textwrap.indent(
        "\n\n".join(pieces), "    "
    )


def _code(part: Code, page: Page) -> str:
    said = [formulas(note.text, page.path) for note in part.notes]
    below = [f"{number}.  {text}" for number, text in enumerate(said, 1)]
    classes = ["python", "cell", *["annotate"] * bool(part.notes)]
    data = f'data-snippet="{part.snippet}" data-cell="{part.title}"'
    code = _fenced(marked(part), classes, part.anchor, data)
    return f"{code}\n\n{chr(10).join(below)}".rstrip()


def _fenced(text: str, classes: list[str], anchor: str = "", data: str = "") -> str:
    words = [*(f".{name}" for name in classes), f"#{anchor}" if anchor else "", data]
    return fence(text, "{ " + " ".join(filter(None, words)) + " }").rstrip()


def _texts(every: dict[str, Page], documents: dict[str, Document]) -> dict[str, str]:
    """Write the pages."""
    tips = "".join(f"\n*[{w}]: {said}" for w, said in tooltips(every.values()).items())
    texts = {}
    for uri, page in every.items():
        head = {name: page.meta[name] for name in SHOWN if name in page.meta}
        tail = "" if "tooltips" in page.meta or not tips else f"\n{tips}"
        texts[uri] = f"---\n{dump(head)}---\n{written(documents[uri])}\n{tail}\n"
    return texts


def _files(
    config: dict[str, Any],
    every: dict[str, Page],
    documents: dict[str, Document],
    library: Library,
) -> dict[str, str]:
    """Write figures, scripts and notebooks, by their place."""
    name, about = config.get("site_name", ""), config.get("site_description", "")
    directories = config.get("use_directory_urls", True)
    site = Site(name, about, config.get("site_url") or "", directories=directories)
    drawn = [pair for page in documents.values() for pair in page.figures.items()]
    files = {place: standalone(figure.svg) for place, figure in drawn}
    return files | scripts(library) | notebooks(site, every, documents, library)
