"""Modules as one classic script, for pages that are opened from disk.

There a browser loads no module: a file has no origin that it could be checked against.
"""

import re
from pathlib import Path

IMPORT = re.compile(r"^import (\{[^}]*\}) from '\./([\w.]+)'$", re.MULTILINE)
LATER = re.compile(r"\bimport\('\./([\w.]+)'\)")
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.MULTILINE)


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
