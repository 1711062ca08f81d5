// What the dialog of the search shows (site.js opens it), and the words that are marked on
// the page that one goes to.
var search = (() => {
  const root = new URL("../..", document.currentScript.src);
  const dialog = document.querySelector(".search");
  const [field, status, list] = ["input", "p", "ol"].map((name) => dialog.querySelector(name));
  const NOTHING = "Nothing found. Try fewer words, or a name from the code.";
  let find;

  const element = (name, ...content) => {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  };

  const marked = (text, terms) => {
    let end = 0;
    const pieces = finding.marks(text, terms).flatMap(([from, to]) => {
      const before = text.slice(end, from);
      end = to;
      return [before, element("mark", text.slice(from, to))];
    });
    return [...pieces, text.slice(end)];
  };

  // The sentence with the most of the words, and the next one if it is short.
  const sentence = ({ message, text, terms }) => {
    const said = `${message}\n${text}`.split(/\n|(?<=[.!?:]) (?=[A-Z“"])/).filter(Boolean);
    const found = (one) => finding.marks(one, terms).map(([from, to]) => one.slice(from, to));
    const counts = said.map((one) => new Set(found(one).map((word) => word.toLowerCase())).size);
    const at = counts.indexOf(Math.max(...counts));
    let shown = said[at] ?? "";
    const stop = /\p{P}$/u.test(shown) ? "" : ".";
    if (shown.length < 80 && said[at + 1]) shown += `${stop} ${said[at + 1]}`;
    return shown.length > 180 ? `${shown.slice(0, 180).replace(/\s\S*$/, "")} …` : shown;
  };

  // The page is named where another begins.
  const item = (hit, i, all) => {
    const page = hit.page === all[i - 1]?.page ? "" : element("strong", hit.page);
    const part = hit.part ? element("small", hit.part) : "";
    const link = element("a", page, element("b", ...marked(hit.shown, hit.terms)), part);
    link.href = new URL(hit.id, root);
    link.append(element("span", ...marked(sentence(hit), hit.terms)));
    link.addEventListener("click", () => leave(link, hit.terms));
    return element("li", link);
  };

  const show = (hint) => {
    find ??= finding.finder(searchPages);
    const question = field.value.trim();
    const hits = question ? find(question) : [];
    list.replaceChildren(...hits.map(item));
    list.scrollTop = 0;
    const count = hits.length > 1 ? `${hits.length} results` : "1 result";
    status.textContent = !question ? hint : hits.length ? count : NOTHING;
  };

  // Remembered for the page that opens next, in another tab, too; reloading forgets it.
  const leave = (link, terms) => {
    __md_set("searched", { href: link.href, terms: [...terms] });
    dialog.close();
    setTimeout(arrive); // where it is on this page
  };

  // Called again where the theme loads the same page anew.
  let searched;
  const arrive = () => {
    const kept = __md_get("searched");
    if (kept?.href === location.href) {
      searched = kept;
      __md_set("searched", null);
    }
    if (searched?.href !== location.href) return clear();
    const terms = new Set(searched.terms);
    const article = document.querySelector("article");
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const ranges = [];
    while (walker.nextNode())
      for (const [from, to] of finding.marks(walker.currentNode.data, terms)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, to);
        ranges.push(range);
      }
    CSS.highlights?.set("searched", new Highlight(...ranges));
    offerToClear();
  };

  // Goes with the page.
  const offerToClear = () => {
    const button = element("button", "Clear marks ", element("kbd", "Esc"));
    Object.assign(button, { type: "button", className: "search-clear", onclick: clear });
    document.querySelector(".search-clear")?.remove();
    document.querySelector(".md-content").append(button);
  };

  const clear = () => {
    searched = null;
    CSS.highlights?.delete("searched");
    document.querySelector(".search-clear")?.remove();
  };

  const links = () => [field, ...list.querySelectorAll("a")];
  const move = (by) => links()[links().indexOf(document.activeElement) + by]?.focus();
  const enter = () => {
    if (matchMedia("(hover: none)").matches) field.blur(); // its keyboard hides the hits
    else links()[1]?.click();
  };
  const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  const press = (event) => {
    if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    } else if (event.target !== field) {
      if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey) field.focus();
    } else if (event.key === "Enter") enter();
  };

  dialog.addEventListener("keydown", press);
  addEventListener("keydown", ({ key }) => key === "Escape" && !dialog.open && clear());
  return { show, enter, arrive };
})();
