"""Modules as one classic script, for pages that are opened from disk.

There a browser loads no module: a file has no origin that it could be checked against.
"""

import re
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig

IMPORT = re.compile(r"^import (\{[^}]*\}) from '\./([\w.]+)'$", re.MULTILINE)
LATER = re.compile(r"\bimport\('\./([\w.]+)'\)")
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.MULTILINE)

modules: list[str] = []
"""The scripts that were modules, by their place in the site."""


def on_config(config: MkDocsConfig) -> None:
    """Let pages from disk load classic scripts."""
    modules.clear()
    if config.use_directory_urls:
        return
    for script in config.extra_javascript:
        if isinstance(script, ExtraScriptValue) and script.type == "module":
            script.type, script.defer = "", True
            modules.append(script.path)


def on_post_build(config: MkDocsConfig) -> None:
    """Put each of these modules into one file with all that it imports."""
    for place in modules:
        file = Path(config.site_dir) / place
        file.write_text(bundle(file), "utf-8")


def bundle(main: Path) -> str:
    """One script: a function for each module, called when it is first imported."""
    parts = [f"'{n}': () => {{{body}}}" for n, body in _bodies(main).items()]
    use = "const made = {}, use = (name) => (made[name] ??= modules[name]())"
    modules = f"const modules = {{{','.join(parts)}}}"
    return f"(() => {{{use}\n{modules}\nuse('{main.name}')}})()\n"


def _bodies(main: Path) -> dict[str, str]:
    """The modules that one needs, as bodies of functions that return their exports."""
    bodies: dict[str, str] = {}
    waiting = [main.name]
    while waiting:
        name = waiting.pop()
        if name not in bodies:
            source = (main.parent / name).read_text("utf-8")
            waiting += [found for _, found in IMPORT.findall(source)]
            waiting += LATER.findall(source)
            bodies[name] = _body(source)
    return bodies


def _body(source: str) -> str:
    exports = ", ".join(EXPORT.findall(source))
    source = IMPORT.sub(r"const \1 = use('\2')", source)
    source = EXPORT.sub("", LATER.sub(r"use('\1')", source))
    return f"\n{source}\nreturn {{ {exports} }}\n"
