// How elements and numbers are written.

'use strict'

{
// Without templates: nothing is ever parsed as HTML.
const html = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children)

const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)

function fill(element, attributes = {}, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else set(element, { [name]: value })
  }
  element.append(...children)
  return element
}

// These write what has changed and nothing else: writing costs a new layout.
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value)
  }
}

function write(element, text) {
  if (!element.firstChild) element.append(text)
  else if (element.textContent !== text) element.firstChild.data = text
}

// As Python writes f"{value:.6g}", so that page and program show the same digits.
function general(value, digits = 6) {
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
function literal(value) {
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

const bounded = (value, low, high) => Math.min(Math.max(value, low), high)

// A positive number in few digits, not above a limit.
function atMost(limit, value = limit, digits = 4) {
  const near = Number(value.toPrecision(digits))
  return near > limit ? Number((near * (1 - 5 / 10 ** digits)).toPrecision(digits)) : near
}

// A number for people: a true minus sign.
function pretty(value, digits = 6) {
  return general(value, digits).replaceAll('-', '−')
}

Object.assign(playground, { html, svg, set, write, general, literal, bounded, atMost, pretty })
}
