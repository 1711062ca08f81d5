"""`mkdocs serve`: whatever an author saves, every request is answered."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from projects import PATIENCE, hear_ctrl_c, until
from sites import CONFIG, GOOD, Site

pytestmark = pytest.mark.slow

# A server that looks for changes more often, so that the test need not wait.
SERVE = """
import functools
from mkdocs import livereload
from mkdocs.__main__ import cli

server = livereload.LiveReloadServer
server.__init__ = functools.partialmethod(server.__init__, polling_interval=0.05)
cli(["serve", "--dev-addr", "127.0.0.1:PORT"])
"""


class Served(Site):
    """A site that is being served."""

    def __init__(self, root: Path, warm: Path) -> None:
        super().__init__(root)
        shutil.copytree(warm / ".cache", root / ".cache")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.begin()

    def begin(self) -> None:
        """Start the server, and wait until it serves."""
        self.log = (self.root / "log.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE.replace("PORT", str(self.port))],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=hear_ctrl_c,
        )
        until(lambda: "Serving on" in self.logged() or self.process.poll() is not None)
        assert self.process.poll() is None, self.logged()

    def get(self, page: str = "it/") -> str:
        """One request; it must be answered."""
        address = f"http://127.0.0.1:{self.port}/{page}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def until(self, found: Callable[[str], bool], page: str = "it/") -> str:
        """Ask for a page until it is as expected."""
        html = ""

        def there() -> bool:
            nonlocal html
            html = self.get(page)
            return found(html)

        until(there)
        return html

    def logged(self) -> str:
        """What the terminal shows."""
        return (self.root / "log.txt").read_text("utf-8")

    def stop(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.log.close()


@pytest.fixture(scope="module")
def server(
    warm: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, str]]:
    """A served site of two pages, and how its second page looks."""
    site = Served(tmp_path_factory.mktemp("served"), warm)
    yield site, plain(site.get())
    site.stop()


@pytest.fixture
def served(server: tuple[Served, str]) -> Served:
    """The same site for one test after another, as it was in the beginning."""
    site, before = server
    for file in [*site.root.glob("docs/*"), *site.root.glob("snippets/*")]:
        if file.stem not in ("index", "it"):
            file.unlink()
    site.two_pages()
    site.until(lambda html: plain(html) == before)
    return site


def plain(html: str) -> str:
    """A page without the script that reloads it, which is another each time."""
    return html.partition("<script")[0]


@pytest.fixture
def alone(tmp_path: Path, warm: Path) -> Iterator[Served]:
    """A served site of two pages for a test that changes its settings."""
    site = Served(tmp_path, warm)
    yield site
    site.stop()


def test_a_mistake_in_a_snippet_is_shown_and_mended(served: Served) -> None:
    """On the page and in the terminal; the last good output stays; all goes on."""
    served.write("it", "# %% Data\nraise ValueError('oh')\n")
    html = served.until(lambda html: "raised ValueError: oh" in html)
    assert "good 1.0" in html
    assert "snippets/it.py:2: cell 'Data' raised ValueError: oh" in served.logged()
    assert "<h1" in served.get("")
    served.write("it", GOOD.replace("good", "mended"))
    html = served.until(lambda html: "mended 1.0" in html)
    assert "ValueError" not in html


def test_a_mistake_in_a_page_is_shown_and_mended(served: Served) -> None:
    """With the line of the file; the rest of the site is as before."""
    served.page("it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Date") >}}\n')
    html = served.until(lambda html: "has no cell" in html)
    assert "docs/it.md:6: snippet" in html
    assert "good 1.0" in html
    served.page("it", "---\nsnippet: [\n---\n# It\n")
    served.until(lambda html: "is not YAML" in html)
    served.page("it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Data") >}} back\n')
    html = served.until(lambda html: "back" in html)
    assert "has no cell" not in html


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("site_name: 'It\n", "mkdocs.yml:1: a quotation mark is not closed"),
        (f"{CONFIG}nowhere: [\n", "mkdocs.yml:"),
        (CONFIG.replace("{name: null,", "{name: nil,"), "mkdocs.yml:3: 'theme': Unrec"),
    ],
)
def test_a_mistake_in_the_configuration_is_shown_and_mended(
    alone: Served, config: str, said: str
) -> None:
    """On the pages as they were, in a line of the terminal, and without a traceback."""
    file = alone.root / "mkdocs.yml"
    good = file.read_text("utf-8")
    file.write_text(config, "utf-8")
    html = alone.until(lambda html: "build-error" in html)
    assert said in html
    assert "good 1.0" in html
    assert "Traceback" not in alone.logged()
    file.write_text(good, "utf-8")
    alone.until(lambda html: "build-error" not in html)


def test_a_page_that_cannot_be_read_stays_as_it_was(served: Served) -> None:
    """With what is wrong above it; the other pages say nothing of it."""
    (served.root / "docs/it.md").write_bytes(b"# It\n\ncaf\xe9\n")
    html = served.until(lambda html: "is not UTF-8" in html)
    assert "Below is the page as it was before" in html
    assert "good 1.0" in html
    assert "UTF-8" not in served.get("")
    served.page("it", "# It is back\n")
    assert "UTF-8" not in served.until(lambda html: "It is back" in html)


def test_snippets_and_pages_come_and_go_without_a_restart(served: Served) -> None:
    """Added, renamed, deleted."""
    served.write("new", GOOD.replace("good", "new"))
    served.page("new", '---\nsnippet: new\n---\n# New\n\n{{< cell("Data") >}}\n')
    served.until(lambda _: "404" not in _status(served, "new/"), "")
    served.until(lambda html: "new 1.0" in html, "new/")
    (served.root / "snippets/new.py").rename(served.root / "snippets/named.py")
    served.until(lambda html: "unknown snippet" in html, "new/")
    served.page("new", '---\nsnippet: named\n---\n# New\n\n{{< cell("Data") >}}\n')
    served.until(lambda html: "unknown snippet" not in html, "new/")
    (served.root / "docs/new.md").unlink()
    (served.root / "snippets/named.py").unlink()
    served.until(lambda _: "404" in _status(served, "new/"), "")


def test_a_file_that_a_page_includes_is_watched(served: Served) -> None:
    """Also one that it included only when the server was running."""
    (served.root / "table.md").write_text("first\n", "utf-8")
    served.page("it", '# It\n\n{{< include("table.md") >}}\n')
    served.until(lambda html: "first" in html)
    (served.root / "table.md").write_text("second\n", "utf-8")
    served.until(lambda html: "second" in html)


def test_a_file_that_could_not_be_included_is_watched(served: Served) -> None:
    """Or mending it would change nothing."""
    (served.root / "table.md").write_bytes(b"caf\xe9\n")
    served.page("it", '# It\n\n{{< include("table.md") >}}\n')
    served.until(lambda html: "0xe9 is not UTF-8" in html)
    (served.root / "table.md").write_text("mended\n", "utf-8")
    served.until(lambda html: "mended" in html)


def test_a_file_that_comes_after_the_page_that_includes_it_is_noticed(
    served: Served,
) -> None:
    """Each time, where it is taken away again."""
    file = served.root / "later/table.md"
    file.parent.mkdir()
    served.page("it", '# It\n\n{{< include("later/table.md") >}}\n')
    for text in ("first", "second"):
        served.until(lambda html: "no file 'later/table.md'" in html)
        file.write_text(f"{text}\n", "utf-8")
        served.until(lambda html, text=text: text in html)
        file.unlink()


def test_a_mended_citation_is_noticed(alone: Served) -> None:
    """It belongs to all pages."""
    file = alone.root / "CITATION.cff"
    file.write_text("title: ok\nauthors: [{name: X}]\n", "utf-8")
    alone.stop()
    alone.begin()
    alone.until(lambda html: "good" in html)
    file.write_text("title: ok\n", "utf-8")
    alone.until(lambda html: "no authors" in html)
    file.write_text("title: ok\nauthors: [{name: X}]\n", "utf-8")
    alone.until(lambda html: "no authors" not in html)


def test_metadata_that_cannot_be_read_stop_no_server(alone: Served) -> None:
    """Although Binder's list of packages would be made of them."""
    config = f"{CONFIG}repo_url: https://github.com/a/b\n"
    (alone.root / "mkdocs.yml").write_text(config, "utf-8")
    alone.write("two", GOOD.replace("good", "two"))
    alone.page("two", '---\nsnippet: two\n---\n# Two\n\n{{< cell("Data") >}}\n')
    alone.until(lambda _: "404" not in _status(alone, "two/"), "")
    alone.write("it", f'# /// script\n# dependencies = ["torch\n# ///\n{GOOD}')
    alone.until(lambda html: "not valid TOML" in html)
    assert "two 1.0" in alone.get("two/")


def test_a_served_site_has_the_address_of_its_server(
    alone: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the one that it is published at."""
    (alone.root / "theme/main.html").write_text("{{ page.canonical_url }}", "utf-8")
    alone.stop()
    monkeypatch.setenv("SITE_URL", "https://lines.example/")
    alone.begin()
    address = f"http://127.0.0.1:{alone.port}/it/"
    assert alone.get("it/").startswith(f"{address}<")


def _status(served: Served, page: str) -> str:
    try:
        served.get(page)
    except OSError as error:
        return str(error)
    return "200"


SLOW = """# %% Data
import os
import time
from pathlib import Path

Path('ROOT/begun').write_text(f"{os.getpid()} ")
while not Path('ROOT/go').exists():
    time.sleep(0.02)
print('older')
"""


def test_a_snippet_saved_while_it_runs_is_run_again(served: Served) -> None:
    """And the older result never wins."""
    begun = served.root / "begun"
    served.write("it", SLOW.replace("ROOT", str(served.root)))
    until(lambda: begun.exists() and begun.read_text().endswith(" "))
    served.write("it", "# %% Data\nprint('newer')\n")
    (served.root / "go").touch()
    served.until(lambda html: "newer" in html)
    until(lambda: not Path(f"/proc/{begun.read_text().strip()}").exists())
    for _ in range(3):
        assert "older" not in served.get()


def test_a_run_without_end_holds_nothing_up(served: Served) -> None:
    """Pages that need no run are served, its own as it was; a newer save ends it."""
    begun = served.root / "begun"
    endless = SLOW.replace("ROOT", str(served.root)).replace("/go", "/never")
    served.write("it", endless)
    html = served.until(lambda html: "it.py: still runs." in html)
    assert "good 1.0" in html
    assert "ERROR" not in served.logged().rpartition("still runs")[0][-500:]
    served.page("index", "# Home, and new\n")
    served.until(lambda html: "and new" in html, "")
    served.write("it", GOOD.replace("good", "mended"))
    html = served.until(lambda html: "mended 1.0" in html)
    assert "still runs" not in html
    until(lambda: not Path(f"/proc/{begun.read_text().strip()}").exists())


def test_what_a_long_run_printed_is_shown_when_it_ends(served: Served) -> None:
    """Without another save; and a page that is saved meanwhile is no plugin's doing."""
    (served.root / "go").unlink(missing_ok=True)
    (served.root / "begun").unlink(missing_ok=True)
    before = len(served.logged())
    served.write("it", SLOW.replace("ROOT", str(served.root)))
    until((served.root / "begun").exists)
    served.page("it", '---\nsnippet: it\n---\n# Saved\n\n{{< cell("Data") >}}\n')
    served.until(lambda html: "still runs" in html and "Saved" in html)
    (served.root / "go").touch()
    served.until(lambda html: "older" in html and "still runs" not in html)
    assert "another plugin" not in served.logged()[before:]


def test_a_folder_of_snippets_that_comes_later_is_watched(alone: Served) -> None:
    """It is there with the first page that shows one."""
    alone.stop()
    alone.page("it", "# It\n")
    shutil.rmtree(alone.root / "snippets")
    alone.begin()
    alone.write("it", GOOD)
    alone.page("it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Data") >}}\n')
    alone.until(lambda html: "good 1.0" in html)
    alone.write("it", GOOD.replace("good", "better"))
    alone.until(lambda html: "better 1.0" in html)


@pytest.mark.thorough
def test_200_edits_leak_nothing(alone: Served) -> None:
    """Good, broken, good: no process, no file, no memory is left behind."""
    for number in range(200):
        if number % 3 == 1:
            alone.write("it", f"# %% Data\nraise ValueError('number {number}')\n")
        else:
            alone.write("it", f"# %% Data\nprint('number', {number})\n")
        alone.until(lambda html, n=number: f"number {n}" in html)  # type: ignore[misc]
        if number == 50:
            before = _use(alone.process.pid)
    after = _use(alone.process.pid)
    assert after["processes"] == before["processes"]
    assert after["files"] <= before["files"] + 2
    assert after["megabytes"] < before["megabytes"] * 1.2 + 20


def _use(pid: int) -> dict[str, float]:
    """Descendants, open files and resident memory of a process and its worker."""
    found = [pid]
    for one in found:
        children = Path(f"/proc/{one}/task").glob("*/children")
        found += [int(child) for file in children for child in file.read_text().split()]
    pages = [int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in found]
    return {
        "processes": len(found),
        "files": sum(len(os.listdir(f"/proc/{p}/fd")) for p in found),
        "megabytes": sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20,
    }
