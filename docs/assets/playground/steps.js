// What follows the current step: the slider with play and pause, the numbers, the words.

import { html, set, svg, write } from './dom.js'
import { pretty } from './format.js'
import { rates } from './quadratic.js'

const calm = matchMedia('(prefers-reduced-motion: reduce)')

export function transport(app) {
  const icon = svg('path')
  const button = html(
    'button',
    { type: 'button', class: 'pg-play', click: play },
    svg('svg', { viewBox: '0 0 24 24' }, icon),
  )
  const slider = html('input', {
    type: 'range',
    min: 0,
    'aria-label': 'Step',
    input: () => {
      app.playing = false
      app.change({ at: slider.valueAsNumber })
    },
  })
  const count = html('span', { class: 'pg-count' })

  return { element: html('div', { class: 'pg-transport' }, button, slider, count), draw }

  function draw() {
    const { steps } = app.settings
    set(slider, { max: steps })
    if (slider.valueAsNumber !== app.step) slider.value = app.step
    set(button, { 'aria-label': app.playing ? 'Pause' : 'Play the steps' })
    set(icon, { d: app.playing ? 'M6 5h4v14H6zM14 5h4v14h-4z' : 'M8 5v14l11-7z' })
    write(count, `${app.step} / ${steps}`)
  }

  // The first steps, the large ones, go slowly. Readers who want less motion get ten pictures,
  // half a second each.
  function play() {
    const { at, steps } = app.settings
    let position = at < steps ? at : 0
    let last
    app.playing = !app.playing
    requestAnimationFrame(function next(now) {
      if (!app.playing) return app.draw('step')
      const { steps } = app.settings
      const speed = calm.matches ? steps / 5 : Math.max(Math.min(30, steps / 2.5), 0.9 * position)
      position = Math.min(steps, position + (speed * Math.min(now - (last ?? now), 100)) / 1000)
      last = now
      const size = calm.matches ? Math.ceil(steps / 10) : 1
      app.playing = position < steps
      app.change({ at: app.playing ? Math.floor(position / size) * size : steps })
      requestAnimationFrame(next)
    })
  }
}

const five = (value) => pretty(value, 5)
const factor = (value) => (value < 0 ? `(${five(value)})` : five(value))
const named = (name, value) => `${name}\u00a0=\u00a0${five(value)}`
const place = ({ W, b, loss }, k) =>
  `Step ${k}: ${named('W', W.value[k])}, ${named('b', b.value[k])}, ${named('loss', loss[k])}.`

// Where every run stands.
export function standing(app) {
  const lines = app.variants.map((_, i) => html('p', { 'data-run': i }))
  return {
    element: html('div', { class: lines[1] ? 'pg-keys pg-standing' : 'pg-standing', 'aria-hidden': 'true' }, ...lines),
    draw: () => app.runs.forEach((run, i) => write(lines[i], (app.variants[i].label ?? '') + place(run, app.step))),
  }
}

// The update of both parameters as lines of arithmetic.
export function arithmetic(app) {
  const element = html('div', { class: 'pg-arithmetic' })
  return { element, draw }

  function draw() {
    const [run] = app.runs
    const k = Math.min(app.step, run.steps - 1)
    const lines = ['W', 'b'].flatMap((name) => update(name, run[name], k, run.rule, app.settings.rate))
    write(element, [`From step ${k} to step ${k + 1}`, ...lines].join('\n'))
  }
}

function update(name, { value, fresh, grad, velocity }, k, { zero, momentum }, rate) {
  const added = !zero && k ? `${five(grad[k - 1])} + ${factor(fresh[k])} = ` : ''
  const kept = k ? `${five(momentum)} × ${factor(velocity[k - 1])} + ${factor(grad[k])} = ` : ''
  return [
    `${name}.grad = ${added}${five(grad[k])}`,
    ...(momentum ? [`velocity = ${kept}${five(velocity[k])}`] : []),
    `${name} = ${five(value[k])} − ${five(rate)} × ${factor(velocity[k])} = ${five(value[k + 1])}`,
  ]
}

// Where the run stands and how it goes, said aloud once the reader pauses.
export function summary(app) {
  const [where, how] = [html('span', { class: 'pg-hidden' }), html('span')]
  const tell = () => {
    write(where, app.runs.map((run, i) => (app.variants[i].label ?? '') + place(run, app.step)).join(' '))
    write(how, app.runs[1] ? '' : verdict(app, app.runs[0]))
  }
  app.whenSettled(() => app.playing || tell())
  return {
    element: html('p', { class: 'pg-summary', role: 'status' }, where, ' ', how),
    draw: () => where.textContent || tell(),
  }
}

function verdict({ analysis, settings }, { rule, loss }) {
  const { limit, best } = rates(analysis.axes, rule)
  const over = overflow(loss)
  if (over) return `The loss grows until float32 ends: ${over}.`
  if (!limit) return 'With momentum, gradients that pile up are stable at no learning rate.'
  if (settings.rate > limit) return `The learning rate is above the limit ${five(limit)}: the loss grows.`
  if (!best) return 'The loss goes up and down and never settles.'
  return distance(loss, analysis.smallest)
}

function overflow(loss) {
  const first = { inf: loss.indexOf(Infinity), nan: loss.findIndex(Number.isNaN) }
  return ['inf', 'nan']
    .filter((name) => first[name] >= 0)
    .map((name) => `${name} from step ${first[name]}`)
    .join(', ')
}

function distance(loss, smallest) {
  const excess = loss.at(-1) / smallest - 1
  const end = `Step ${loss.length - 1} has`
  if (!(excess > 1e-5)) return `${end} the smallest possible loss, ${five(smallest)}.`
  const share = excess < 1 ? `a loss ${pretty(excess * 100, 2)} % above` : `${pretty(excess + 1, 2)} times`
  return `${end} ${share} the smallest possible, ${five(smallest)}.`
}
