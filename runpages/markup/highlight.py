"""Highlighted code: as few elements as its colors need, below a line that names it."""

import posixpath
import re

# Pygments' classes as this site colors them; all others keep the color of the text.
KINDS = {
    **dict.fromkeys(("k", "kc", "kd", "kn", "ow"), "k"),
    **dict.fromkeys(("m", "mb", "mf", "mh", "mi", "mo"), "m"),
    **dict.fromkeys(("s", "s1", "s2", "sa", "sb", "sd", "se"), "s"),
    **dict.fromkeys(("nb", "nc", "nd", "nf", "fm"), "nf"),
    **{kind: kind for kind in ("c", "c1", "cm", "gd", "gi", "gh", "gu")},
}
SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
SAME = re.compile(r'(<span class="(\w+)">[^<]*)</span><span class="\2">')
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
BLOCK = re.compile(r'<div( id="([^"]*)")? class="([^"]*)highlight"([^>]*)>(?=<pre>)')
# A cell or an output after which more of the same cell comes.
JOINED = re.compile(
    r'(<div(?: id="[^"]*")? class="(?:cell|output)[^"]*)(?="[^>]*>'
    r"(?:(?!</pre>).)*</pre></div>\n(?:<ol>(?:(?!</ol>).)*</ol>\n)?"
    r'<(?:p class="drawn|div(?: id="[^"]*")? class="(?:output|tabbed)))',
    re.DOTALL,
)
# For the search plugin, which removes it: labels are not what anyone looks for.
UNSEARCHED = 'data-search-exclude="1"'


def lean(html: str) -> str:
    """Remove the elements of highlighted code that give it no color."""
    return CODE.sub(lambda match: _lean(match[0]), html)


def named(html: str) -> str:
    """Put a line above each block that names it and links to it."""
    return BLOCK.sub(_named, html.replace("<pre><span></span>", "<pre>"))


def joined(html: str) -> str:
    """Mark the blocks after which more of the same cell comes."""
    return JOINED.sub(r"\1 joined", html)


def _lean(code: str) -> str:
    """Highlighted code with as few elements as its colors need."""
    code = SPAN.sub(_colored, code)
    while (shorter := SAME.sub(r"\1", code)) != code:
        code = shorter
    return code


def _colored(match: re.Match[str]) -> str:
    kind = KINDS.get(match[1])
    return f'<span class="{kind}">{match[2]}</span>' if kind else match[2]


def _named(match: re.Match[str]) -> str:
    """The opening tag of a block, and the line above it that links to it."""
    identifier, classes, rest = match[2], match[3].split(), match[4]
    name = _title(classes, dict(re.findall(r'data-(\w+)="([^"]*)"', rest)))
    if not name:
        return match[0]
    tag, link = ("a", f' href="#{identifier}"') if identifier else ("span", "")
    return f'{match[0]}<{tag} class="block-name"{link} {UNSEARCHED}>{name}</{tag}>'


def _title(classes: list[str], data: dict[str, str]) -> str:
    if "cell" in classes:
        file = posixpath.basename(data["snippet"]) + ".py"
        return f"<b>{data['cell']}</b> {file}"
    if "changes" in classes:
        return "What changes"
    if "output" not in classes:
        return ""
    kind = "Error" if "error" in classes else "Output"
    kind = "Warning" if "warning" in classes else kind
    return kind + (", measured" if "measured" in classes else "")
