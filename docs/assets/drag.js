// The figure at the top of the home page: points that can be dragged, by mouse, finger and
// arrow keys. The line is learned anew with each move, by the program beside it. Loaded at
// the first touch.

"use strict";

{
  const STEP = 0.1;
  const KEYS = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 10 * STEP, PageDown: -10 * STEP };
  // The drawing's units, as overrides/partials/fit.html has them.
  const up = (y) => Math.round(1165 - 250 * y) / 10;
  const height = (up) => (116.5 - up) / 25;
  const [LOW, HIGH] = [-5, 3.5];
  const two = (value) => value.toFixed(2).replace(/^-(?!0\.00$)/, "\u2212").replace("-", "");

  // What the program does; `pass` is told of each step.
  function learn(heights, { start, rate, steps }, pass) {
    let [[W, b], loss] = [start];
    for (let step = 0; step < steps; step++) {
      pass(step, W, b);
      const errors = heights.map((y, i) => (i + 1) * W + b - y);
      loss = errors.reduce((sum, error) => sum + error ** 2, 0);
      W -= rate * 2 * errors.reduce((sum, error, i) => sum + error * (i + 1), 0);
      b -= rate * 2 * errors.reduce((sum, error) => sum + error, 0);
    }
    return { W, b, loss };
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  // The line of the program that holds the heights, and what it then prints.
  function write(heights, result) {
    const printed = document.querySelector(".hero .output code");
    if (printed) printed.textContent = `${result.replace(/\u2212/g, "-")}\n`;
    const code = document.querySelector(".hero pre > code");
    const numbers = [...(code?.querySelectorAll(".m") ?? [])].slice(6, 11); // after seed and x
    numbers.forEach((number, i) => {
      number.textContent = Math.abs(heights[i]).toFixed(1);
      const before = number.previousSibling;
      before.data = before.data.replace(/-?$/, heights[i] < 0 ? "-" : "");
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
    const before = new Map(steps.map((one) => [Number(one.dataset.step), one]));
    const lines = [...steps, line];
    const names = [...figure.querySelectorAll(".step")];
    const lay = (line, W, b) => line && set(line, { y1: up(W * 0.5 + b), y2: up(W * 5.5 + b) });

    // Each at the end of its line, and none over another.
    function name() {
      const ends = lines.map((line) => Math.min(Math.max(line.getAttribute("y2"), up(HIGH)), up(LOW)));
      let last = 0;
      for (const i of [...ends.keys()].sort((i, j) => ends[i] - ends[j])) {
        last = Math.max(ends[i], last + 15);
        set(names[i], { y: last + 4 });
      }
    }

    function move(i, height) {
      figure.classList.add("moved");
      button.hidden = false;
      heights[i] = Math.round(Math.min(Math.max(height, LOW), HIGH) * 10) / 10 + 0;
      const pass = (step, W, b) => lay(before.get(step), W, b);
      const { W, b, loss } = learn(heights, rule, pass);
      lay(line, W, b);
      name();
      errors.forEach((error, k) => set(error, { y1: up(heights[k]), y2: up(W * (k + 1) + b) }));
      text.textContent = `W ${two(W)}, b ${two(b)}, loss ${two(loss)}`;
      const words = { "aria-valuenow": heights[i], "aria-valuetext": `${heights[i]}: ${text.textContent}` };
      set(circles[i], { cy: up(heights[i]), ...words });
      write(heights, text.textContent);
    }

    function reset() {
      first.forEach((height, i) => move(i, height));
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
      circle.addEventListener("keydown", (event) => {
        if (event.key === "Escape") reset();
        if (!KEYS[event.key]) return;
        event.preventDefault();
        move(i, heights[i] + KEYS[event.key]);
      });
    });
  };
}
