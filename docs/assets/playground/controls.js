// The controls.

'use strict'

{
const {
  rates, chosen, COUNT, explanation, LIMITS, number, numbers, preset, PRESETS, SEED, ruleOf, WAYS, atMost, bounded,
  encode, general, html, notice, pretty, set, svg, write,
} = playground

const calm = matchMedia('(prefers-reduced-motion: reduce)')

const press = (text, click, more) => html('button', { type: 'button', class: 'pg-button', click, ...more }, text)
const field = (text, input) => html('label', { class: 'pg-field' }, html('span', {}, text), input)
const check = (text, input) => html('label', { class: 'pg-check' }, input, text)

const group = (text, role, ...inputs) =>
  html(
    'div',
    { class: 'pg-field', role, 'aria-label': text },
    html('span', { 'aria-hidden': 'true' }, text),
    html('div', { class: 'pg-row' }, ...inputs),
  )

const input = (type, attributes) => html('input', { type, ...attributes })
// Text, since browsers differ in which comma a field for numbers takes.
const typed = (change, attributes) =>
  input('text', {
    autocomplete: 'off',
    input: ({ target }) => judge(target, change(number(target.value), target.value)),
    ...attributes,
  })
const slider = (change, [min, max], step, attributes) =>
  input('range', { min, max, step, input: ({ target }) => change(target.valueAsNumber), ...attributes })
const judge = (field, accepted) => set(field, { 'aria-invalid': !accepted })

// Why what a control holds is not used: stands below it.
function telling(app, name) {
  app.told.add(name)
  return notice(app, name)
}

const box = (change) => input('checkbox', { change: ({ target }) => change(target.checked) })

// Not while the reader types in it, but for settings from elsewhere, as with Back; what is
// refused stays, with why.
const fill = (field, value, opened, kept) => {
  if (kept || (field === document.activeElement && !opened)) return
  judge(field, true)
  if (field.value !== String(value)) field.value = value
}

// As buttons, and as a list, of which the style sheet shows what fits into one row.
function presets(app) {
  const all = Object.entries(PRESETS)
  const choose = (name) => {
    app.playing = false
    app.change(preset(name))
    app.draw('opened')
  }
  const buttons = all.map(([name, [label]]) => press(label, () => choose(name)))
  const options = all.map(([value, [label]]) => html('option', { value }, label))
  const own = html('option', { value: '', disabled: '', hidden: '' }, 'Your settings')
  const list = html('select', { change: () => choose(list.value) }, own, ...options)
  const undo = press('Undo', app.undo)
  const words = html('p')
  const element = html(
    'div',
    { class: 'pg-presets' },
    html('div', { role: 'group', 'aria-label': 'Presets', 'data-shows': 1 }, ...buttons),
    html('label', { class: 'pg-try', 'data-shows': 1 }, 'Preset', list),
    undo,
    words,
  )
  app.past = []
  return { element, draw }

  function draw({ run }) {
    if (!run) return
    const found = all.map(([name]) => chosen(app.settings, name))
    found.forEach((pressed, i) => set(buttons[i], { 'aria-pressed': pressed }))
    list.selectedIndex = found.indexOf(true) + 1
    undo.disabled = !app.past.length
    write(words, explanation(app.settings))
  }
}

function transport(app) {
  const icons = [svg('path'), svg('path', { d: 'M6 5v14l9-7zM16 5h2v14h-2z' })].map((path) => svg('svg', { viewBox: '0 0 24 24' }, path))
  const button = press(icons[0], play, { class: 'pg-play' })
  const next = press(icons[1], () => app.seek(Math.min(app.step + 1, app.settings.steps)), {
    class: '',
    title: 'Next step (→ on the slider)',
  })
  const range = slider((at) => app.seek(at), [0, 1], 1, { 'aria-label': 'Step' })
  const count = html('span', { class: 'pg-count' })

  return { element: html('div', { class: 'pg-transport' }, button, next, range, count), draw }

  function draw() {
    const { steps } = app.settings
    set(range, { max: steps })
    if (range.valueAsNumber !== app.step) range.value = app.step
    set(button, { 'aria-label': app.playing ? 'Pause' : 'Play the steps' })
    set(icons[0].firstChild, { d: app.playing ? 'M6 5h4v14H6zM14 5h4v14h-4z' : 'M8 5v14l11-7z' })
    write(count, `${app.step} / ${steps}`)
  }

  // The first, large steps go slowly. Who wants less motion gets ten pictures.
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
      const playing = position < steps
      app.seek(playing ? Math.floor(position / size) * size : steps, playing)
      requestAnimationFrame(next)
    })
  }
}

// Logarithmic, with the limit and the best rate marked on it.
function rateControl(app) {
  const ends = [-5, 1]
  const change = (rate, text) => app.change({ rate }, text)
  const exact = typed(change, { inputmode: 'decimal' })
  const range = slider((power) => change(Number((10 ** power).toPrecision(4))), ends, 0.002, {
    'aria-label': 'Learning rate, logarithmic',
  })
  const [tick, beyond] = ['pg-tick', 'pg-beyond'].map((name) => html('span', { class: name }))
  const marks = ['best', 'limit'].map((name) => ({
    name,
    button: press('', () => change(targets()[name]), { class: 'pg-button pg-mark', 'data-mark': name }),
  }))
  const element = html(
    'div',
    { class: 'pg-rate', 'data-shows': 1, focusout: () => app.draw('run') },
    field('Learning rate', exact),
    html('div', { class: 'pg-track' }, beyond, tick, range),
    html('div', { class: 'pg-row' }, ...marks.map(({ button }) => button)),
  )
  return { element, draw }

  function draw(changed) {
    if (!changed.run) return
    const { rate } = app.settings
    fill(exact, rate, changed.opened, app.kept.rate)
    if (Math.abs(range.valueAsNumber - Math.log10(rate)) > 0.0011) range.value = Math.log10(rate)
    set(range, { 'aria-valuetext': pretty(rate) })
    const found = targets()
    for (const { name, button } of marks) {
      button.disabled = !found[name]
      write(button, `${name} ${found[name] ? pretty(found[name]) : 'none'}`)
    }
    tick.hidden = share(found.best) % 1 === 0
    beyond.hidden = !found.limit
    tick.style.insetInlineStart = `${share(found.best) * 100}%`
    beyond.style.insetInlineStart = `${share(found.limit) * 100}%`
  }

  // Rounded, but never past the limit, and to digits that tell them apart.
  function targets(digits = 4) {
    const { best, limit } = rates(app.analysis.axes, ruleOf(app.settings))
    const found = { best: best && atMost(limit, best, digits), limit: limit && atMost(limit, limit, digits) }
    return best && found.best === found.limit && digits < 6 ? targets(digits + 1) : found
  }

  // Of the way along the slider, at most to an end.
  function share(rate) {
    return bounded((Math.log10(rate || 1e-9) - ends[0]) / (ends[1] - ends[0]), 0, 1)
  }
}

// Those that the presets change; below, more, which a phone shows when they are wanted or in use.
function settingsPanel(app) {
  const make = (...group) => group.map((control) => control(app))
  const grid = (controls) => html('div', { class: 'pg-group', 'data-shows': 1 }, ...controls.flatMap(({ element, told }) => [element, ...(told ? [told.element] : [])]))
  const basic = make(steps, momentum, ticks)
  const others = make(reduction, way, start, points)
  const more = html('details', {}, html('summary', {}, 'More settings'), grid(others))
  more.open = matchMedia('(width >= 37em) and (height >= 30em)').matches
  const controls = [...basic, ...others]
  return {
    element: html('div', { class: 'pg-settings', focusout: () => app.draw('run') }, grid(basic), more),
    draw: (changed) => {
      for (const { told } of controls) told?.draw()
      if (!changed.run) return
      for (const { draw } of controls) draw(app.settings, changed.opened)
      const linked = changed.opened && !app.past.length // not taken back
      if (linked && /mean|way|start|points/.test(encode(app.settings))) more.open = true
    },
  }
}

function steps(app) {
  const count = typed((steps, text) => app.change({ steps }, text), { inputmode: 'numeric' })
  return {
    element: field('Steps', count),
    told: telling(app, 'steps'),
    draw: ({ steps }, opened) => fill(count, steps, opened, app.kept.steps),
  }
}

function reduction(app) {
  const inputs = [false, true].map((mean) =>
    input('radio', { name: 'pg-reduction', change: () => app.change({ mean }) }),
  )
  return {
    element: group('Loss', 'radiogroup', ...['sum', 'mean'].map((name, i) => check(name, inputs[i]))),
    draw: ({ mean }) => (inputs[Number(mean)].checked = true),
  }
}

function start(app) {
  const inputs = ['W', 'b'].map((name, i) =>
    typed((value, text) => app.change({ start: app.settings.start.with(i, value) }, text), {
      'aria-label': `Start of ${name}`,
    }),
  )
  const seed = press('Reset', () => app.change({ start: SEED }), { title: 'As after torch.manual_seed(0)' })
  return {
    element: group('Start W, b', 'group', ...inputs, seed),
    told: telling(app, 'start'),
    draw: ({ start }, opened) => inputs.forEach((input, i) => fill(input, general(start[i], 5), opened, app.kept.start)),
  }
}

function way(app) {
  const options = Object.entries(WAYS).map(([value, { label }]) => html('option', { value }, label))
  const select = html('select', { change: () => app.change({ way: select.value }) }, ...options)
  return { element: field('Written with', select), draw: ({ way }) => (select.value = way) }
}

function momentum(app) {
  const range = slider((momentum) => app.change({ momentum }), LIMITS.momentum, 0.01)
  const shown = html('span')
  const element = field('Momentum ', range)
  element.firstChild.append(shown)
  return {
    element,
    draw: ({ way, momentum }) => {
      range.disabled = !WAYS[way].momentum
      if (Math.abs(range.valueAsNumber - momentum) > 0.0051) range.value = momentum
      write(shown, range.disabled ? 'of the optimizer only' : pretty(momentum, 4))
    },
  }
}

function ticks(app) {
  const standard = box((standard) => app.change({ standard }))
  const zero = box((zero) => app.change({ zero }))
  return {
    element: html('div', { class: 'pg-row' }, check('Standardize x', standard), check('Zero the gradients', zero)),
    draw: (settings) => {
      standard.checked = settings.standard
      zero.disabled = Boolean(WAYS[settings.way].fresh)
      zero.checked = zero.disabled || settings.zero
    },
  }
}

// The points as text: for the keyboard and a reader's own numbers.
function points(app) {
  const text = html('textarea', { rows: 1, autocomplete: 'off', input: () => judge(text, app.change({ points: text.value.split(/[;\n]/).map(numbers) }, text.value)) })
  const last = () => app.selected ?? app.settings.points.length - 1
  const remove = press('', () => app.removePoint(last()))
  return {
    element: html('div', { class: 'pg-points', 'data-shows': 0 }, field('Points (x, y; x, y; …)', text), remove),
    told: telling(app, 'points'),
    draw: ({ points }, opened) => {
      fill(text, points.map((point) => point.join(', ')).join('; '), opened, app.kept.points)
      remove.disabled = points.length <= COUNT[0]
      write(remove, `Remove point ${last() + 1}`)
    },
  }
}

Object.assign(playground, { presets, transport, rateControl, settingsPanel })
}
