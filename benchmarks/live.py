"""`mkdocs serve`, as someone uses it who writes: save, and look."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE = 60
"""Seconds after which a page that does not change is taken for a fault."""


class Server:
    """A site while it is being served; as a context it ends what it started."""

    def __init__(self, folder: Path, log: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{taken.getsockname()[1]}"
        self.address = f"http://{place}/"
        self.output = log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", place],
            cwd=folder,
            env={**os.environ, "CI": "true", "NO_MKDOCS_2_WARNING": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
        )

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()
        self.output.close()

    def shows(self, place: str, words: str) -> float:
        """Seconds until a page shows these words."""
        began = time.perf_counter()
        while words not in self._page(place):
            if time.perf_counter() - began > PATIENCE:
                sys.exit(f"{self.address}{place} does not show '{words}'")
            time.sleep(0.01)
        return time.perf_counter() - began

    def _page(self, place: str) -> str:
        try:
            with urllib.request.urlopen(self.address + place) as answer:
                return str(answer.read().decode())
        except OSError:  # it has not yet begun to listen
            return ""
