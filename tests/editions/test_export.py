"""The exported tree needs nothing of ours, and another generator builds all of it."""

import errno
import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from shared import once
from site_pages import STEMS, place
from sites import LIGHT

from runpages.editions.export import export, formulas
from runpages.errors import RunpagesError
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.settings import Settings, load
from runpages.site import loading

CI = os.environ.get("CI") == "true"


def write_tree(settings: Settings, library: Library, target: Path) -> None:
    """Export a site, as the command line does."""
    config = loading.load(settings.root)
    pages, assets = loading.every_page(config), loading.assets(config)
    export(settings, library, pages, assets, target)


@pytest.fixture(scope="module")
def tree(
    settings: Settings, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """This site, exported."""
    return once(
        tmp_path_factory, "tree", lambda folder: write_tree(settings, library, folder)
    )


@pytest.fixture(scope="module")
def other(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported site, built by Zensical where none of our modules can be found."""
    if not CI and not importlib.util.find_spec("zensical"):
        pytest.skip("Zensical is not installed")

    def make(folder: Path) -> None:
        shutil.copytree(tree, folder)
        command = [sys.executable, "-I", "-m", "zensical", "build"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "other", make) / "site"


def article(site: Path, stem: str) -> str:
    """The content of a page of a built site, without figures, formulas and links."""
    name = f"{place(stem)}index.html"
    page = (site / name).read_text("utf-8")
    page = page[page.index("<h1") : page.index("</article>")]
    page = re.sub(r'<div class="top">.*?</div>', " ", page, flags=re.DOTALL)
    page = re.sub(r"<(svg|math|nav|aside|footer)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return page.partition('<p class="ran-on"')[0]


def unnamed(markup: str) -> str:
    """Markup without the names above its blocks."""
    named = r'<(a|span) class="(?:block-name|filename)".*?</\1>'
    return re.sub(named, " ", markup)


def text(markup: str) -> str:
    """What is to be read."""
    plain = html.unescape(re.sub(r"<[^>]+>", "", markup)).replace(
        "\N{PILCROW SIGN}", ""
    )
    return " ".join(plain.split())


def code(markup: str) -> list[str]:
    """The blocks of a page, as text, without marks of notes: they differ."""
    blocks = [text(b) for b in re.findall(r"<pre\b.*?</pre>", markup, re.DOTALL)]
    return [re.sub(r" (# )?\(\d\)!?(?= |$)", "", block) for block in blocks]


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_another_generator_shows_every_block(other: Path, built: Path, stem: str):
    """Code and outputs: the same blocks in the same order."""
    assert code(article(other, stem)) == code(article(built, stem))


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_another_generator_shows_every_number(other: Path, built: Path, stem: str):
    """All but the names above its blocks, and what is said of what moves."""
    page = unnamed(article(built, stem))
    moves = r'<p class="live">.*?</p>|<noscript>.*?</noscript>'
    page = re.sub(moves, " ", page, flags=re.DOTALL)
    words = set(text(unnamed(article(other, stem))).split())
    assert set(text(page).split()) - words == set()


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_another_generator_shows_every_figure_and_formula(
    other: Path, built: Path, stem: str
):
    """As many as the site, which writes a name above a column without MathML."""
    name = f"{place(stem)}index.html"
    ours, theirs = ((s / name).read_text("utf-8") for s in (built, other))
    assert theirs.count('class="figure"') == ours.count('class="figure"')
    above = re.findall(r"<th[^>]*><var>\w+</var></th>", ours)
    assert theirs.count("<math") == ours.count("<math") + len(above)
    for source in re.findall(r'<img[^>]*src="([^"]+)"', theirs):
        assert (other / name).parent.joinpath(source).resolve().exists()


def test_the_tree_names_nothing_of_ours(tree: Path):
    """No embed, no plugin, no hook, no override; what it names comes along."""
    config = yaml.safe_load((tree / "mkdocs.yml").read_text("utf-8"))
    assert [*config["plugins"]] == ["search", "offline"]
    for file in (*config["extra_css"], *config["extra_javascript"]):
        assert (tree / "docs" / file).exists()
    assert not {"hooks", "custom_dir"} & (set(config) | set(config["theme"]))
    pages = {
        file.relative_to(tree / "docs").with_suffix("").as_posix(): file.read_text(
            "utf-8"
        )
        for file in tree.rglob("docs/**/*.md")
    }
    assert sorted(pages) == STEMS
    left = [s for s, t in pages.items() if "{{<" in t or "{%<" in t]
    assert set(left) <= {"contributing", "how_it_works"}  # which show embeds as such


def test_formulas_become_mathml_and_code_stays():
    """Dollars in code are not formulas, and nothing in MathML is Markdown."""
    done = formulas("`$a$` costs $5 and $a*b$, $|x|$\n\n```\n$c$\n```\n", "a.md")
    assert done.startswith("`$a$` costs $5 and <math>")
    assert "```\n$c$\n```" in done
    made = re.findall(r"<math>.*?</math>", done)
    assert len(made) == 2
    assert not set("*_|`\\") & set("".join(made))


def test_a_folder_that_holds_something_is_left_alone(
    settings: Settings, library: Library, tmp_path: Path
):
    """The message says what to do."""
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(RunpagesError, match=r"not an empty folder\. Name another"):
        write_tree(settings, library, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_behind(
    settings: Settings,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """Neither half a tree nor the folder that it was being written to."""
    (tmp_path / "empty").mkdir()
    write = Path.write_text

    def fill_up(file: Path, *text: str) -> int:
        if file.name == "mkdocs.yml":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, *text)

    monkeypatch.setattr(Path, "write_text", fill_up)
    for name in ("new", "empty"):
        with pytest.raises(RunpagesError, match=r"No space left on device. Make room"):
            write_tree(settings, library, tmp_path / name)
    assert [p.name for p in tmp_path.rglob("*")] == ["empty"]


def test_files_that_cannot_be_copied_are_said_briefly(
    settings: Settings,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """The first reason, and not a list of all the files."""

    def fill_up(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copystat", fill_up)
    with pytest.raises(RunpagesError, match=r"No space left") as caught:
        write_tree(settings, library, tmp_path / "new")
    assert len(str(caught.value)) < 300
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", ["docs", "docs/tree", ".cache/runpages/tree"])
def test_nothing_is_exported_into_what_a_build_reads(tmp_path: Path, folder: str):
    """The next build would take it for pages."""
    (tmp_path / "mkdocs.yml").write_text("site_name: A\n", "utf-8")
    with pytest.raises(RunpagesError, match="which a build reads"):
        export(Settings(tmp_path), Library(), [], {}, tmp_path / folder)


def test_what_the_site_leaves_out_is_not_exported(tmp_path: Path):
    """Neither excluded pages nor excluded files."""
    (tmp_path / "docs").mkdir()
    config = "site_name: A\nexclude_docs: |\n  old.*\ndraft_docs: next.md\n"
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    for name in ("index.md", "old.md", "old.csv", "next.md", "kept.csv"):
        (tmp_path / "docs" / name).write_text("# It\n", "utf-8")
    write_tree(Settings(tmp_path), Library(), tmp_path / "tree")
    names = {p.name for p in (tmp_path / "tree/docs").iterdir()}
    assert names == {"index.md", "kept.csv"}


@pytest.mark.slow
def test_a_file_that_is_let_in_again_is_exported(tmp_path: Path):
    """As MkDocs shows it, although its folder is left out."""
    (tmp_path / "docs/old").mkdir(parents=True)
    config = "site_name: A\nexclude_docs: |\n  old/\n  !old/kept.csv\n"
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    for name in ("index.md", "old/kept.csv", "old/gone.csv"):
        (tmp_path / "docs" / name).write_text("# It\n", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    subprocess.run(command, cwd=tmp_path, check=True)
    write_tree(Settings(tmp_path), Library(), tmp_path / "tree")
    for made in ("site", "tree/docs"):
        found = {p.name for p in (tmp_path / made).rglob("*.csv")}
        assert found == {"kept.csv"}


@pytest.mark.slow
def test_what_is_let_in_again_is_shown_by_the_next_build(tmp_path: Path):
    """The exported mkdocs.yml says so, too."""
    (tmp_path / "docs").mkdir()
    config = "site_name: A\nexclude_docs: |\n  !.shown.md\n"
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    (tmp_path / "docs/.shown.md").write_text("# It\n", "utf-8")
    write_tree(Settings(tmp_path), Library(), tmp_path / "tree")
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    subprocess.run(command, cwd=tmp_path / "tree", check=True)
    assert (tmp_path / "tree/site/.shown/index.html").exists()


@pytest.mark.slow
def test_what_is_inherited_is_exported(tmp_path: Path):
    """With tags that only MkDocs understands; what is not set is left out."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# It\n", "utf-8")
    (tmp_path / "base.yml").write_text(
        "site_name: A\nrepo_url: !ENV NO_SUCH_NAME\nmarkdown_extensions:\n"
        "  pymdownx.emoji:\n"
        "    emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "  pymdownx.highlight: {anchor_linenums: true}\n",
        "utf-8",
    )
    (tmp_path / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nmarkdown_extensions:\n"
        "  pymdownx.highlight: {line_spans: __span}\n",
        "utf-8",
    )
    write_tree(Settings(tmp_path), Library(), tmp_path / "tree")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--strict"]
    subprocess.run(command, cwd=tmp_path / "tree", check=True)
    text = (tmp_path / "tree/mkdocs.yml").read_text("utf-8")
    assert "repo_url" not in text
    assert "!!python/name:material.extensions.emoji.twemoji" in text
    for name in ("anchor_linenums", "line_spans"):
        assert name in text


@pytest.mark.parametrize("named", ["missing.yml", "mkdocs.yml"])
def test_a_configuration_that_cannot_be_inherited_is_named(tmp_path: Path, named: str):
    """One that is missing, or itself."""
    (tmp_path / "mkdocs.yml").write_text(f"INHERIT: {named}\n", "utf-8")
    with pytest.raises(RunpagesError) as caught:
        load(tmp_path)
    assert str(caught.value) == (
        "mkdocs.yml:1: a file that it inherits is missing, or inherits itself. "
        "Name another at INHERIT."
    )


def test_values_of_the_environment_are_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As MkDocs reads them."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# It\n", "utf-8")
    config = "site_name: !ENV [NO_SUCH_NAME, A]\nsite_url: !ENV HERE\n"
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    monkeypatch.setenv("HERE", "https://a.example/")
    write_tree(Settings(tmp_path), Library(), tmp_path / "tree")
    text = (tmp_path / "tree/mkdocs.yml").read_text("utf-8")
    assert "site_name: A\nsite_url: https://a.example/\n" in text


@pytest.mark.parametrize(
    ("options", "leads"),
    [
        ("site_url: https://a.example/lines\n", "https://a.example/lines/b/c/"),
        ("site_url: https://a.example/lines/\n", "https://a.example/lines/b/c/"),
        (
            "site_url: https://a.example/lines\nuse_directory_urls: false\n",
            "https://a.example/lines/b/c.html",
        ),
        ("use_directory_urls: false\n", "../b/c.html"),
    ],
)
def test_exported_notebooks_lead_to_the_pages_of_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str, leads: str
):
    """Whether or not the address ends in a slash, and whatever pages end in."""
    texts = {
        "mkdocs.yml": f"site_name: A\n{options}",
        "docs/index.md": "---\nsnippet: it\n---\n# It\n\n[See](b/c.md) it.\n"
        '\n{{< cell("Say") >}}\n',
        "docs/b/c.md": "# C\n",
        "snippets/it.py": "# %% Say\nprint(1)\n",
    }
    for name, content in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(LIGHT))
    settings = Settings(tmp_path, devices=("cpu",))
    runner = Runner(settings)
    library = runner.refresh()()
    runner.close()
    write_tree(settings, library, tmp_path / "tree")
    book = (tmp_path / "tree/docs/notebooks/index.ipynb").read_text("utf-8")
    assert f"[See]({leads})" in book
    if "://" not in leads:  # it is there when that is built
        command = [sys.executable, "-m", "mkdocs", "build", "-q"]
        subprocess.run(command, cwd=tmp_path / "tree", check=True)
        assert (tmp_path / "tree/site/notebooks" / leads).exists()


@pytest.mark.parametrize(
    "text",
    [
        "A lone ` mark.\n\nThen $a$, `code` and\n\n$b$ with `more`.\n",
        "- a lone ` mark\n- $a$ and ` another\n- $b$\n",
        "It costs $5\n\nor $a$ and $b$, in \\` code $5.\n",
    ],
    ids=["paragraphs", "list", "dollars"],
)
def test_inline_code_and_formulas_end_with_their_paragraph(text: str):
    """A mark without a partner is a mark; what comes later is read as ever."""
    done = formulas(text, "a.md")
    assert re.findall(r"<mi>(\w)</mi>", done) == ["a", "b"]
    left = re.sub(r"<math>.*?</math>|`[^`\n]*`", "", done)
    assert not re.search(r"\$[ab]", left)
