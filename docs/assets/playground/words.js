// What is told: where the runs stand, how they go, the program, and a comparison with
// recorded runs.

'use strict'

{
const {
  rates, decode, SEED, ruleOf, train, atMost, general, html, literal, pretty, set, write,
} = playground

const five = (value) => pretty(value, 5)
const factor = (value) => (value < 0 ? `(${five(value)})` : five(value))
const named = (name, value) => `${name}\u00a0${pretty(value, Math.abs(value) < 1e5 ? 5 : 3)}`

const places = ({ runs, variants, step }) =>
  runs.map(({ W, b, loss }, i) =>
    `${variants[i].label ?? ''}${named('W', W.value[step])}, ${named('b', b.value[step])}, ${named('loss', loss[step])}`,
  )

// Where every run stands.
function standing(app) {
  const lines = app.variants.map((_, i) => html('p', { 'data-run': i }))
  return {
    element: html('div', { class: 'pg-standing', 'aria-hidden': 'true' }, ...lines),
    draw() {
      set(lines[0], { 'data-step': app.step })
      places(app).forEach((text, i) => write(lines[i], text))
    },
  }
}

// The update of both parameters as lines of arithmetic.
function arithmetic(app) {
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

// How the run goes: shown at once, said once the reader pauses.
function summary(app) {
  const shown = html('span', { 'aria-hidden': 'true' })
  const said = html('span', { class: 'pg-hidden', role: 'status' })
  const tell = () => write(said, app.notice.rate ?? [`Step ${app.step}`, ...places(app), shown.textContent].join('. '))
  app.whenSettled(tell)
  return {
    element: html('p', { class: 'pg-summary' }, shown, said),
    draw: () => {
      const { rate } = app.notice // a refused one: told here, where nothing moves
      write(shown, rate ?? (app.runs[1] ? '' : verdict(app, app.runs[0])))
      if (rate && !shown.className) shown.scrollIntoView({ block: 'nearest' })
      set(shown, { class: rate ? 'pg-wrong' : '' })
      if (!said.textContent) tell()
    },
  }
}

// What was refused, and why: of one field, or of all that do not say it.
function notice(app, field) {
  const element = html('p', { class: 'pg-notice', role: 'status' })
  const mine = (name) => (field ? name === field : !app.told.has(name))
  return { element, draw }

  function draw() {
    const words = app.notice[Object.keys(app.notice).find(mine)] ?? ''
    const fresh = words && element.textContent !== words
    write(element, words)
    const folded = element.closest('details:not([open])')
    if (words && folded) folded.open = true
    if (fresh && field) element.scrollIntoView({ block: 'nearest' })
  }
}

function verdict({ analysis, settings }, { rule, loss }) {
  if (!analysis.axes[0]) return 'All x are equal: standardizing divides zero by zero, which is nan in PyTorch.'
  const { limit, best } = rates(analysis.axes, rule)
  const over = overflow(loss)
  if (over) return `The loss grows until float32 ends: ${over}.`
  if (!limit) return 'With momentum, gradients that pile up are stable at no learning rate.'
  if (settings.rate > limit) return `The learning rate is above the limit ${pretty(atMost(limit))}: in the end the loss grows.`
  if (!best) return 'The loss goes up and down and never settles.'
  return distance(loss, analysis.smallest)
}

function overflow(loss) {
  const first = { inf: loss.indexOf(Infinity), nan: loss.findIndex(Number.isNaN) }
  const found = Object.entries(first).filter(([, step]) => step >= 0)
  return found.map(([name, step]) => `${name} from step ${step}`).join(', ')
}

function distance(loss, smallest) {
  const last = loss.at(-1)
  const excess = smallest ? last / smallest - 1 : last
  const above = excess < 1 ? `${pretty(excess * 100, 2)} % above ` : `${pretty(excess + 1, 3)} times `
  const more = smallest ? above : `${five(last)}; `
  return `At the end, step ${loss.length - 1}, the loss is ${excess > 1e-5 * Boolean(smallest) ? more : ''}the lowest, ${five(smallest)}.`
}

// The classes of the site's other programs.
const TOKEN =
  /(?<c1>#.*)|(?<s>f?"[^"]*")|(?<k>\b(?:for|in|if|with|import|from|True|None)\b)|(?<m>\b\d[\d.]*(?:e-\d+)?\b)/g

function listing(app) {
  const code = html('code', { tabindex: 0, 'aria-label': 'Program' })
  const output = html('code', { tabindex: 0, 'aria-label': 'Output' })
  const copy = html('button', { type: 'button', class: 'pg-button', click: copyProgram }, 'Copy')
  const element = html(
    'section',
    { 'aria-label': 'The program' },
    html('div', { class: 'pg-bar' }, html('strong', {}, 'The same as a program'), copy),
    html('div', { class: 'cell highlight' }, html('pre', {}, code)),
    html('div', { class: 'output highlight' }, html('span', { class: 'block-name' }, 'Output'), html('pre', {}, output)),
  )
  const update = () => {
    write(output, printed(app.runs[0]))
    const text = program(app.settings)
    if (code.textContent !== text) code.replaceChildren(...text.trimEnd().split('\n').flatMap(line))
  }
  app.whenSettled(update)
  return { element, draw: () => code.firstChild || update() }

  async function copyProgram() {
    try {
      await navigator.clipboard.writeText(program(app.settings))
      write(copy, 'Copied')
    } catch {
      getSelection().selectAllChildren(code) // no clipboard here: the reader's own copy key works
      write(copy, 'Selected: press the copy key')
    }
    setTimeout(() => write(copy, 'Copy'), 2000)
  }
}

// As the site's other programs have their lines: what goes on below hangs.
const line = (text) => [html('span', { class: `in${text.search(/\S|$/) / 4}` }, ...highlighted(text)), '\n']

function* highlighted(text) {
  let last = 0
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    yield text.slice(last, index)
    yield html('span', { class: Object.keys(groups).find((name) => groups[name]) }, token)
    last = index + token.length
  }
  yield text.slice(last)
}

// All numbers of a run, as integers, added up: one differing bit shows.
const fingerprint = ({ W, b, loss }) =>
  [W.value, b.value, loss].flatMap(({ buffer }) => [...new Int32Array(buffer)]).reduce((sum, bits) => sum + bits)

function verification(app, { addresses, fingerprints }) {
  const element = html('p', { class: 'pg-verified' })
  app.whenSettled(() => element.textContent || write(element, compare()))
  return { element, draw() {} }

  function compare() {
    const same = addresses.filter((address, i) => fingerprint(train(decode(address))) === fingerprints[i])
    return `Compared with runs that PyTorch recorded: ${same.length} of ${addresses.length} agree in every bit of every step.`
  }
}

// The settings as a PyTorch program.
function program(settings) {
  const { rate, steps } = settings
  const way = WRITERS[settings.way](settings, ruleOf(settings))
  return [
    ['import torch', ...(way.imports ?? [])],
    data(settings),
    start(settings.start, way.tensor ?? ((values) => `${values}, requires_grad=True)`)),
    [
      `learning_rate = ${literal(rate)}`,
      ...(way.before ?? []),
      `for step in range(${steps}):`,
      ...indent([
        ...(way.loss ?? [loss(settings)]),
        `if step % ${interval(steps)} == 0:`,
        ...indent(show('{step:4}')),
        ...way.update,
      ]),
    ],
    [loss(settings), ...show(padded(steps)), ''],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

// About ten lines, whatever the number of steps.
const interval = (steps) => Math.max(1, Math.ceil(steps / 10))
const padded = (step) => String(step).padStart(4)
const indent = (lines) => lines.map((line) => `    ${line}`)
const both = (line) => ['W', 'b'].map(line)
const loss = ({ mean }) => `loss = (x * W + b - y).pow(2).${mean ? 'mean' : 'sum'}()`

const show = (step) => [
  'print(',
  `    f"step ${step}  W {W.item():10.5g}  b {b.item():10.5g}"`,
  '    f"  loss {loss.item():10.5g}"',
  ')',
]

function data({ points, standard }) {
  const column = (name, i) => `${name} = torch.tensor([${points.map((point) => literal(point[i])).join(', ')}])`
  const scaled = standard ? ['x = (x - x.mean()) / x.std(correction=0)'] : []
  return [column('x', 0), column('y', 1), ...scaled]
}

function start(values, tensor) {
  const seeded = values.every((value, i) => value === SEED[i])
  const line = (name, i) => {
    const value = seeded ? 'torch.rand(1' : `torch.tensor([${literal(values[i])}]`
    return `${name} = ${tensor(value)}`
  }
  return [...(seeded ? ['torch.manual_seed(0)'] : []), ...both(line)]
}

const zeroed = (zero, lines) =>
  zero ? lines : ['# the gradients are not zeroed: every backward() adds to them']

const WRITERS = {
  optimizer: (_, { zero, momentum }) => ({
    before: [
      `optimizer = torch.optim.SGD([W, b], lr=learning_rate${momentum ? `, momentum=${literal(momentum)}` : ''})`,
    ],
    update: [...zeroed(zero, ['optimizer.zero_grad()']), 'loss.backward()', 'optimizer.step()'],
  }),
  no_grad: (_, { zero }) => ({
    update: [
      'loss.backward()',
      'with torch.no_grad():',
      ...indent(both((p) => `${p}.sub_(${p}.grad, alpha=learning_rate)`)),
      ...zeroed(zero, both((p) => `${p}.grad = None`)),
    ],
  }),
  without_variable: (_, { zero }) => ({
    update: [
      'loss.backward()',
      ...both((p) => `${p}.data -= learning_rate * ${p}.grad`),
      ...zeroed(zero, both((p) => `${p}.grad.zero_()`)),
    ],
  }),
  variable: (_, { zero }) => ({
    imports: ['from torch.autograd import Variable'],
    tensor: (values) => `Variable(${values}), requires_grad=True)`,
    update: [
      'loss.backward()',
      ...both((p) => `${p}.data -= learning_rate * ${p}.grad.data`),
      ...zeroed(zero, both((p) => `${p}.grad.data.zero_()`)),
    ],
  }),
  autograd_grad: () => ({
    update: [
      'grad_W, grad_b = torch.autograd.grad(loss, [W, b])',
      'with torch.no_grad():',
      ...indent(both((p) => `${p}.sub_(grad_${p}, alpha=learning_rate)`)),
    ],
  }),
  by_hand: ({ mean }) => {
    const total = mean ? 'mean' : 'sum'
    return {
      tensor: (values) => `${values})`,
      loss: ['residual = x * W + b - y', `loss = residual.pow(2).${total}()`],
      update: [
        `grad_W = 2 * (residual * x).${total}()`,
        `grad_b = 2 * residual.${total}()`,
        ...both((p) => `${p}.sub_(grad_${p}, alpha=learning_rate)`),
      ],
    }
  },
}

function printed(run) {
  const number = (value) => general(value, 5).padStart(10)
  const line = (k) =>
    `step ${padded(k)}  W ${number(run.W.value[k])}  b ${number(run.b.value[k])}  loss ${number(run.loss[k])}\n`
  const lines = []
  for (let k = 0; k < run.steps; k += interval(run.steps)) lines.push(line(k))
  return lines.join('') + line(run.steps)
}

Object.assign(playground, { standing, arithmetic, summary, notice, listing, verification, program, printed })
}
