"""`mkdocs build`, from outside, on a site of two pages."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from sites import CONFIG, GOOD, Site

from runpages.template_cache import TemplateCache

pytestmark = pytest.mark.slow


def rarely(moment: float) -> object:
    """A parameter for thorough runs."""
    return pytest.param(moment, marks=pytest.mark.thorough)


def test_a_build_shows_what_the_snippet_printed(cold: Site) -> None:
    """And a second one, with nothing stale, imports no torch and starts no worker."""
    cold.light = False
    assert cold.call("mkdocs", "build", "--strict")[0] == 0
    assert "good 1.0" in cold.html()
    status, output = cold.call("mkdocs", "build", "--strict")
    assert status == 0
    assert "ran snippets" not in output
    timed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mkdocs", "build", "-q"],
        cwd=cold.root,
        env=cold.environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stderr
    imported = {line.rpartition("|")[2].strip() for line in timed.splitlines()}
    assert "runpages.rendering.render" in imported
    assert not {"torch", "jupytext", "nbformat", "matplotlib"} & imported


def test_a_failing_snippet_fails_the_build_and_keeps_the_site(
    built_once: Site,
) -> None:
    """One message, twice in a row; what was built before stays as it was."""
    site, before = built_once, built_once.html()
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


def test_an_unknown_cell_fails_the_build_and_keeps_the_site(
    built_once: Site,
) -> None:
    """With the line of the page."""
    site, before = built_once, built_once.html()
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
    "text", ["title: ok\n", "- a\n", "a: [\n", "title: ok\nauthors: me\n"]
)
def test_a_wrong_citation_fails_the_build_and_keeps_the_site(
    built_once: Site, text: str
) -> None:
    """One message, before the old site is deleted."""
    site = built_once
    (site.root / "CITATION.cff").write_text(text, "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "CITATION.cff:" in output
    assert "Traceback" not in output
    assert "good 1.0" in site.html()


def test_a_file_that_was_changed_in_the_site_is_written_anew(site: Site) -> None:
    """One that is as it was made is left alone: writing many takes a while."""
    assert site.call("mkdocs", "build", "-q")[0] == 0
    broken, whole = site.root / "site/it.md", site.root / "site/snippets/it.py"
    made, number = broken.read_bytes(), whole.stat().st_ino
    broken.write_bytes(b"")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert broken.read_bytes() == made
    assert whole.stat().st_ino == number


def test_a_site_is_built_from_any_folder(site: Site) -> None:
    """Paths are those of the project."""
    other = site.root / "other"
    other.mkdir()
    site.write("it", "# %% Data\nimport os\n\nprint(os.path.exists(__file__))\n")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "../mkdocs.yml"]
    done = subprocess.run(
        command,
        cwd=other,
        env=site.environment,
        capture_output=True,
        encoding="utf-8",
    )
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


def test_a_citation_may_leave_out_what_is_optional(site: Site) -> None:
    """Given names; and a version may look like a number."""
    text = "title: A\nversion: 0.1\nauthors: [{family-names: X}]\n"
    (site.root / "CITATION.cff").write_text(text, "utf-8")
    (site.root / "theme/main.html").write_text("{{ page.meta.editions.cite }}", "utf-8")
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert "{X}" in site.html()
    assert "{0.1}" in site.html()


def _hook(site: Site, text: str, more: str = "") -> None:
    """Have the site's build call functions of its own."""
    (site.root / "hook.py").write_text(text, "utf-8")
    (site.root / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n{more}", "utf-8")


def test_a_changed_filter_changes_the_page(site: Site) -> None:
    """What it made is no part of the templates that are kept."""
    hook = "def on_env(env, **_):\n    env.filters['shout'] = lambda s: s + ' {}'\n"
    (site.root / "theme/main.html").write_text("{{ 'Const' | shout }}", "utf-8")
    for version in ("v1", "v22"):  # of another size, or Python may take the old one
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
    assert "llms-full.txt: cannot be written: File too large. Make room" in done.stderr


def test_a_template_that_cannot_be_kept_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of it, in the folder of those that are kept."""

    def fail(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    loader = DictLoader({"a": "text"})
    Environment(loader=loader, bytecode_cache=TemplateCache(tmp_path)).get_template("a")
    assert not list(tmp_path.iterdir())


def test_a_terminal_that_speaks_ascii_only_is_told_all(site: Site) -> None:
    """Other letters are written as escapes."""
    site.write("größe", "# %% 線形\nraise ValueError('größe')\n")
    for command in (("mkdocs", "build", "-q"), ("runpages", "run")):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=site.root,
            env={**site.environment, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            encoding="ascii",
        )
        assert done.returncode == 1
        said = (
            r"snippets/gr\xf6\xdfe.py:2: cell '\u7dda\u5f62' raised ValueError: gr\xf6"
        )
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_what_cannot_be_read_is_said(site: Site) -> None:
    """A page, a citation, a configuration; what is renamed during the build, too."""
    page = site.root / "docs/gone.md"
    page.symlink_to("nowhere")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "docs/gone.md: cannot be read: No such file or directory. Mend" in output
    page.unlink()
    (site.root / "CITATION.cff").mkdir()
    assert "CITATION.cff: cannot be read: Is a dir" in site.call("mkdocs", "build")[1]
    (site.root / "CITATION.cff").rmdir()
    rename = "def on_nav(nav, config, files):\n    Path('docs/it.md').unlink()\n"
    (site.root / "hook.py").write_text(f"from pathlib import Path\n\n\n{rename}")
    (site.root / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n", "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert "docs/it.md: cannot be read: No such file or directory. Mend" in output
    assert "Traceback" not in output
    (site.root / "mkdocs.yml").unlink()
    (site.root / "mkdocs.yml").mkdir()
    status, output = site.call("runpages", "check")
    assert (status, output) == (
        1,
        "mkdocs.yml: cannot be read: Is a directory. Mend or remove it.\n",
    )


def test_a_page_that_is_empty_is_said(site: Site) -> None:
    """It is no mistake: a strict build succeeds."""
    site.page("void", "---\ntitle: Void\n---\n\n")
    status, output = site.call("mkdocs", "build", "--strict")
    assert status == 0
    assert "docs/void.md is empty" in output


def test_notebook_pages_are_built_where_the_cache_takes_none(site: Site) -> None:
    """What was kept there only saves time."""
    kept = site.root / ".cache/runpages/notebooks"
    kept.write_text("no folder", "utf-8")
    config = CONFIG.replace("timeout: 30", "timeout: 30, notebooks: build")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    assert site.call("mkdocs", "build", "-q", "--strict") == (0, "")
    assert "good 1.0" in site.html("notebooks/it/index.html")


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


def test_a_site_needs_no_extension_of_markdown(site: Site) -> None:
    """Code, output and figures are there all the same."""
    site.light = False
    config = (site.root / "mkdocs.yml").read_text("utf-8")
    plain = config.replace("[attr_list, pymdownx.superfences]", "[]")
    (site.root / "mkdocs.yml").write_text(plain, "utf-8")
    site.write("it", GOOD + PLOT)
    site.page(
        "it", '---\nsnippet: it\n---\n# It\n\n{{< cell("Data", alt="A line") >}}\n'
    )
    assert site.call("mkdocs", "build", "-q") == (0, "")
    html = site.html()
    assert "good 1.0" in html
    assert "<svg" in html
    assert "{ ." not in html


PLOT = """
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
"""


def test_what_a_script_needs_beside_it_travels_with_it(site: Site) -> None:
    """A module and data, whatever they hold; nothing that is hidden."""
    site.write("beside", "y = 1\n")
    (site.root / "snippets/data.bin").write_bytes(b"\xff\x00")
    (site.root / "snippets/.secret").write_text("no")
    reads = "import beside\nfrom pathlib import Path\n\nhere = Path(__file__).parent\n"
    for name in ("data.bin", ".secret"):
        reads += f"(here / '{name}').read_bytes()\n"
    site.write("it", GOOD + reads)
    assert site.call("mkdocs", "build", "-q") == (0, "")
    folder = site.root / "site/snippets"
    assert (folder / "data.bin").read_bytes() == b"\xff\x00"
    assert sorted(f.name for f in folder.iterdir()) == [
        "beside.py",
        "data.bin",
        "it.py",
    ]
