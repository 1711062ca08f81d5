"""`mkdocs build` and the command line, from outside, on a site of two pages."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from projects import PATIENCE, ancestors, survivors, until
from sites import CONFIG, GOOD, Site

from runpages.authored.template import Compiled
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
def method(request: pytest.FixtureRequest, site: Site) -> str:
    """The site's runs are forked, or, as on macOS and Windows, not."""
    fork = str(request.param == "fork").lower()
    config = CONFIG.replace("timeout: 30", f"timeout: 1000, fork: {fork}")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    return str(request.param)


def rarely(moment: float) -> object:
    """A parameter for thorough runs."""
    return pytest.param(moment, marks=pytest.mark.thorough)


def begun(file: Path) -> int:
    """The process that runs the slow snippet, once it does."""
    until(lambda: file.exists() and file.read_text().endswith(" "))
    return int(file.read_text())


def test_a_build_shows_what_the_snippet_printed(cold: Site) -> None:
    """And a second one, with nothing stale, imports no torch and starts no worker."""
    assert cold.call("mkdocs", "build", "--strict")[0] == 0
    assert "good 1.0" in cold.html()
    status, output = cold.call("mkdocs", "build", "--strict")
    assert status == 0
    assert "ran snippets" not in output
    timed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mkdocs", "build", "-q"],
        cwd=cold.root,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stderr
    imported = {line.rpartition("|")[2].strip() for line in timed.splitlines()}
    assert "runpages.rendering.render" in imported
    assert not {"torch", "jupytext", "nbformat", "matplotlib"} & imported


def test_a_failing_snippet_fails_the_build_and_keeps_the_site(site: Site) -> None:
    """One message, twice in a row; what was built before stays as it was."""
    site.call("mkdocs", "build")
    before = site.html()
    site.write("it", "# %% Data\nx = 1 / 0\n")
    for _ in range(2):
        status, output = site.call("mkdocs", "build", "-q")
        assert status == 1
        lines = [line for line in output.splitlines() if line.startswith("ERROR")]
        assert lines == [
            "ERROR   -  snippets/it.py:2: cell 'Data' raised ZeroDivisionError: "
            "division by zero. To see it: python snippets/it.py"
        ]
    assert site.html() == before


def test_an_unknown_cell_fails_the_build_and_keeps_the_site(site: Site) -> None:
    """With the line of the page."""
    site.call("mkdocs", "build")
    before = site.html()
    site.page("it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Date") >}}\n')
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert (
        "docs/it.md:6: snippet 'it' has no cell 'Date'. Did you mean 'Data'?" in output
    )
    assert site.html() == before


def test_a_new_snippet_that_fails_is_the_only_message(site: Site) -> None:
    """In its own file, however many pages show it."""
    site.write("it", "# %% Data\nx = 1 / 0\n")
    site.page("index", '# Home\n\n{{< cell("it:Data") >}}\n')
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert output.count("ERROR") == 1
    assert "ERROR   -  snippets/it.py:2: cell 'Data' raised ZeroDivision" in output
    assert not (site.root / "site").exists()


def test_a_wrong_formula_fails_the_build_and_keeps_the_site(site: Site) -> None:
    """With the line of the page."""
    config = CONFIG.replace("[attr_list", "[attr_list, pymdownx.arithmatex")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    site.call("mkdocs", "build")
    site.page("index", "# Home\n\nCosts `$5`, or $\\frac{1$.\n")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "docs/index.md:3: formula '\\frac{1'" in output
    assert "good 1.0" in site.html()


def test_a_page_that_is_not_utf8_fails_the_build(site: Site) -> None:
    """With the line and the byte."""
    (site.root / "docs/index.md").write_bytes(b"# Home\n\ncaf\xe9\n")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "docs/index.md:3: byte 0xe9 is not UTF-8. Save the file as UTF-8" in output


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("devices: [cdua]", "no run and no recording on any of cdua. This machine's"),
        ("snippets: snipets", "option 'snippets' of plugin 'runpages' is 'snipets'."),
    ],
)
def test_an_option_that_would_show_nothing_is_said(
    site: Site, option: str, message: str
) -> None:
    """A misspelt name must not pass for a site without runs."""
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert message in output


def test_the_command_line_wants_the_folder_of_the_project(tmp_path: Path) -> None:
    """Elsewhere it says so, and leaves nothing behind."""
    command = [sys.executable, "-m", "runpages", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "mkdocs.yml: there is no such file. Run this in the folder" in done.stderr
    assert not list(tmp_path.iterdir())


HOSTILE = (
    "</code></pre><script>alert(1)</script> {{ x }} {{< x >}} **b** ```\\n```\\n<b>"
)


def test_printed_text_reaches_the_page_escaped(site: Site) -> None:
    """Markup, embeds, Markdown and fences in it are text."""
    site.write(
        "it", f"# %% Data\nprint('''{HOSTILE}''')\nprint('\\0 \\x02 \\x1b[1mbold')\n"
    )
    site.call("mkdocs", "build")
    html = site.html()
    assert "&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "{{ x }} {{&lt; x &gt;}} **b** ```" in html
    assert "␀ ␂ bold" in html


def test_output_that_is_not_utf8_is_shown_with_a_mark(site: Site) -> None:
    """Also without a final newline."""
    site.write("it", "# %% Data\nimport os\n\nos.write(1, b'caf\\xe9')\n")
    assert site.call("mkdocs", "build")[0] == 0
    assert "caf\N{REPLACEMENT CHARACTER}" in site.html()


def test_an_unknown_option_is_said(site: Site) -> None:
    """With the nearest one."""
    config = CONFIG.replace("timeout", "timout")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "check")
    assert status == 1
    line = config[: config.index("timout")].count("\n") + 1
    what = "plugin 'runpages' has no option 'timout'. Did you mean 'timeout'?"
    assert f"mkdocs.yml:{line}: {what}" in output


@pytest.mark.parametrize("option", ["jobs: -1", "timeout: 0", "output: much"])
def test_an_option_out_of_range_is_said(site: Site, option: str) -> None:
    """With what it may be, before anything runs."""
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "run")
    name = option.partition(": ")[0]
    assert status == 1
    assert f"option '{name}' of plugin 'runpages' is " in output
    assert "number of at least" in output


def test_run_prints_what_a_snippet_does_and_where_it_is_kept(cold: Site) -> None:
    """And names the nearest snippet where there is none of the name."""
    status, output = cold.call("runpages", "run", "it")
    assert status == 0
    assert "good 1.0" in output
    assert "it on cpu: .cache/runpages/cpu/it.ipynb" in output
    status, output = cold.call("runpages", "run", "its")
    assert status == 1
    assert "no snippet 'its'. Did you mean 'it'?" in output


def test_check_lists_what_is_missing_or_stale(cold: Site) -> None:
    """And runs nothing."""
    assert cold.call("runpages", "check")[1].splitlines()[-1] == (
        "snippets/it.py on cpu: missing"
    )
    cold.call("runpages", "run")
    assert cold.call("runpages", "check") == (0, "")
    cold.write("it", GOOD + "y = 1\n")
    assert cold.call("runpages", "check") == (1, "snippets/it.py on cpu: stale\n")


@pytest.mark.parametrize("victim", ["build", "worker", "guard", "child"])
def test_kill_9_leaves_nothing_behind(
    slow: tuple[Site, str, Path], victim: str, method: str
) -> None:
    """No process, no half of a record, no folder; good records are intact."""
    site, mark, flag = slow
    site.call("runpages", "run", "it")
    before = (site.root / ".cache/runpages/cpu/it.ipynb").read_bytes()
    process = site.start("mkdocs", "build", "-q")
    chain = ancestors(begun(flag))
    assert chain[3] == process.pid
    at = ["child", "guard", "worker", "build"].index(victim)
    os.kill(chain[at], signal.SIGKILL)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    if victim != "build":
        assert "snippets/slow.py" in output
        assert "killed" in output
    assert survivors(mark) == []
    files = [f for f in (site.root / ".cache").rglob("*") if f.is_file()]
    names = sorted(f.name for f in files if f.parent.name != "compiled")
    assert names == ["it.ipynb", "machine.json"]
    assert (site.root / ".cache/runpages/cpu/it.ipynb").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [2, *(pytest.param(n, marks=pytest.mark.thorough) for n in (0.3, 1, 3, 4))],
)
def test_kill_9_at_any_moment_costs_nothing(
    site: Site, marked: str, method: str, moment: float
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
    slow: tuple[Site, str, Path], method: str
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


def test_two_builds_share_a_cache(site: Site, method: str) -> None:
    """Both succeed, and the records they leave can be read."""
    for number in range(6):
        site.write(f"s{number}", GOOD + f"print({number})\n")
    both = [site.start("runpages", "run") for _ in range(2)]
    outputs = [process.communicate(timeout=PATIENCE)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    folder = site.root / ".cache/runpages/cpu"
    assert len(list(folder.glob("*.ipynb"))) == 7
    assert all(read(file) for file in folder.glob("*.ipynb"))


def test_builds_are_reproducible(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cold builds give the same bytes, with SOURCE_DATE_EPOCH set."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    site.write(
        "it",
        GOOD
        + "import matplotlib.pyplot as plt\n\nplt.plot([1, 2], [3, 4])\nplt.show()\n",
    )
    text = '---\nsnippet: it\n---\n# It\n\n{{< cell("Data", alt="A line") >}}\n'
    site.page("it", text)
    built = []
    for _ in range(2):
        assert site.call("mkdocs", "build", "-q") == (0, "")
        files = sorted(f for f in (site.root / "site").rglob("*") if f.is_file())
        built.append({f.name: f.read_bytes() for f in files if "sitemap" not in f.name})
        (site.root / ".cache/runpages/cpu/it.ipynb").unlink()
    assert built[0] == built[1]


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("cache: .", "apart from the project folder"),
        ("cache: recordings", "apart from the recordings folder"),
        ("cache: docs/cache", "apart from the docs folder"),
        ("jobs: 0.5", "It must be a whole number of at least 0"),
        ("memory: 1.5", "It must be a whole number of at least 0"),
        ("devices: cpu", "It must be a list of names"),
        ("fork: 2", "It must be true or false"),
        ("notebooks: often", "It must be never, build or always"),
        ("cache: site", "apart from the site folder"),
        ("cache: site/runpages", "apart from the site folder"),
        ("timeout: .inf", "It must be a number of at least 1"),
    ],
)
def test_an_option_that_would_do_harm_is_refused(
    site: Site, option: str, what: str
) -> None:
    """The cache is swept, so nothing else may be in it."""
    kept = site.root / "recordings/cpu/mine.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", "utf-8")
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "run")
    assert status == 1
    assert what in output
    assert kept.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plugins: [{runpages: 5}]", "mkdocs.yml:1: plugin 'runpages' has the options"),
        ("- a\n", "mkdocs.yml:1: it has no 'name: value'"),
        (
            "a: !x 1\nplugins:\n  runpages: {timeout: 0}\n",
            "mkdocs.yml:3: option 'timeout' of plugin 'runpages' is 0. It must be a",
        ),
        ("a: \x07\n", "mkdocs.yml: "),
    ],
)
def test_a_wrong_configuration_is_one_message(
    site: Site, text: str, message: str
) -> None:
    """Also where MkDocs would say it in another way."""
    (site.root / "mkdocs.yml").write_text(text, "utf-8")
    status, output = site.call("runpages", "check")
    assert status == 1
    assert message in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "text", ["title: ok\n", "- a\n", "a: [\n", "title: ok\nauthors: me\n"]
)
def test_a_wrong_citation_fails_the_build_and_keeps_the_site(
    site: Site, text: str
) -> None:
    """One message, before the old site is deleted."""
    site.call("mkdocs", "build")
    (site.root / "CITATION.cff").write_text(text, "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "CITATION.cff: " in output
    assert "Traceback" not in output
    assert "good 1.0" in site.html()


def test_recording_without_snippets_keeps_the_recordings(site: Site) -> None:
    """A folder that is missing must not cost them."""
    assert site.call("runpages", "record", "--device", "cpu")[0] == 0
    (site.root / "snippets").rename(site.root / "elsewhere")
    status, output = site.call("runpages", "record", "--device", "cpu")
    assert status == 1
    assert "snippets: there is no snippet in it" in output
    assert (site.root / "recordings/cpu/it.ipynb").exists()


def test_rendering_a_page_says_what_is_wrong_with_its_snippet(site: Site) -> None:
    """What is printed is of the last good run."""
    site.call("runpages", "run")
    site.write("it", "# %% Data\n1 / 0\n")
    status, output = site.call("runpages", "render", "docs/it.md")
    assert status == 1
    assert "snippets/it.py:2: cell 'Data' raised ZeroDivisionError" in output


def test_a_site_is_built_from_any_folder(site: Site) -> None:
    """Paths are those of the project."""
    other = site.root / "other"
    other.mkdir()
    site.write("it", "# %% Data\nimport os\n\nprint(os.path.exists(__file__))\n")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "../mkdocs.yml"]
    done = subprocess.run(command, cwd=other, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "True" in site.html()


def test_a_page_that_is_left_out_has_no_other_form(site: Site) -> None:
    """Excluded pages and drafts are in no form of the site, and may be unfinished."""
    more = "exclude_docs: |\n  old/\n  !.shown.md\ndraft_docs: next*.md\n"
    (site.root / "mkdocs.yml").write_text(CONFIG + more, "utf-8")
    site.page("old/gone", "# Gone\n")
    site.page("next_year", '# Draft\n\n{{< cell("it:Nothing") >}}\n')
    site.page("templates/form", "# Template\n")
    site.page("README", "# What index.md stands for\n")
    status, output = site.call("mkdocs", "build", "-q")
    assert (status, output.count("ERROR")) == (0, 0), output
    made = {p.relative_to(site.root / "site").as_posix() for p in _files(site)}
    assert {p for p in made if p.endswith(".md")} == {"index.md", "it.md"}
    assert made.isdisjoint({"old/gone/index.html", "next_year/index.html"})
    texts = [(site.root / f"site/llms{n}.txt").read_text() for n in ("", "-full")]
    assert not [t for t in texts if "Gone" in t or "Draft" in t or "Template" in t]


def test_a_page_that_is_let_in_again_is_rendered(site: Site) -> None:
    """MkDocs leaves out names with a dot, unless it is told not to."""
    more = "exclude_docs: |\n  !.shown.md\n"
    (site.root / "mkdocs.yml").write_text(CONFIG + more, "utf-8")
    site.page(".shown", '# Shown\n\n{{< value("it:x", ".2f") >}}\n')
    site.page(".left", '# Left\n\n{{< value("it:y") >}}\n')
    status, output = site.call("mkdocs", "build", "-q")
    assert (status, output.count("ERROR")) == (0, 0), output
    assert "1.00" in site.html(".shown/index.html")
    assert not (site.root / "site/.left").exists()
    assert site.call("runpages", "render", "docs/.shown.md")[0] == 0
    assert site.call("runpages", "render", "docs/.left.md")[0] == 1


def test_a_file_of_the_author_is_kept(site: Site) -> None:
    """Also where a form of the pages would stand, whichever is written first."""
    site.page("it", "# It\n")
    (site.root / "docs/llms.txt").write_text("My own.\n")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert (site.root / "site/llms.txt").read_text() == "My own.\n"
    assert "# It" in (site.root / "site/llms-full.txt").read_text()


def _files(site: Site) -> Iterator[Path]:
    return (p for p in (site.root / "site").rglob("*") if p.is_file())


def test_a_page_by_another_ending_is_said(site: Site) -> None:
    """MkDocs would show it with its embeds as they are written."""
    (site.root / "docs/other.markdown").write_text("# Other\n", "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert (
        "docs/other.markdown: the name of a page ends in .md, and not in .markdown. "
        "Rename it to other.md."
    ) in output
    config = CONFIG + "exclude_docs: other.markdown\n"
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    assert site.call("mkdocs", "build", "-q")[0] == 0


def test_a_page_in_a_linked_folder_is_rendered(site: Site, tmp_path: Path) -> None:
    """MkDocs follows links to folders, so rendering does."""
    (site.root / "elsewhere").mkdir()
    text = '# Linked\n\n{{< cell("it:Data") >}}\n'
    (site.root / "elsewhere/page.md").write_text(text, "utf-8")
    (site.root / "docs/linked").symlink_to(site.root / "elsewhere")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert "good 1.0" in site.html("linked/page/index.html")


def test_all_that_is_kept_is_in_the_cache_folder(site: Site) -> None:
    """Also the converted notebooks, wherever it is."""
    config = CONFIG.replace("timeout: 30", "cache: kept/here, notebooks: build")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    before = {p.name for p in site.root.iterdir()}
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert {p.name for p in site.root.iterdir()} == before | {"kept", "site"}
    assert [p.name for p in (site.root / "kept").iterdir()] == ["here"]
    assert list((site.root / "kept/here/notebooks").glob("*.json"))


@pytest.mark.parametrize("command", [["run", "it"], ["render", "docs/it.md"]])
def test_a_reader_that_has_seen_enough_ends_it_quietly(
    site: Site, command: list[str]
) -> None:
    """As `head` does: no traceback."""
    site.write("it", "# %% Data\nfor n in range(20_000):\n    print(n)\n")
    site.call("runpages", "run")
    process = subprocess.Popen(
        [sys.executable, "-m", "runpages", *command],
        cwd=site.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout.readline().startswith("#")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=PATIENCE) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_output_that_finds_no_room_is_one_line_of_complaint(site: Site) -> None:
    """And no traceback."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "runpages", "run", "it"],
            cwd=site.root,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "standard output: cannot be written: No space left on device. Make room."
    )
    assert "Traceback" not in done.stderr


def test_a_citation_may_leave_out_what_is_optional(site: Site) -> None:
    """Given names; and a version may look like a number."""
    text = "title: A\nversion: 0.1\nauthors: [{family-names: X}]\n"
    (site.root / "CITATION.cff").write_text(text, "utf-8")
    (site.root / "theme/main.html").write_text("{{ page.meta.editions.cite }}", "utf-8")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert "{X}" in site.html()
    assert "{0.1}" in site.html()


def test_a_snippet_is_run_by_its_path_as_well(site: Site) -> None:
    """As the shell completes it."""
    status, output = site.call("runpages", "run", "snippets/it.py")
    assert status == 0
    assert "good 1.0" in output


def _hook(site: Site, text: str, more: str = "") -> None:
    """Have the site's build call functions of its own."""
    (site.root / "hook.py").write_text(text, "utf-8")
    (site.root / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n{more}", "utf-8")


def test_a_changed_filter_changes_the_page(site: Site) -> None:
    """What it made is no part of the templates that are kept."""
    hook = "def on_env(env, **_):\n    env.filters['shout'] = lambda s: s + ' {}'\n"
    (site.root / "theme/main.html").write_text("{{ 'Const' | shout }}", "utf-8")
    for version in ("v1", "v2"):
        _hook(site, hook.format(version))
        assert site.call("mkdocs", "build", "-q")[0] == 0
        assert f"Const {version}" in site.html()


def test_a_repeated_argument_is_said_with_its_line(site: Site) -> None:
    """In the first build, and in the next."""
    embed = '{{< cell("Data", alt="a", alt="b") >}}'
    site.page("it", f"---\nsnippet: it\n---\n# It\n\n{embed}\n")
    for _ in range(2):
        status, output = site.call("mkdocs", "build", "-q")
        assert status == 1
        assert "docs/it.md:6: keyword argument repeated: alt" in output
        assert "Traceback" not in output


def test_a_page_of_the_author_is_kept(site: Site) -> None:
    """Where the notebook edition of another would stand."""
    notebooks = CONFIG.replace("timeout: 30", "timeout: 30, notebooks: build")
    (site.root / "mkdocs.yml").write_text(notebooks, "utf-8")
    site.page("notebooks/it", "# My own page\n")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert "My own page" in site.html("notebooks/it/index.html")
    assert (site.root / "site/notebooks/it.ipynb").exists()


def test_a_page_that_another_plugin_takes_out_has_no_other_form(site: Site) -> None:
    """It is not to be read, so in no text either."""
    get = "files.get_file_from_path('it.md')"
    _hook(site, f"def on_files(files, **_):\n    files.remove({get})\n")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    made = {p.relative_to(site.root / "site").as_posix() for p in _files(site)}
    assert made.isdisjoint({"it/index.html", "it.md", "notebooks/it.ipynb"})
    assert "# It" not in (site.root / "site/llms-full.txt").read_text("utf-8")


def test_what_another_plugin_writes_on_a_page_is_kept_or_warned_of(site: Site) -> None:
    """A page that embeds nothing shows it; of another, it would be lost in silence."""
    _hook(
        site,
        "from mkdocs.plugins import event_priority\n\n\n@event_priority(100)\n"
        "def on_page_markdown(markdown, **_):\n    return markdown + ' And more.'\n",
    )
    assert site.call("mkdocs", "build", "--strict")[0] == 1
    status, output = site.call("mkdocs", "build")
    assert status == 0
    assert "And more." in site.html("index.html")
    assert "And more." not in site.html()
    assert "docs/it.md: what was changed on this page before" in output
    assert "docs/index.md" not in output


@pytest.mark.skipif(os.name == "nt", reason="no limit for files there")
def test_a_form_that_finds_no_room_fails_the_build(site: Site) -> None:
    """None is cut off in silence."""
    site.write("it", "# %% Data\nprint('long ' * 20_000)\n")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    limited = "ulimit -f 400; exec {} -m mkdocs build -q"  # in blocks of 512 bytes
    for name in ("one", "two", "three"):
        text = f'# {name}\n\n{{{{< cell("it:Data") >}}}}\n'
        site.page(name, text)
    done = subprocess.run(
        ["sh", "-c", limited.format(sys.executable)],
        cwd=site.root,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "llms-full.txt: cannot be written: File too large. Make room." in done.stderr


def test_a_template_that_cannot_be_kept_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of it, in the folder of those that are kept."""

    def fail(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    Compiled(tmp_path).compile(Environment(), "text", "it", "it.md")
    assert not list(tmp_path.iterdir())


def test_messages_name_the_configuration_that_is_used(site: Site) -> None:
    """And the line in it, also in a build."""
    other = CONFIG.replace("timeout: 30", "timeout: 0")
    (site.root / "other.yml").write_text(other, "utf-8")
    status, output = site.call("mkdocs", "build", "-q", "-f", "other.yml")
    assert status == 1
    assert "other.yml:4: option 'timeout' of plugin 'runpages' is 0." in output


def test_a_limit_names_the_configuration_that_sets_it(site: Site) -> None:
    """It may be another than mkdocs.yml."""
    other = CONFIG.replace("timeout: 30", "timeout: 1")
    (site.root / "other.yml").write_text(other, "utf-8")
    site.write("it", "# %% Data\nwhile True:\n    pass\n")
    status, output = site.call("mkdocs", "build", "-q", "-f", "other.yml")
    assert status == 1
    assert "or raise 'timeout' in other.yml." in output


def test_embeds_of_a_page_that_another_plugin_adds_are_said(site: Site) -> None:
    """They would stand on the page as they are written."""
    (site.root / "hook.py").write_text(
        "from mkdocs.structure.files import File\n\n\n"
        "def on_files(files, config):\n"
        "    text = '# It\\n\\n{{< cell(\"it:Data\") >}}\\n'\n"
        "    files.append(File.generated(config, 'added.md', content=text))\n",
        "utf-8",
    )
    (site.root / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n", "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "added.md: its embeds are not rendered: another plugin added it" in output


@pytest.mark.skipif(os.name == "nt", reason="it has no such signal")
def test_a_shell_that_ignores_the_end_of_children_changes_nothing(site: Site) -> None:
    """As started by one that says: trap '' CHLD."""
    site.write("it", "# %% Data\nimport os\n\nos._exit(3)\n")
    command = f"trap '' CHLD; exec {sys.executable} -m runpages run"
    done = subprocess.run(
        ["sh", "-c", command], cwd=site.root, capture_output=True, encoding="utf-8"
    )
    assert "ended its process with status 3 in cell 'Data'" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
