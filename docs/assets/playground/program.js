// The settings as a PyTorch program, and what it prints.

import { general, literal } from './format.js'
import { SEED } from './state.js'
import { ruleOf } from './train.js'

export function program(settings) {
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
    [loss(settings), ...show(place(steps)), ''],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

// About ten lines, whatever the number of steps.
const interval = (steps) => Math.max(1, Math.ceil(steps / 10))
const place = (step) => String(step).padStart(4)
const indent = (lines) => lines.map((line) => `    ${line}`)
const both = (line) => ['W', 'b'].map(line)
const loss = ({ mean }) => `loss = (x * W + b - y).pow(2).${mean ? 'mean' : 'sum'}()`

const show = (step) => [
  'print(',
  `    f"step ${step}  W {W.item():12.6g}  b {b.item():12.6g}"`,
  '    f"  loss {loss.item():12.6g}"',
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

export function printed(run) {
  const number = (value) => general(value).padStart(12)
  const line = (k) =>
    `step ${place(k)}  W ${number(run.W.value[k])}  b ${number(run.b.value[k])}  loss ${number(run.loss[k])}\n`
  const lines = []
  for (let k = 0; k < run.steps; k += interval(run.steps)) lines.push(line(k))
  return lines.join('') + line(run.steps)
}
