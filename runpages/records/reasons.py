"""Say why a snippet fails that works by itself: no input, an empty folder."""

import re
from pathlib import Path
from typing import Any

from runpages.authored.snippet import Snippet

MISSING = re.compile(r"FileNotFoundError: .*'([^'/\\\\]+)'$")
UNKNOWN = re.compile(r"ModuleNotFoundError: No module named '(\w+)")


def explained(answer: dict[str, Any], snippet: Snippet, root: Path) -> dict[str, Any]:
    """Replace the remedy of an error, to run the snippet by hand, by the reason."""
    what, usual, line = answer.get("error") or ("", "", None)
    reason = _reason(what, (root / snippet.path).parent)
    if not reason or not usual.startswith("To see it: "):
        return answer
    return {**answer, "error": [what, reason, line]}


def _reason(what: str, folder: Path) -> str:
    if "raised EOFError" in what:
        return "A run has no input: write the value into the snippet."
    if (found := MISSING.search(what)) and (folder / found[1]).exists():
        name = found[1]
        return f"A run begins in an empty folder: Path(__file__).with_name('{name}')."
    if found := UNKNOWN.search(what):
        return f"Install it, and add it to the snippet's dependencies: {found[1]}."
    return ""
