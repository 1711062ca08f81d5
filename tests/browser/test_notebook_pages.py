"""Lessons and their notebooks are forms of one page; and the list of all notebooks."""

import re

import pytest
from playwright.sync_api import Page, expect
from site_pages import BOOKS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACES = """() => [...document.querySelectorAll("h1, .forms a, .top > span")]
  .map((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return [one.textContent, range.getBoundingClientRect().toJSON()];
  })"""
TEXT = """all => all.map(e => {
  const range = document.createRange();
  range.selectNodeContents(e);
  const box = range.getBoundingClientRect();
  return [Math.round(box.left), Math.round(box.bottom), getComputedStyle(e).color];
})"""
HEIGHTS = "all => all.map(e => e.getBoundingClientRect().height)"
WIDTHS = "all => all.map(e => Math.round(e.getBoundingClientRect().width))"


def window(page: Page, width: int) -> None:
    """Give a page a window so wide."""
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", [1440, 390])
def test_a_lesson_and_its_notebook_are_tabs_at_one_place(
    page: Page, server: str, width: int
):
    """Whoever switches sees nothing move, and where they are."""
    window(page, width)
    page.goto(f"{server}real_data/")
    lesson, notebook = page.locator(".forms a").all()
    before = page.evaluate(PLACES)
    assert [said for said, _ in before][1:3] == ["Lesson", "Notebook"]
    notebook.click()
    page.wait_for_url("**/notebooks/real_data/")
    expect(notebook).to_have_attribute("aria-current", "page")
    assert page.evaluate(PLACES) == before
    lesson.click()
    page.wait_for_url("**/lines/real_data/")
    expect(lesson).to_have_attribute("aria-current", "page")
    assert notebook.get_attribute("aria-current") is None


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_cells_of_a_notebook_look_like_those_of_jupyter(
    page: Page, server: str, width: int
):
    """Numbered above their code, what they printed named in another color.

    All that begins at one edge; and no code wraps for it.
    """
    window(page, width)
    page.goto(f"{server}notebooks/optimizer/")
    cell = page.locator(".noted.cell").nth(2)
    out = page.locator(".noted.cell + .output").first
    names = [cell.locator(".block-name b"), out.locator(".block-name")]
    assert [name.inner_text() for name in names] == ["In [3]", "Out"]
    (left, end, blue), (same, _, orange) = (n.evaluate_all(TEXT)[0] for n in names)
    line = cell.locator("pre span", has_text="learning_rate =")
    start, _, _ = line.evaluate_all(TEXT)[0]
    assert max(left, same, start) - min(left, same, start) <= 1
    assert blue != orange
    assert end < cell.locator("pre").bounding_box()["y"] + 1
    long = cell.locator("pre span", has_text="print(f").first
    wraps = long.evaluate("e => e.getClientRects()[0].height") > 30
    assert wraps == (width == 390)


@pytest.mark.parametrize("width", [1440, 1280, 390, 320])
def test_an_answer_in_a_notebook_is_one_part_that_opens_below_its_cell(
    page: Page, server: str, width: int
):
    """With what the cell printed and why; all of it begins where the code does."""
    window(page, width)
    page.goto(f"{server}notebooks/optimizer/")
    answer = page.locator(".in + .answer", has_text="hour six: ")
    output, reason = answer.locator(".output pre > code"), answer.locator("p")
    expect(output).to_be_hidden()
    expect(page.locator("details", has_text="hour six: ")).to_have_count(1)
    answer.locator("summary").click()
    expect(output).to_be_visible()
    expect(reason).to_contain_text("six hours of cooling")
    code = page.locator(".in pre > code span", has_text="hour_six = 6").first
    edges = [one.evaluate_all(TEXT)[0][0] for one in (code, output, reason)]
    assert max(edges) - min(edges) <= 1


@pytest.mark.parametrize("width", [1280, 390])
def test_all_programs_of_a_notebook_look_like_one(page: Page, server: str, width: int):
    """Each block of code is a cell, above what it prints and draws; none is a lesson's.

    The title of a fold for code is left out, and no slider is meant.
    """
    window(page, width)
    page.goto(f"{server}notebooks/optimizer/")
    cell = page.locator(".cell", has_text="losses = []")
    expect(cell.locator(".block-name")).to_have_text("In [7] Train")
    below = cell.locator("xpath=following-sibling::*[1]")
    expect(below).to_contain_text("step 1000")
    expect(page.locator(".cell:not(.in)")).to_have_count(0)
    expect(page.get_by_text("Copy program")).to_have_count(0)
    expect(page.get_by_text("The code", exact=True)).to_have_count(0)
    expect(page.get_by_text("Change it:")).to_have_count(0)


def test_a_phone_shows_the_widest_line_of_a_notebook_whole(page: Page, server: str):
    """Names that a list prints, and no columns: they have more rows."""
    window(page, 390)
    page.goto(f"{server}notebooks/real_data/")
    code = page.locator(".output code", has_text="'flipper_length_mm'").first
    assert code.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_the_list_of_notebooks_has_the_same_columns_in_each_group(
    page: Page, server: str
):
    """Each with its time and its file; those of the last group, too."""
    window(page, 1440)
    page.goto(f"{server}notebooks/")
    heads = page.locator("table.data thead tr").all()
    widths = {tuple(head.locator("th").evaluate_all(WIDTHS)) for head in heads}
    assert len(heads) > 3
    assert len(widths) == 1
    rows = page.locator("table.data tbody tr")
    shown = sum(row.is_visible() for row in rows.all())
    assert shown == len(BOOKS)
    files = page.locator("[download]", has_text=".ipynb")
    assert max(files.evaluate_all(HEIGHTS)) < 24  # on one line
    row = rows.filter(has_text="with an optimizer")
    expect(row).to_contain_text(" min")
    with page.expect_download() as got:
        row.get_by_role("link", name="optimizer.ipynb").click()
    assert got.value.suggested_filename == "optimizer.ipynb"


def test_a_phone_has_a_notebook_of_the_list_below_the_other(page: Page, server: str):
    """What it does in the width of the page, then its time and its file on a line."""
    window(page, 390)
    page.goto(f"{server}notebooks/")
    row = page.locator("table.data tbody tr").first
    about, time, file = (cell.bounding_box() for cell in row.locator("td").all())
    assert about["width"] > 340
    assert time["y"] >= about["y"] + about["height"] - 1
    assert abs(time["y"] - file["y"]) < 6


def test_a_phone_begins_the_playground_with_nothing_that_leads_nowhere(
    page: Page, server: str
):
    """Its program is that of its settings, so no other is offered, nor announced."""
    window(page, 320)
    page.goto(f"{server}playground/")
    expect(page.locator(".top")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_text_of_a_notebook_can_be_hidden(page: Page, server: str, width: int):
    """What is left are its cells, and what they printed and drew; no script does it."""
    window(page, width)
    page.goto(f"{server}notebooks/zero_grad/")
    text = page.locator("article > :is(p:not(.drawn), h2, ul):visible")
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents).to_be_visible()
    said, cells = text.count(), page.locator(":is(.in.cell, .out, .drawn):visible")
    left = cells.count()
    assert said > 20
    hide = page.get_by_label("Hide the text")
    hide.check()
    expect(text).to_have_count(0)
    expect(contents).to_be_hidden()
    expect(cells).to_have_count(left)
    hide.uncheck()
    expect(text).to_have_count(said)


def test_a_long_cell_of_a_notebook_is_folded_below_its_number_and_name(
    page: Page, server: str
):
    """So none is missing in the count, and what may be used instead is said."""
    page.goto(f"{server}notebooks/real_data/")
    numbers = page.get_by_text(re.compile(r"^In \[\d+\]$")).locator("visible=true")
    said = numbers.all_inner_texts()
    assert said == [f"In [{n}]" for n in range(1, len(said) + 1)]
    folded = page.locator("summary", has_text="lines")
    assert folded.all_inner_texts() == [
        f"In [{n}] penguins.csv, 176 lines" for n in (1, 3)
    ]
    expect(page.get_by_text("Instead of the csv module, pandas")).to_be_visible()
