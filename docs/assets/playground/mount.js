// A playground or a part of it: its settings, its place on the page, and when to draw.

'use strict'

{
const {
  presets, rateControl, settingsPanel, transport, analyze, decode, encode, lasting, ORIGINAL, refusal,
  train, dataView, lossView, surfaceView, arithmetic, listing, notice, standing, summary,
  verification, html,
} = playground

const PARTS = {
  full: [presets, dataView, surfaceView, lossView, transport, standing, summary, rateControl, settingsPanel, arithmetic, notice],
  zeroing: [surfaceView, lossView, transport, standing, summary],
  rate: [rateControl, surfaceView, lossView, transport, standing, summary, notice],
  fit: [dataView, transport, standing, summary, notice],
}
const VARIANTS = {
  zeroing: [
    { zero: true, label: 'Zeroed: ' },
    { zero: false, label: 'Not zeroed: ' },
  ],
}

// Takes the place of what the page shows without JavaScript.
function mount(element) {
  const { playground: part, state, recorded } = element.dataset
  const full = part === 'full'
  const app = createApp(VARIANTS[part])
  app.open(full ? location.search : state)
  const views = PARTS[part].map((view) => view(app))
  const below = full ? [listing(app), verification(app, JSON.parse(recorded))] : []
  const plots = views.filter((view) => view.resize)
  const elements = views.map((view) => view.element)
  const frame = html('div', { class: 'pg-plots' })
  elements.splice(views.indexOf(plots[0]), plots.length, frame)
  frame.append(...plots.map((plot) => plot.element))
  // A press on a picture gives the focus to all of it.
  element.addEventListener('keydown', (event) => {
    const wanted = event.key === 'z' && (event.ctrlKey || event.metaKey) && !/^text/.test(event.target.type)
    if (wanted) app.undo()
  })
  // The pictures stay in sight up to the end of the stage, and do not cover the program.
  const stage = html('div', { class: 'pg-stage' }, ...elements)
  enlarge(app, frame, stage)
  const body = html('div', { class: full ? 'pg-body' : 'pg-body drawn' }, stage, ...below.map((view) => view.element), ...link(element, app))
  app.show(...views, ...below, { draw })
  element.append(body)
  element.classList.add('pg-on')

  const watchers = [watchSize(app, plots), watchEdge(frame.children), watchSight(app, element), ...(full ? [followAddress(app, element)] : [])]
  return () => {
    app.setVisible(false)
    for (const watcher of watchers) watcher.disconnect()
  }

  // The figure stays until there is something in every place.
  function draw() {
    while (body.previousSibling) body.previousSibling.remove()
    body.classList.add('pg-drawn')
  }
}

// On a phone one picture is large: that touched last, or which a control touched changes, or an
// address about the rate.
function enlarge(app, frame, stage) {
  const choose = (plot) => {
    for (const one of frame.children) one.classList.toggle('pg-big', one === plot)
  }
  const touch = (event) => {
    const plot = event.target.closest('.pg-plot:not(.pg-big)')
    if (!plot || getComputedStyle(plot).cursor !== 'zoom-in') return
    event.stopPropagation()
    choose(plot)
  }
  frame.addEventListener('click', touch, { capture: true })
  frame.addEventListener('focusin', touch)
  // Of the start, which a finger would drag: a drag is no click.
  frame.addEventListener('pointerdown', (event) => event.target.closest('.pg-start') && touch(event), { capture: true })
  for (const type of ['focusin', 'pointerdown']) {
    stage.addEventListener(type, ({ target }) => {
      const name = target.closest('[data-shows]')?.dataset.shows
      if (name) choose(frame.children[name])
    })
  }
  choose(frame.firstChild)
  const path = ['rate', 'zero', 'momentum']
  app.enlarge = () => path.some((field) => app.settings[field] !== ORIGINAL[field]) && choose(frame.children[1])
  app.enlarge()
}

// The fallback's link to the playground stays, and takes the settings along.
function link(element, app) {
  const found = element.querySelector('a[href*="playground"]')
  if (!found) return []
  const follow = () => (found.search = encode({ ...app.settings, ...app.variants.at(-1) }))
  app.whenSettled(follow, true)
  for (const type of ['pointerdown', 'click']) found.addEventListener(type, follow)
  return [html('p', {}, found)]
}

function watchSize(app, plots) {
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      plots.find(({ element }) => element === target).resize(contentRect)
    }
    app.draw('run')
  })
  for (const { element } of plots) observer.observe(element)
  return observer
}

// What is held below the header, and has other things go by under it, lacks one pixel here; what
// leaves lacks more.
function watchEdge(plots) {
  const top = parseFloat(getComputedStyle(plots[0]).top) || 0
  const observer = new IntersectionObserver((entries) => {
    for (const { target, intersectionRatio: seen } of entries) target.classList.toggle('pg-held', seen > 0.98 && seen < 1)
  }, { rootMargin: `${-top - 1}px 0px 0px`, threshold: [0.98, 1] })
  for (const plot of plots) observer.observe(plot)
  return observer
}

function watchSight(app, element) {
  const observer = new IntersectionObserver((entries) => app.setVisible(entries.at(-1).isIntersecting))
  observer.observe(element)
  return observer
}

// The address follows the settings; the settings follow links on this page and the back button.
function followAddress(app, element) {
  const done = new AbortController()
  const own = location.pathname // the theme changes it before the page
  const read = () => location.pathname === own && app.open(location.search)
  app.whenSettled(() => {
    if (location.pathname !== own) return
    const query = encode(app.settings)
    const address = own + (query && `?${query}`) + location.hash
    if (query !== location.search.slice(1)) history.replaceState(history.state, '', address)
  }, true)
  const follow = (event) => {
    const link = event.target.closest?.('a[href*="?"]')
    if (!link || link.origin + link.pathname !== location.origin + own) return
    event.preventDefault()
    event.stopPropagation()
    history.pushState({}, '', link.href)
    read()
    element.scrollIntoView()
    element.focus({ preventScroll: true })
  }
  element.tabIndex = -1
  addEventListener('popstate', read, { signal: done.signal })
  document.addEventListener('click', follow, { signal: done.signal, capture: true })
  return { disconnect: () => done.abort() }
}

// The settings, the runs they give, and a drawing of both where something has changed.
function createApp(variants = [{}]) {
  const views = []
  const settled = []
  let changed = { run: true }
  let [visible, frame, timer, told, hovered, rested] = [false, 0, 0, 0, null, true]

  const app = {
    settings: ORIGINAL,
    notice: {}, // what was refused, by the field
    kept: {}, // of that, what stays in its field until it is mended
    variants,
    selected: null,
    dragging: false,
    told: new Set(['rate']), // what does not wait for the end to be told
    playing: false,
    past: null, // what Undo goes back to, if there is one
    former: null, // the run of the last of them, if it is of the same model and, but for one, the same points
    get step() {
      return Math.min(hovered ?? app.settings.at, app.settings.steps)
    },
    show: (...added) => views.push(...added),
    whenSettled: (listener, always) => settled.push([listener, always]),

    open(address) {
      app.playing = false
      const wrong = {}
      app.change(decode(address, (field, text) => (wrong[field] = text)))
      app.notice = { ...wrong, ...app.notice }
      app.past &&= []
      rested = true
      app.draw('opened')
      app.enlarge?.()
    },
    // A step at the end stays at the end. What is not allowed is told and changes nothing.
    change(patch, text) {
      const refused = Object.entries(patch).map(([field, value]) => [field, refusal(field, value, text)])
      const wrong = Object.fromEntries(refused.filter(([, words]) => words))
      for (const field of Object.keys(patch)) if (!wrong[field]) delete app.kept[field]
      if (text !== undefined) Object.assign(app.kept, wrong)
      app.notice = { ...app.kept, ...wrong }
      if (Object.keys(wrong).length) return app.draw('step')
      const { at, steps } = app.settings
      const settings = { ...app.settings, alone: false, ...patch }
      if (!('at' in patch) && (at === steps || at > settings.steps)) settings.at = settings.steps
      remember(settings)
      use(settings)
      return true
    },
    // The step stays, if there is the same number of them.
    undo() {
      const was = app.past?.pop()
      if (!was) return
      app.notice = {}
      app.kept = {}
      use(was.steps === app.settings.steps ? { ...was, at: app.settings.at } : was)
      app.draw('opened')
    },
    seek(at, playing = false) {
      app.playing = playing
      app.settings.at = at
      app.draw('step')
    },
    hover(step) {
      if (step === hovered) return
      hovered = step
      app.draw('step')
    },
    hold(held) {
      app.dragging = held
      app.draw('run')
    },
    select(point) {
      app.selected = point
      app.draw('run')
    },
    removePoint: (i) => app.change({ points: app.settings.points.toSpliced(i, 1) }),
    draw(what) {
      changed[what] = true
      if (visible && !frame) frame = requestAnimationFrame(flush)
    },
    // Off the screen nothing is computed: what has changed waits.
    setVisible(seen) {
      visible = seen
      if (seen) return app.draw('step')
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      frame = 0
      app.playing = false
    },
  }
  return app

  function use(settings) {
    if (settings.points.length !== app.settings.points.length) app.selected = null // the last one
    app.settings = settings
    app.draw('run')
  }

  // Once for all that a hand does without a pause.
  function remember(settings) {
    if (!app.past || !rested || lasting(settings) === lasting(app.settings)) return
    app.past.push(app.settings)
    rested = false
  }

  function flush() {
    const now = changed
    changed = {}
    frame = 0
    if (now.run) compute()
    for (const view of views) view.draw(now)
    clearTimeout(timer)
    timer = setTimeout(settle, app.playing ? told + 400 - performance.now() : 250)
  }

  // Once the reader pauses. While the steps play, now and then, for who must always know.
  function settle() {
    told = performance.now()
    rested ||= !app.dragging
    for (const [listener, always] of settled) if (always || !app.playing) listener()
  }

  function compute() {
    app.analysis = analyze(app.settings)
    app.runs = variants.map((variant) => train({ ...app.settings, ...variant }))
    const { alone, standard, points } = app.settings
    const last = app.past?.at(-1)
    const fresh = points.filter((point) => !last?.points.some((one) => `${one}` === `${point}`))
    const was = !alone && last?.standard === standard && fresh.length < 2 ? last : undefined
    if (was !== app.former?.settings) app.former = was && { ...train(was), settings: was }
  }
}

Object.assign(playground, { mount })
}
