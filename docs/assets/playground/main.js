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
    const { mount } = await import('./mount.js')
    return element.isConnected ? mount(element) : () => {}
  } catch (error) {
    element.classList.add('pg-failed') // shows the fallback
    throw error
  }
}

// Material replaces the page without a new load, and says so here.
if (window.document$) window.document$.subscribe(refresh)
else refresh()
