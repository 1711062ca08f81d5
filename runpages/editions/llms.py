"""Write llms.txt and llms-full.txt, for programs that read: https://llmstxt.org"""

from typing import Any

from runpages.authored.page import Page
from runpages.markup.plain_markdown import linkable
from runpages.settings import Site


def index(site: Site, pages: dict[str, Page]) -> str:
    """List the pages with their descriptions, in the sections of the navigation."""
    head = f"# {site.name}\n\n> {site.description}\n"
    full = f"\n- [All pages in one file]({site.link('llms-full.txt')})\n"
    return head + full + "".join(_section("Pages", site.nav, site, pages))


def full(site: Site, texts: list[str]) -> str:
    """Write all pages, one after another."""
    return "\n\n---\n\n".join([f"# {site.name}\n\n{site.description}", *texts])


def _section(title: str, items: Any, site: Site, pages: dict[str, Page]) -> list[str]:
    """List the pages that stand here, then the sections below."""
    lines, below = [], []
    for item in items or pages:
        name, value = next(iter(item.items())) if isinstance(item, dict) else ("", item)
        if isinstance(value, list):
            below += _section(name, value, site, pages)
        elif value in pages:
            lines.append(_entry(pages[value], site))
    return [f"\n## {title}\n\n", *lines, *below] if lines else below


def _entry(page: Page, site: Site) -> str:
    about = page.meta.get("description", "")
    return f"- [{linkable(page.title)}]({site.link(page.uri)}): {about}\n"
