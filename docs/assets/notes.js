// The notes on code: where they stand in the margin of a wide window.

const GAP = 6; // between two notes, in pixels; twice that between those of two blocks

// In the margin a note begins at its line. Those that would overlap are a group, one below
// the other, on the average as far above their lines as below, but never above their block.
function placeNotes() {
  const groups = [];
  for (const block of document.querySelectorAll(".noted")) {
    if (!block.checkVisibility() || getComputedStyle(block).display !== "grid") continue;
    const list = block.querySelector("ol");
    const start = list.getBoundingClientRect().top;
    const least = block.getBoundingClientRect().top;
    const marks = block.querySelectorAll("[data-n]");
    for (const [i, note] of [...list.children].entries()) {
      const { top } = marks[i].getBoundingClientRect();
      const high = note.offsetHeight + (note.nextElementSibling ? GAP : 2 * GAP);
      let group = { top, least, high, notes: [{ note, high, start: i ? null : start }] };
      while (groups.at(-1)?.top + groups.at(-1)?.high > group.top)
        group = joined(groups.pop(), group);
      groups.push(group);
    }
  }
  let end;
  for (let { top, notes } of groups)
    for (const { note, high, start } of notes) {
      note.style.setProperty("--down", `${top - (start ?? end)}px`);
      end = top + note.offsetHeight;
      top += high;
    }
  requestAnimationFrame(() => document.documentElement.classList.add("placed"));
}

function joined(a, b) {
  const [n, m] = [a, b].map(({ notes }) => notes.length);
  const least = Math.max(a.least, b.least - a.high);
  const top = Math.max(least, (n * a.top + m * (b.top - a.high)) / (n + m));
  return { top, least, high: a.high + b.high, notes: [...a.notes, ...b.notes] };
}

// A number leads to its note, and the page stays where it is if all of that is in sight.
const inSight = (note) => {
  const { left, top, bottom } = note.getBoundingClientRect();
  const shown = (y) => note.contains(document.elementFromPoint(left + 1, y));
  return shown(top + 1) && shown(bottom - 1);
};

addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-n]");
  if (!mark || !inSight(document.getElementById(mark.hash.slice(1)))) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
