"""ProperDocs, a fork of MkDocs, builds and serves the site as MkDocs does.

It is installed into a folder of its own, which Python searches first.
"""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from projects import until
from shared import once, published
from sites import GOOD, Site

PROPERDOCS = "properdocs==1.6.7"
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def properdocs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Install it where the processes of a test find it; skip where that fails."""

    def install(folder: Path) -> None:
        command = ["pip", "install", "--quiet", "--no-deps", "--target", folder]
        done = subprocess.run(
            [sys.executable, "-m", *command, PROPERDOCS],
            capture_output=True,
            encoding="utf-8",
        )
        folder.mkdir(exist_ok=True)
        (folder / "why").write_text(done.stderr if done.returncode else "", "utf-8")

    folder = once(tmp_path_factory, "properdocs", install)
    if why := (folder / "why").read_text("utf-8"):
        pytest.skip(f"{PROPERDOCS} does not install: {why}")
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.thorough
def test_every_page_is_the_one_that_mkdocs_builds(
    built: Path, properdocs: None, tmp_path: Path
) -> None:
    """To the last byte, without a warning."""
    with published() as config:
        command = ["properdocs", "build", "--strict", "-f", config, "-d", tmp_path]
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
        )
    assert done.returncode == 0, done.stderr
    ours = {file.relative_to(built) for file in built.rglob("*.html")}
    theirs = {file.relative_to(tmp_path) for file in tmp_path.rglob("*.html")}
    assert theirs == ours
    for page in ours:
        assert (tmp_path / page).read_bytes() == (built / page).read_bytes()


def test_what_is_saved_is_served(site: Site, properdocs: None) -> None:
    """A page, and the output of a snippet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    serve = ["serve", "--dev-addr", address, "-f", "mkdocs.yml"]
    process = site.start("properdocs", *serve)

    def shows(text: str) -> bool:
        with urllib.request.urlopen(f"http://{address}/it/") as answer:
            return text in answer.read().decode()

    try:
        assert any("Serving on" in line for line in process.stdout or ())
        assert shows("good 1.0")
        site.write("it", GOOD.replace("1.0", "2.0"))
        until(lambda: shows("good 2.0"))
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    finally:
        process.kill()
