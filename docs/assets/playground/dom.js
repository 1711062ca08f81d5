// Elements without templates: nothing is ever parsed as HTML.

export const html = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children)

export const svg = (tag, attributes, ...children) =>
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
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value)
  }
}

export function write(element, text) {
  if (!element.firstChild) element.append(text)
  else if (element.textContent !== text) element.firstChild.data = text
}
