"""Write the notebook of a page of exercises: tasks, checks, room for the answers."""

import posixpath
import re
from dataclasses import replace
from typing import Any

from runpages.editions.markdown import INSIDE, folding
from runpages.editions.notebook import Writer, unrun
from runpages.markup.plain_markdown import plain_markdown
from runpages.records.store import Library
from runpages.rendering.document import Code, Document, Placed
from runpages.settings import Site
from runpages.text import slug

SOLUTION = re.compile(r"^\?\?\? success .*\n" + INSIDE, re.MULTILINE)
ROOM = "# Your answer:\n\n\ncheck()"


def exercises(
    document: Document, library: Library, site: Site, folder: str | None = None
) -> dict[str, Any]:
    """Make the notebook of a page of exercises; the solutions stay on the page."""
    parts = (placed.part for placed in document.parts())
    name = next(part.snippet for part in parts if isinstance(part, Code))
    text = SOLUTION.sub("", document.text)
    asked = folding(replace(document, text=text))
    writer = _Tasks(asked, library, name, site, folder)
    for placed in asked.parts(plain_markdown):
        writer.add(placed)
    return writer.finish()


class _Tasks(Writer):
    """All code is to be run; below each check there is a cell for the answer."""

    def add(self, placed: Placed) -> None:
        """Add one part."""
        part = placed.part
        if not isinstance(part, Code):
            super().add(placed)
            return
        name = slug(posixpath.basename(part.snippet))
        self.cells.append(unrun(f"{name}-{slug(part.title)}", part.source))
        if part.title == "Check":
            self.cells.append(unrun(f"{name}-answer", ROOM))
