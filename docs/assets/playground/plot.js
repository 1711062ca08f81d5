// A frame with axes, numbers to pixels, and dots that can be moved.

import { set, svg } from './dom.js'
import { pretty } from './format.js'

const LEFT = 50
const TOP = 10
const FAR = 1e4 // pixels beyond which nothing is drawn
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }

export function createPlot(app, label, names) {
  const grid = svg('g', { 'aria-hidden': 'true' })
  const area = svg('svg', { x: LEFT, y: TOP }) // it clips what leaves the frame
  const over = svg('g', { transform: `translate(${LEFT} ${TOP})` })
  const attributes = { class: 'pg-plot', role: 'group', 'aria-label': label, pointerleave: () => app.hover(null) }
  const element = svg('svg', attributes, grid, area, over)
  const plot = { element, area, over, width: 1, height: 1, domain: [0, 1, 0, 1] }
  let drawn

  plot.resize = ({ width, height }) => {
    plot.width = Math.max(1, width - LEFT - 18)
    plot.height = Math.max(1, height - TOP - 36)
    set(element, { viewBox: `0 0 ${width} ${height}` })
    set(area, { width: plot.width, height: plot.height })
  }
  plot.x = (value) => ((value - plot.domain[0]) / (plot.domain[1] - plot.domain[0])) * plot.width
  plot.y = (value) => (1 - (value - plot.domain[2]) / (plot.domain[3] - plot.domain[2])) * plot.height
  plot.locate = (event) => {
    const box = element.getBoundingClientRect()
    const [x0, x1, y0, y1] = plot.domain
    const right = (event.clientX - box.left - LEFT) / plot.width
    const down = (event.clientY - box.top - TOP) / plot.height
    return [bounded(x0 + right * (x1 - x0), x0, x1), bounded(y1 - down * (y1 - y0), y0, y1)]
  }
  plot.holds = ([x, y], edge = 8) =>
    Math.abs(plot.x(x) - plot.width / 2) < plot.width / 2 - edge &&
    Math.abs(plot.y(y) - plot.height / 2) < plot.height / 2 - edge
  plot.axes = (xTicks, yTicks) => {
    const wanted = `${plot.domain} ${plot.width} ${plot.height}`
    if (wanted !== drawn) grid.replaceChildren(...axes(plot, xTicks, yTicks, names))
    drawn = wanted
  }
  // A dot that finger, mouse and arrow keys move.
  plot.handle = (name, place, move) => {
    const dot = svg(
      'g',
      {
        class: `pg-handle ${name}`,
        role: 'button',
        tabindex: 0,
        'aria-roledescription': 'movable point',
        pointerdown: (event) => {
          if (event.button) return
          event.preventDefault()
          dot.setPointerCapture(event.pointerId)
          dot.focus({ preventScroll: true })
          app.hold(true)
        },
        pointermove: (event) => dot.hasPointerCapture(event.pointerId) && move(plot.locate(event)),
        lostpointercapture: () => app.hold(false),
        keydown: (event) => {
          const way = ARROWS[event.key]
          if (!way || event.altKey || event.ctrlKey || event.metaKey) return
          event.preventDefault()
          move(place().map((value, axis) => value + way[axis] * (event.shiftKey ? 1 : 0.1)))
        },
      },
      svg('circle', { class: 'pg-target', r: 22 }),
      svg('circle', { class: 'pg-dot', r: 6 }),
    )
    return dot
  }
  plot.whenPressed = (press) =>
    element.addEventListener('click', (event) => event.target.closest('.pg-handle') || press(plot.locate(event)))
  plot.put = (dot, [x, y], label) =>
    set(dot, { transform: `translate(${one(plot.x(x))} ${one(plot.y(y))})`, 'aria-label': label })
  return plot
}

export const bounded = (value, low, high) => Math.min(Math.max(value, low), high)
export const near = (x, y) => Math.abs(x) < FAR && Math.abs(y) < FAR
export const one = (value) => value.toFixed(1)

function axes({ x, y, width, height, over }, xTicks, yTicks, [xName, yName]) {
  const lines = [
    ...xTicks.map(([value]) => `M${one(x(value))} 0v${height}`),
    ...yTicks.map(([value]) => `M0 ${one(y(value))}h${width}`),
  ]
  return [
    svg('path', { class: 'pg-grid', d: lines.join(''), transform: over.getAttribute('transform') }),
    ...xTicks.map(([value, text]) => label(x(value) + LEFT, height + 26, text, 'middle')),
    ...yTicks.map(([value, text]) => label(LEFT - 6, y(value) + 14, text, 'end')),
    label(LEFT + width, height + 44, xName, 'end', 'pg-name'),
    label(4, 10, yName, 'start', 'pg-name'),
  ]
}

const label = (x, y, text, anchor, name = '') =>
  svg('text', { x: one(x), y: one(y), 'text-anchor': anchor, class: name }, text)

// Round numbers in a range, with their texts.
export function ticks(low, high, count) {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * [1, 2, 5, 10].find((size) => size * power >= rough)
  return every(step, low, high, (value) => value)
}

// Whole powers of ten in a range of logarithms.
export const decades = (low, high) => every(Math.ceil((high - low) / 6), low, high, (power) => 10 ** power)

function every(step, low, high, meaning) {
  const found = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    found.push([i * step + 0, pretty(meaning(i * step + 0), 4)])
  }
  return found
}

// The path and the dot of run i. Whole numbers are written fastest: paths count in tenths.
export const path = (i, name = '') => svg('path', { class: `pg-path ${name}`, 'data-run': i, transform: 'scale(0.1)' })
export const marker = (i) => svg('circle', { class: 'pg-marker', 'data-run': i, r: 5 })
export const mark = (dot, x, y) => set(dot, near(x, y) ? { cx: one(x), cy: one(y) } : { cx: -99 })

// The text of a path through `count` points, up to where they leave the finite, without points
// nearer than `minimum` to the last; upTo(k) is its beginning.
export function trace(count, x, y, minimum = 0) {
  const ends = new Int32Array(count)
  let d = ''
  let [lastX, lastY] = [Infinity, Infinity]
  let k = 0
  for (; k < count; k++) {
    const [right, down] = [Math.round(x(k) * 10), Math.round(y(k) * 10)]
    if (!near(right / 10, down / 10)) break
    if (Math.abs(right - lastX) + Math.abs(down - lastY) >= minimum || k === count - 1) {
      d += (d ? 'L' : 'M') + right + ' ' + down
      lastX = right
      lastY = down
    }
    ends[k] = d.length
  }
  ends.fill(d.length, k)
  return { d, upTo: (step) => d.slice(0, ends[step]) }
}
