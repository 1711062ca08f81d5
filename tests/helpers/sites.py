"""A site of two pages, built by processes of their own."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from copies import Copies
from projects import PATIENCE, Project, hear_ctrl_c

CONFIG = """
site_name: Two pages
theme: {name: null, custom_dir: theme}
plugins: [{runpages: {timeout: 30}}]
markdown_extensions: [attr_list, pymdownx.superfences]
"""
LIGHT = Path(__file__).with_name("light")
"""What stands in for torch and matplotlib, in seconds less."""
GOOD = "# %% Data\nx = 1.0\nprint('good', x)\n"


@cache
def copies() -> Copies:
    """One process to copy for all sites."""
    return Copies()


class Site(Project):
    """A project with a mkdocs.yml, built by processes of their own."""

    light = True
    """Whether torch and matplotlib are stand-ins, as long as no snippet needs them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
        (root / "theme").mkdir()
        (root / "theme/main.html").write_text("{{ page.content }}", "utf-8")
        self.two_pages()

    def two_pages(self) -> None:
        """Write its pages and its snippet, as they are in the beginning."""
        self.page("index", "# Home\n")
        self.page("it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Data") >}}\n')
        self.write("it", GOOD)

    def page(self, name: str, text: str) -> None:
        """Write a page."""
        file = self.root / f"docs/{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """That of its processes."""
        texts = [file.read_text("utf-8") for file in self.root.glob("snippets/**/*.py")]
        needed = any("matplotlib" in text or "torch" in text for text in texts)
        light = self.light and not needed
        given = [os.environ.get("PYTHONPATH")]
        path = os.pathsep.join(filter(None, [str(LIGHT)] * light + given))
        return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": path}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a module of Python in the folder of the site."""
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            preexec_fn=hear_ctrl_c,
        )

    def call(self, *arguments: str) -> tuple[int, str]:
        """Run one to its end: its exit status, and all that it printed."""
        # What a test puts into that path must be found from the start.
        if hasattr(os, "fork") and "PYTHONPATH" not in os.environ:
            return copies().call(arguments, self.root, self.environment)
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, output

    def html(self, name: str = "it/index.html") -> str:
        """A page of the built site."""
        return (self.root / "site" / name).read_text("utf-8")
