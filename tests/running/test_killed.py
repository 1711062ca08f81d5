"""Whatever is killed, whenever: nothing is left behind, and nothing lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from projects import PATIENCE, ancestors, survivors, until
from sites import CONFIG, GOOD, Site

from runpages.records.record import read

pytestmark = pytest.mark.slow

SLOW = """# %% Wait
import os
import time

with open('FLAG', 'w') as flag:
    flag.write(f"{os.getpid()} ")
time.sleep(1000)
"""


@pytest.fixture
def slow(site: Site, marked: str) -> tuple[Site, str, Path]:
    """A site with a snippet that takes long, and the file that it begins with."""
    flag = site.root / "begun"
    site.write("slow", SLOW.replace("FLAG", str(flag)))
    return site, marked, flag


@pytest.fixture
def starting(request: pytest.FixtureRequest, site: Site) -> str:
    """The site's runs are forked, or, as on macOS and Windows, not."""
    fork = str(request.param == "fork").lower()
    config = CONFIG.replace("timeout: 30", f"timeout: 1000, fork: {fork}")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    return str(request.param)


def begun(file: Path) -> int:
    """The process that runs the slow snippet, once it does."""
    until(lambda: file.exists() and file.read_text().endswith(" "))
    return int(file.read_text())


@pytest.mark.parametrize(
    "victim", ["build", "pool", "fork server", "watchdog", "child"]
)
def test_kill_9_leaves_nothing_behind(
    slow: tuple[Site, str, Path], victim: str, starting: str
) -> None:
    """No process, no half of a record, no folder; good records are intact."""
    names = ["child", "watchdog", "fork server", "pool", "build"]
    if starting == "spawn":
        names.remove("fork server")
    if victim not in names:
        pytest.skip("there is none")
    site, mark, flag = slow
    site.call("runpages", "run", "it")
    before = (site.root / ".cache/runpages/cpu/it.ipynb").read_bytes()
    process = site.start("mkdocs", "build", "-q")
    chain = ancestors(begun(flag))
    assert chain[len(names) - 1] == process.pid
    os.kill(chain[names.index(victim)], signal.SIGKILL)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    if victim != "build":
        assert "snippets/slow.py" in output
        assert "killed" in output
    assert survivors(mark) == []
    files = [f for f in (site.root / ".cache").rglob("*") if f.is_file()]
    names = sorted(f.name for f in files if "compiled" not in f.parts)
    assert names == ["it.ipynb", "machine.json"]
    assert (site.root / ".cache/runpages/cpu/it.ipynb").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [2, *(pytest.param(n, marks=pytest.mark.thorough) for n in (0.3, 1, 3, 4))],
)
def test_kill_9_at_any_moment_costs_nothing(
    site: Site, marked: str, starting: str, moment: float
) -> None:
    """What the next build finds is whole, and it builds what it would have built."""
    for number in range(8):
        site.write(f"s{number}", GOOD + f"print({number})\n")
    process = site.start("mkdocs", "build", "-q")
    time.sleep(moment)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert survivors(marked) == []
    folder = site.root / ".cache/runpages/cpu"
    assert all(read(file) for file in folder.glob("*.ipynb"))
    assert site.call("mkdocs", "build", "-q") == (0, "")
    assert "good 1.0" in site.html()
    assert len(list(folder.iterdir())) == 9


def test_one_press_of_ctrl_c_stops_everything(
    slow: tuple[Site, str, Path], starting: str
) -> None:
    """Not only when the snippet ends; with what had finished kept."""
    site, mark, flag = slow
    process = site.start("mkdocs", "build", "-q")
    begun(flag)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert survivors(mark) == []
    assert not (site.root / ".cache/runpages/cpu/slow.ipynb").exists()


def test_two_builds_share_a_cache(site: Site, starting: str) -> None:
    """Both succeed, and the records they leave can be read."""
    for number in range(6):
        site.write(f"s{number}", GOOD + f"print({number})\n")
    both = [site.start("runpages", "run") for _ in range(2)]
    outputs = [process.communicate(timeout=PATIENCE)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    folder = site.root / ".cache/runpages/cpu"
    assert len(list(folder.glob("*.ipynb"))) == 7
    assert all(read(file) for file in folder.glob("*.ipynb"))


@pytest.mark.skipif(os.name == "nt", reason="it has no such signal")
def test_a_shell_that_ignores_the_end_of_children_changes_nothing(site: Site) -> None:
    """As started by one that says: trap '' CHLD."""
    site.write("it", "# %% Data\nimport os\n\nos._exit(3)\n")
    command = f"trap '' CHLD; exec {sys.executable} -m runpages run"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=site.root,
        env=site.environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert "ended its process with status 3 in cell 'Data'" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
