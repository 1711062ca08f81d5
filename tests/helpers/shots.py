"""Take pictures of every page, in both themes, for people to look at."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import chromium
from playwright.sync_api import Browser, sync_playwright
from serving import serve
from shared import ROOT, build

FOLDER = ROOT / ".cache" / "screenshots"
THEMES = {"default": "light", "slate": "dark"}


def pages(site: Path) -> Iterator[str]:
    """The address of each page below the root of the site."""
    yield "404.html"
    for file in sorted(site.rglob("index.html")):
        folder = file.parent.relative_to(site).as_posix()
        yield "" if folder == "." else f"{folder}/"


def shoot(browser: Browser, base: str, path: str) -> None:
    """Write the two pictures of a page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(base + path, wait_until="load")
    page.wait_for_selector("script[data-src]", state="detached")
    name = path.strip("/").replace("/", "-") or "home"
    for scheme, theme in THEMES.items():
        page.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
        file = FOLDER / f"{name}-{theme}.jpg"
        page.screenshot(path=file, full_page=True, quality=70)
    page.close()


def main() -> int:
    """Build the site, and take pictures of all of it."""
    path = chromium.find()
    if not path:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        build(site, "-q")
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        with serve(site) as base:
            for path in pages(site):
                shoot(browser, base, path)
        browser.close()
    print(f"The pictures are in {FOLDER.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
