// Gradient descent on a line, in float32 and in the order of PyTorch's operations.

import { mean, multiplyAdd, standardize, sum } from './float32.js'

const round = Math.fround

// The ways to write the update, named like their pages. `twice`: rate * grad is rounded before
// it is subtracted; the others do both in one operation. `fresh`: no backward() adds to .grad.
export const WAYS = {
  optimizer: { label: 'torch.optim.SGD', momentum: true },
  no_grad: { label: 'torch.no_grad()' },
  without_variable: { label: '.data', twice: true },
  variable: { label: 'Variable and .data', twice: true },
  autograd_grad: { label: 'torch.autograd.grad', fresh: true },
  by_hand: { label: 'the gradient on paper', fresh: true, paper: true },
}

// Some ways have no momentum, some nothing to zero.
export function ruleOf({ way, rate, momentum, zero }) {
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
export function train(settings) {
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

export function inputs({ points, standard }) {
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
