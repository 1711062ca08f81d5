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
