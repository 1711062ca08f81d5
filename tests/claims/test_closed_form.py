"""The closed form is the minimum, and an inverse loses the digits that QR keeps."""

import numpy as np
import pytest
import torch
from five_points import BEST, A, X, Y, loss_at

EPSILON = 2.0**-23  # of float32


def test_lstsq_finds_the_best_line(run):
    """W, b and the loss are those of the normal equation in float64."""
    values = run("closed_form").values
    # The condition number of A is below 10: at most a few dozen units are lost.
    assert [values["W"], values["b"]] == pytest.approx(BEST, abs=100 * EPSILON)
    assert values["loss"] == pytest.approx(loss_at(BEST), abs=100 * EPSILON)
    assert values["hour_six"] == pytest.approx([6, 1] @ BEST, abs=1000 * EPSILON)


def test_the_residual_is_at_right_angles_to_the_columns(run):
    """What the columns could explain has been taken out."""
    values = run("closed_form").values
    assert values["at_right_angles"] is True
    assert values["residuals"] == pytest.approx(A @ BEST - Y, abs=100 * EPSILON)
    assert A.T @ values["residuals"] == pytest.approx(0, abs=1000 * EPSILON)


def test_the_two_equations_on_paper_are_those_of_the_points():
    """The numbers of the normal equation that the page prints."""
    assert (A.T @ A).ravel().tolist() == [55, 15, 15, 5]
    assert (A.T @ Y).tolist() == pytest.approx([-42.5, -10.5])
    first, second = [55, 15, -42.5], [15, 5, -10.5]
    left = [a - 3 * b for a, b in zip(first, second, strict=True)]
    assert left == [10, 0, -11]
    assert [left[2] / left[0], (-10.5 + 15 * 1.1) / 5] == pytest.approx(BEST)


@pytest.mark.bits
def test_the_raw_years_of_the_slider_are_those_of_the_comparison(run):
    """The digits that the page counts are what the slider shows at 0."""
    slider = run("closed_form/subtract@subtracted=0").values
    counted = run("closed_form/years").values
    for name in ("invert", "qr"):
        off = abs(slider[f"{name}_W"] / BEST[0] - 1)
        assert -np.log10(off) == pytest.approx(counted[f"{name}_digits"], abs=1)
    centered = run("closed_form/subtract").values
    assert [centered["invert_W"], centered["qr_W"]] == pytest.approx(
        [BEST[0]] * 2, abs=1e-5
    )


def test_moving_x_moves_the_intercept_only(run):
    """A line through shifted points has the same slope."""
    values = run("closed_form/years").values
    assert values["true_W"] == pytest.approx(BEST[0])
    assert values["true_b"] == pytest.approx(BEST[1] - 2020 * BEST[0])


@pytest.mark.bits
def test_qr_keeps_more_digits_than_an_inverse_of_years(run):
    """QR keeps at least one digit more than inverting, and solving is no cure."""
    values = run("closed_form/years").values
    assert values["qr_digits"] > values["invert_digits"] + 1
    off = {
        name: abs(values[f"{name}_W"] / values["true_W"] - 1)
        for name in ("solve", "qr")
    }
    assert off["solve"] > 10 * off["qr"]


def test_condition_is_twice_the_mean_over_the_deviation(run):
    """The rule of thumb for a column far from 0 beside a column of ones."""
    values = run("closed_form/years").values
    assert values["condition_far"] == pytest.approx(2 * 2023 / 2**0.5, rel=1e-5)


def test_squared_condition_uses_up_float32(run):
    """The square leaves less than a factor of two; the number itself, thousands."""
    values = run("closed_form/years").values
    assert values["condition_far"] ** 2 * values["epsilon"] > 0.5
    assert values["condition_far"] * values["epsilon"] < 1e-3


@pytest.mark.parametrize(("method", "power"), [("invert", 2), ("qr", 1)])
def test_errors_stay_near_what_theory_allows(run, method, power):
    """The errors follow epsilon times the condition number, squared for the inverse."""
    values = run("closed_form/years").values
    for error, condition in zip(
        values[f"{method}_errors"], values["conditions"], strict=True
    ):
        assert error < 10 * EPSILON * condition**power


def test_centered_columns_lose_nothing(run):
    """After centering, the slope is right to the last digits at any distance."""
    values = run("closed_form/years").values
    centered_off = abs(values["centered_W"] / values["true_W"] - 1)
    assert max(*values["center_errors"], centered_off) < 4 * EPSILON


def test_centered_columns_need_no_better_method():
    """Even the inverse keeps the digits once the mean is subtracted."""
    x, y = torch.tensor(X + 2020).float(), torch.tensor(Y).float()
    columns = torch.stack([x - x.mean(), torch.ones(5)], dim=1)  # (5, 2)
    W, height = torch.linalg.inv(columns.T @ columns) @ (columns.T @ y)
    assert W.item() == pytest.approx(BEST[0], rel=4 * EPSILON)
    assert height.item() == pytest.approx(Y.mean(), rel=4 * EPSILON)


def test_centering_does_not_part_nearly_equal_inputs():
    """Two standardized columns that nearly agree: an inverse fails, lstsq does not."""
    generator = torch.Generator().manual_seed(0)
    answer = torch.tensor([2.0, -1.0])
    for _ in range(5):
        first, other = torch.randn(2, 100, generator=generator, dtype=torch.float64)
        inputs = torch.stack([first, first + 1e-4 * other], dim=1)  # (100, 2)
        inputs = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
        A = inputs.float()
        y = A @ answer
        solved = torch.linalg.lstsq(A, y[:, None]).solution.squeeze(1)
        assert solved.tolist() == pytest.approx(answer.tolist(), abs=1e-2)
        try:
            inverted = torch.linalg.inv(A.T @ A) @ (A.T @ y)
        except torch.linalg.LinAlgError:
            continue  # no inverse left to compute
        assert (inverted - answer).abs().max() > 0.1


def test_without_the_ones_the_line_goes_through_the_origin():
    """One column gives one number, the slope; nothing warns."""
    x, y = torch.tensor(X), torch.tensor(Y)
    slope = torch.linalg.lstsq(x[:, None], y[:, None]).solution
    assert slope.shape == (1, 1)
    assert slope.item() == pytest.approx((X @ Y) / (X @ X))


def test_the_default_driver_drops_a_column_that_it_calls_noise(run):
    """Where float32 sees one column, the default slope is flat and gels is not."""
    values = run("closed_form/years").values
    assert values["gels_W"] == pytest.approx(values["true_W"], rel=1e-2)
    if values["rank"] == 1:
        assert abs(values["default_W"]) < 0.01


def test_in_64_bits_the_default_driver_keeps_the_years():
    """What float32 takes for noise is none there."""
    years = torch.arange(2021.0, 2026.0, dtype=torch.float64)
    columns = torch.stack([years, torch.ones_like(years)], dim=1)
    targets = torch.tensor(Y, dtype=torch.float64)[:, None]
    slope, _ = torch.linalg.lstsq(columns, targets).solution.flatten().tolist()
    assert slope == pytest.approx(BEST[0], abs=1e-5)


def test_condition_is_that_of_two_arrows_at_an_angle(run):
    """Sum over difference of unit columns, whose angle is deviation over mean."""
    values = run("closed_form/years").values
    half = np.arctan(2**0.5 / 3) / 2
    assert values["condition_near"] == pytest.approx(1 / np.tan(half))


def test_three_libraries_find_the_line_on_paper(run):
    """numpy.polyfit, scikit-learn and torch.linalg.lstsq, in float64."""
    values = run("closed_form/libraries").values
    for name in ("polyfit", "sklearn", "torch"):
        found = [values[f"{name}_W"], values[f"{name}_b"]]
        assert found == pytest.approx([-1.1, 1.2], abs=1e-9)


def test_a_million_steps_are_too_few_for_years(run):
    """With hours nothing is left of the error, with years all; condition by hand."""
    values = run("closed_form/libraries").values
    assert values["left_hours"] < 1e-12
    assert 0.9999 < values["left_years"] < 1
    years = np.arange(2021.0, 2026)
    trace, determinant = (years**2).sum() + 5, 5 * ((years - 2023) ** 2).sum()
    assert values["condition_years"] == pytest.approx(trace**2 / determinant, rel=0.01)
    assert values["condition_hours"] == pytest.approx(70, abs=0.5)
