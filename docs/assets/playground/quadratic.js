// The mathematics of the loss, in float64. It is quadratic in (W, b), so one Hessian says where

'use strict'

{
  const { inputs } = playground

  // it is smallest and which learning rates are stable.


  function analyze(settings) {
    const x = inputs(settings)
    if (x.some(Number.isNaN)) return { axes: [], best: settings.start, smallest: NaN }
    const y = settings.points.map((point) => point[1])
    const scale = settings.mean ? 2 / x.length : 2
    const dot = (u, v) => scale * u.reduce((total, value, i) => total + value * v[i], 0)
    const ones = y.map(() => 1)
    const [xx, x1, n] = [dot(x, x), dot(x, ones), dot(ones, ones)]
    const axes = eigen(xx, x1, n)
    const best = lowest(axes, dot(x, y), dot(ones, y))
    const error = y.map((value, i) => x[i] * best[0] + best[1] - value)
    const smallest = dot(error, error) / 2
    return { axes, best, smallest: smallest > dot(y, y) * 1e-12 ? smallest : 0 } // below: rounding
  }

  // Steepest direction first: curvature and unit vector.
  function eigen(xx, x1, n) {
    const middle = (xx + n) / 2
    const steep = middle + Math.hypot((xx - n) / 2, x1)
    const angle = Math.atan2(2 * x1, xx - n) / 2
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const flat = (xx * n - x1 * x1) / steep
    return [
      { curvature: steep, vector: [c, s] },
      { curvature: flat > steep * 1e-12 ? flat : 0, vector: [-s, c] },
    ]
  }

  // Along a flat direction any point is as good: it takes the one nearest to zero.
  function lowest(axes, xy, y1) {
    const best = [0, 0]
    for (const { curvature, vector } of axes) {
      if (!curvature) continue
      const along = (vector[0] * xy + vector[1] * y1) / curvature
      best[0] += along * vector[0]
      best[1] += along * vector[1]
    }
    return best
  }

  // The largest stable learning rate and the fastest. Gradients that pile up are momentum 1;
  // with momentum on top they are stable at no rate.
  function rates(axes, { zero, momentum }) {
    if (!axes[0]) return {}
    if (!zero && momentum) return { limit: 0 }
    const inertia = zero ? 1 + momentum : 2
    const [steep, flat] = axes.map((axis) => axis.curvature)
    const limit = (2 * inertia) / steep
    return zero && momentum < 1 ? { limit, best: (2 * inertia) / (steep + (flat || steep)) } : { limit }
  }

  // The fastest momentum, with its rate (Polyak 1964).
  function bestMomentum([{ curvature: steep }, { curvature: flat }]) {
    const [a, b] = [Math.sqrt(steep), Math.sqrt(flat || steep)]
    return { momentum: ((a - b) / (a + b)) ** 2, rate: (2 / (a + b)) ** 2 }
  }

  Object.assign(playground, { analyze, rates, bestMomentum })
}
