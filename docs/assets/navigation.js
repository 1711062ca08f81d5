// The contents of a page, the list of pages, and the drawer that holds it on a phone.

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

// The section that is read is marked in the contents: the last that has begun near the top
// of the window, or the one that was chosen while it is where that led. The theme would wait
// until its heading is at the very top.
let mark = () => {};
addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
addEventListener("toggle", () => mark(), true); // of the contents, which show where one is

function markSections() {
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
    const begun = tops.findLastIndex((top) => ends || top < innerHeight * 0.3);
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

// Where one is, is in sight when the drawer opens. In wide windows the theme brings it to the
// middle of the menu; one that is in sight at the menu's top needs no scrolling, which would
// cut the first entry in half.
function showPage() {
  const link = document.querySelector(".md-nav--primary .md-nav__link--active[href]");
  const list = link?.closest(".md-sidebar__scrollwrap");
  if (!list) return;
  list.scrollTop = link.offsetTop - list.clientHeight / 2;
  list.scrollTo = ({ top }) => {
    list.scrollTop = link.offsetTop + link.offsetHeight > list.clientHeight ? top : 0;
  };
}

// The drawer is closed at first, whatever Firefox remembers of a checkbox, and by Escape.
const drawer = document.querySelector("#__drawer");
drawer.checked = false;
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") drawer.checked = false;
});
