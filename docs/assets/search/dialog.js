// The dialog of the search, and the words that it marks on the page that one goes to.
var search = (() => {
  const root = new URL("../..", document.currentScript.src);
  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", "Search");
  dialog.innerHTML = `<div class="search-bar" role="search">
    <input type="text" inputmode="search" enterkeyhint="search" aria-label="Search"
      placeholder="A word, or an error message" autocomplete="off" autocapitalize="off"
      spellcheck="false">
    <button type="button">Close</button></div>
    <p role="status"></p><ol></ol>`;
  document.body.append(dialog);
  const [field, status, list] = ["input", "p", "ol"].map((name) => dialog.querySelector(name));
  const HINT = "Words, a question, or an error message as PyTorch printed it.";
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

  const item = (hit) => {
    const link = element("a", element("b", ...marked(hit.shown, hit.terms)));
    link.href = new URL(hit.id, root);
    link.append(element("small", [hit.page, hit.part].filter(Boolean).join(" › ")));
    link.append(element("span", ...marked(sentence(hit), hit.terms)));
    link.addEventListener("click", () => leave(link, hit.terms));
    return element("li", link);
  };

  const show = () => {
    const question = field.value.trim();
    const hits = question ? find(question) : [];
    list.replaceChildren(...hits.map(item));
    list.scrollTop = 0;
    const count = hits.length > 1 ? `${hits.length} results` : "1 result";
    status.textContent = !question ? HINT : hits.length ? count : NOTHING;
  };

  // Remembered for the page that opens next, in another tab, too; reloading forgets it.
  const leave = (link, terms) => {
    __md_set("searched", { href: link.href, terms: [...terms] });
    dialog.close();
    setTimeout(arrive); // where it is on this page
  };

  const arrive = () => {
    const searched = __md_get("searched");
    if (searched?.href !== location.href) return;
    __md_set("searched", null);
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
  };

  const open = () => {
    if (!dialog.open) dialog.showModal();
    field.select();
    find ??= finding.finder(searchPages);
    show();
  };

  const links = () => [field, ...list.querySelectorAll("a")];
  const move = (by) => links()[links().indexOf(document.activeElement) + by]?.focus();
  const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  const press = (event) => {
    if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    } else if (event.target !== field) {
      if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey) field.focus();
    } else if (event.key === "Enter") {
      if (matchMedia("(hover: none)").matches) field.blur(); // its keyboard hides the hits
      else links()[1]?.click();
    }
  };

  field.addEventListener("input", show);
  dialog.addEventListener("keydown", press);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.matches("button")) dialog.close();
  });
  return { open, arrive };
})();
