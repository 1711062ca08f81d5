// What the dialog of the search shows, and the words that are marked on the next page.
var search = (() => {
  const root = new URL("../..", document.currentScript.src);
  const dialog = document.querySelector(".search");
  const PLACES = ["input", "p", "ol", ".search-more"];
  const [field, status, list, more] = PLACES.map((name) => dialog.querySelector(name));
  const NOTHING = "Nothing found: this site is about fitting a line. Books and courses tell more.";
  // Where most want to go, while nothing is typed or found.
  const OFTEN = ["optimizer/", "learning_rate/", "zero_grad/", "real_data/", "mistakes/", "glossary/"];
  const [MOST, OF_A_PAGE] = [10, 3];
  let find;

  const element = (name, ...content) => {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  };

  const marked = (text, hit) => {
    let end = 0;
    const pieces = finding.marks(text, hit).flatMap(([from, to]) => {
      const before = text.slice(end, from);
      end = to;
      return [before, element("mark", text.slice(from, to))];
    });
    return [...pieces, text.slice(end)];
  };

  // The sentence with the most of the words, those that stand seldom before others, formulas
  // last, and a neighbor that it needs.
  const sentence = ({ kind, message, text, terms }) => {
    if (kind === "term") return text;
    const sentences = text.split(/\n|(?<=[.!?]) (?=[A-Z“"])/);
    const said = [...message.split("\n"), ...sentences].filter((one) => /(\S+ ){3}/.test(one));
    const words = (one) =>
      finding.marks(one, { terms }).map(([from]) => one.slice(from, from + 4).toLowerCase());
    const all = said.flatMap(words);
    const worth = (word) => 1 + 0.4 / all.filter((one) => one === word).length;
    const counts = said.map((one) =>
      [...new Set(words(one))].reduce((n, word) => n + worth(word), -/:$|\^/.test(one) / 2),
    );
    let at = counts.indexOf(Math.max(...counts));
    if (/^(It|This|They|These)\b/.test(said[at]) && at) at -= 1;
    let shown = said[at] ?? "";
    const stop = /\p{P}$/u.test(shown) ? "" : ".";
    if (shown.length < 80 && said[at + 1]) shown += `${stop} ${said[at + 1]}`;
    return shown.length > 180 ? `${shown.slice(0, 180).replace(/\s\S*$/, "")} …` : shown;
  };

  const title = (hit) => {
    const link = element("a", element("b", ...marked(hit.shown, hit)));
    link.href = new URL(hit.id, root);
    link.addEventListener("click", () => leave(link, hit));
    return link;
  };

  const item = (hit, i) => {
    const link = title(hit);
    if (hit.page && !i) link.prepend(element("strong", hit.page));
    if (hit.part) link.append(element("small", hit.part));
    link.append(element("span", ...marked(sentence(hit), hit)));
    return element("li", link);
  };

  const best = (hits) => {
    if (hits.length <= MOST) return hits;
    const earlier = ({ page }, i) => hits.slice(0, i).filter((hit) => hit.page === page);
    return hits.filter((hit, i) => earlier(hit, i).length < OF_A_PAGE).slice(0, MOST);
  };

  // Each page once, where its best answer is: its name, two answers, the titles of others.
  const gathered = (hits) =>
    [...new Set(hits.map(({ page }) => page))].flatMap((page) => {
      const [first, second, ...others] = hits.filter((hit) => hit.page === page);
      const items = [first, second].filter(Boolean).map(item);
      if (others.length) items[1].append(element("p", ...others.map(title)));
      return items;
    });

  const pages = (wanted) =>
    searchPages
      .filter(([id]) => wanted.includes(id))
      .sort(([a], [b]) => wanted.indexOf(a) - wanted.indexOf(b))
      .map(([id, , [[, shown, , text]]]) => ({ id, shown, text, message: "", terms: new Set() }));

  const answers = (question) => {
    find ??= finding.finder(searchPages);
    return find(question);
  };

  const show = (hint, whole) => {
    const question = field.value.trim();
    const { hits, missing, instead } = answers(question);
    const offered = question ? ["references/", ...OFTEN] : OFTEN;
    const shown = whole ? hits : best(hits);
    list.replaceChildren(...(shown.length ? gathered(shown) : pages(offered).map(item)));
    list.scrollTop = 0;
    const [n, m] = [shown.length, hits.length];
    more.hidden = n === m;
    more.textContent = `Show all ${m}`;
    more.onclick = () => {
      show(hint, true);
      links()[1].focus();
    };
    const count = n < m ? `The best ${n} of ${m} results` : n > 1 ? `${n} results` : "1 result";
    const pasted = finding.MESSAGE.test(question);
    const near = pasted ? "This message is not explained here. " : "No section has all these words. ";
    const lacks = missing || (hits.some(({ explains }) => explains) ? "" : near);
    const told = lacks ? `Near it: ${count.toLowerCase()}.` : count;
    if (n) status.replaceChildren(element("b", lacks + instead), told);
    else status.textContent = `${question ? NOTHING : hint} Often looked for:`;
  };

  // Remembered for the page that opens next, in another tab, too.
  const leave = (link, { terms, together }) => {
    if (terms.size) __md_set("searched", { href: link.href, terms: [...terms], together });
    dialog.close();
    // Where it is on this page.
    setTimeout(arrive);
  };

  // Called again on the same page.
  let searched;
  const arrive = () => {
    const kept = __md_get("searched");
    if (kept?.href === location.href) {
      searched = kept;
      __md_set("searched", null);
    }
    if (searched?.href !== location.href) return clear();
    const wanted = { ...searched, terms: new Set(searched.terms) };
    const article = document.querySelector("article");
    const first = document.getElementById(location.hash.slice(1));
    const follows = (one) => first?.compareDocumentPosition(one) & 4;
    const next = [...article.querySelectorAll("h2, h3")].find(follows);
    const scope = new Range(); // the section that was opened, or the page
    scope.selectNode(article);
    if (first) scope.setStartBefore(first);
    if (next) scope.setEndBefore(next);
    const named = (node) => node.parentElement.closest(".block-name");
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT, (node) =>
      scope.intersectsNode(node) && !named(node) ? 1 : 2);
    const ranges = [];
    while (walker.nextNode())
      for (const [from, to] of finding.marks(walker.currentNode.data, wanted)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, to);
        ranges.push(range);
      }
    CSS.highlights?.set("searched", new Highlight(...ranges));
    if (ranges.length) document.querySelector(".search-button").before(button);
  };

  const clear = () => {
    searched = null;
    CSS.highlights?.delete("searched");
    button.remove();
  };
  // In the header, while words are marked.
  const button = element("button", "Clear marks ", element("kbd", "Esc"));
  Object.assign(button, { type: "button", className: "search-clear", onclick: clear });

  const links = () => [field, ...list.querySelectorAll("a"), more];
  const move = (by) => links()[links().indexOf(document.activeElement) + by]?.focus();
  const enter = () => {
    // Its keyboard hides the hits.
    if (matchMedia("(hover: none)").matches) field.blur();
    else if (list.querySelector("strong")) links()[1].click();
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
  return { show, answers, enter, arrive };
})();
