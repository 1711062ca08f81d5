"""Which warnings a reader sees, and which are for the log."""

import pytest
from projects import Project

AGED = """
    # %% Install
    import sys, warnings
    from pathlib import Path
    Path("site-packages").mkdir()
    Path("site-packages/aged.py").write_text(
        "import warnings\\n"
        "def old(category, stacklevel=1):\\n"
        "    warnings.warn('this will change', category, stacklevel)\\n"
    )
    sys.path.insert(0, "site-packages")
    warnings.simplefilter("always")
    import aged
"""


@pytest.mark.parametrize(
    "category", ["DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"]
)
def test_deprecations_inside_a_package_are_for_the_log(
    project: Project, category: str
) -> None:
    """No reader can do anything about them."""
    project.write("it", f"{AGED}\n    # %% Use\n    aged.old({category})\n")
    library = project.refresh()
    assert library.records["it"]["cpu"].cell("Use")["outputs"] == []
    said = f"snippets/it.py: cell 'Use': aged.py:3: {category}: this will change"
    assert library.said == [said]


def test_warnings_that_a_reader_can_act_on_are_shown(project: Project) -> None:
    """About the snippet's own lines, every UserWarning, and what a cell asks for."""
    project.write(
        "it",
        f"""{AGED}
    # %% Own line
    aged.old(FutureWarning, 2)

    # %% User
    aged.old(UserWarning)

    # %% Asked for tags=["deprecations"]
    aged.old(FutureWarning)
""",
    )
    library = project.refresh()
    cells = library.records["it"]["cpu"].cells[1:]
    shown = [cell["outputs"][0]["text"].splitlines()[0] for cell in cells]
    assert shown == [
        "it.py:15: FutureWarning: this will change",
        "aged.py:3: UserWarning: this will change",
        "aged.py:3: FutureWarning: this will change",
    ]
    assert library.said == []
