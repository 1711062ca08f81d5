// The settings, the presets, and both as an address: ?rate=0.0169&zero=0 or ?preset=best

import { analyze, bestMomentum, rates } from './quadratic.js'
import { WAYS } from './train.js'

export const LIMITS = { points: [2, 24], steps: [1, 1000], at: [0, 1000], rate: [1e-5, 10], momentum: [0, 1] }

// What torch.rand(1) gives twice after torch.manual_seed(0).
export const SEED = [0.49625658988952637, 0.7682217955589294]

export const ORIGINAL = {
  points: [[1, 0], [2, -1.1], [3, -1.8], [4, -3.1], [5, -4.5]],
  rate: 0.001,
  steps: 1000,
  start: SEED,
  mean: false,
  standard: false,
  zero: true,
  momentum: 0,
  way: 'optimizer',
  at: 1000,
}

const rounded = (value) => Number(value.toPrecision(6))

// What each changes in the original program.
export const PRESETS = {
  original: { label: 'Original program', make: () => {} },
  best: { label: 'Best rate', make: (base) => ({ rate: rounded(stable(base).best) }) },
  below: { label: 'Just below the limit', make: (base) => ({ rate: rounded(stable(base).limit * 0.999) }) },
  above: { label: 'Just above the limit', make: (base) => ({ rate: rounded(stable(base).limit * 1.01) }) },
  zeroing: { label: 'Forgotten zeroing', make: () => ({ zero: false }) },
  momentum: { label: 'Momentum', make: withMomentum },
  standardized: { label: 'Standardized x', make: standardized },
}

function stable(settings) {
  return rates(analyze(settings).axes, settings)
}

function withMomentum(base) {
  const { momentum, rate } = bestMomentum(analyze(base).axes)
  return { momentum: rounded(momentum), rate: rounded(rate), steps: 100, at: 100 }
}

function standardized(base) {
  const { best } = stable({ ...base, standard: true })
  return { standard: true, rate: rounded(best), steps: 10, at: 10 }
}

export function preset(name, points = ORIGINAL.points) {
  const base = { ...ORIGINAL, points }
  return { ...base, ...PRESETS[name].make(base) }
}

const FIELDS = Object.keys(ORIGINAL)
export const numbers = (text) => text.trim().split(/[\s,]+/).map((part) => Number(part || NaN))

function spell(field, value) {
  if (field === 'points') return value.join('_')
  return String(typeof value === 'boolean' ? Number(value) : value)
}

function read(field, text) {
  if (field === 'points') return text.split('_').map(numbers)
  if (field === 'start') return numbers(text)
  if (field === 'way') return text
  return typeof ORIGINAL[field] === 'boolean' ? text === '1' : Number(text)
}

// Only what differs from the original program.
export function encode(settings) {
  const base = { ...ORIGINAL, at: settings.steps }
  return FIELDS.map((field) => [settings, base].map((from) => spell(field, from[field])))
    .map(([value, usual], i) => (value === usual ? '' : `${FIELDS[i]}=${value}`))
    .filter(Boolean)
    .join('&')
}

// What cannot be read, or lies outside the limits, is left as it was.
export function decode(query) {
  const texts = [...new URLSearchParams(query)].filter(([field]) => FIELDS.includes(field))
  const given = texts.map(([field, text]) => [field, read(field, text)])
  const patch = Object.fromEntries(given.filter(([field, value]) => valid(field, value)))
  const name = new URLSearchParams(query).get('preset')
  const base = preset(Object.keys(PRESETS).includes(name) ? name : 'original', patch.points)
  const settings = { ...base, ...patch }
  return { ...settings, at: Math.min(patch.at ?? Infinity, settings.steps) }
}

const inside = (size, [least, most]) => size >= least && size <= most
const isPair = (value) => value.length === 2 && value.every((number) => Math.abs(number) <= 1e6)

export function valid(field, value) {
  if (field === 'points') return inside(value.length, LIMITS.points) && value.every(isPair)
  if (field === 'start') return isPair(value)
  if (field === 'way') return Object.keys(WAYS).includes(value)
  if (field === 'steps' || field === 'at') return Number.isInteger(value) && inside(value, LIMITS[field])
  return typeof value === 'boolean' || inside(value, LIMITS[field])
}
