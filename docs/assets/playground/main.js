// On every page: load a playground where there is a place for one.

const alive = new Map()

function refresh() {
  for (const [element, unmount] of alive) {
    if (element.isConnected) continue
    alive.delete(element)
    unmount.then((end) => end())
  }
  for (const element of document.querySelectorAll('[data-playground]')) {
    if (!alive.has(element)) alive.set(element, load(element))
  }
}

async function load(element) {
  try {
    if (element.dataset.playground !== 'full') await nearby(element)
    const { mount } = await import('./mount.js')
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
