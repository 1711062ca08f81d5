// Arithmetic in float32, each operation rounded where PyTorch's CPU kernels round it.

const round = Math.fround

const LANES = 8 // float32 numbers in an AVX2 register

// torch.sum adds into four accumulators in turn, what is left over into the first.
export function sum(values) {
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

export function mean(values) {
  return round(sum(values) / values.length)
}

// tensor.std(correction=0): the mean in float32, the squares in float64, one after another.
export function deviation(values) {
  const middle = mean(values)
  let squares = 0
  for (const value of values) squares += (value - middle) ** 2
  return round(Math.sqrt(squares / values.length))
}

export function standardize(values) {
  const middle = mean(values)
  const width = deviation(values)
  return values.map((value) => round(value - middle) / width)
}

const wide = new Float64Array(1)
const words = new Uint32Array(wide.buffer)

// a · b + c with one rounding, as the processor does it. The product is exact in float64. The
// sum may not be: an odd last bit then keeps the rounding to float32 on the right side.
export function multiplyAdd(a, b, c) {
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
