"""MkDocs hooks that change what the theme makes of a page.

Whatever a strict Content-Security-Policy forbids or a reader would download in vain
goes away; pages link one style sheet, and pages from disk classic scripts.
"""

import html as entities
import json
import re
from pathlib import Path
from typing import Literal

import jinja2
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from runpages.assets.bundle import bundle
from runpages.assets.styles import linked, write_sheet

# 'data:' is for the icons in the theme's own style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
FIT = re.compile(r'<div data-fit="([^"]*)"></div>')
USE = re.compile(r"(<use\b[^>]*) href(?==)")
# The theme's colors, of which site.css uses none.
PALETTE = re.compile(r'<link rel="stylesheet" href="[^"]*/palette\.\w+\.min\.css">\n')
# On pages from disk the theme takes it as a reason to start none of its scripts.
INSTANT = "navigation.instant"

serving = False
environment = jinja2.Environment()
sheets: dict[str, None] = {}
"""The style sheets that pages link, in their order."""
modules: list[str] = []
"""The scripts that were modules, by their place in the site."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether MkDocs adds its script for live reloading to the pages."""
    global serving
    serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Let pages from disk load classic scripts."""
    modules.clear()
    if config.use_directory_urls:
        return
    for script in config.extra_javascript:
        if isinstance(script, ExtraScriptValue) and script.type == "module":
            script.type, script.defer = "", True
            modules.append(script.path)


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


def on_post_page(html: str, page: Page, config: MkDocsConfig) -> str:
    """The page without blank lines, and without what is not valid in the theme's."""
    # The theme's instant loading trips over <use href>, and then loads no page at all.
    html = light(USE.sub(r"\1 xlink:href", FIT.sub(moving, html)))
    return html if serving else linked(html, sheets)


def on_post_template(
    output: str, template_name: str, config: MkDocsConfig
) -> str | None:
    """The page for addresses that do not exist, likewise."""
    if not template_name.endswith(".html"):
        return output
    output = light(output)
    return output if serving or template_name != "404.html" else linked(output, sheets)


def on_post_build(config: MkDocsConfig) -> None:
    """Bundle each module with all that it imports; write the one style sheet."""
    site = Path(config.site_dir)
    for place in modules:
        (site / place).write_text(bundle(site / place), "utf-8")
    if not serving:  # now that all pages and scripts can be searched
        kept = Path(config.config_file_path).parent / ".cache/style.css"
        write_sheet(site, sheets, kept)


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


def moving(match: re.Match[str]) -> str:
    """The line on its way to the points, drawn from the numbers of a run."""
    numbers = json.loads(entities.unescape(match[1]))
    return environment.get_template("partials/fit.html").render(numbers)
