// A field narrows the table below it to the rows whose message was pasted, in which numbers and
// quoted names may differ, or else to rows with the words that it holds; where there are none, to
// rows with the words that the search takes for those with a typo, or to those that the search
// would lead to. A title stays for what is below it. The sections to which no row leads that is
// left are hidden as well.
const even = (text) =>
  text
    .toLowerCase()
    .replace(/(\w)['’](\w)/g, "$1$2")
    .replace(/'\w+'/g, "''")
    .replace(/\d+/g, "0")
    .replace(/-/g, "")
    .trim();

// A word is there where another begins with it: "nan" is not in "check_nan".
const holds = (text, word) =>
  text.split(word).slice(0, -1).some((before) => !/\w$/.test(before) || !/^\w/.test(word));

addEventListener("input", async ({ target }) => {
  if (!target.matches("[data-narrow]")) return;
  const { value } = target;
  const place = target.closest("p");
  const rows = [...place.nextElementSibling.querySelectorAll("tbody tr")];
  const asked = even(value);
  let found = narrow(rows, (row) => quotes(row, asked)) || narrow(rows, (row) => says(row, asked));
  let answers = { hits: [], instead: "", question: value };
  if (!found) {
    answers = await findAnswers(value).catch(() => answers);
    if (value !== target.value) return;
    const read = even(answers.question);
    const led = answers.hits.slice(0, 5).map(({ id }) => new URL(id, home).href);
    found =
      narrow(rows, (row) => says(row, read)) ||
      narrow(rows, (row) => led.includes(row.querySelector("a").href));
  }
  narrowSections(rows);
  place.nextElementSibling.hidden = !found;
  const output = place.querySelector("output");
  output.textContent = value.trim() && (found ? `${answers.instead}${found} found` : "None here. ");
  if (!found) output.append(...elsewhere(answers.hits, value));
  const first = rows.find((row) => !row.hidden && row.cells[1].textContent);
  clearTimeout(settled);
  if (found && value.trim()) settled = setTimeout(bringIntoSight, 300, place, first, scrollY);
});

// When nobody types any more: what was found may be below the screen, or behind the keyboard.
// Who has gone elsewhere since stays there.
let settled;
function bringIntoSight(place, row, typedAt) {
  if (scrollY !== typedAt) return;
  const { offsetTop, height } = visualViewport;
  const { top, bottom } = row.getBoundingClientRect();
  if (top < offsetTop || bottom > offsetTop + height) place.scrollIntoView();
}

// The best answer of another page, and the way to all.
function elsewhere([best], question) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Search for it" });
  button.addEventListener("click", () => openSearch(question));
  if (!best) return [button];
  const link = document.createElement("a");
  Object.assign(link, { href: new URL(best.id, home), textContent: best.shown });
  return ["See ", link, ", or ", button];
}

// Hide the rows that do not fit, and titles with nothing below them; returns how many are left.
function narrow(rows, fits) {
  let [found, below] = [0, false];
  for (const row of rows.toReversed()) {
    const title = !row.cells[1].textContent;
    row.hidden = !(title ? below : fits(row));
    found += Number(!title && !row.hidden);
    below = !title && (below || !row.hidden);
  }
  return found;
}

const quotes = ({ cells: [said] }, asked) =>
  said.textContent.split(/…|\.{3}/).every((piece) => asked.includes(even(piece)));

function says(row, asked) {
  const whole = even([...row.cells].map((cell) => cell.textContent).join(" ") + ` ${printed(row)}`);
  return asked.split(/\s+/).every((word) => holds(whole, word));
}

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
