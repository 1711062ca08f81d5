// The figure at the top of the home page: points that can be dragged, by mouse, finger and
// arrow keys. The line is learned anew with each move, by the program beside it; once the
// point is let go, it is seen to learn. Loaded at the first touch.

"use strict";

{
  const STEP = 0.1;
  const RUN = 700; // milliseconds
  const KEYS = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 10 * STEP, PageDown: -10 * STEP };
  // The drawing's units, as overrides/partials/fit.html has them.
  const up = (y) => Math.round(1165 - 250 * y) / 10;
  const height = (up) => (116.5 - up) / 25;
  const [LOW, HIGH] = [-5, 3.5];
  const two = (value) => value.toFixed(2).replace(/^-(?!0\.00$)/, "\u2212").replace("-", "");

  // What the program does: W and b after each of its steps, and the last loss.
  function learn(heights, { start, rate, steps }) {
    const path = [start];
    let loss;
    while (path.length <= steps) {
      const [W, b] = path.at(-1);
      const errors = heights.map((y, i) => (i + 1) * W + b - y);
      loss = errors.reduce((sum, error) => sum + error ** 2, 0);
      const slope = 2 * errors.reduce((sum, error, i) => sum + error * (i + 1), 0);
      path.push([W - rate * slope, b - rate * 2 * errors.reduce((sum, error) => sum + error, 0)]);
    }
    return { path, loss };
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  // The line of the program that holds the heights, and what it then prints; lit is what moved.
  function write(heights, result, moved) {
    const printed = document.querySelector(".hero .output code");
    if (printed) printed.innerHTML = `<span class="lit">${result.replace(/\u2212/g, "-")}</span>\n`;
    const code = document.querySelector(".hero pre > code");
    const numbers = [...(code?.querySelectorAll(".m") ?? [])].slice(6, 11); // after seed and x
    numbers.forEach((number, i) => {
      number.textContent = heights[i].toFixed(1);
      number.previousSibling.data = number.previousSibling.data.replace(/-$/, "");
      number.classList.toggle("lit", i === moved);
    });
  }

  // Shown once there is something to take back.
  function resetButton(click) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: "Reset", hidden: true });
    button.addEventListener("click", click);
    document.querySelector(".hero > .live").append(button);
    return button;
  }

  window.dragPoints = (figure) => {
    const rule = JSON.parse(figure.dataset.rule);
    const circles = [...figure.querySelectorAll("circle")];
    const heights = circles.map((circle) => height(circle.getAttribute("cy")));
    const [line, text] = [".line", ".said"].map((one) => figure.querySelector(one));
    const errors = [...figure.querySelectorAll(".error")];
    const first = [...heights];
    const button = resetButton(() => {
      reset();
      circles[0].focus({ preventScroll: true });
    });
    const steps = [...figure.querySelectorAll("[data-step]")];
    const lines = [...steps, line];
    const names = [...figure.querySelectorAll(".step")];
    const lay = (line, [W, b]) => set(line, { y1: up(W * 0.5 + b), y2: up(W * 5.5 + b) });
    const end = (line) => Math.min(Math.max(line.getAttribute("y2"), up(HIGH)), up(LOW));
    let { path, loss } = learn(heights, rule);
    let running;

    // Each at the end of its line, and none over another.
    function name() {
      const ends = lines.map(end);
      let last = 0;
      for (const i of [...ends.keys()].sort((i, j) => ends[i] - ends[j])) {
        last = Math.max(ends[i], last + 15);
        set(names[i], { y: last + 4 });
      }
    }

    // After so many steps: the line, the errors, and the name at its end.
    function show(step) {
      const [W, b] = path[step];
      lay(line, [W, b]);
      errors.forEach((error, k) => set(error, { y1: up(heights[k]), y2: up(W * (k + 1) + b) }));
      names.at(-1).textContent = `step ${step}`;
      set(names.at(-1), { y: end(line) + 4 });
    }

    // The eye follows the first steps, which move the line most: so the later go by faster.
    function run() {
      cancelAnimationFrame(running);
      const began = performance.now();
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      figure.classList.toggle("running", !still);
      running = requestAnimationFrame(function frame(now) {
        if (now - began >= RUN) return stop();
        if (!still) show(Math.round((rule.steps + 1) ** ((now - began) / RUN)) - 1);
        running = requestAnimationFrame(frame);
      });
    }

    function stop() {
      cancelAnimationFrame(running);
      figure.classList.remove("running");
      show(rule.steps);
      name();
      for (const one of document.querySelectorAll(".hero .lit")) one.classList.remove("lit");
    }

    function move(i, height) {
      figure.classList.add("moved");
      button.hidden = false;
      heights[i] = Math.round(Math.min(Math.max(height, LOW), HIGH) * 10) / 10 + 0;
      ({ path, loss } = learn(heights, rule));
      for (const one of steps) lay(one, path[one.dataset.step]);
      stop();
      const [W, b] = path.at(-1);
      text.textContent = `W ${two(W)}, b ${two(b)}, loss ${two(loss)}`;
      const words = { "aria-valuenow": heights[i], "aria-valuetext": `${heights[i]}: ${text.textContent}` };
      set(circles[i], { cy: up(heights[i]), ...words });
      write(heights, text.textContent, i);
    }

    function reset() {
      first.forEach((height, i) => move(i, height));
      stop();
      text.textContent = "";
      figure.classList.remove("moved");
      button.hidden = true;
    }

    circles.forEach((circle, i) => {
      circle.addEventListener("pointermove", (event) => {
        if (!circle.hasPointerCapture(event.pointerId)) return;
        const place = new DOMPoint(event.clientX, event.clientY);
        move(i, height(place.matrixTransform(figure.getScreenCTM().inverse()).y));
      });
      circle.addEventListener("pointerdown", stop);
      circle.addEventListener("lostpointercapture", run);
      circle.addEventListener("keyup", ({ key }) => KEYS[key] && run());
      circle.addEventListener("keydown", (event) => {
        stop();
        if (event.key === "Escape") reset();
        if (!KEYS[event.key]) return;
        event.preventDefault();
        move(i, heights[i] + KEYS[event.key]);
      });
    });
  };
}
