"""The penguins: read, split, standardized, learned, saved."""

import csv
import io
import os
import pickle
import re
import subprocess
import sys

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
    values = run("real_data").values
    assert "9 batches, the last of" in run("real_data").stdout("Loader")
    assert 8 * 32 + values["last"] == values["n_train"]


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
    assert 1000 * limits[0] < 0.05 < limits[1]  # the rate of the page needs it


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


def test_pandas_reads_the_same_rows_and_makes_the_same_numbers(run, rows):
    """One file in both programs; as many rows, and the columns in one order."""
    values = run("real_data/with_pandas").values
    assert values["table"] == run("real_data").values["table"]
    assert values["n_rows"] == run("real_data").values["n_rows"]
    printed = run("real_data/with_pandas").stdout("Read")
    order = ["length", "depth", "flipper", "male", "Chinstrap", "Gentoo"]
    places = [printed.index(name) for name in order]
    assert places == sorted(places)
    assert "features (333, 6) masses (333, 1)" in printed


@pytest.mark.slow
def test_the_page_goes_on_after_either_tab(library, tmp_path):
    """All that follows prints the same where pandas read the file."""
    own = library.snippets["real_data"].cells
    read = library.snippets["real_data/with_pandas"].cells
    after = [cell.title for cell in own].index("Split")
    code = "\n".join(cell.source for cell in [*read, *own[after:]])
    (tmp_path / "page.py").write_text(code, "utf-8")
    command = [sys.executable, "-W", "ignore", "page.py"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    record = library.records["real_data"]["cpu"]
    shown = "".join(record.stdout(cell.title) or "" for cell in own[after:])
    assert done.stdout.endswith(shown)


def test_random_split_chooses_the_rows_of_randperm(run):
    """With the same seed."""
    assert "the same rows as above: True" in run("real_data").stdout("Dataset")


def test_scores_stand_beside_the_baseline(run, rows, split):
    """R² and MAE from the predictions, R² of the guess from the data."""
    values = run("real_data").values
    measured, predicted = np.array(values["measured"]), np.array(values["predicted"])
    spread = ((measured - measured.mean()) ** 2).mean()
    expected = 1 - ((measured - predicted) ** 2).mean() / spread
    assert values["r2"] == pytest.approx(expected, abs=1e-4)
    assert values["mae"] == pytest.approx(np.abs(measured - predicted).mean(), abs=1e-5)
    assert values["mae"] < values["final_error"]
    guess = masses(rows)[split[0]].mean()
    expected = 1 - ((measured - guess) ** 2).mean() / spread
    assert values["guess_r2"] == pytest.approx(expected, abs=1e-4)


def test_weights_are_in_kilograms_for_a_millimeter(run, rows, split):
    """Near those of least squares on the columns as they were measured."""
    train, _ = split
    full = np.column_stack([features(rows)[train], np.ones(len(train))])
    solution = np.linalg.lstsq(full, masses(rows)[train], rcond=None)[0]
    weights = run("real_data").values["weights"]
    best = run("real_data").values["best_weights"]
    assert best == pytest.approx(solution[:6], rel=0.01)
    assert best[1] > best[2] > 0  # the question of the page has one answer
    assert any(abs(w / b - 1) > 0.05 for w, b in zip(weights, best, strict=True))
    assert weights[:3] == pytest.approx(solution[:3], abs=0.04)
    assert weights[3:] == pytest.approx(solution[3:6], abs=0.4)
    assert weights[1] > weights[2] > 0
    assert weights[5] > 0


def test_the_learning_curve_levels_off(run):
    """Steep until epoch 4, then level; validation stays above training."""
    values = run("real_data").values
    train, valid = values["train_errors"], values["valid_errors"]
    assert train[0] > 3.5
    assert train[4] < 0.1 * train[0]
    assert train[4] - train[20] < 0.05
    assert all(v > t for t, v in zip(train[4:], valid[4:], strict=True))
