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

  // The answers to a question, the best first.
  var findAnswers = (question) => load().then(() => search.answers(question.trim()));

  var arrive = () => {
    const wanted = window.search ?? __md_get("searched")?.href === location.href;
    if (wanted) load().then(() => search.arrive(), () => {});
  };
}
