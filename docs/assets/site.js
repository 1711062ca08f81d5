// Runs at the end of the page, before the theme's own script.

// The theme downloads the search, more than the rest of the page together, on every
// first visit. Here it waits until the reader turns to the search.
{
  const index = /search\/search_index\.json$/;
  const wanted = new Promise((resolve) => {
    if (new URL(location).searchParams.has("h")) resolve();
    const field = document.querySelector("[data-md-component=search-query]");
    const toggle = document.getElementById("__search");
    for (const [target, event] of [
      [field, "focus"],
      [field, "pointerenter"],
      [toggle, "change"],
    ])
      target?.addEventListener(event, resolve, { once: true });
  });

  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address, ...rest) {
      this.waits = index.test(address);
      super.open(method, address, ...rest);
    }
    async send(body) {
      if (this.waits) await wanted;
      super.send(body);
    }
  };

  const Started = window.Worker;
  window.Worker = class extends EventTarget {
    constructor(...source) {
      super();
      this.source = source;
    }
    postMessage(message) {
      if (!this.worker) {
        this.worker = new Started(...this.source);
        this.worker.onmessage = ({ data }) =>
          this.dispatchEvent(new MessageEvent("message", { data }));
      }
      this.worker.postMessage(message);
    }
  };
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

// Where there is no page: the page whose address is most like the one asked for.
function suggest() {
  const place = document.querySelector("[data-nearest]");
  if (!place) return;
  const asked = location.pathname.toLowerCase().replace(/\W+/g, " ").trim();
  const likeness = (link) => {
    const pairs = (text) => new Set([...text].slice(1).map((c, i) => text[i] + c));
    const [a, b] = [pairs(asked.split(" ").pop()), pairs(link.pathname.replace(/\W+/g, ""))];
    return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size || 1);
  };
  const links = [...document.querySelectorAll(".pages a")];
  const [best] = links.sort((a, b) => likeness(b) - likeness(a));
  if (!best || likeness(best) < 0.4) return;
  const link = place.querySelector("a");
  link.href = best.href;
  link.textContent = best.textContent;
  place.classList.add("found");
}

// Names for what the theme adds without: the marks of notes, and what holds the buttons
// of a block, which is no place to navigate to.
new MutationObserver(() => {
  for (const place of document.querySelectorAll(".md-code__nav:not([role])"))
    place.setAttribute("role", "none");
  for (const mark of document.querySelectorAll(".md-annotation__index:not([aria-label])"))
    mark.setAttribute("aria-label", `Note ${mark.textContent || mark.firstChild?.dataset.mdAnnotationId}`);
}).observe(document.body, { childList: true, subtree: true });

// Firefox remembers the state of a checkbox when a page is loaded again.
for (const toggle of document.querySelectorAll(".md-toggle[data-md-toggle]"))
  toggle.checked = false;

// The theme announces every page here, also those it loads without a new document.
addEventListener("DOMContentLoaded", () => {
  document$.subscribe(openTabs);
  suggest();
});
