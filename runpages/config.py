"""Read YAML, mkdocs.yml by MkDocs' own reader, and find the line of a name in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from runpages.errors import RunpagesError
from runpages.files import read_bytes

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast, where it is."""


def read_config(file: Path) -> dict[str, Any]:
    """Read a mkdocs.yml, and those that it inherits, by MkDocs' own reader.

    A value that only MkDocs understands stays a node. Raises RunpagesError if one is
    not YAML, is missing, or cannot be read.
    """
    # A build with MkDocs has them; a run need not wait for more of it.
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import get_yaml_loader, yaml_load

    read_bytes(file, file.name)  # else it says that another file is missing
    loader = get_yaml_loader(yaml.SafeLoader)
    loader.add_multi_constructor("", lambda _loader, _tag, node: node)
    try:
        with file.open("rb") as opened:
            config: Any = yaml_load(opened, loader)
    except (ConfigurationError, RecursionError, OSError, ValueError) as error:
        cause = error if isinstance(error, ValueError) else error.__context__
        if isinstance(cause, yaml.YAMLError | ValueError):
            what, line = yaml_fault(cause)
            raise RunpagesError(file.name, what, "", line) from error
        what = "a file that it inherits is missing, or inherits itself"
        remedy, line = "Name another at INHERIT.", line_of(file, "INHERIT")
        raise RunpagesError(file.name, what, remedy, line) from error
    except TypeError:  # it holds no more than a number
        config = None
    if not isinstance(config, dict):
        raise RunpagesError(file.name, "it has no 'name: value'", "Mend it.", 1)
    return config


def from_yaml(text: str, path: str, what: str, above: int = 0) -> dict[str, Any]:
    """Read names and values from YAML that stands below some lines of a file.

    Raises RunpagesError if it is not YAML, or holds something else.
    """
    try:
        found = yaml.load(text, LOADER) or {}
    except (yaml.YAMLError, ValueError) as error:
        cause, line = yaml_fault(error)
        remedy = "Quote values with a colon or brackets; indent with spaces."
        what += f" is not YAML: {cause}"
        raise RunpagesError(path, what, remedy, above + (line or 0)) from error
    if not isinstance(found, dict):
        what += " has no 'name: value'"
        raise RunpagesError(path, what, "Write 'title: …'.", 1)
    return found


def yaml_fault(error: Exception) -> tuple[str, int | None]:
    """Say what is wrong with a text that is not YAML, and its line, if known."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    context = str(getattr(error, "context", ""))
    if "quoted scalar" in context or "simple key" in context:
        mark = error.context_mark  # type: ignore[attr-defined]  # where it began
        what = "no blank after the colon, or no colon"
        what = "a quotation mark is not closed" if "quoted" in context else what
    return what, mark.line + 1 if mark else None


def named(listed: Any) -> dict[str, Any]:
    """Read a list of names, some with options, as the mapping that it may be, too."""
    if isinstance(listed, dict):
        return dict(listed)
    items = [one if isinstance(one, dict) else {str(one): {}} for one in listed or []]
    return {name: options for item in items for name, options in item.items()}


def line_of(file: Path, *names: str) -> int | None:
    """Find the line of a name inside of others in a mkdocs.yml, from 1, or None."""
    line = None
    try:
        node = yaml.compose(file.read_text("utf-8"), yaml.SafeLoader)
        for name in names:
            key, node = next(pair for pair in _pairs(node) if pair[0].value == name)
            line = key.start_mark.line + 1
    except (OSError, ValueError, yaml.YAMLError, StopIteration):
        return None
    return line


def _pairs(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the keys and values of a mapping, or of those in a list."""
    for item in node.value if node and node.id in ("mapping", "sequence") else ():
        if node.id == "mapping":
            yield item
        else:
            yield from _pairs(item)
