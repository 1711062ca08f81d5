// Runs at the end of the page, and then loads the other scripts: those that the page
// names in data-src.

// The search: its dialog is here at once, and what finds comes when a reader turns to it,
// or to what it found. It answers what stands in the field by then.
{
  const OWN = ["minisearch.js", "find.js", "dialog.js"].map((name) => `search/${name}`);
  const SCRIPTS = ["../search/entries.js", ...OWN];
  const here = document.currentScript.src;
  const fetched = {};
  const fetchOnce = (place) =>
    (fetched[place] ??= loadScript(new URL(place, here)).catch((error) => {
      delete fetched[place];
      throw error;
    }));
  const load = () => Promise.all(SCRIPTS.map(fetchOnce));

  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", "Search");
  dialog.innerHTML = `<div class="search-bar" role="search">
    <input type="text" inputmode="search" enterkeyhint="search" aria-label="Search"
      placeholder="A word, or an error message" autocomplete="off" autocapitalize="off"
      spellcheck="false">
    <button type="button">Close</button></div>
    <p role="status"></p><ol></ol>
    <button type="button" class="search-more" hidden></button>
    <p class="search-keys"><kbd>↑</kbd> <kbd>↓</kbd> choose
      <kbd>Enter</kbd> open <kbd>Esc</kbd> close</p>`;
  document.body.append(dialog);
  const [field, status] = ["input", "p"].map((name) => dialog.querySelector(name));
  const HINT = "Words, a question, or an error message as PyTorch printed it.";
  const MISSING = "The search could not be loaded. Try again when there is a connection.";
  let entered; // before there was anything to go to
  const answer = async () => {
    if (!window.search) status.textContent = field.value ? "Loading …" : HINT;
    const come = await load().catch(() => false);
    if (!come) return (status.textContent = MISSING);
    search.show(HINT);
    if (entered) search.enter();
    entered = false;
  };
  var openSearch = (text = field.value) => {
    field.value = text;
    if (!dialog.open) dialog.showModal();
    field.select();
    answer();
  };
  field.addEventListener("input", () => {
    entered = false;
    answer();
  });
  field.addEventListener("keydown", ({ key }) => (entered = key === "Enter" && !window.search));
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.matches(".search-bar button")) dialog.close();
  });

  const FIELDS = "input:not([type=radio]), textarea, select, [contenteditable]";
  const typing = ({ target }) => target.closest?.(FIELDS);
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (altKey || !(ctrlKey || metaKey ? key === "k" : key === "/" && !typing(event))) return;
    event.preventDefault();
    openSearch();
  });
  const button = document.querySelector(".search-button");
  button?.addEventListener("click", () => openSearch());
  button?.addEventListener("pointerenter", () => load().catch(() => {}));

  var arrive = () => {
    const wanted = window.search ?? __md_get("searched")?.href === location.href;
    if (wanted) load().then(() => search.arrive(), () => {});
  };
}

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

// The section that is read is marked in the contents: the last that has begun in the upper
// half of the window, or the one that was chosen while it is where that led. The theme
// would wait until its heading is at the very top.
let mark = () => {};
addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
addEventListener("toggle", () => mark(), true); // of the contents, which show where one is
// What is folded opens, a window changes; and at first, before the page is drawn.
const sizes = new ResizeObserver(() => {
  placeNotes();
  mark();
});

const GAP = 6; // between two notes, in pixels; twice that between those of two blocks

// In the margin a note begins at its line. Those that would overlap are a group, one below
// the other, on the average as far above their lines as below, but never above their block.
function placeNotes() {
  const groups = [];
  for (const block of document.querySelectorAll(".noted")) {
    if (!block.checkVisibility() || getComputedStyle(block).display !== "grid") continue;
    const list = block.querySelector("ol");
    const start = list.getBoundingClientRect().top;
    const least = block.getBoundingClientRect().top;
    for (const [i, note] of [...list.children].entries()) {
      const { top } = block.querySelector(`[data-n="${i + 1}"]`).getBoundingClientRect();
      const high = note.offsetHeight + (note.nextElementSibling ? GAP : 2 * GAP);
      let group = { top, least, high, notes: [{ note, high, start: i ? null : start }] };
      while (groups.at(-1)?.top + groups.at(-1)?.high > group.top)
        group = joined(groups.pop(), group);
      groups.push(group);
    }
  }
  let end;
  for (let { top, notes } of groups)
    for (const { note, high, start } of notes) {
      note.style.setProperty("--down", `${top - (start ?? end)}px`);
      end = top + note.offsetHeight;
      top += high;
    }
  requestAnimationFrame(() => document.documentElement.classList.add("placed"));
}

function joined(a, b) {
  const [n, m] = [a, b].map(({ notes }) => notes.length);
  const least = Math.max(a.least, b.least - a.high);
  const top = Math.max(least, (n * a.top + m * (b.top - a.high)) / (n + m));
  return { top, least, high: a.high + b.high, notes: [...a.notes, ...b.notes] };
}

// A number leads to its note, and the page stays where it is if that is in sight.
addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-n]");
  const note = mark && document.getElementById(mark.hash.slice(1)).getBoundingClientRect();
  if (!note || note.top < 51 || note.bottom > innerHeight) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// Where one is, is in sight when the drawer opens; in wide windows the theme sees to it.
function showPage() {
  const link = document.querySelector(".md-nav--primary .md-nav__link--active[href]");
  const list = link?.closest(".md-sidebar__scrollwrap");
  if (list) list.scrollTop = link.offsetTop - list.clientHeight / 2;
}

// The contents of a page: open in the margin of a wide window; closed, to be opened over the
// page, in the header of others, and while notes are there. They wait for a long gap between
// notes, and do not open and close at each.
const wide = matchMedia("(min-width: 76.25em)");

function notesNear({ top, left }, high) {
  let [before, after] = [-Infinity, Infinity];
  for (const note of document.querySelectorAll(".noted > ol > li")) {
    const box = note.getBoundingClientRect();
    if (!note.checkVisibility() || box.right < left) continue;
    if (box.top < top + high + 40) before = Math.max(before, box.bottom);
    else after = Math.min(after, box.top);
  }
  return before > top || after - before < 2.5 * innerHeight;
}

let high = 0; // of the contents when they were open in the margin

function placeContents(contents) {
  const [details] = contents.children;
  if (details.open && contents.dataset.over !== "true") high = contents.offsetHeight;
  const place = contents.getBoundingClientRect();
  const filled = document.querySelector(".hero, [data-playground=full]")?.getBoundingClientRect();
  const over = !wide.matches || notesNear(place, high);
  contents.classList.toggle("away", wide.matches && filled?.bottom > place.top);
  if (contents.dataset.over === `${over}`) return;
  contents.dataset.over = over;
  details.open = !over;
}

function markSections() {
  sizes.disconnect();
  sizes.observe(document.querySelector("article"));
  const contents = document.querySelector(".on-page");
  const [details] = contents.children;
  const name = contents.querySelector("span");
  const links = [...contents.querySelectorAll("a")];
  const hashes = links.map(({ hash }) => hash);
  const parts = hashes.map((hash) => document.getElementById(decodeURIComponent(hash.slice(1))));
  mark = () => {
    if (!details) return;
    placeContents(contents);
    const { scrollHeight } = document.documentElement;
    const tops = parts.map((part) => part?.getClientRects()[0]?.top); // none of what is hidden
    const ends = scrollY + innerHeight > scrollHeight - 9;
    const begun = ends ? tops.length - 1 : tops.findLastIndex((top) => top < innerHeight / 2);
    const went = hashes.indexOf(location.hash);
    const chosen = tops[went] >= 0 && tops[went] < innerHeight * (ends ? 1 : 0.25);
    const now = chosen ? went : begun;
    const where = !details.open && scrollY > 0 && links[now]?.textContent;
    name.textContent = where || contents.ariaLabel;
    for (const [i, link] of links.entries()) link.ariaCurrent = i === now ? "location" : null;
    const list = details.lastElementChild;
    if (links[now]) list.scrollTop = links[now].offsetTop - list.clientHeight / 2;
  };
  mark();
}

// Contents that lie over the page are closed by a choice, by Escape, and by who goes elsewhere.
function closeContents({ type, target, key }) {
  const menu = document.querySelector('.on-page[data-over="true"] > [open]');
  const left = (type === "click" && target.href) || !menu?.contains(target);
  if (!menu || !(key ? key === "Escape" : left)) return;
  menu.open = false;
  if (key) menu.firstElementChild.focus();
}

for (const type of ["click", "focusin", "keydown"]) addEventListener(type, closeContents);

// A field narrows the table below it to rows with the words that it holds, or with a message
// that was pasted, in which numbers may differ; a title stays for what is below it. The
// sections to which no row leads that is left are hidden as well.
addEventListener("input", ({ target }) => {
  if (!target.matches("[data-narrow]")) return;
  const even = (text) => text.toLowerCase().replace(/\d+/g, "0").replace(/-/g, "").trim();
  const [place, asked] = [target.closest("p"), even(target.value)];
  const words = asked.split(/\s+/);
  let [found, below] = [0, false];
  const rows = [...place.nextElementSibling.querySelectorAll("tbody tr")];
  for (const row of rows.toReversed()) {
    const [said, what] = [...row.cells].map((cell) => even(cell.textContent));
    const pieces = said.split(/…|\.{3}/).map(even);
    const whole = `${said} ${what} ${even(printed(row))}`;
    const fits = words.every((word) => whole.includes(word));
    row.hidden = !(what ? fits || pieces.every((one) => asked.includes(one)) : below);
    found += Boolean(what && !row.hidden);
    below = what && (below || !row.hidden);
  }
  narrowSections(rows);
  place.nextElementSibling.hidden = asked && !found;
  const output = place.querySelector("output");
  output.textContent = asked && (found ? `${found} found` : "None. ");
  if (!asked || found) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Search for it" });
  button.addEventListener("click", () => openSearch(target.value));
  output.append(button);
});

// The section to which a row leads: its title, and all that is below.
function section(row) {
  const parts = [document.getElementById(row.querySelector("a").hash.slice(1))];
  let next;
  while ((next = parts.at(-1).nextElementSibling) && !next.matches("h2, h3")) parts.push(next);
  return parts;
}

// What its program printed: a row has the beginning.
function printed(row) {
  const outputs = section(row).filter((part) => part.matches(".error"));
  return outputs.map((part) => part.textContent).join("");
}

function narrowSections(rows) {
  for (const part of rows.flatMap(section)) part.hidden = true;
  for (const part of rows.filter((row) => !row.hidden).flatMap(section)) part.hidden = false;
}

// Who goes to a section that is hidden finds all of them again.
function bringBack({ hash } = {}) {
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  const hidden = [...document.querySelectorAll("article > .scroll ~ [hidden]")];
  if (!target || !hidden.some((part) => part.contains(target))) return;
  for (const part of hidden) part.hidden = false;
  target.scrollIntoView();
}

addEventListener("click", ({ target }) => bringBack(target.closest?.("a") ?? undefined), true);
addEventListener("hashchange", () => bringBack(location));
addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape" || !target.matches?.("[data-narrow]")) return;
  target.value = "";
  target.dispatchEvent(new Event("input", { bubbles: true }));
});

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
  for (const type of ["pointerover", "focusin", "touchstart"])
    figure.addEventListener(type, start, { once: true });
  for (const point of figure.querySelectorAll("circle")) {
    point.tabIndex = 0;
    point.addEventListener("touchstart", (event) => event.preventDefault());
    point.addEventListener("pointerdown", (event) => point.setPointerCapture(event.pointerId));
  }
}

// Where there is no page: a search for the words of the address, and the page whose own, or
// whose name, is most like one of them.
function suggest() {
  const form = document.querySelector(".ask");
  if (!form) return;
  const below = ({ pathname }) => pathname.slice(home.pathname.length);
  const asked = below(location).replace(/%../g, "-").replace(/(index)?\.(html|md|ipynb)$/, "");
  form[0].value = (asked.toLowerCase().match(/\w+/g) ?? []).join(" ");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    openSearch(form[0].value);
  });
  // How many pairs of letters two words share: of each page its best.
  const pairs = (word) => {
    const text = word.toLowerCase().replace(/[^a-z0-9]/g, "");
    return [...new Set([...text].slice(1).map((c, i) => text[i] + c))];
  };
  const likeness = (link) => {
    const own = [...below(link).split("/"), ...link.textContent.split(" ")].map(pairs);
    const both = (a, b) => a.filter((pair) => b.includes(pair)).length;
    const share = (a, b) => (2 * both(a, b)) / (a.length + b.length) || 0;
    return Math.max(...asked.split("/").flatMap((one) => own.map((b) => share(pairs(one), b))));
  };
  const links = [...document.querySelectorAll(".pages a")];
  const [best] = links.sort((a, b) => likeness(b) - likeness(a));
  if (likeness(best) <= 0.5) return;
  const place = document.querySelector("[data-nearest]");
  place.lastElementChild.href = best.href;
  place.lastElementChild.textContent = best.textContent;
  place.classList.add("found");
}

// What holds the buttons of a block is no place to navigate to.
new MutationObserver(() => {
  for (const place of document.querySelectorAll(".md-code__nav:not([role])"))
    place.setAttribute("role", "none");
}).observe(document.body, { childList: true, subtree: true });

// The drawer is closed at first, whatever Firefox remembers of a checkbox, and by Escape.
const drawer = document.querySelector("#__drawer");
drawer.checked = false;
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") drawer.checked = false;
});

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
  suggest();
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
  document$.subscribe(prepareFit);
  document$.subscribe(begin);
  for (const script of own) await execute(script);
}

addEventListener("DOMContentLoaded", start);
