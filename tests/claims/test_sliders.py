"""What the programs of sliders do at their positions, against the mathematics."""

import numpy as np
import pytest
from five_points import BEST, CURVATURES


def test_the_first_position_is_the_pages_own_program(run):
    """Optimizer and momentum end where the programs of their pages do."""
    for slider, page in (
        ("optimizer/rate", "optimizer"),
        ("momentum/slider", "momentum"),
    ):
        values, own = run(slider).values, run(page).values
        assert (values["W"], values["b"]) == (own["W"], own["b"])


def test_above_the_largest_rate_the_loss_grows(run):
    """Of the rates of the slider only the last is above 2 over the curvature."""
    rates = [0.0001, 0.001, 0.003, 0.01, 0.017]
    assert [rate > 2 / max(CURVATURES) for rate in rates] == [False] * 4 + [True]
    for rate in rates:
        name = "optimizer/rate" + f"@learning_rate={rate}" * (rate != 0.001)
        losses = run(name).values["losses"]
        assert (losses[-1] > losses[0]) == (rate == 0.017)
    assert 1e11 < losses[-1] < 1e12  # hundreds of billions


def test_momentum_without_forgetting_never_settles(run):
    """At 1 the last step is far from the best line, at 0.9 it is there."""
    for momentum, far in (("", False), ("@momentum=1.0", True)):
        values = run(f"momentum/slider{momentum}").values
        distance = np.hypot(values["W"] - BEST[0], values["b"] - BEST[1])
        assert (distance > 0.1) == far


def test_too_little_momentum_stops_short_and_too_much_still_swings(run):
    """At 0 and 0.5 W ends above the best one; at 0.99 it goes to and fro to the end."""
    off = {
        momentum: run(f"momentum/slider@momentum={momentum}").values["W"] - BEST[0]
        for momentum in (0.0, 0.5, 0.99)
    }
    assert off[0.0] > off[0.5] > 0.005
    values = run("momentum/slider@momentum=0.99").values
    steps = np.diff(values["Ws"][-200:])
    assert (steps > 0).any()
    assert (steps < 0).any()
    assert abs(off[0.99]) > 0.002


def test_with_a_longer_distance_adam_gets_further(run):
    """A rate of 0.01 ends nearer than 0.001, and 0.1 and 1 at the best line."""
    rates = ("", "@learning_rate=0.01", "@learning_rate=0.1", "@learning_rate=1.0")
    off = [abs(run(f"momentum/adam{n}").values["W"] - BEST[0]) for n in rates]
    assert off[0] > off[1] > 0.1 > 1e-3 > max(off[2:])


def test_a_stronger_penalty_fits_less_with_smaller_weights(run):
    """At each degree the training error grows and the largest weight shrinks."""
    for degree in (1, 3, 6, 9):
        errors, weights = [], []
        for strength in (0.0, 0.001, 0.01, 0.1):
            own = (degree, strength) == (9, 0.01)
            name = "beyond/night" + f"@degree={degree},strength={strength}" * (not own)
            values = run(name).values
            errors.append(values["train_error"])
            weights.append(values["largest"])
        assert errors == sorted(errors)
        assert weights[-1] < weights[0]


def test_more_readings_and_less_noise_make_the_slope_certain(run):
    """The spread of the slopes is the one of the formula, to a few percent."""
    for points in (5, 20, 80):
        for noise in (0.1, 0.3, 1.0):
            own = (points, noise) == (5, 0.3)
            name = "evaluate/scatter" + f"@points={points},noise={noise}" * (not own)
            x = np.linspace(1, 5, points)
            expected = noise / np.sqrt(((x - x.mean()) ** 2).sum())
            assert run(name).values["spread"] == pytest.approx(expected, rel=0.1)


def test_the_less_is_subtracted_the_fewer_digits_are_right(run):
    """Near 0 both formulas are right; with raw years inverting has no digit left."""
    near, far = run("closed_form/subtract"), run("closed_form/subtract@subtracted=0")
    for name in ("invert_W", "qr_W"):
        assert near.values[name] == pytest.approx(-1.1, abs=1e-4)
    assert abs(far.values["invert_W"] + 1.1) > 10 * abs(far.values["qr_W"] + 1.1)


def test_each_size_of_batch_learns_from_the_same_rows(run):
    """The larger the batch, the fewer steps in 20 epochs, and the larger the error."""
    names = ["@batch_size=8", "", "@batch_size=128", "@batch_size=266"]
    runs = [run(f"real_data{name}").values for name in names]
    assert [values["n_train"] for values in runs] == [266] * 4
    assert runs[0]["final_error"] < runs[3]["final_error"]
