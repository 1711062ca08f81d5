// Gradient descent in float32, each operation in PyTorch's order and rounded where its
// CPU kernels round it.

'use strict'

{
const round = Math.fround

// The ways to write the update, named like their pages. `twice`: rate * grad is rounded before
// it is subtracted; the others do both in one operation. `fresh`: no backward() adds to .grad.
const WAYS = {
  optimizer: { label: 'torch.optim.SGD', momentum: true },
  no_grad: { label: 'torch.no_grad()' },
  without_variable: { label: '.data', twice: true },
  variable: { label: 'Variable and .data', twice: true },
  autograd_grad: { label: 'torch.autograd.grad', fresh: true },
  by_hand: { label: 'the gradient on paper', fresh: true, paper: true },
}

// Some ways have no momentum, some nothing to zero.
function ruleOf({ way, rate, momentum, zero }) {
  const { twice, fresh, paper } = WAYS[way]
  return {
    twice,
    paper,
    zero: zero || Boolean(fresh),
    momentum: WAYS[way].momentum ? momentum : 0,
    rate: round(rate),
  }
}

// Every step of a run: at index k what holds before its update.
function train(settings) {
  const { steps, start } = settings
  const rule = ruleOf(settings)
  const fit = problem(settings, rule)
  const run = { steps, rule, W: history(steps), b: history(steps), loss: new Float32Array(steps + 1) }
  run.W.value[0] = start[0]
  run.b.value[0] = start[1]
  for (let k = 0; k < steps; k++) {
    run.loss[k] = fit.loss(run.W.value[k], run.b.value[k])
    run.W.fresh[k] = fit.slopeOfW()
    run.b.fresh[k] = fit.slopeOfB()
    advance(run.W, k, rule)
    advance(run.b, k, rule)
  }
  run.loss[steps] = fit.loss(run.W.value[steps], run.b.value[steps])
  return run
}

// `fresh` is the gradient of one step, `grad` what .grad holds.
function history(steps) {
  return {
    value: new Float32Array(steps + 1),
    fresh: new Float32Array(steps),
    grad: new Float32Array(steps),
    velocity: new Float32Array(steps),
  }
}

// A Float32Array rounds what is put into it: once more than the lines below show.
function advance(p, k, { zero, momentum, twice, rate }) {
  p.grad[k] = zero || k === 0 ? p.fresh[k] : p.grad[k - 1] + p.fresh[k]
  p.velocity[k] =
    momentum === 0 || k === 0 ? p.grad[k] : round(round(momentum) * p.velocity[k - 1]) + p.grad[k]
  p.value[k + 1] = twice
    ? p.value[k] - round(rate * p.velocity[k])
    : multiplyAdd(-rate, p.velocity[k], p.value[k])
}

function inputs({ points, standard }) {
  const x = Float32Array.from(points, (point) => point[0])
  return standard ? standardize(x) : x
}

// The sum or mean of (x * W + b - y).pow(2), and what backward() makes of it.
function problem(settings, { paper }) {
  const x = inputs(settings)
  const y = Float32Array.from(settings.points, (point) => point[1])
  const count = x.length
  const total = settings.mean ? mean : sum
  const weight = settings.mean ? round(1 / count) : 1
  const [error, slope, each] = [0, 0, 0].map(() => new Float32Array(count))
  return {
    loss(W, b) {
      for (let i = 0; i < count; i++) {
        error[i] = round(round(x[i] * W) + b) - y[i]
        slope[i] = weight * round(2 * error[i])
        each[i] = error[i] * error[i]
      }
      return total(each)
    },
    slopeOfW() {
      const left = paper ? error : slope
      for (let i = 0; i < count; i++) each[i] = left[i] * x[i]
      return paper ? round(2 * total(each)) : sum(each)
    },
    slopeOfB: () => (paper ? round(2 * total(error)) : sum(slope)),
  }
}

const LANES = 8 // float32 numbers in an AVX2 register

// torch.sum adds into four accumulators in turn, what is left over into the first.
function sum(values) {
  return values.length < LANES ? few(values) : many(values)
}

function few(values) {
  const filled = values.length < 4 ? 1 : 4
  let total = values[0]
  for (let i = filled; i < values.length; i++) total = round(total + values[i])
  for (let i = 1; i < filled; i++) total = round(total + values[i])
  return total + 0 // it starts from zero, which turns -0 into 0
}

// An accumulator is a register of eight lanes, and the numbers that fill none come before them.
const partial = new Float32Array(4 * LANES)

function many(values) {
  const rows = Math.floor(values.length / LANES)
  const filled = rows - (rows % 4)
  partial.fill(0)
  for (let row = 0; row < rows; row++) {
    const first = row < filled ? (row % 4) * LANES : 0
    for (let lane = 0; lane < LANES; lane++) partial[first + lane] += values[row * LANES + lane]
  }
  for (let i = LANES; i < partial.length; i++) partial[i % LANES] += partial[i]
  let total = 0
  for (let i = rows * LANES; i < values.length; i++) total = round(total + values[i])
  for (let lane = 0; lane < LANES; lane++) total = round(total + partial[lane])
  return total
}

function mean(values) {
  return round(sum(values) / values.length)
}

// tensor.std(correction=0): the mean in float32, the squares in float64, one after another.
function deviation(values) {
  const middle = mean(values)
  let squares = 0
  for (const value of values) squares += (value - middle) ** 2
  return round(Math.sqrt(squares / values.length))
}

function standardize(values) {
  const middle = mean(values)
  const width = deviation(values)
  return values.map((value) => round(value - middle) / width)
}

const wide = new Float64Array(1)
const words = new Uint32Array(wide.buffer)

// a · b + c with one rounding, as the processor does it. The product is exact in float64. The
// sum may not be: an odd last bit then keeps the rounding to float32 on the right side.
function multiplyAdd(a, b, c) {
  const product = a * b
  const total = product + c
  const back = total - product
  const error = product - (total - back) + (c - back)
  return round(error > 0 || error < 0 ? toOdd(total, error > 0 === total > 0) : total)
}

function toOdd(value, outward) {
  wide[0] = value
  if (words[0] & 1) return value
  if (outward) words[0] += 1
  else if (words[0]-- === 0) words[1] -= 1
  return wide[0]
}

// The mathematics of the loss, in float64. It is quadratic in (W, b), so one Hessian says where
// it is smallest and which learning rates are stable.

function analyze(settings) {
  const x = inputs(settings)
  if (x.some(Number.isNaN)) return { axes: [], best: settings.start, smallest: NaN }
  const y = settings.points.map((point) => point[1])
  const scale = settings.mean ? 2 / x.length : 2
  const dot = (u, v) => scale * u.reduce((total, value, i) => total + value * v[i], 0)
  const ones = y.map(() => 1)
  const [xx, x1, n] = [dot(x, x), dot(x, ones), dot(ones, ones)]
  const axes = eigen(xx, x1, n)
  const best = lowest(axes, dot(x, y), dot(ones, y))
  const error = y.map((value, i) => x[i] * best[0] + best[1] - value)
  const smallest = dot(error, error) / 2
  return { axes, best, smallest: smallest > dot(y, y) * 1e-12 ? smallest : 0 } // below: rounding
}

// Steepest direction first: curvature and unit vector.
function eigen(xx, x1, n) {
  const middle = (xx + n) / 2
  const steep = middle + Math.hypot((xx - n) / 2, x1)
  const angle = Math.atan2(2 * x1, xx - n) / 2
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const flat = (xx * n - x1 * x1) / steep
  return [
    { curvature: steep, vector: [c, s] },
    { curvature: flat > steep * 1e-12 ? flat : 0, vector: [-s, c] },
  ]
}

// Along a flat direction any point is as good: it takes the one nearest to zero.
function lowest(axes, xy, y1) {
  const best = [0, 0]
  for (const { curvature, vector } of axes) {
    if (!curvature) continue
    const along = (vector[0] * xy + vector[1] * y1) / curvature
    best[0] += along * vector[0]
    best[1] += along * vector[1]
  }
  return best
}

// The largest stable learning rate and the fastest. Gradients that pile up are momentum 1;
// with momentum on top they are stable at no rate.
function rates(axes, { zero, momentum }) {
  if (!axes[0]) return {}
  if (!zero && momentum) return { limit: 0 }
  const inertia = zero ? 1 + momentum : 2
  const [steep, flat] = axes.map((axis) => axis.curvature)
  const limit = (2 * inertia) / steep
  return zero && momentum < 1 ? { limit, best: (2 * inertia) / (steep + (flat || steep)) } : { limit }
}

// The fastest momentum, with its rate (Polyak 1964).
function bestMomentum([{ curvature: steep }, { curvature: flat }]) {
  const [a, b] = [Math.sqrt(steep), Math.sqrt(flat || steep)]
  return { momentum: ((a - b) / (a + b)) ** 2, rate: (2 / (a + b)) ** 2 }
}

Object.assign(playground, { WAYS, ruleOf, train, inputs, mean, deviation, analyze, rates, bestMomentum })
}
