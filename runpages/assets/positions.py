"""Write what the positions of a slider show, as a script that is loaded when it moves.

A script and not JSON, since a page opened from disk may load nothing else.
"""

import json

from runpages.markup.parts import drawn
from runpages.rendering.document import Document
from runpages.rendering.sliders import Follows, Slider


def positions(document: Document) -> dict[str, str]:
    """Write the scripts of all sliders of a page, by their place in the site."""
    places: dict[str, dict[int, list[str]]] = {}
    for one in document.follows:
        places.setdefault(one.slider, {})[one.number] = _forms(one)
    parts = [placed.part for placed in document.table.values()]
    return {
        part.file: _script(part, places[part.name])
        for part in parts
        if isinstance(part, Slider)
    }


def _script(slider: Slider, places: dict[int, list[str]]) -> str:
    """Write what stands in each place, and what changes in the program."""
    edits = [[f.line, f.start, f.end, f.follows.number] for f in slider.fields]
    data = json.dumps({"places": places, "edits": edits}, ensure_ascii=False)
    return f"(window.sliders ??= {{}})[{json.dumps(slider.name)}] = {data};\n"


def _forms(follows: Follows) -> list[str]:
    """List a text for each position, or the HTML of a figure."""
    if not follows.alts:
        return list(follows.forms)
    pairs = zip(follows.forms, follows.alts, strict=True)
    shown = (drawn(svg, alt, f"at{follows.number}") for svg, alt in pairs)
    # As the page has it; see `Theme.mend`.
    namespace = ' xmlns="http://www.w3.org/2000/svg"'
    return [
        s.replace(' href="#', ' xlink:href="#').replace(namespace, "") for s in shown
    ]
