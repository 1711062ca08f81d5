// On every page. Classic scripts, which a browser loads from disk as well; each adds here what
// others need of it.

'use strict'

const playground = {}

{
const FILES = ['train', 'write', 'state', 'views', 'words', 'controls', 'mount']
const folder = new URL('.', document.currentScript.src)
const alive = new Map()
let loaded

// They are fetched together and run in this order.
playground.ready = () => (loaded ??= Promise.all(FILES.map(load)).then(() => playground))

function load(name) {
  const script = document.createElement('script')
  Object.assign(script, { src: `${folder}${name}.js`, async: false })
  document.head.append(script)
  return new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }))
}

function refresh() {
  for (const [element, unmount] of alive) {
    if (element.isConnected) continue
    alive.delete(element)
    unmount.then((end) => end())
  }
  for (const element of document.querySelectorAll('[data-playground]')) {
    if (!alive.has(element)) alive.set(element, show(element))
  }
}

async function show(element) {
  try {
    if (element.dataset.playground !== 'full') await nearby(element)
    const { mount } = await playground.ready()
    return element.isConnected ? mount(element) : () => {}
  } catch (error) {
    element.classList.add('pg-failed') // shows the fallback
    throw error
  }
}

// Until a reader comes near.
const nearby = (element) =>
  new Promise((resolve) => {
    const seen = (entries, observer) => entries.at(-1).isIntersecting && resolve(observer.disconnect())
    new IntersectionObserver(seen, { rootMargin: '600px' }).observe(element)
  })

// Material replaces the page without a new load, and says so here.
if (window.document$) window.document$.subscribe(refresh)
else refresh()
}
