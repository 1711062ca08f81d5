"""Code leads to the documentation of what it names."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from runpages.markup.parts import code
from runpages.records.api_links import BASE, FILE, addresses, api_links
from runpages.records.store import Library
from runpages.rendering.document import Code


def cell(*names: tuple[int, int, int, list[str]]) -> dict:
    """A cell as its record has it."""
    return {"metadata": {"names": [list(name) for name in names]}}


def test_only_what_is_documented_has_a_link() -> None:
    """By the first of its names that has a page."""
    known = (1, 0, 9, ["torch.nn.Linear.parameters", "torch.nn.Module.parameters"])
    unknown = (2, 0, 3, ["torch.nothing"])
    (link,) = api_links(cell(known, unknown))
    assert link.address == f"{BASE}generated/torch.nn.Module.html" + (
        "#torch.nn.Module.parameters"
    )
    assert list(api_links({"metadata": {}})) == []


def test_each_address_is_that_of_a_name_that_a_snippet_uses(library: Library) -> None:
    """In order, each once; what nobody uses any more goes."""
    lines = [n for n in FILE.read_text("utf-8").splitlines() if not n.startswith("#")]
    names = [line.split()[0] for line in lines]
    assert names == sorted(set(names))
    runs = [run for runs in library.records.values() for run in runs.values()]
    cells = [one for run in runs for one in run.cells]
    used = {link.address for one in cells for link in api_links(one)}
    assert used == {BASE + page for page in addresses().values()}
    for page in addresses().values():
        assert re.fullmatch(r"(generated/)?[\w.]+\.html(#[\w.-]+)?", page)


def test_the_code_stays_the_code() -> None:
    """A link stands around a name, and whoever copies gets plain code."""
    source = "optimizer = torch.optim.SGD([W], lr=0.1)  # <- é"
    place = (1, 12, 27, ["torch.optim.SGD"])
    links = tuple(api_links(cell(place)))
    soup = BeautifulSoup(
        code(Code("it", "Train", source, links=links), {}), "html.parser"
    )
    link = soup.select_one("pre a")
    assert link
    assert link.text == "torch.optim.SGD"
    assert link["href"] == f"{BASE}generated/torch.optim.SGD.html"
    assert soup.select_one("pre").text == source + "\n"


@pytest.mark.slow
def test_a_page_leads_to_each_place_once(built: Path) -> None:
    """Or the code would be full of links."""
    for file in built.glob("*/index.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        links = [link["href"] for link in soup.select("pre a[href^=http]")]
        assert len(links) == len(set(links)), file
