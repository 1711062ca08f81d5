"""The site in a folder of its host, as project pages are, clicked through."""

import re

import pytest
from playwright.sync_api import Page, Route
from site_pages import ORDERED, place

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.thorough]
PLACES = [place(page.uri.removesuffix(".md")) for page in ORDERED]


@pytest.mark.parametrize("instant", [False, True])
def test_each_page_leads_to_the_next(page: Page, server: str, instant: bool):
    """Loaded anew or put into the page that is there; test_site.py has one of them."""

    def here(route: Route) -> None:
        """Name this host in the sitemap: the theme loads at once what it names."""
        text = re.sub(r"(?<=<loc>)https?://[^/]+/lines/", server, route.fetch().text())
        route.fulfill(body=text, content_type="application/xml")

    if instant:
        page.route("**/sitemap.xml", here)
    page.goto(server)
    page.wait_for_selector("script[data-src]", state="detached")
    if instant:
        page.wait_for_load_state("networkidle")  # the theme reads the sitemap
    page.evaluate("window.same = true")
    for following in PLACES[1:]:
        title = page.title()
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(f"{server}{following}")
        page.wait_for_function("(title) => document.title !== title", arg=title)
        assert page.locator("article h1").count() == 1
    assert page.evaluate("Boolean(window.same)") is instant
    page.locator(".md-logo").first.click()
    page.wait_for_url(server)
