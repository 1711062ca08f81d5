"""Write snippets as programs, and what the button that copies one reads."""

import json

from runpages.files import is_private, read_bytes
from runpages.records.record import Record
from runpages.records.store import Library


def scripts(library: Library) -> dict[str, str]:
    """Write each snippet as it is, and as the button that copies it reads it.

    That is a script and not JSON, since a page opened from disk may load nothing else.
    """
    texts = {}
    for name, snippet in library.snippets.items():
        texts[f"snippets/{name}.py"] = snippet.source
        for path in beside(name, library):
            data = read_bytes(library.root / path, path)
            texts[path] = data.decode("utf-8", "surrogateescape")
        for record in list(library.records.get(name, {}).values())[:1]:
            if record.facts["digest"] == snippet.digest:  # else it is of an older one
                program = {"source": snippet.source, "ends": ends(record)}
                known = f"(window.programs ??= {{}})[{json.dumps(name)}]"
                texts[f"programs/{name}.js"] = f"{known} = {json.dumps(program)};\n"
    return texts


def ends(record: Record) -> dict[str, int]:
    """Find the last line of each cell in its file, counted from 1."""
    last = {}
    for cell in record.cells:
        lines = cell["source"].count("\n")
        last[cell["metadata"]["title"]] = cell["metadata"]["line"] + lines
    return last


def beside(name: str, library: Library) -> list[str]:
    """List the files that a script needs beside it, but for what is not for readers."""
    root = library.root
    runs = list(library.records.get(name, {}).values())[:1]
    inputs = [path for run in runs for path in run.facts.get("inputs", {})]
    return [path for path in inputs if not is_private(root / path, root)]
