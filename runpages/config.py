"""What mkdocs.yml holds, read without MkDocs."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runpages.errors import RunpagesError
from runpages.text import decode, yaml_fault

INHERIT = "INHERIT"


@dataclass(frozen=True)
class Tagged:
    """A value that only MkDocs understands, such as `!!python/name:a.b`."""

    tag: str
    text: str


def read_config(root: Path) -> dict[str, Any]:
    """What `root`/mkdocs.yml holds, and what it inherits; {} if there is none.

    Raises RunpagesError if a file is not YAML, or one that it inherits is missing.
    """
    file = root / "mkdocs.yml"
    return _read(file, root, ()) if file.exists() else {}


def line_of(root: Path, *names: str) -> int | None:
    """Where `root`/mkdocs.yml has a name inside of others, from 1; None if nowhere."""
    import yaml

    line = None
    try:
        node = yaml.compose((root / "mkdocs.yml").read_text("utf-8"), yaml.SafeLoader)
        for name in names:
            key, node = next(pair for pair in _pairs(node) if pair[0].value == name)
            line = key.start_mark.line + 1
    except (OSError, ValueError, yaml.YAMLError, StopIteration):
        return None
    return line


def _pairs(node: Any) -> Iterator[tuple[Any, Any]]:
    """The keys and values of a mapping, or of those in a list."""
    for item in node.value if node and node.id in ("mapping", "sequence") else ():
        if node.id == "mapping":
            yield item
        else:
            yield from _pairs(item)


def dump(data: dict[str, Any]) -> str:
    """The YAML of what was read."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """It writes tags as they were."""

    Dumper.add_representer(Tagged, lambda d, v: d.represent_scalar(v.tag, v.text))
    return str(
        yaml.dump(
            data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10_000
        )
    )


def _read(file: Path, root: Path, before: tuple[Path, ...]) -> dict[str, Any]:
    path = os.path.relpath(file, root)
    config = _parsed(file, path)
    parent = config.pop(INHERIT, None)
    if parent is None:
        return config
    above = Path(os.path.normpath(file.parent / str(parent)))
    if not above.is_file() or above in (*before, file):
        what = f"{INHERIT} is {parent!r}"
        raise RunpagesError(path, what, "Name another file that is there.")
    inherited = _read(above, root, (*before, file))
    return dict(_merged(inherited, config))


def _parsed(file: Path, path: str) -> dict[str, Any]:
    import yaml

    class Loader(yaml.SafeLoader):
        """MkDocs allows tags that only it understands."""

    Loader.add_multi_constructor("", _tagged)
    with contextlib.suppress(ImportError):  # it comes with MkDocs, as does the tag
        from yaml_env_tag import construct_env_tag

        Loader.add_constructor("!ENV", construct_env_tag)
    try:
        config = yaml.load(decode(file.read_bytes(), path), Loader) or {}
    except (yaml.YAMLError, ValueError) as error:
        what, line = yaml_fault(error)
        raise RunpagesError(path, what, "", line) from error
    if not isinstance(config, dict):
        raise RunpagesError(path, "it has no 'name: value'", "Mend it.", 1)
    return config


def _tagged(_: Any, tag: str, node: Any) -> Any:
    return Tagged(tag, node.value) if isinstance(node.value, str) else None


def _merged(old: Any, new: Any) -> Any:
    """As MkDocs merges what is inherited: by names, at all depths."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return old | {name: _merged(old.get(name), value) for name, value in new.items()}
