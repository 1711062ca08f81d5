// Numbers as Python writes them, so that page and program show the same digits.

// f"{value:.6g}"
export function general(value, digits = 6) {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa, exponent] = halfToEven(value, digits).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < digits) {
    return trim(Number(`${mantissa}e${exponent}`).toFixed(digits - 1 - power))
  }
  const size = String(Math.abs(power)).padStart(2, '0')
  return `${trim(mantissa)}e${power < 0 ? '-' : '+'}${size}`
}

// Python rounds a tie to the even digit, JavaScript upwards.
function halfToEven(value, digits) {
  const longer = value.toExponential(digits)
  const cut = longer.replace('5e', 'e')
  const tie = cut !== longer && Number(longer) === value
  return tie && /[02468]e/.test(cut) ? cut : value.toExponential(digits - 1)
}

function trim(text) {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

// A number as a Python literal: 1 becomes 1.0.
export function literal(value) {
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

// A number for people: a true minus sign.
export function pretty(value, digits = 6) {
  return general(value, digits).replaceAll('-', '−')
}
