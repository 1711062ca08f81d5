"""The penguins: read, split, standardized, learned, saved."""

import csv
import io
import pickle
import re

import numpy as np
import pytest
import torch


@pytest.fixture(scope="module")
def rows(run):
    """The complete rows of the file that the snippet writes, read by other means."""
    table = run("real_data").values["table"].split()
    found = list(csv.DictReader(table))
    assert len(found) == run("real_data").values["n_rows"] == 344
    return [row for row in found if "NA" not in row.values()]


@pytest.fixture(scope="module")
def split(rows):
    """Row numbers to train and to validate with, from the seed of the page."""
    torch.manual_seed(0)
    order = torch.randperm(len(rows)).tolist()
    held_back = int(0.8 * len(rows))
    return order[:held_back], order[held_back:]


def features(rows):
    """Six numbers for each row, as the page says."""
    return np.array(
        [
            [
                float(row["bill_length_mm"]),
                float(row["bill_depth_mm"]),
                float(row["flipper_length_mm"]),
                row["sex"] == "male",
                row["species"] == "Chinstrap",
                row["species"] == "Gentoo",
            ]
            for row in rows
        ],
        dtype=float,
    )


def masses(rows):
    """In kg."""
    return np.array([float(row["body_mass_g"]) / 1000 for row in rows])


def test_eleven_rows_are_incomplete(run, rows):
    """The program drops the rows with a missing value, and no other."""
    assert run("real_data").values["n_complete"] == len(rows) == 333


def test_the_last_fifth_of_the_file_is_one_species(rows):
    """Why the rows are shuffled before they are split."""
    fifth = len(rows) - int(0.8 * len(rows))
    assert {row["species"] for row in rows[-fifth:]} == {"Chinstrap"}


def test_the_last_batch_is_the_remainder(run):
    """The sizes of the batches add up to the training rows."""
    sizes = re.search(r"sizes: \[(.*)\]", run("real_data").stdout("Loader"))[1]
    sizes = [int(size) for size in sizes.split(", ")]
    assert sum(sizes) == run("real_data").values["n_train"]
    assert set(sizes[:-1]) == {32}
    assert sizes[-1] < 32


def test_standardizing_widens_the_limit_of_the_learning_rate(run, rows, split):
    """Limits are 2 / steepest, with the statistics of the training rows alone."""
    train = features(rows)[split[0]]
    scaled = (train - train.mean(axis=0)) / train.std(axis=0, ddof=1)
    limits = []
    for matrix in (train, scaled):
        full = np.column_stack([matrix, np.ones(len(matrix))])
        curvatures = np.linalg.eigvalsh(2 * full.T @ full / len(full))
        limits.append(2 / curvatures[-1])
    printed = re.findall(r"below (\S+)", run("real_data").stdout("Why standardize"))
    assert [float(limit) for limit in printed] == pytest.approx(limits, abs=1e-5)
    assert limits[0] < 0.05 < limits[1]  # the rate of the page needs standardizing


def test_the_model_beats_one_guess_by_far(run, rows, split):
    """Less than half the error of guessing the mean, on rows it has not seen."""
    values = run("real_data").values
    y = masses(rows)
    train, valid = split
    error = np.sqrt(((y[valid] - y[train].mean()) ** 2).mean())
    assert values["guess_error"] == pytest.approx(error, rel=1e-4)
    assert values["final_error"] < error / 2


def test_training_has_nothing_left_to_gain(run, rows, split):
    """The training error is within two percent of the least possible."""
    values = run("real_data").values
    train, _ = split
    full = np.column_stack([features(rows)[train], np.ones(len(train))])
    solution = np.linalg.lstsq(full, masses(rows)[train], rcond=None)[0]
    least = np.sqrt(((full @ solution - masses(rows)[train]) ** 2).mean())
    assert values["best_error"] == pytest.approx(least, rel=1e-4)
    assert least < values["train_errors"][-1] < 1.02 * least


def test_the_saved_model_holds_its_standardization(run):
    """The two buffers are in the state_dict, and the loaded model agrees."""
    assert "0.mean" in run("real_data").stdout("Save")
    assert "0.std" in run("real_data").stdout("Save")
    assert run("real_data").values["same"] is True


def test_the_typical_error_is_no_bound(run):
    """The shares of the page, from what the figure shows; the rest is farther off."""
    values = run("real_data").values
    off = np.abs(np.array(values["measured"]) - np.array(values["predicted"]))
    assert values["final_error"] == pytest.approx(np.sqrt((off**2).mean()), rel=1e-4)
    for share, times in (("within", 1), ("within_twice", 2)):
        inside = (off < times * values["final_error"]).mean()
        assert values[share] == pytest.approx(inside)
        assert inside < 1


def test_the_figure_shows_what_its_alternative_text_says(run):
    """Most predictions within half a kilogram; Gentoos above 4 kg, others below 5."""
    values = run("real_data").values
    measured, predicted = np.array(values["measured"]), np.array(values["predicted"])
    assert (np.abs(measured - predicted) < 0.5).mean() > 0.75
    gentoo = np.array(values["kinds"]) == "Gentoo"
    assert predicted[gentoo].min() > 4
    assert 2.5 < predicted[~gentoo].min() < predicted[~gentoo].max() < 5


def test_a_file_may_hold_no_code():
    """torch.load refuses what is not a tensor or a plain container."""
    file = io.BytesIO()
    torch.save({"run": print}, file)
    file.seek(0)
    with pytest.raises(pickle.UnpicklingError, match="weights_only"):
        torch.load(file)


def test_one_row_standardized_by_itself_becomes_nan():
    """Its deviation is 0 divided by 0, and PyTorch warns."""
    row = torch.tensor([[47.5, 15.0, 217.0]])  # (1, 3)
    with pytest.warns(UserWarning, match="degrees of freedom"):
        deviation = row.std(dim=0)
    assert ((row - row.mean(dim=0)) / deviation).isnan().all()
