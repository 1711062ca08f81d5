"""Pages, snippets, cells and pictures of all names: what a form links to is there."""

import re
import shutil
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest
from bs4 import BeautifulSoup
from follow import broken
from shared import ROOT
from small_site import DRAWING, build, commit, configuration

from runpages.editions.export import dump

pytestmark = pytest.mark.slow

NAMES = ["a b", "50%", "ä ö", "線形", "a&b", "a#b", "a?b", "größe (1)", "it's _x_ [y]"]
PLACES = [f"{'figures/deep dir/' * (n % 2)}{name}" for n, name in enumerate(NAMES)]
"""The pages, every second one in a folder."""
BESIDE, PICTURE = "beside it #1.txt", "assets/my picture #1.svg"
PROGRAM = f"""# %% Größe データ
from pathlib import Path

import matplotlib.pyplot as plt

print('good', Path(__file__).with_name("{BESIDE}").read_text())
plt.plot([1, 2])
plt.show()
"""
PAGE = """---
snippet: "{name}"
title: "{name}"
---
# {name}

{{{{< cell("Größe データ", alt="A line") >}}}}

{{{{< figure("{other}:Größe データ", alt="Another line") >}}}}

See [it]({quoted}), [it too](<{readable}#größe>), [and with a title]({quoted} "It (1)").

## Größe

![A picture]({picture})
"""


def write(root: Path) -> None:
    """Each page shows its own program, what another drew, a picture, and links."""
    for folder in ("docs/figures/deep dir", "snippets"):
        (root / folder).mkdir(parents=True)
    shutil.copytree(ROOT / "docs/assets", root / "docs/assets")
    (root / "docs" / PICTURE).write_text(DRAWING, "utf-8")
    (root / "snippets" / BESIDE).write_text("text", "utf-8")
    links = [f"- [A page]({quote(place)}.md)" for place in PLACES]
    (root / "docs/index.md").write_text("\n".join(["# Home\n", *links]), "utf-8")
    for number, (name, place) in enumerate(zip(NAMES, PLACES, strict=True)):
        (root / f"snippets/{name}.py").write_text(PROGRAM, "utf-8")
        up = "../" * place.count("/")
        link = f"{up}{PLACES[number - 1]}.md"
        given = {"name": name, "other": NAMES[number - 1], "quoted": quote(link)}
        given |= {"readable": re.sub("[#?%]", lambda sign: quote(sign[0]), link)}
        given |= {"picture": up + quote(PICTURE)}
        (root / f"docs/{place}.md").write_text(PAGE.format(**given), "utf-8")


@pytest.fixture(
    scope="module",
    params=["published", pytest.param("offline", marks=pytest.mark.thorough)],
)
def named(request: pytest.FixtureRequest, tmp_path_factory) -> tuple[Path, str]:
    """The site and its address: one that is published, or is read from disk."""
    root = tmp_path_factory.mktemp("named")
    write(root)
    config = configuration(["index.md", *(f"{place}.md" for place in PLACES)])
    if request.param == "offline":
        config |= {"site_url": "", "use_directory_urls": False}
    (root / "mkdocs.yml").write_text(dump(config), "utf-8")
    commit(root, "All of it", 1)
    return build(root, "--strict", "-q"), config["site_url"]


def test_every_page_shows_what_its_program_printed_and_drew(named) -> None:
    """And what another drew; its notebook, too, which is valid."""
    site, _ = named
    for place in PLACES:
        pages = (site / f"{above}{place}" for above in ("", "notebooks/"))
        for page in pages:
            file = page / "index.html" if page.is_dir() else f"{page}.html"
            soup = BeautifulSoup(Path(file).read_text("utf-8"), "html.parser")
            assert "good text" in soup.text
            assert len(soup.select("svg.figure")) == 2
        book = nbformat.read(site / f"notebooks/{place}.ipynb", as_version=4)
        nbformat.validate(book)


def test_every_link_and_picture_of_every_form_is_there(named) -> None:
    """On pages, in Markdown, notebooks, lists, feed, and what the search finds."""
    site, address = named
    assert broken(site, address or "https://nowhere.example/") == []
