// The three views: data and line, loss surface, loss over the steps.

import { set, svg } from './dom.js'
import { deviation, mean } from './float32.js'
import { pretty } from './format.js'
import { bounded, createPlot, decades, mark, marker, near, one, path, ticks, trace } from './plot.js'

// The points, which can be moved, and the line of the current step.
export function dataView(app) {
  const plot = createPlot(app, 'Data and line. Points can be moved.', ['x', 'y'])
  const errors = svg('path', { class: 'pg-errors' })
  const lines = app.variants.map((_, i) => svg('path', { class: 'pg-line', 'data-run': i }))
  const dots = []
  plot.area.append(errors, ...lines)
  plot.whenPressed((place) => app.addPoint(clean(place)))

  return { ...plot, draw }

  function draw(changed) {
    if (changed.run) drawFrame()
    const x = scale(app.settings)
    app.runs.forEach(({ W, b }, i) => {
      const height = (at) => plot.y(W.value[app.step] * x(at) + b.value[app.step])
      set(lines[i], { d: segment(height) })
      if (!i) set(errors, { d: app.settings.points.map((point) => drop(point, height)).join('') })
    })
  }

  function segment(height) {
    const [left, right] = plot.domain.slice(0, 2).map(height)
    return near(left / 1e3, right / 1e3) ? `M0 ${one(left)}L${plot.width} ${one(right)}` : ''
  }

  function drop([x, y], height) {
    const end = height(x)
    return near(0, end) ? `M${one(plot.x(x))} ${one(plot.y(y))}V${one(end)}` : ''
  }

  function drawFrame() {
    const { points } = app.settings
    const [x0, x1, y0, y1] = (plot.domain = app.dragging ? plot.domain : fit(plot, app.settings))
    plot.axes(ticks(x0, x1, 6), ticks(y0, y1, 6))
    while (dots.length > points.length) dots.pop().remove()
    while (dots.length < points.length) dots.push(plot.over.appendChild(dot(dots.length)))
    points.forEach((point, i) => {
      plot.put(dots[i], point, `Point ${i + 1}: x ${pretty(point[0])}, y ${pretty(point[1])}`)
    })
  }

  function dot(i) {
    const handle = plot.handle(
      'pg-point',
      () => app.settings.points[i],
      (place) => app.change({ points: app.settings.points.with(i, clean(place)) }),
    )
    handle.addEventListener('focus', () => app.select(i))
    handle.addEventListener('keydown', ({ key }) => {
      if (key !== 'Delete' && key !== 'Backspace') return
      app.removePoint(i)
      dots[Math.max(0, i - 1)].focus()
    })
    return handle
  }
}

// Two decimals are enough for a hand, and keep the program short.
const clean = (place) => place.map((value) => Math.round(value * 100) / 100 + 0)

// From the x of the page to the x that W multiplies.
function scale({ points, standard }) {
  if (!standard) return (x) => x
  const values = Float32Array.from(points, (point) => point[0])
  const [middle, width] = [mean(values), deviation(values)]
  return (x) => (x - middle) / width
}

// Room for the points and, where it is near, the line of the start, kept while enough.
function fit(plot, settings) {
  const { points, start } = settings
  if (plot.fitted && points.every((point) => plot.holds(point))) return plot.domain
  plot.fitted = true
  const x = scale(settings)
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]))
  const [low, high] = spread(ys)
  const reach = (high - low) * 0.8
  const line = spread(xs).map((at) => bounded(start[0] * x(at) + start[1], low - reach, high + reach))
  return [...spread(xs), ...spread([...ys, ...line.filter(Number.isFinite)])]
}

function spread(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low || 2) * 0.12
  return [low - room, high + room]
}

const RINGS = 9

// The loss is quadratic, so its contours are ellipses.
export function surfaceView(app) {
  const plot = createPlot(app, 'Loss over W and b. The start can be moved.', ['W', 'b'])
  const rings = Array.from({ length: RINGS }, () => svg('ellipse', { class: 'pg-ring' }))
  const lowest = svg('path', { class: 'pg-lowest', d: 'M-5 0H5M0 -5V5' })
  const runs = app.variants.map((_, i) => ({ whole: path(i, 'pg-whole'), done: path(i), dot: marker(i) }))
  const start = plot.handle('pg-start', () => app.settings.start, moveTo)
  let traces
  plot.area.append(...rings, lowest)
  plot.over.append(start)
  for (const { whole, done, dot } of runs.toReversed()) plot.area.append(whole, done, dot) // the first on top
  plot.whenPressed(moveTo)
  plot.element.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse' && !app.dragging) app.hover(nearest(plot.locate(event)))
  })

  return { ...plot, draw }

  function moveTo(place) {
    app.change({ start: place.map((value) => Number(value.toFixed(3)) + 0) })
  }

  function draw(changed) {
    if (changed.run) drawFrame()
    const { step } = app
    runs.forEach(({ whole, done, dot }, i) => {
      const { W, b, steps } = app.runs[i]
      set(whole, { d: step < steps ? traces[i].d : '' })
      set(done, { d: traces[i].upTo(step) })
      mark(dot, plot.x(W.value[step]), plot.y(b.value[step]))
    })
  }

  function drawFrame() {
    const [W, b] = app.settings.start
    if (!app.dragging) frame(plot, app.analysis.best, [W, b])
    const [W0, W1, b0, b1] = plot.domain
    plot.axes(ticks(W0, W1, 5), ticks(b0, b1, 5))
    drawRings(plot.width / (W1 - W0))
    traces = app.runs.map((run) =>
      trace(run.steps + 1, (k) => plot.x(run.W.value[k]), (k) => plot.y(run.b.value[k]), 10),
    )
    plot.put(start, [W, b], `Start: W ${pretty(W, 4)}, b ${pretty(b, 4)}`)
  }

  // One ring goes through the start; each next one has four times the loss above the lowest.
  function drawRings(unit) {
    const { axes, best } = app.analysis
    const [steep, flat] = axes.map(({ curvature }) => Math.sqrt(curvature))
    const away = app.settings.start.map((value, i) => value - best[i])
    const [u, v] = axes.map(({ vector }) => vector[0] * away[0] + vector[1] * away[1])
    const reach = (Math.hypot(u * steep, v * flat) || steep) * unit
    const turn = (-Math.atan2(axes[0].vector[1], axes[0].vector[0]) * 180) / Math.PI
    const middle = `translate(${one(plot.x(best[0]))} ${one(plot.y(best[1]))})`
    rings.forEach((ring, i) => {
      const size = reach * 2 ** (4 - i)
      const [rx, ry] = [size / steep, Math.min(size / flat, 1e5)]
      set(ring, { rx: one(rx), ry: one(ry), transform: `${middle} rotate(${turn.toFixed(2)})` })
    })
    set(lowest, { transform: middle })
  }

  // The step nearest on a path, if one is near.
  function nearest([W, b]) {
    let [found, least] = [null, (14 / plot.width) * (plot.domain[1] - plot.domain[0])]
    for (const run of app.runs) {
      for (let k = 0; k <= run.steps; k++) {
        const distance = Math.hypot(run.W.value[k] - W, run.b.value[k] - b)
        if (distance < least) [found, least] = [k, distance]
      }
    }
    return found
  }
}

// Equal units, so that gradients stand at a right angle to contours, kept while enough.
function frame(plot, best, start) {
  const apart = Math.max(Math.abs(best[0] - start[0]), Math.abs(best[1] - start[1]), 0.25)
  const { middle = best, radius = 0 } = plot
  const inside = [...best, ...start].every((value, i) => Math.abs(value - middle[i % 2]) < radius * 0.9)
  if (!inside || apart < radius / 5) Object.assign(plot, { middle: best, radius: apart * 1.25 })
  const pixels = Math.min(plot.width, plot.height) / plot.radius
  const [W, b] = plot.middle
  plot.domain = [W - plot.width / pixels, W + plot.width / pixels, b - plot.height / pixels, b + plot.height / pixels]
}

// Pointing at a step shows it, pressing keeps it.
export function lossView(app) {
  const plot = createPlot(app, 'Loss over the steps', ['step', 'loss'])
  const smallest = svg('path', { class: 'pg-smallest' })
  const veil = svg('rect', { class: 'pg-veil' }) // over the steps that are yet to come
  const runs = app.variants.map((_, i) => ({ curve: path(i), dot: marker(i) }))
  let height
  plot.area.append(smallest)
  for (const { curve, dot } of runs.toReversed()) {
    plot.area.append(curve)
    plot.over.append(dot)
  }
  plot.area.append(veil)
  const point = (event) => {
    const step = Math.round(plot.locate(event)[0])
    if (event.pointerType === 'mouse' && !event.buttons) return app.hover(step)
    app.playing = false
    app.change({ at: step })
  }
  plot.element.addEventListener('pointermove', point)
  plot.element.addEventListener('pointerdown', point)

  return { ...plot, draw }

  function draw(changed) {
    if (changed.run) drawFrame()
    const x = plot.x(app.step)
    set(veil, { x: one(x), width: one(plot.width - x), height: plot.height })
    runs.forEach(({ dot }, i) => mark(dot, x, height(app.runs[i].loss[app.step])))
  }

  // Logarithmic where the losses differ much, and in half decades, which change less often.
  function drawFrame() {
    const { steps } = app.settings
    const [low, high] = range(app)
    const far = high / low > 30
    const [bottom, top] = far ? [Math.floor(half(low)) / 2, Math.ceil(half(high)) / 2] : [0, high]
    plot.domain = [0, steps, bottom, top]
    height = (loss) => plot.y(far ? Math.log10(Math.max(loss, low)) : loss)
    plot.axes(ticks(0, steps, 5), far ? decades(bottom, top) : ticks(bottom, top, 4))
    runs.forEach(({ curve }, i) =>
      set(curve, { d: trace(steps + 1, plot.x, (k) => height(app.runs[i].loss[k])).d }),
    )
    set(smallest, { d: `M0 ${one(height(app.analysis.smallest))}H${plot.width}` })
  }
}

const half = (value) => 2 * Math.log10(value)

// The finite losses, and no more than nine decades below the first.
function range({ runs, analysis }) {
  let [low, high] = [Infinity, 0]
  for (const { loss } of runs) {
    for (const value of loss) {
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  high ||= 1
  if (low < analysis.smallest * 100) low = Math.min(low, analysis.smallest)
  return [bounded(low, Math.min(high, runs[0].loss[0] || high) * 1e-9, high) / 1.1, high * 1.1]
}
