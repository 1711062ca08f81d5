// The program of the settings with what it prints, and a comparison with recorded runs.

import { html, write } from './dom.js'
import { printed, program } from './program.js'
import { decode } from './state.js'
import { train } from './train.js'

// The classes of the site's other programs.
const TOKEN =
  /(?<c1>#.*)|(?<s>f?"[^"]*")|(?<k>\b(?:for|in|if|with|import|from|True|None)\b)|(?<m>\b\d[\d.]*(?:e-\d+)?\b)/g

export function listing(app) {
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
    if (code.textContent !== text) code.replaceChildren(...highlighted(text))
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

function* highlighted(text) {
  let last = 0
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    yield text.slice(last, index)
    yield html('span', { class: Object.keys(groups).find((name) => groups[name]) }, token)
    last = index + token.length
  }
  yield text.slice(last)
}

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0)

// All numbers of a run, taken as integers and added up: one differing bit would show.
const fingerprint = ({ W, b, loss }) =>
  total([W.value, b.value, loss].map(({ buffer }) => total([...new Int32Array(buffer)])))

export function verification(app, { addresses, fingerprints }) {
  const element = html('p', { class: 'pg-verified' })
  app.whenSettled(() => element.textContent || write(element, compare()))
  return { element, draw() {} }

  function compare() {
    const same = addresses.filter((address, i) => fingerprint(train(decode(address))) === fingerprints[i])
    return `Compared just now with runs that PyTorch recorded: ${same.length} of ${addresses.length} agree in every bit of every step.`
  }
}
