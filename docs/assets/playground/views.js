// The three views: data and line, loss surface, loss over the steps.

'use strict'

{
const { deviation, mean, ORIGINAL, bounded, general, pretty, set, svg, write } = playground

// Pixels beyond which nothing is drawn.
const FAR = 1e4
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }

// A frame with axes, numbers to pixels, and dots that can be moved.
function createPlot(app, label, ...names) {
  const grid = svg('g', { 'aria-hidden': 'true' })
  const area = svg('svg') // it clips what leaves the frame
  const told = svg('text', { class: 'pg-told' })
  const over = svg('g', {}, told)
  const attributes = { class: 'pg-plot', role: 'group', 'aria-label': label }
  const element = svg('svg', attributes, grid, area, over)
  const plot = { element, area, over, names, title: label.split('.')[0], left: 0, top: 0, size: 1, width: 1, height: 1, domain: [0, 1, 0, 1] }
  let drawn

  plot.resize = ({ width, height }) => {
    // Around it there is room for numbers and names, as large as their letters.
    const size = parseFloat(getComputedStyle(element).fontSize)
    const small = size < 12 // that of a phone
    // Of a phone: the name of x stands in the row of its numbers.
    const low = height < 180 || width < 230
    const [left, top, right, bottom] = (small ? [1, 2, 1, 1] : [4, 1.6, 2, low ? 1.4 : 2.7]).map((part) => part * size)
    Object.assign(plot, { small, low, size, left, top, width: Math.max(1, width - left - right), height: Math.max(1, height - top - bottom) })
    set(element, { viewBox: `0 0 ${width} ${height}` })
    set(area, { x: left, y: top, width: plot.width, height: plot.height })
    set(over, { transform: `translate(${left} ${top})` })
  }
  // What of these runs cannot be seen at this step is said clear of the marks.
  plot.tell = (words, marks) => {
    write(told, words.find(Boolean) ?? '')
    // The name of what was before stands at the lower left of a low picture.
    if (told.textContent) settle(plot, told, [0, 0], [...marks, [0, plot.height - plot.size]], edges(plot, told))
  }
  // A preset, an address and Undo have axes of their own.
  plot.begin = ({ opened }) => opened && !app.dragging && Object.assign(plot, { domain: [0, 0, 0, 0], radius: 0 })
  plot.x = (value) => ((value - plot.domain[0]) / (plot.domain[1] - plot.domain[0])) * plot.width
  plot.y = (value) => (1 - (value - plot.domain[2]) / (plot.domain[3] - plot.domain[2])) * plot.height
  const under = (event) => {
    const box = element.getBoundingClientRect()
    const [x0, x1, y0, y1] = plot.domain
    const right = (event.clientX - box.left - plot.left) / plot.width
    const down = (event.clientY - box.top - plot.top) / plot.height
    return [x0 + right * (x1 - x0), y1 - down * (y1 - y0)]
  }
  // Inside the frame, and so low that a dot is clear of the title.
  plot.locate = (event, grip = [0, 0]) => {
    const [x0, x1, y0, y1] = plot.domain
    const [x, y] = under(event).map((value, axis) => value + grip[axis])
    return [bounded(x, x0, x1), bounded(y, y0, y1 - (8 / plot.height) * (y1 - y0))]
  }
  // What an arrow key moves; what a hand sets has a digit more.
  plot.unit = (axis) => 10 ** Math.floor(Math.log10((plot.domain[2 * axis + 1] - plot.domain[2 * axis]) / 30))
  plot.clean = (place, finer = 1) =>
    place.map((value, axis) => {
      const parts = (10 * finer) / plot.unit(axis)
      return Number((Math.round(value * parts) / parts).toPrecision(12)) + 0
    })
  plot.axes = (...counts) => {
    const wanted = `${plot.domain} ${plot.width} ${plot.height} ${plot.names}`
    if (wanted !== drawn) grid.replaceChildren(...axes(plot, counts))
    drawn = wanted
  }
  // What finger, mouse and arrow keys move.
  plot.handle = (name, place, move) => {
    let grip // from the pointer to the middle
    const dot = svg(
      'g',
      {
        class: `pg-handle ${name}`,
        role: 'button',
        tabindex: 0,
        'aria-roledescription': 'movable point',
        // A browser that has begun to scroll keeps the finger.
        touchstart: (event) => event.preventDefault(),
        pointerdown: (event) => {
          if (event.button) return
          event.preventDefault()
          dot.setPointerCapture(event.pointerId)
          grip = place().map((value, axis) => value - under(event)[axis])
          dot.focus({ preventScroll: true })
          dot.classList.add('pg-left')
          app.hold(true)
        },
        pointermove: (event) => dot.hasPointerCapture(event.pointerId) && move(plot.locate(event, grip)),
        lostpointercapture: () => app.hold(false),
        blur: () => dot.classList.remove('pg-left'),
        keydown: (event) => {
          dot.classList.remove('pg-left')
          const way = ARROWS[event.key]
          if (!way || event.altKey || event.ctrlKey || event.metaKey) return
          event.preventDefault()
          const size = event.shiftKey ? 10 : 1
          move(place().map((value, axis) => value + way[axis] * size * plot.unit(axis)))
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

// At least two are the original program's: the others were moved or added by hand.
const areReadings = (points) => points.filter((point) => ORIGINAL.points.some((one) => `${one}` === `${point}`)).length > 1

// Why something is not in a picture.
const lost = (what, name, value, seen) => {
  if (seen) return ''
  return Number.isFinite(value) ? `${what} is outside` : `${name} is ${pretty(value)}`
}

const near = (x, y) => Math.abs(x) < FAR && Math.abs(y) < FAR
const one = (value) => value.toFixed(1)

function axes({ x, y, width, height, over, domain, small, low, left, top, size, title, names }, counts) {
  const right = left + width
  const [across, up, short = across] = names // of a low picture, beside the last number
  // A mark says that a touch makes it large.
  if (small) return [label(left, 1.4 * size, title, 'start'), label(right, top + height + 0.8 * size, across, 'end'), svg('path', { class: 'pg-more', d: `M${right - 5} 6h5v5m0-5-10 10m0-5v5h5` })]
  const [xTicks, yTicks] = counts.map((count, i) => ticks(domain[2 * i], domain[2 * i + 1], count))
  const lines = [
    ...xTicks.map(([value]) => `M${one(x(value))} 0v${height}`),
    ...yTicks.map(([value]) => `M0 ${one(y(value))}h${width}`),
  ]
  const end = low ? width + 1.6 * size : width
  const grid = svg('path', { class: 'pg-grid', d: lines.join(''), transform: over.getAttribute('transform') })
  return [
    grid,
    ...xTicks.map(([value, text]) => label(x(value) + left, top + height + 1.15 * size, text, 'middle')),
    ...yTicks.map(([value, text]) => label(left - size / 3, top + y(value) + size / 3, text, 'end')),
    label(left + end, top + height + (low ? 1.15 : 2.4) * size, low ? short : across, 'end', 'pg-name'),
    label(left, 1.2 * size, up, 'start', 'pg-name'),
    label(right, 1.2 * size, title, 'end', 'pg-title'),
  ]
}

// A letter is a little less than half as wide as high.
const halfOf = ({ size }, words) => words.textContent.length * 0.23 * size

// Above, beside or below a dot.
function around(plot, words) {
  const { size } = plot
  const beside = halfOf(plot, words) + 0.9 * size
  return [[0, -size], [beside, size / 3], [-beside, size / 3], [0, 1.7 * size]]
}

// At the top or the bottom of a picture, best at the left: a loss that grows is high at the right.
function edges(plot, words) {
  const { size, width, height } = plot
  const end = halfOf(plot, words) + 1
  return [1.3 * size, height - size / 2].flatMap((y) => [end, width / 2, width - end].map((x) => [x, y]))
}

// Words stand where they cover the fewest marks, of which they then are one.
function settle(plot, name, [x, y], marks, spots = around(plot, name)) {
  const { size, width, height } = plot
  const half = halfOf(plot, name)
  const covered = ([right, down]) => {
    const [u, v] = [x + right, y + down - size / 3]
    if (u < half || u > width - half || v < size / 2 || v > height - size / 2) return Infinity
    return marks.filter(([left, top]) => Math.abs(left - u) < half + 6 && Math.abs(top - v) < size / 2 + 6).length
  }
  const best = spots.map(covered)
  const [right, down] = spots[best.indexOf(Math.min(...best))]
  set(name, { x: one(right), y: one(down) })
  for (const part of [-half, 0, half]) marks.push([x + right + part, y + down - size / 3])
}

// What was before the last change.
function before(plot, transform = '') {
  const line = svg('path', { class: 'pg-before', transform })
  const name = svg('text', { class: 'pg-was' }, '— before')
  plot.area.append(line)
  plot.over.append(name)
  return (d) => {
    set(line, { d })
    set(name, { y: plot.height + (plot.low ? -0.4 : 2.4) * plot.size, visibility: d ? 'visible' : 'hidden' })
  }
}

const label = (x, y, text, anchor, name = '') =>
  svg('text', { x: one(x), y: one(y), 'text-anchor': anchor, class: name, ...(/^[a-z]$/i.test(text) && { 'font-style': 'italic' }) }, text)

// As in figures that stand still: 10¹⁶.
const short = (value) =>
  general(value, 4)
    .replace(/e(.+)/, (_, power) => '·10' + String(+power).replace(/./g, (sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[sign] ?? '⁻'))
    .replace(/^1·/, '')
    .replace('-', '−')

// Of numbers beside a picture: as many as have room.
const rows = ({ height }) => Math.min(6, height / 25)

// Round numbers in a range, with texts; below zero, the count is of powers of ten.
function ticks(low, high, count) {
  const rough = (high - low) / Math.abs(count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = count > 0 ? power * [1, 2, 5, 10].find((size) => size * power >= rough) : Math.ceil(rough)
  const found = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    const value = i * step + 0
    found.push([value, short(count > 0 ? value : 10 ** value)])
  }
  return found
}

// The path and the dot of run i. Whole numbers are written fastest: paths count in tenths.
const path = (i, name = '') => svg('path', { class: `pg-path ${name}`, 'data-run': i, transform: 'scale(0.1)' })
const marker = (i) => svg('circle', { class: 'pg-marker', 'data-run': i, r: 6 })
const mark = (dot, x, y) => set(dot, near(x, y) ? { cx: one(x), cy: one(y) } : { cx: -99 })

// The text of a path through `count` points, up to where they leave the finite, without points
// nearer than a pixel to the last; between(j, k) is a piece of it.
function trace(count, x, y) {
  const ends = new Int32Array(count)
  let d = ''
  let [lastX, lastY] = [Infinity, Infinity]
  let k = 0
  for (; k < count; k++) {
    const [right, down] = [Math.round(x(k) * 10), Math.round(y(k) * 10)]
    if (!near(right / 10, down / 10)) break
    if (Math.abs(right - lastX) + Math.abs(down - lastY) >= 10 || k === count - 1) {
      d += (d ? 'L' : 'M') + right + ' ' + down
      lastX = right
      lastY = down
    }
    ends[k] = d.length
  }
  ends.fill(d.length, k)
  const between = (first, last) => d.slice(first ? ends[first - 1] : 0, ends[last]).replace(/^L/, 'M')
  return { d, between }
}

// The points, which can be moved, and the line of the current step.
function dataView(app) {
  const plot = createPlot(app, 'Readings and line. Points can be moved.')
  const errors = svg('path', { class: 'pg-errors' })
  const lines = app.variants.map((_, i) => svg('path', { class: 'pg-line', 'data-run': i }))
  const dots = []
  const was = before(plot)
  plot.area.append(errors, ...lines)
  plot.whenPressed((place) => app.change({ points: [...app.settings.points, plot.clean(place)] }))

  return { ...plot, draw }

  function draw(changed) {
    plot.begin(changed)
    if (changed.run) drawFrame()
    const x = scale(app.settings)
    const { points } = app.settings
    const marks = points.map(([x, y]) => [plot.x(x), plot.y(y)])
    was(app.former ? shown(line(app.former, Math.min(app.step, app.former.steps))) : '')
    plot.tell(app.runs.map((run, i) => {
      const height = line(run, app.step, x)
      const d = shown(height)
      set(lines[i], { d })
      if (!i) set(errors, { d: points.map((point) => drop(point, height)).join('') })
      // Where the line or a bar up to it leaves the picture.
      for (const x of [...plot.domain.slice(0, 2), ...points.map(([x]) => x)]) marks.push([plot.x(x), bounded(height(x), plot.size, plot.height - plot.size)])
      const within = ([x]) => bounded(height(x), 0, plot.height) === height(x)
      return lost('The line', 'W', run.W.value[app.step], points.some(within))
    }), marks)
  }

  function line({ W, b, settings }, step, x = scale(settings)) {
    return (at) => plot.y(W.value[step] * x(at) + b.value[step])
  }

  // From edge to edge, if some of it can be seen.
  function shown(height) {
    const [left, right] = plot.domain.slice(0, 2).map(height)
    const seen = near(left / 1e3, right / 1e3) && Math.max(left, right) > 0 && Math.min(left, right) < plot.height
    return seen ? `M0 ${one(left)}L${plot.width} ${one(right)}` : ''
  }

  function drop([x, y], height) {
    const end = height(x)
    return near(0, end) ? `M${one(plot.x(x))} ${one(plot.y(y))}V${one(end)}` : ''
  }

  function drawFrame() {
    const { points } = app.settings
    const needed = fit(app.settings)
    if (!app.dragging && !suffices(plot.domain, needed)) plot.domain = needed
    plot.names = areReadings(points) ? ['hours after sunset', 'degrees Celsius', 'h'] : ['x', 'y']
    plot.axes(6, rows(plot))
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
      (place) => app.change({ points: app.settings.points.with(i, plot.clean(place)) }),
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

// From the x of the page to the x that W multiplies.
function scale({ points, standard }) {
  if (!standard) return (x) => x
  const values = Float32Array.from(points, (point) => point[0])
  const [middle, width] = [mean(values), deviation(values)]
  return (x) => (x - middle) / width
}

// Axes stay while what is needed has its place and fills a good part of it.
function suffices(domain, needed) {
  return [0, 2].every((low) => {
    const high = low + 1
    const within = needed[low] >= domain[low] && needed[high] <= domain[high]
    return within && needed[high] - needed[low] > 0.4 * (domain[high] - domain[low])
  })
}

// Room for the points and some of the line of the start: of the height, the points take half.
function fit(settings) {
  const { points, start } = settings
  const x = scale(settings)
  const [xs, [low, high]] = [0, 1].map((axis) => spread(points.map((point) => point[axis])))
  const reach = (high - low) * 0.3
  const line = xs.map((at) => bounded(start[0] * x(at) + start[1], low - reach, high + reach)).filter(Number.isFinite)
  return [...xs, Math.min(low, ...line), Math.max(high, ...line)]
}

function spread(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const size = Math.max(-low, high)
  const room = (high - low > size * 1e-6 ? high - low : size || 2) * 0.12
  return [low - room, high + room]
}

const RINGS = 9
const RECENT = 40 // steps have a dot
// So many tenths of a pixel of the path are strong, older ones faint.
const LONG = 2500

// The loss is quadratic, so its contours are ellipses.
function surfaceView(app) {
  const plot = createPlot(app, 'Loss over W and b. The start can be moved.', 'W', 'b')
  const rings = Array.from({ length: RINGS }, () => svg('ellipse', { class: 'pg-ring' }))
  const star = svg('path', { d: 'M0-8 5 7-8-2H8L-5 7Z' })
  const lowest = svg('g', { class: 'pg-lowest' }, star, svg('text', { class: 'pg-label' }, 'best'))
  const runs = app.variants.map((_, i) => ({ whole: path(i, 'pg-whole'), done: path(i), dots: path(i, 'pg-steps'), dot: marker(i) }))
  const start = plot.handle('pg-start', () => app.settings.start, moveTo)
  let traces, marks
  const landscape = svg('g', {}, ...rings)
  plot.area.append(landscape)
  start.append(svg('text', { class: 'pg-label' }, 'start'))
  plot.over.append(start)
  plot.area.append(lowest) // a dot that arrives lies on the star
  for (const run of runs.toReversed()) plot.area.append(...Object.values(run)) // the first on top
  plot.whenPressed(moveTo)

  return { ...plot, draw }

  function moveTo(place) {
    const { at, steps } = app.settings
    app.change({ start: plot.clean(place, 10), at: at || steps }) // with its path
  }

  function draw(changed) {
    plot.begin(changed)
    if (changed.run) drawFrame()
    const { step } = app
    plot.tell(runs.map(({ whole, done, dots, dot }, i) => {
      const { W, b } = app.runs[i]
      const d = traces[i].between(0, step)
      set(whole, { d })
      set(done, { d, 'stroke-dasharray': `0 ${Math.max(0, whole.getTotalLength() - LONG)} ${LONG}` })
      set(dots, { d: traces[i].between(Math.max(0, step - RECENT), step).replaceAll('L', 'zM') })
      const [x, y] = [plot.x(W.value[step]), plot.y(b.value[step])]
      mark(dot, x, y)
      const seen = bounded(x, 0, plot.width) === x && bounded(y, 0, plot.height) === y
      return lost('This step', 'W', W.value[step], seen)
    }), marks)
  }

  function drawFrame() {
    const [W, b] = app.settings.start
    if (!app.dragging) frame(plot, app.analysis.best, [W, b])
    plot.axes(Math.min(6, plot.width / 45), rows(plot))
    const known = app.analysis.axes[0]
    for (const part of [landscape, lowest]) set(part, { visibility: known ? 'visible' : 'hidden' })
    if (known) drawRings(plot.x(1) - plot.x(0))
    traces = app.runs.map((run) =>
      trace(run.steps + 1, (k) => plot.x(run.W.value[k]), (k) => plot.y(run.b.value[k])),
    )
    nameMarks()
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

  // Of the first steps, also the way between them.
  function nameMarks() {
    const [from, to] = [app.settings.start, app.analysis.best].map(([W, b]) => [plot.x(W), plot.y(b)])
    marks = [from, to]
    for (const { W, b, steps } of app.runs) {
      for (let k = 0; k < Math.min(steps, RECENT); k += 0.25) {
        const i = Math.floor(k)
        const between = ({ value }) => value[i] + (k - i) * (value[i + 1] - value[i])
        marks.push([plot.x(between(W)), plot.y(between(b))])
      }
    }
    if (plot.small) return // they have no names there
    settle(plot, start.lastChild, from, marks)
    settle(plot, lowest.lastChild, to, marks)
  }
}

// Equal units, so that gradients stand at a right angle to contours, kept while enough.
function frame(plot, best, start) {
  const apart = Math.max(Math.abs(best[0] - start[0]), Math.abs(best[1] - start[1]), 0.25)
  const { middle = best, radius = 0 } = plot
  const inside = [...best, ...start].every((value, i) => Math.abs(value - middle[i % 2]) < radius * 0.9)
  if (!inside || apart < radius / 5) Object.assign(plot, { middle: best, radius: apart * 1.25 })
  // Paths are wider than high.
  const pixels = Math.min(plot.width / 1.15, plot.height) / plot.radius
  const [W, b] = plot.middle
  plot.domain = [W - plot.width / pixels, W + plot.width / pixels, b - plot.height / pixels, b + plot.height / pixels]
}

// Pointing at a step shows it, pressing keeps it.
function lossView(app) {
  const plot = createPlot(app, 'Loss over the steps', 'step', 'loss', '')
  const line = svg('path', { class: 'pg-smallest' })
  const named = svg('text', { class: 'pg-label' }, 'lowest loss')
  const smallest = svg('g', {}, line, named)
  // Over the steps that are yet to come.
  const veil = svg('rect', { class: 'pg-veil' })
  const runs = app.variants.map((_, i) => ({ curve: path(i), dot: marker(i) }))
  let height, marks
  for (const { curve, dot } of runs.toReversed()) {
    plot.area.append(curve)
    plot.over.append(dot)
  }
  plot.area.append(veil)
  const was = before(plot, 'scale(0.1)')
  plot.area.append(smallest)
  const point = (event) => {
    const step = Math.round(plot.locate(event)[0])
    if (event.pointerType !== 'mouse') return
    if (!event.buttons) return app.hover(step)
    app.seek(step)
  }
  plot.element.addEventListener('pointermove', point)
  plot.element.addEventListener('pointerleave', () => app.hover(null))
  plot.element.addEventListener('pointerdown', (event) => event.pointerType === 'mouse' && point(event))
  // Of a finger: a mouse's click is cut to whole pixels.
  plot.element.addEventListener('click', (event) => event.pointerType === 'mouse' || app.seek(Math.round(plot.locate(event)[0])))

  return { ...plot, draw }

  function draw(changed) {
    plot.begin(changed)
    if (changed.run) drawFrame()
    const x = Math.min(plot.x(app.step), plot.width)
    set(veil, { x: one(x), width: one(plot.width - x), height: plot.height })
    plot.tell(runs.map(({ dot }, i) => {
      const loss = app.runs[i].loss[app.step]
      mark(dot, x, height(loss))
      return lost('The loss', 'The loss', loss, Number.isFinite(loss))
    }), marks)
  }

  // Logarithmic, in half decades and at least two, so that it seldom changes.
  function drawFrame() {
    const end = lastStep(app)
    const [low, high] = range(app)
    const top = Math.ceil(2 * Math.log10(high)) / 2
    const bottom = Math.min(Math.floor(2 * Math.log10(low)) / 2, top - 2)
    const room = 1.6 * plot.size // for a name below
    const needed = [0, end, bottom - ((top - bottom) * room) / Math.max(1, plot.height - room), top]
    if (plot.domain[1] !== end || !suffices(plot.domain, needed)) plot.domain = needed
    height = (loss, floor = low) => plot.y(Math.log10(Math.max(loss, floor)))
    plot.axes(Math.min(5, end, plot.width / 45), -rows(plot))
    runs.forEach(({ curve }, i) => set(curve, { d: through(app.runs[i]) }))
    const { former } = app
    // A scrap in a corner tells nothing.
    const within = former?.loss.subarray(0, end).filter((loss) => height(loss) >= 0).length > end / 10
    was(within ? through(former, 0) : '')
    const level = plot.y(Math.log10(app.analysis.smallest))
    set(line, { d: `M0 0H${plot.width}` })
    set(named, { x: plot.width - 4 * plot.size, y: 1.1 * plot.size })
    set(smallest, { transform: `translate(0 ${level < plot.height - plot.size ? one(level) : -99})` })
    marks = [1, 2, 3, 4, 5, 6, 7].map((left) => [plot.width - left * plot.size, level + plot.size]) // the name
    for (const { loss } of app.runs) {
      for (let k = 0; k <= end; k += Math.ceil(end / 99)) marks.push([plot.x(k), height(loss[k])])
    }
  }

  function through({ steps, loss }, floor) {
    return trace(steps + 1, plot.x, (k) => height(loss[k], floor)).d
  }
}

// Where the axis of steps ends: with the steps, or a little after the last finite loss.
function lastStep({ runs, settings }) {
  const ends = runs.map(({ loss }) => loss.findLastIndex(Number.isFinite) + 1)
  return Math.min(settings.steps, Math.ceil(1.1 * Math.max(...ends)) + 1)
}

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
  if (low < analysis.smallest * 1000) low = Math.min(low, analysis.smallest)
  return [bounded(low, Math.min(high, runs[0].loss[0] || high) * 1e-9, high) / 1.1, high * 1.1]
}

Object.assign(playground, { dataView, surfaceView, lossView })
}
