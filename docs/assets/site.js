// What all pages need, once they are parsed; then loads the other scripts, those that a page
// names in data-src.

// The buttons for light and dark: the one that leads to the other colors is there.
{
  const options = [...document.querySelectorAll("[name=__palette]")];
  const follow = () => {
    for (const option of options) {
      option.checked = option.dataset.mdColorScheme === document.body.dataset.mdColorScheme;
      option.nextElementSibling.hidden = !option.checked;
    }
  };
  const choose = ({ dataset }) => {
    document.body.dataset.mdColorScheme = dataset.mdColorScheme;
    __md_set("__palette", { color: { scheme: dataset.mdColorScheme } });
  };
  for (const option of options) {
    option.addEventListener("change", () => choose(option));
    option.addEventListener("keydown", (event) => {
      const { key } = event;
      if (key !== "Enter" && key !== " ") return;
      event.preventDefault();
      const other = options.find((o) => !o.checked);
      choose(other);
      other.focus();
    });
  }
  const attributeFilter = ["data-md-color-scheme"];
  new MutationObserver(follow).observe(document.body, { attributeFilter });
  follow();
}

// Open the tab of the device that was chosen on another page.
function openTabs() {
  const chosen = __md_get("__tabs") ?? [];
  for (const label of document.querySelectorAll(".tabbed-labels > label"))
    if (chosen.includes(label.innerText.trim()))
      document.getElementById(label.htmlFor).checked = true;
  const target = document.getElementById(location.hash.slice(1));
  if (target?.name?.startsWith("__tabbed_")) target.checked = true;
}

// Code that is wider than its block can be scrolled with keys. The theme would see to it
// only for blocks that are in sight.
const widths = new ResizeObserver((entries) => {
  const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth);
  for (const [i, { target }] of entries.entries())
    if (wide[i]) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
});

function watchWidths() {
  widths.disconnect();
  for (const code of document.querySelectorAll("pre > code")) widths.observe(code);
}

// The words of the glossary can be reached by keys, each once on a page.
function reachWords() {
  const seen = new Set();
  for (const word of document.querySelectorAll(".md-content abbr")) {
    if (seen.has(word.textContent) || word.closest("details")) continue;
    word.tabIndex = 0;
    seen.add(word.textContent);
  }
}

// What is folded opens, a window changes; and at first, before the page is drawn.
const sizes = new ResizeObserver(() => {
  placeNotes();
  mark();
});

function watchSizes() {
  sizes.disconnect();
  sizes.observe(document.querySelector("article"));
}

// The points of the home page move once they are touched.
function prepareFit() {
  const figure = document.querySelector("svg.fit");
  if (!figure || figure.dataset.ready) return;
  figure.dataset.ready = "true";
  const start = async () => {
    if (!window.dragPoints) await loadScript(new URL("assets/drag.js", home));
    if (!figure.dataset.live) window.dragPoints(figure);
    figure.dataset.live = "true";
  };
  for (const type of ["pointerover", "touchstart"])
    figure.addEventListener(type, start, { once: true });
  for (const point of figure.querySelectorAll("circle")) {
    point.tabIndex = 0;
    point.addEventListener("focus", start, { once: true }); // on the figure, it would be a stop of Tab
    point.addEventListener("touchstart", (event) => event.preventDefault());
    point.addEventListener("pointerdown", (event) => point.setPointerCapture(event.pointerId));
  }
}

// What holds the buttons of a block is no place to navigate to.
new MutationObserver(() => {
  for (const place of document.querySelectorAll(".md-code__nav:not([role])"))
    place.setAttribute("role", "none");
}).observe(document.body, { childList: true, subtree: true });

// The theme notes how far a reader has scrolled, a moment late: after a click that is the
// next page's, which would not begin at its top.
let followed = false;
addEventListener("click", ({ target }) => (followed = Boolean(target.closest?.("a[href]"))));
addEventListener("popstate", () => (followed = false));

function begin() {
  if (!followed) return;
  followed = false;
  requestAnimationFrame(() => {
    if (location.hash) return (location.hash = location.hash);
    scrollTo(0, 0);
    const skip = document.querySelector("[data-md-component=skip]");
    skip.tabIndex = -1;
    skip.focus({ preventScroll: true }); // keys begin at its top as well
  });
}

const base = document.baseURI; // another one as soon as the reader goes on
const home = new URL("..", document.currentScript.src);
const pause = () => new Promise((resolve) => setTimeout(resolve));

// Scripts that are asked for together run in that order.
function loadScript(address) {
  const script = document.createElement("script");
  return new Promise((onload, onerror) => {
    Object.assign(script, { src: address, async: false, onload, onerror });
    document.head.append(script); // next to the content, that would be styled again
  });
}

async function execute(place) {
  await loadScript(new URL(place.dataset.src, base)).catch(() => {});
  place.removeAttribute("data-src");
  await pause();
}

// The theme would load a page anew at the first link that leads within it: what a reader
// typed and opened there would be gone. Until it has shown another page, the browser goes.
function stayOnPage() {
  const emit = location$.next.bind(location$);
  const { pathname } = location;
  let left = false;
  location$.next = (to) => {
    left ||= to.pathname !== pathname;
    if (left) return emit(to);
    setTimeout(() => {
      const target = document.getElementById(decodeURIComponent(to.hash.slice(1)));
      if (target && !target.matches(":target")) location.replace(to.hash);
    });
  };
}

// The page is drawn first. A pause between the steps lets a reader scroll meanwhile.
async function start() {
  openTabs();
  markSections();
  watchSizes();
  prepareFit();
  await new Promise(requestAnimationFrame);
  await pause();
  const [theme, ...own] = document.querySelectorAll("script[data-src]");
  await execute(theme);
  stayOnPage();
  document$.next(document); // the theme announces every page here; the first it missed
  document$.subscribe(openTabs);
  document$.subscribe(arrive);
  document$.subscribe(keepPlace);
  document$.subscribe(watchWidths);
  document$.subscribe(reachWords);
  document$.subscribe(showPage);
  document$.subscribe(markSections);
  document$.subscribe(watchSizes);
  document$.subscribe(prepareFit);
  document$.subscribe(begin);
  for (const script of own) await execute(script);
}

addEventListener("DOMContentLoaded", start);
