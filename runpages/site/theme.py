"""What the theme does to the HTML that Markdown made.

Blocks get a line that names them and links to them, wide tables get a place to scroll
in, and whatever a strict Content-Security-Policy forbids or a reader would download in
vain goes away.
"""

import html as entities
import json
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from typing import Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

# 'data:' is for the icons in the theme's own style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
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
FIGURE = re.compile(r'<p>(?=<img [^>]*class="figure")')
FIT = re.compile(r'<div data-fit="([^"]*)"></div>')
SYMBOL = re.compile(r"(<th[^>]*>)<math><mi>(\w+)</mi></math></th>")
# A cell or an output after which more of the same cell comes.
JOINED = re.compile(
    r'(<div(?: id="[^"]*")? class="(?:cell|output)[^"]*)(?="[^>]*>'
    r"(?:(?!</pre>).)*</pre></div>\n(?:<ol>(?:(?!</ol>).)*</ol>\n)?"
    r'<(?:p class="drawn|div(?: id="[^"]*")? class="(?:output|tabbed)))',
    re.DOTALL,
)
# A line that began with a comma would look torn off.
ENDED = re.compile(r"(\(?<math>(?:(?!</math>).)*</math>)([.,;:?!)]+)", re.DOTALL)
USE = re.compile(r"(<use\b[^>]*) href(?==)")
LINKED = re.compile(r'(<a class="headerlink" href="[^"]*") title')
STYLE = re.compile(r' style="text-align: (\w+);[^"]*"')
TABLE = re.compile(r"<table>\n<thead>\n<tr>\n<th[^>]*>(.*?)</th>.*?</table>", re.DOTALL)
# The theme's colors, of which site.css uses none.
PALETTE = re.compile(r'<link rel="stylesheet" href="[^"]*/palette\.\w+\.min\.css">\n')
# On pages from disk the theme takes it as a reason to start none of its scripts.
INSTANT = "navigation.instant"
# For the search plugin, which removes it: labels are not what anyone looks for.
UNSEARCHED = 'data-search-exclude="1"'

serving = False
environment = jinja2.Environment()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether MkDocs adds its script for live reloading to the pages."""
    global serving
    serving = command == "serve"


def on_env(
    env: jinja2.Environment, config: MkDocsConfig, files: Files
) -> jinja2.Environment:
    """Give the templates the policy, where a page can bear it."""
    global environment
    environment = env
    env.globals["policy"] = POLICY
    # Files have no origin that 'self' could stand for, and live reloading is an
    # inline script.
    env.globals["strict"] = not serving and config.use_directory_urls
    if not config.use_directory_urls and INSTANT in config.theme["features"]:
        config.theme["features"].remove(INSTANT)
    return env


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The content of a page, with its blocks named and its code light."""
    html = CODE.sub(lambda match: lean(match[0]), html)
    html = BLOCK.sub(named, html.replace("<pre><span></span>", "<pre>"))
    html = FIGURE.sub('<p class="drawn">', html)
    html = JOINED.sub(r"\1 joined", html)
    html = ENDED.sub(r'<span class="whole">\1\2</span>', html)
    html = TABLE.sub(scrolling(), html)
    # The theme prepares a bubble for every title while the page loads.
    html = LINKED.sub(r"\1 aria-label", html)
    return STYLE.sub(r' class="\1"', html)


def on_post_page(html: str, page: Page, config: MkDocsConfig) -> str:
    """The page without blank lines, and without what is not valid in the theme's."""
    # The theme's instant loading trips over <use href>, and then loads no page at all.
    return light(USE.sub(r"\1 xlink:href", FIT.sub(moving, html)))


def on_post_template(
    output: str, template_name: str, config: MkDocsConfig
) -> str | None:
    """The page for addresses that do not exist, likewise."""
    return light(output) if template_name.endswith(".html") else output


def light(html: str) -> str:
    """Indentation goes, except where it is text."""
    parts = re.split(r"(<pre.*?</pre>)", html, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\n\s+", "\n", part) for part in parts[::2]]
    html = PALETTE.sub("", "".join(parts)).replace(' tabindex=""', "")
    # A page is drawn before its scripts run; the one in the head is short. The first
    # after the content loads the others.
    head, body, rest = html.partition("<body")
    rest = rest.replace("<script src=", "<script defer src=", 1)
    html = head + body + rest.replace("<script src=", "<script data-src=")
    html = html.replace('role="dialog"', 'role="dialog" aria-label="Search"')
    return re.sub(r'(type="checkbox"[^>]*) autocomplete="off"', r"\1", html)


def lean(code: str) -> str:
    """Highlighted code with as few elements as its colors need."""
    code = SPAN.sub(_colored, code)
    while (shorter := SAME.sub(r"\1", code)) != code:
        code = shorter
    return code


def _colored(match: re.Match[str]) -> str:
    kind = KINDS.get(match[1])
    return f'<span class="{kind}">{match[2]}</span>' if kind else match[2]


def named(match: re.Match[str]) -> str:
    """The opening tag of a block, and the line above it that links to it."""
    identifier, classes, rest = match[2], match[3].split(), match[4]
    name = _name(classes, dict(re.findall(r'data-(\w+)="([^"]*)"', rest)))
    if not name:
        return match[0]
    tag, link = ("a", f' href="#{identifier}"') if identifier else ("span", "")
    return f'{match[0]}<{tag} class="block-name"{link} {UNSEARCHED}>{name}</{tag}>'


def _name(classes: list[str], data: dict[str, str]) -> str:
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


def scrolling() -> Callable[[re.Match[str]], str]:
    """Puts the tables of a page into boxes that scroll, also with the keyboard."""
    seen: Counter[str] = Counter()

    def boxed(match: re.Match[str]) -> str:
        name = re.sub(r"<[^>]+>", "", match[1]).strip() or "Values"
        seen[name] += 1
        label = f"Table: {name}" + f", {seen[name]}" * (seen[name] > 1)
        table = match[0].replace("<table>", '<table class="data">', 1)
        # Checkers, and some programs that read aloud, see no text in a formula.
        table = SYMBOL.sub(r"\1<var>\2</var></th>", table)
        box = f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        return f"{box}\n{table}\n</div>"

    return boxed


def moving(match: re.Match[str]) -> str:
    """The line on its way to the points, drawn from the numbers of a run."""
    numbers = json.loads(entities.unescape(match[1]))
    return environment.get_template("partials/fit.html").render(numbers)
