// Copying: a cell, the whole program up to a cell, and
// the Markdown of a page.

// Load once what a script of data registers: programs here, positions in slider.js.
// Data are scripts and not JSON: a page opened from disk may load nothing else.
var loadData = (() => {
  const root = new URL("..", document.currentScript.src);
  const loading = {};
  return (kind, name) =>
    (loading[`${kind}/${name}`] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const place = name.split("/").map(encodeURIComponent).join("/");
      script.src = new URL(`${kind}/${place}.js`, root);
      script.onload = () => resolve(window[kind][name]);
      script.onerror = () => {
        delete loading[`${kind}/${name}`];
        script.remove();
        reject(new Error(`${name} did not load`));
      };
      document.head.append(script);
    }));
})();

{

  // Up to a cell, or all of it.
  async function program(snippet, cell) {
    const { source, ends } = await loadData("programs", snippet);
    const lines = source.split("\n");
    const name = CSS.escape(snippet);
    // What a slider has changed on the page: see slider.js.
    for (const part of document.querySelectorAll(`[data-program="${name}"]`)) part.edit?.(lines);
    return cell ? lines.slice(0, ends[cell]).join("\n") + "\n" : lines.join("\n");
  }

  async function markdown(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(response.statusText);
    return response.text();
  }

  async function write(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Pages that came without encryption have no other way.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  async function copy(button, text) {
    try {
      await write(await text);
      say(button, "Copied", "✓");
    } catch {
      say(button, "Not copied", "×");
    }
  }

  function say(button, what, mark) {
    button.dataset.label ??= button.textContent;
    button.textContent = what;
    button.dataset.mark = mark;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => {
      button.textContent = button.dataset.label;
      delete button.dataset.mark;
    }, 2000);
  }

  function copies(button, snippet, cell) {
    // Some browsers let only a copy that follows a click at once through.
    const early = () => loadData("programs", snippet).catch(() => {});
    button.addEventListener("pointerenter", early);
    button.addEventListener("focus", early);
    button.addEventListener("click", () => copy(button, program(snippet, cell)));
    button.disabled = false; // the one at the top was there before this script
  }

  // The page's own program is at its top, another's at its last block, in each fold; one that
  // stands there whole has its icon.
  function offerPrograms(own) {
    const last = new Map();
    for (const block of document.querySelectorAll("[data-cell]:not(.program > *)")) {
      const { snippet } = block.dataset;
      if (!last.has(block.parentNode)) last.set(block.parentNode, new Map());
      if (snippet !== own) last.get(block.parentNode).set(snippet, block);
    }
    for (const blocks of last.values()) for (const block of blocks.values()) offer(block);
  }

  function offer(block) {
    if (block.querySelector(".copy-program")) return;
    const { snippet, cell } = block.dataset;
    const button = document.createElement("button");
    button.className = "copy-program";
    button.textContent = "Copy program";
    button.title = `Copy the program up to and including “${cell}”`;
    button.setAttribute("aria-live", "polite");
    copies(button, snippet, cell);
    block.append(button);
  }

  function offerMarkdown(button) {
    button.hidden = location.protocol === "file:"; // where nothing can be fetched
    button.onclick = () => copy(button, markdown(button.dataset.markdown));
  }

  // What stands there after changes: with their signs no program runs.
  function changed(text) {
    const lines = text.split("\n").filter((line) => line[0] !== "-");
    return lines.map((line) => line.slice(1)).join("\n");
  }

  // The theme's own button would have every block measured while the page loads.
  function offerCode(code) {
    if (code.nextElementSibling) return;
    const changes = code.closest(".changes");
    const shown = () => code.textContent.trimEnd();
    const place = document.createElement("span");
    place.className = "md-code__nav";
    const button = document.createElement("button");
    button.className = "md-code__button";
    button.dataset.mdType = "copy";
    button.title = changes ? "Copy the new lines" : "Copy to clipboard";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(button, changes ? changed(shown()) : shown()));
    place.append(button);
    code.after(place); // before it, all of the code would be styled again
  }

  document$.subscribe(() => {
    document.querySelectorAll(".highlight > pre > code").forEach(offerCode);
    const top = document.querySelector(".top [data-program]");
    if (top) copies(top, top.dataset.program);
    offerPrograms(top?.dataset.program);
    document.querySelectorAll("[data-markdown]").forEach(offerMarkdown);
  });
}
