"""Whatever is wrong in a page or in mkdocs.yml, the build says where, and the cure."""

import os
from pathlib import Path

import pytest
import yaml
from sites import CONFIG, Site

from runpages.errors import RunpagesError
from runpages.site.loading import documents, load

pytestmark = pytest.mark.slow

CASES = yaml.safe_load(Path(__file__).with_name("faults.yml").read_text("utf-8"))
EXTENSIONS = "[admonition, footnotes, md_in_html, pymdownx.arithmatex, pymdownx.details"
HEAD = "---\ntitle: {0}\ndescription: Of {0}.\n---\n\n# {0}\n\n"


@pytest.fixture
def whole(site: Site) -> Site:
    """A site in which nothing is missing."""
    config = CONFIG.replace("timeout: 30", "complete: true")
    config = config.replace("[attr_list", EXTENSIONS)
    config += "validation: {anchors: warn}\nnav:\n  - Home: index.md\n  - It: it.md\n"
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    for name in ("index", "it"):
        site.page(name, HEAD.format(name))
    (site.root / "snippets/it.py").unlink()
    return site


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_said(whole: Site, case: str) -> None:
    """With the file, the line, and what to do; a strict build fails."""
    fault = CASES[case]
    whole.page("it", HEAD.format("it") + fault.get("page", "Text.") + "\n")
    file = whole.root / "mkdocs.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(*fault.get("config", ("nav", "nav"))), "utf-8")
    status, output = whole.call("mkdocs", "build", "--strict")
    assert status == 1
    assert fault["message"] in output


def test_words_for_the_search_have_a_heading(whole: Site) -> None:
    """One that is misspelt is said, with the one that is near."""
    config = (whole.root / "mkdocs.yml").read_text("utf-8")
    config = config.replace("{name: null, custom_dir: theme}", "material")
    (whole.root / "mkdocs.yml").write_text(config, "utf-8")
    words = "description: Of it.\nsearch: {headings: {plto: drawing}}"
    head = HEAD.format("it").replace("description: Of it.", words)
    whole.page("it", f"{head}## Plot\n\nText.\n")
    status, output = whole.call("mkdocs", "build", "--strict")
    assert status == 1
    assert "docs/it.md: 'search' gives words to 'plto', which is no heading" in output
    assert "Did you mean 'plot'?" in output


def test_what_is_whole_is_built(whole: Site) -> None:
    """The other cases fail for what they say."""
    whole.page("it", HEAD.format("it") + "[Home](index.md), `[^1]` and `$$`.\n")
    assert whole.call("mkdocs", "build", "--strict", "-q") == (0, "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_no_page(whole: Site) -> None:
    """Nobody would ever write into it."""
    os.mkfifo(whole.root / "docs/pipe.md")
    status, output = whole.call("mkdocs", "build", "-q")
    assert status == 1
    assert "docs/pipe.md: cannot be read: it is no file, and may never end" in output


def test_a_folder_that_cannot_be_read_is_said(
    whole: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site without its pages would be built."""
    scan = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder).name == "docs":
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(RunpagesError, match=r"docs: cannot be read: Permission denied"):
        documents(load(whole.root))
