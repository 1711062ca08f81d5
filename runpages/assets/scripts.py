"""Remove comments from the scripts of a site: who changes these has them in docs/."""

import re
from pathlib import Path

from runpages.files import write

COMMENTS = re.compile(r"^ *//.*\n", re.MULTILINE)
"""Lines that hold nothing else. No string of ours has one."""


def remove_comments(site: Path) -> None:
    """Remove whole-line comments from all scripts that are not minified."""
    for file in site.rglob("assets/**/*.js"):
        if not file.name.endswith(".min.js"):
            write(file, COMMENTS.sub("", file.read_text("utf-8")))
