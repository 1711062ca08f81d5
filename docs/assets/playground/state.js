// The settings, the presets, and both as an address: ?rate=0.0169&zero=0 or ?preset=best

'use strict'

{
const { analyze, bestMomentum, rates, WAYS } = playground

const COORDINATES = [-1e6, 1e6]
const LIMITS = {
  points: COORDINATES,
  rate: [1e-15, 1e6],
  steps: [1, 10000],
  start: COORDINATES,
  momentum: [0, 1],
  at: [0, 10000],
}
const COUNT = [2, 24] // of the points

// What torch.rand(1) gives twice after torch.manual_seed(0).
const SEED = [0.49625658988952637, 0.7682217955589294]

const ORIGINAL = {
  points: [[1, 0], [2, -1.1], [3, -1.8], [4, -3.1], [5, -4.5]],
  rate: 0.001,
  steps: 1000,
  start: SEED,
  mean: false,
  standard: false,
  zero: true,
  momentum: 0,
  way: 'optimizer',
  at: 20, // where the eye learns: later, the path covers itself
}

const rounded = (value) => Number(value.toPrecision(6))

const { best, limit } = rates(analyze(ORIGINAL).axes, ORIGINAL)
const fast = bestMomentum(analyze(ORIGINAL).axes)

// What each changes in the original program, with the step that shows it, and what it shows.
const PRESETS = {
  original: ['Original', {}, 'Press Play, move a point, or press a free place to add one.'],
  best: ['Best rate', { rate: rounded(best), at: 200 }, 'At the best rate it bounces across the valley, and arrives.'],
  below: ['High rate', { rate: rounded(limit * 0.999), at: 200 }, 'Just below the limit it bounces much longer.'],
  above: ['Rate too high', { rate: rounded(limit * 1.01) }, 'Just above the limit each bounce is larger than the last.'],
  zeroing: ['No zero_grad', { zero: false, at: 100 }, 'The gradients pile up, and the path never settles.'],
  momentum: [
    'Momentum',
    { momentum: rounded(fast.momentum), rate: rounded(fast.rate), steps: 100, at: 100 },
    '100 steps with momentum come further than 1000 without.',
  ],
  // Both curvatures are then twice the number of points, and the best rate is 1 / 10.
  standardized: [
    'Standardized',
    { standard: true, rate: 0.1, steps: 10, at: 1 },
    'The ellipses are circles now, and one step is enough.',
  ],
}

const preset = (name) => ({ ...ORIGINAL, ...PRESETS[name][1], alone: true }) // with nothing before it

const FIELDS = Object.keys(ORIGINAL)

// Also as many write it, with a comma.
const number = (text) => Number(text.trim().replace(',', '.') || NaN) + 0

// A pair: "1, 2", "1 2", "1,2", and with decimal commas "1,5 2,5" or "1,5, 2,5".
function numbers(text) {
  const parts = text.trim().split(/,?\s+/)
  return parts.length === 2 ? parts.map(number) : text.split(',').map(number)
}

function spell(field, value) {
  if (field === 'points') return value.join('_')
  return String(typeof value === 'boolean' ? Number(value) : value)
}

function read(field, text) {
  if (field === 'points') return text.split('_').map(numbers)
  if (field === 'start') return numbers(text)
  if (field === 'way' || field === 'preset') return text
  return typeof ORIGINAL[field] === 'boolean' ? text === '1' : number(text)
}

// Only what differs from the original program.
function encode(settings) {
  const base = { ...ORIGINAL, at: Math.min(ORIGINAL.at, settings.steps) }
  return FIELDS.map((field) => [settings, base].map((from) => spell(field, from[field])))
    .map(([value, usual], i) => (value === usual ? '' : `${FIELDS[i]}=${value}`))
    .filter(Boolean)
    .join('&')
}

// Whichever step is shown.
const lasting = (settings) => encode({ ...settings, at: 0 })
const chosen = (settings, name) => lasting(preset(name)) === lasting(settings)
const explanation = (settings) =>
  Object.entries(PRESETS).find(([name]) => chosen(settings, name))?.[1][2] ?? 'Move a point or the start. Press to add a point.'

// What cannot be read, or lies outside the limits, is left as it was and told.
function decode(query, tell = () => {}) {
  const given = { preset: 'original' }
  for (const [field, text] of new URLSearchParams(query)) {
    if (![...FIELDS, 'preset'].includes(field)) continue
    const value = read(field, text)
    const wrong = refusal(field, value, text)
    if (wrong) tell(field, wrong)
    else given[field] = value
  }
  const { preset: name, ...patch } = given
  const settings = { ...preset(name), ...patch }
  return { ...settings, at: Math.min(settings.at, settings.steps) }
}

const inside = (size, [least, most]) => size >= least && size <= most
const isPair = (value) => value.length === 2

const finite = ['a number', Number.isFinite]
const whole = ['a whole number', Number.isInteger]
const known = (all) => [`one of ${Object.keys(all).join(', ')}`, (name) => Object.hasOwn(all, name)]

const TAKES = {
  points: [`${COUNT.join(' to ')} points as x, y; x, y, each`, (value) => inside(value.length, COUNT) && value.every(isPair)],
  rate: finite,
  steps: whole,
  start: ['a W and a b', isPair],
  momentum: finite,
  way: known(WAYS),
  at: whole,
  preset: known(PRESETS),
}

const said = (size) => (Math.abs(size) < 1e-3 && size ? String(size) : size.toLocaleString('en-US').replaceAll(',', '\u202f'))
const NAMES = { at: 'Step', way: 'Written with', start: 'Start W, b', rate: 'Learning rate' }
const nameOf = (field) => NAMES[field] ?? field[0].toUpperCase() + field.slice(1)

// Why a value cannot be used, and what can; `text` is what was typed.
function refusal(field, value, text = spell(field, value)) {
  if (field === 'points' && value.length > COUNT[1]) return `Points: ${value.length} are too many. Use ${COUNT.join(' to ')}.`
  const [words, fits] = TAKES[field] ?? ['', () => true]
  const limits = LIMITS[field]
  if (fits(value) && (!limits || [value].flat(2).every((size) => inside(size, limits)))) return ''
  const range = limits ? ` from ${limits.map(said).join(' to ')}` : ''
  const strange = field === 'points' && text.match(/[^\s,;_]+/g)?.find((part) => isNaN(number(part)))
  return `${nameOf(field)}: “${(strange || text).slice(0, 40)}” is not ${strange ? 'a number' : words + range}.`
}

Object.assign(playground, { LIMITS, COUNT, SEED, ORIGINAL, PRESETS, preset, number, numbers, encode, decode, lasting, chosen, explanation, refusal })
}
