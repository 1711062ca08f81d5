// Runs before anything is drawn. Notes, say, need no room below their code. The theme
// adds the other class later, and every element would be styled once more.
document.documentElement.classList.replace("no-js", "js");
document.documentElement.classList.add("js-focus-visible");
// Notes are seen once they stand at their lines (notes.js), and then in any case.
addEventListener("load", () => setTimeout(() => document.documentElement.classList.add("placed"), 500));

// The theme gives every link its full address, and with a new one a style sheet is loaded
// and all of the page is styled again. Here, where nothing is to be styled yet, it costs
// nothing, and the theme leaves it alone.
for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) sheet.href = sheet.href;

// What the theme keeps its settings with, which
// comes with it as an inline script and here as a file, so that the page can forbid
// inline scripts.
var __md_scope = new URL("..", document.currentScript.src);
var __md_hash = (text) =>
  [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);
var __md_get = (key, storage = localStorage, scope = __md_scope) =>
  JSON.parse(storage.getItem(scope.pathname + "." + key));
var __md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(scope.pathname + "." + key, JSON.stringify(value));
  } catch {
    // Without storage a setting lasts as long as the page.
  }
};

// The colors that were chosen, or else those of the system, as soon as there is a body;
// and from then on the root follows it, for scroll bars and whatever is behind the page.
{
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = __md_get("__palette")?.color?.scheme;
    document.body.dataset.mdColorScheme = chosen ?? (system.matches ? "slate" : "default");
  };
  const follow = () => {
    const dark = document.body.dataset.mdColorScheme == "slate";
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  };
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    show();
    follow();
    const attributeFilter = ["data-md-color-scheme"];
    new MutationObserver(follow).observe(document.body, { attributeFilter });
    system.addEventListener("change", show);
  }).observe(document.documentElement, { childList: true });
}
