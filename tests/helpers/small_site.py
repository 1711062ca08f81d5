"""A small site with this project's own configuration, templates and hooks."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from shared import ROOT

from runpages.config import read_config
from runpages.editions.export import dump

ADDRESS = "https://someone.github.io/lines/"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def matter(**names: str) -> str:
    """Write front matter."""
    return f"---\n{dump(names)}---\n"


def configuration(nav: list[Any]) -> dict[str, Any]:
    """This project's, for other pages in another folder."""
    config = read_config(ROOT / "mkdocs.yml")
    config["theme"]["custom_dir"] = str(ROOT / config["theme"]["custom_dir"])
    for plugin in config["plugins"]:
        if "runpages" in plugin:  # these pages are not meant to be complete
            plugin["runpages"]["complete"] = False
    config |= {"nav": nav, "extra_css": [], "extra_javascript": []}
    return {**config, "site_url": ADDRESS}


WHEN = ("AUTHOR", "COMMITTER")


def commit(root: Path, message: str, day: int) -> None:
    """Commit all there is, as if on a day of a month."""
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    when = {f"GIT_{w}_DATE": f"2026-01-{day:02}T00:00:00Z" for w in WHEN}
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", message]):
        done = ["git", *who, *command]
        subprocess.run(done, cwd=root, env={**os.environ, **when}, check=True)


def build(root: Path, *options: str) -> Path:
    """Build it with notebooks; returns the folder of the site."""
    command = [sys.executable, "-m", "mkdocs", "build", *options, "-d", root / "site"]
    environment = {**os.environ, "NOTEBOOKS": "build", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return root / "site"
