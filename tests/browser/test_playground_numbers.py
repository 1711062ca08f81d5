"""The numbers of the playground are PyTorch's, in every step of every run."""

import itertools
import json
import os
import platform
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from runpages import devices

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLERANCE = 1e-3
"""Of the largest number so far: paths that round differently drift apart."""
SEED = [0.49625658988952637, 0.7682217955589294]
FIVE = [[1, 0], [2, -1.1], [3, -1.8], [4, -3.1], [5, -4.5]]
ORIGINAL = {
    "points": FIVE,
    "rate": 0.001,
    "steps": 1000,
    "start": SEED,
    "mean": False,
    "standard": False,
    "zero": True,
    "momentum": 0,
    "way": "optimizer",
    "at": 0,
}
WAYS = (
    "optimizer",
    "no_grad",
    "without_variable",
    "variable",
    "autograd_grad",
    "by_hand",
)
BROWSER = """async (runs) => {
  const { train } = await playground.ready()
  return runs.map((settings) => {
    const { W, b, loss } = train(settings)
    const columns = [W.value, b.value, loss, W.grad, b.grad]
    return columns.map((column) => Array.from(new Int32Array(column.buffer)))
  })
}"""
PROGRAMS = """async (addresses) => {
  const { PRESETS, encode, decode } = await playground.ready()
  const { printed, program } = await playground.ready()
  const { train } = await playground.ready()
  const all = [...Object.keys(PRESETS).map((name) => `preset=${name}`), ...addresses]
  return all.map((address) => {
    const settings = decode(address)
    return [program(settings), printed(train(settings)), encode(settings)]
  })
}"""


def settings(rng: random.Random, **given: object) -> dict[str, object]:
    """Settings drawn at random, from well-behaved to diverging."""
    count = rng.randint(2, 24)
    drawn = {
        "points": [
            [round(rng.uniform(-5, 6), 2), round(rng.uniform(-5, 5), 2)]
            for _ in range(count)
        ],
        "rate": float(f"{10 ** rng.uniform(-4, 0):.4g}"),
        "steps": 60,
        "start": rng.choice([SEED, [round(rng.uniform(-3, 3), 3), 1.5]]),
        "mean": rng.random() < 0.5,
        "standard": rng.random() < 0.3,
        "zero": rng.random() < 0.7,
        "momentum": rng.choice([0, 0, 0.9, 0.37, 1]),
        "way": rng.choice(WAYS),
        "at": 0,
    }
    return {**ORIGINAL, **drawn, **given}


def configurations() -> list[dict[str, object]]:
    """Every number of points, every way with every reduction, and longer runs."""
    rng = random.Random(8)
    counts = [settings(rng, points=points(rng, n)) for n in (*range(2, 14), 17, 24)]
    ways = itertools.product(WAYS, (False, True), (False, True))
    kinds = [settings(rng, way=w, mean=m, zero=z) for w, m, z in ways]
    # The presets, whose programs are run as well, are as long as the page has them.
    short = {**ORIGINAL, "steps": 300}
    rates = (0.001, 0.0166667, 0.0169, 0.0171)
    return [
        *counts,
        *kinds,
        *({**short, "rate": rate} for rate in rates),
        {**short, "zero": False},
        {**short, "rate": 0.1},
        {**short, "momentum": 1},
        {**ORIGINAL, "points": [[2, 1], [2, 3]], "standard": True, "steps": 5},
        {**short, "points": [[0.1, n] for n in range(3)], "standard": True},
        {**short, "points": [[1e6, 1e6], [-1e6, 3]], "start": [-1e6, 1e6]},
        {**short, "points": [[1e-40, 1e-40], [2e-40, 3]], "rate": 1e6},
        {**short, "rate": 1e6, "way": "variable"},
        {**short, "rate": 1e-15},
    ]


def points(rng: random.Random, count: int) -> list[list[float]]:
    """Some points on a grid of hundredths."""
    return [
        [round(rng.uniform(0, 6), 2), round(rng.uniform(-5, 1), 2)]
        for _ in range(count)
    ]


def addresses() -> list[str]:
    """Settings as addresses, drawn at random."""
    rng = random.Random(9)
    found = []
    for way in WAYS:
        for _ in range(3):
            drawn = settings(rng, way=way, steps=rng.choice([1, 7, 25, 60]))
            pairs = "_".join(f"{x},{y}" for x, y in drawn["points"])
            found.append(
                f"points={pairs}&rate={drawn['rate']}&steps={drawn['steps']}"
                f"&start={drawn['start'][0]},{drawn['start'][1]}&way={way}"
                f"&mean={drawn['mean']:d}&standard={drawn['standard']:d}"
                f"&zero={drawn['zero']:d}&momentum={drawn['momentum']}"
            )
    return found


def in_torch(capability: str | None = None, **task: object) -> dict[str, object]:
    """What PyTorch makes of runs and programs, in a process of its own."""
    environment = dict(os.environ)
    if capability:
        environment["ATEN_CPU_CAPABILITY"] = capability
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("playground_torch.py")],
        input=json.dumps(task),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def evaluate(browser: Browser, server: str):
    """Run a function in a page of the site, with data; its `playground` has all."""
    page = browser.new_page()
    page.goto(server)
    page.wait_for_function("() => typeof playground === 'object'")
    yield page.evaluate
    page.close()


@pytest.fixture(scope="module")
def programs(evaluate) -> list[list[str]]:
    """Program, output and address of every preset and of settings at random."""
    return evaluate(PROGRAMS, addresses())


@pytest.fixture(scope="module")
def torch(programs) -> dict[str, object]:
    """All that PyTorch has to say, with AVX2 where the processor has more than that."""
    texts = [text for text, _, _ in programs]
    avx2 = "avx2" if "avx2" in devices._cpuinfo("flags").split() else None
    return in_torch(avx2, runs=configurations(), programs=texts)


def columns(run: list[list[int]]) -> list[np.ndarray]:
    """The float32 numbers of the browser, from their bits."""
    return [np.array(column, np.int32).view(np.float32) for column in run]


def check(here: np.ndarray, there: list[float], exact: bool) -> None:
    """Compare a column of numbers with PyTorch's."""
    with np.errstate(over="ignore"):
        theirs = np.array(there, np.float64).astype(np.float32)[: len(here)]
    if exact:
        same = here.view(np.int32) == theirs.view(np.int32)
        assert (same | (np.isnan(here) & np.isnan(theirs))).all()
    else:
        finite = np.isfinite(here) & np.isfinite(theirs)
        end = len(here) if finite.all() else int(np.argmin(finite))
        largest = np.maximum.accumulate(np.abs(theirs[:end].astype(np.float64)))
        assert (np.abs(here[:end] - theirs[:end]) <= TOLERANCE * largest).all()
        assert np.isfinite(here[end:]).sum() + np.isfinite(theirs[end:]).sum() <= 4


def test_every_step_of_every_run_is_torchs(evaluate, torch):
    """On AVX2 in every bit, inf and nan included; elsewhere within the tolerance."""
    runs = evaluate(BROWSER, configurations())
    for run, theirs in zip(runs, torch["runs"], strict=True):
        for here, there in zip(columns(run), theirs, strict=True):
            check(here, there, torch["capability"] == "AVX2")


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="names kernels of x86"
)
@pytest.mark.thorough
@pytest.mark.parametrize("capability", ["default", None])
def test_other_kernels_of_torch_stay_within_the_tolerance(evaluate, capability):
    """Without vector instructions, or with all that the processor has: not far off."""
    some = configurations()[::4]
    runs = evaluate(BROWSER, some)
    answer = in_torch(capability, runs=some)
    assert answer["capability"] == "DEFAULT" or not capability
    for run, theirs in zip(runs, answer["runs"], strict=True):
        for here, there in zip(columns(run), theirs, strict=True):
            check(here, there, exact=False)


def test_a_program_prints_what_the_page_shows(programs, torch):
    """For every preset and for settings at random."""
    assert len(programs) > 20
    for (_, shown, address), output in zip(programs, torch["outputs"], strict=True):
        if torch["capability"] == "AVX2":
            assert output == shown, address
        else:
            assert_near(shown, output)


def assert_near(shown: str, output: str) -> None:
    """The same words, with numbers within the tolerance."""
    here, there = shown.split(), output.split()
    assert len(here) == len(there)
    for column in (1, 3, 5, 7):
        check(
            np.array(here[column::8], np.float32),
            [float(number) for number in there[column::8]],
            exact=False,
        )


def test_an_address_gives_back_the_settings(programs, evaluate):
    """What one writes into the address, the next reader gets."""
    code = """async (addresses) => {
      const { decode, encode } = await playground.ready()
      return addresses.map((address) => encode(decode(address)))
    }"""
    written = [address for _, _, address in programs]
    assert evaluate(code, written) == written


@pytest.mark.parametrize(
    "query",
    ["rate=0", "rate=x", "steps=1e9", "points=1,2", "points=a,b_1,2", "way=constructor",
     "start=1", "momentum=2", "preset=toString", "at=-1", "zero", "points="],
)  # fmt: skip
def test_an_address_that_makes_no_sense_changes_nothing(evaluate, query):
    """The settings stay those of the original program."""
    code = """async (query) => {
      const { decode, encode } = await playground.ready()
      return encode(decode(query))
    }"""
    assert evaluate(code, query) == ("zero=0" if query == "zero" else "")


def test_numbers_are_written_as_python_writes_them(evaluate):
    """Ties to even, exponents of two digits, inf, nan, and the sign of zero."""
    rng = np.random.default_rng(8)
    bits = rng.integers(-(2**31), 2**31, 4000, np.int32)
    ties = np.arange(-400, 400, dtype=np.float32) / 128
    zeros = np.array([-0.0, 0.0], np.float32)
    values = np.concatenate([bits.view(np.float32), ties, zeros])
    code = """async (bits) => {
      const { general } = await playground.ready()
      return [...new Float32Array(new Int32Array(bits).buffer)].map((v) => general(v))
    }"""
    wanted = [f"{float(value):.6g}" for value in values]
    assert evaluate(code, values.view(np.int32).tolist()) == wanted


def test_the_mathematics_of_the_loss_is_numpys(evaluate):
    """Curvatures, lowest place, smallest loss, limit and best rate."""
    code = """async (settings) => {
      const { analyze, rates } = await playground.ready()
      const found = analyze(settings)
      return { ...found, ...rates(found.axes, settings) }
    }"""
    for mean in (False, True):
        found = evaluate(code, {**ORIGINAL, "mean": mean})
        x, y = np.array(FIVE).T
        A = np.stack([x, np.ones(5)], axis=1)
        hessian = 2 * A.T @ A / (5 if mean else 1)
        flat, steep = np.linalg.eigvalsh(hessian)
        _, (smallest,), *_ = np.linalg.lstsq(A, y, rcond=None)
        curvatures = [axis["curvature"] for axis in found["axes"]]
        assert curvatures == pytest.approx([steep, flat])
        assert found["best"] == pytest.approx(2 / (steep + flat))
        assert found["limit"] == pytest.approx(2 / steep)
        assert found["smallest"] == pytest.approx(smallest / (5 if mean else 1))


def test_the_limit_parts_runs_that_grow_from_runs_that_shrink(evaluate):
    """With momentum and without, zeroed and not: just below it no run grows."""
    code = """async (original) => {
      const { analyze, rates } = await playground.ready()
      const { train } = await playground.ready()
      const kinds = [[true, 0], [true, 0.5], [true, 0.9], [false, 0]]
      return kinds.map(([zero, momentum]) => {
        const settings = { ...original, zero, momentum }
        const { limit } = rates(analyze(settings).axes, settings)
        return [0.99, 1.01].map((share) => {
          const { loss } = train({ ...settings, rate: limit * share })
          return Math.max(...loss.slice(900)) / Math.max(...loss.slice(0, 100))
        })
      })
    }"""
    for below, above in evaluate(code, ORIGINAL):
        assert below < 1.1
        assert not above < 10


@pytest.fixture(scope="module")
def followed(evaluate):
    """The path of settings in an address: errors along both directions, and losses."""
    code = """async (address) => {
      const { analyze } = await playground.ready()
      const { decode } = await playground.ready()
      const { train } = await playground.ready()
      const settings = decode(address)
      const { axes, best, smallest } = analyze(settings)
      const { W, b, loss } = train(settings)
      const along = ({ vector }) => Array.from(W.value, (value, k) =>
        (value - best[0]) * vector[0] + (b.value[k] - best[1]) * vector[1])
      return [...axes.map(along), Array.from(loss, (value) => value / smallest)]
    }"""
    return lambda address: [np.array(column) for column in evaluate(code, address)]


def test_the_original_run_drops_into_the_valley_and_creeps(followed):
    """After thirty steps one error is almost gone, the other almost all there."""
    steep, flat, loss = followed("preset=original")
    assert abs(steep[30] / steep[0]) < 0.03
    assert abs(flat[30] / flat[0]) > 0.9
    assert loss[-1] > 1.1


def test_presets_do_what_their_names_say(followed):
    """Arrive, bounce longer, grow, and arrive sooner."""
    steep, _, loss = followed("preset=best")
    assert loss[-1] == pytest.approx(1, abs=1e-5)
    assert steep[0] * steep[1] < 0
    longer, _, _ = followed("preset=below")
    assert abs(longer[300]) > 10 * abs(steep[300])
    larger, _, _ = followed("preset=above")
    assert (np.diff(np.abs(larger)) > 0).all()
    *_, sooner = followed("preset=momentum")
    *_, original = followed("preset=original")
    assert sooner[100] < original[1000]


def test_one_step_is_enough_on_standardized_points(followed):
    """The contours are circles."""
    *_, loss = followed("preset=standardized")
    assert loss[1] == pytest.approx(1, abs=1e-5)


def test_a_loss_that_grows_becomes_inf_then_nan(evaluate):
    """At the address that the page links."""
    code = """async (address) => {
      const { decode } = await playground.ready()
      const { train } = await playground.ready()
      const { loss } = train(decode(address))
      return [loss.indexOf(Infinity), loss.findIndex(Number.isNaN)]
    }"""
    inf, nan = evaluate(code, "rate=0.1&steps=100")
    assert 0 < inf < nan


def test_forgotten_zeroing_is_momentum_one(evaluate):
    """In every bit of every step."""
    equal = evaluate(
        """async (original) => {
      const { train } = await playground.ready()
      const [left, right] = [{ zero: false }, { momentum: 1 }].map((change) =>
        train({ ...original, ...change }))
      return left.loss.every((value, k) => Object.is(value, right.loss[k]))
    }""",
        ORIGINAL,
    )
    assert equal
