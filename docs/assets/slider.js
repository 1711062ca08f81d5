// Sliders over recorded runs: each position is a run of the program with another number.
// The page shows the program's own; the others are loaded when a slider is first moved.
{
  const written = (input) => input.dataset.values.split(" ")[input.value];
  const ranges = (slider) => [...slider.querySelectorAll("input")];

  function label(input) {
    input.setAttribute("aria-valuetext", written(input));
    input.nextElementSibling.textContent = written(input);
  }

  // The last range changes the fastest, as where the runs are made.
  async function show(slider) {
    const { places, edits } = await loadData("sliders", slider.dataset.slider);
    // Only now, so that the number beside the slider is that of all others at any moment.
    ranges(slider).forEach(label);
    const position = ranges(slider).reduce((n, { max, value }) => n * (+max + 1) + +value, 0);
    for (const place of document.querySelectorAll("[data-follows]")) {
      const form = places[place.dataset.follows]?.[position];
      if (form === undefined) continue;
      if (place.matches(".drawn")) place.innerHTML = form;
      else (place.querySelector("pre > code") ?? place).textContent = form;
    }
    // What copies the program changes the same numbers in it.
    slider.edit = (lines) => {
      for (const [line, start, end, place] of edits)
        lines[line - 1] =
          lines[line - 1].slice(0, start) + places[place][position] + lines[line - 1].slice(end);
    };
  }

  // A key leaves the page where it is: what it changes comes out from under the slider.
  function uncover(slider) {
    const changed = [...slider.parentElement.querySelectorAll("[data-follows]")];
    const [bar, ...all] = [slider, ...changed].map((part) => part.getBoundingClientRect());
    const covered = all.findLast((part) => part.top < bar.bottom && part.bottom > bar.top);
    if (!covered) return;
    const up = Math.min(bar.bottom + 8 - all[0].top, innerHeight - covered.bottom);
    if (up > 0) scrollBy({ top: -up, behavior: "instant" });
  }

  async function move(slider) {
    try {
      await show(slider);
      if (slider.querySelector(":focus-visible")) uncover(slider);
      slider.classList.remove("failed");
    } catch {
      slider.classList.add("failed");
    }
  }

  // A box from a slider to the last that it changes before the next title: in there it stays in sight.
  function gather(slider) {
    if (slider.closest(".reach")) return;
    const [box, range] = [document.createElement("div"), document.createRange()];
    box.className = "reach";
    range.selectNode(slider);
    for (let next = slider; (next = next.nextElementSibling) && !next.matches("h2, h3"); )
      if (next.matches("[data-follows], :has([data-follows])")) range.setEndAfter(next);
    range.surroundContents(box);
  }

  // The address keeps what is not the program's own.
  function remember(slider) {
    const address = new URL(location);
    for (const input of ranges(slider)) {
      if (input.value === input.defaultValue) address.searchParams.delete(input.name);
      else address.searchParams.set(input.name, written(input));
    }
    history.replaceState(history.state, "", address);
  }

  function recall(slider) {
    const asked = new URL(location).searchParams;
    let other = false;
    for (const input of ranges(slider)) {
      const place = input.dataset.values.split(" ").indexOf(asked.get(input.name));
      input.value = place < 0 ? input.defaultValue : place;
      other ||= input.value !== input.defaultValue;
    }
    if (other || slider.edit) move(slider);
  }

  const every = () => document.querySelectorAll("[data-slider]");
  addEventListener("popstate", () => every().forEach(recall));
  document$.subscribe(() =>
    every().forEach((slider) => {
      slider.oninput = () => move(slider);
      slider.onchange = () => remember(slider);
      gather(slider);
      recall(slider);
    }),
  );
}
