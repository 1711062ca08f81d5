"""Mistakes: what torch says today, and that the fixes work."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from five_points import BEST, DIRECTIONS, A, Y, loss_at

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "mistakes.md").read_text("utf-8")
SECTIONS = PAGE.split("\n### ")[1:]
NAMES = sorted(file.stem for file in (ROOT / "snippets" / "mistakes").glob("*.py"))

ERRORS = {
    "backward_twice": "Trying to backward through the graph a second time",
    "dtype": "mat1 and mat2 must have the same dtype, but got Double and Float",
    "empty_list": "optimizer got an empty parameter list",
    "found_dtype": "Found dtype Double but expected Float",
    "grad_float": "assigned grad expected to be a Tensor or None",
    "grad_none": "'NoneType' object has no attribute 'zero_'",
    "integer": "Only Tensors of floating point and complex dtype can require gradients",
    "float_loss": "'float' object has no attribute 'backward'",
    "item_many": "a Tensor with 5 elements cannot be converted to Scalar",
    "leaf_in_place": "a leaf Variable that requires grad is being used in an in-place",
    "long_float": "mat1 and mat2 must have the same dtype, but got Long and Float",
    "loss_class": "Boolean value of Tensor with more than one value is ambiguous",
    "loss_data": "invalid index of a 0-dim tensor",
    "no_requires_grad": "element 0 of tensors does not require grad",
    "non_leaf": "can't optimize a non-leaf Tensor",
    "non_scalar": "grad can be implicitly created only for scalar outputs",
    "numpy_requires_grad": "Can't call numpy() on Tensor that requires grad",
    "object_array": "can't convert np.ndarray of type numpy.object_",
    "other_device": "Tensor on device cpu is not on the expected device meta",
    "rebinding": "unsupported operand type(s) for *: 'float' and 'NoneType'",
    "rebinding_no_grad": "element 0 of tensors does not require grad",
    "retain_graph_in_place": "has been modified by an inplace operation",
    "shapes": "mat1 and mat2 shapes cannot be multiplied (1x5 and 1x1)",
    "size_of_tensor": "The size of tensor a (4) must match the size of tensor b (5)",
}
WARNINGS = {
    "rebinding": "The .grad attribute of a Tensor that is not a leaf Tensor is being",
    "target_size": "that is different to the input size",
    "volatile": "volatile was removed and now has no effect.",
}


def warned(record):
    """What a run wrote to standard error."""
    outputs = (output for cell in record.cells for output in cell["outputs"])
    return "".join(o["text"] for o in outputs if o.get("name") == "stderr")


@pytest.mark.parametrize(("name", "words"), ERRORS.items())
def test_message_has_its_distinctive_words(run, name, words):
    """A torch that rewords a message fails here, so the page is never stale."""
    assert words in run(f"mistakes/{name}").error


@pytest.mark.parametrize(("name", "words"), WARNINGS.items())
def test_warning_has_its_distinctive_words(run, name, words):
    """Warnings do not stop a program, but the page quotes their words."""
    assert words in warned(run(f"mistakes/{name}"))
    assert words in PAGE


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ERRORS])
def test_everything_else_runs_to_its_end(run, name):
    """Silent mistakes, worse cures and fixes raise nothing."""
    assert run(f"mistakes/{name}").error is None


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith("_fixed")])
def test_fix_warns_of_nothing(run, name):
    """A fix leaves no warning behind."""
    assert not warned(run(f"mistakes/{name}"))


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_every_snippet(name):
    """No snippet is left over: a message, a cure or a fix that nobody sees."""
    assert f'"mistakes/{name}:' in PAGE


@pytest.mark.parametrize("name", NAMES)
def test_every_snippet_begins_with_the_lines_shown_once(run, name):
    """The page shows the data once, for all of them."""
    data = run("mistakes/leaf_in_place").cell("Data")["source"]
    assert run(f"mistakes/{name}").cell("Data")["source"] == data


@pytest.mark.parametrize("name", {**ERRORS, **WARNINGS})
def test_old_wordings_are_on_the_page(name):
    """So that a search for yesterday's message finds today's."""
    section = next(part for part in SECTIONS if f"mistakes/{name}:" in part)
    assert "*Formerly:*" in section or "*Also seen as:*" in section


def test_every_mistake_is_in_the_table():
    """Whoever looks up a message finds its section."""
    table = PAGE.partition("\n## Gradients")[0]
    for section in SECTIONS:
        anchor = section.partition("{ #")[2].partition(" }")[0]
        assert f"#{anchor})" in table or f'"{anchor}"' in table


def test_a_row_is_called_as_the_section_that_it_leads_to():
    """Whoever follows a link reads the same words over the section."""
    rows = re.findall(r'^    \(".*", "([\w-]+)", "(.+)"\),$', PAGE, re.MULTILINE)
    called = re.findall(r"^### (.+) \{ #([\w-]+) \}$", PAGE, re.MULTILINE)
    heads = {anchor: title for title, anchor in called}
    assert len(rows) > 30
    for anchor, title in rows:
        assert heads[anchor] in (title, title[0].upper() + title[1:])


def unrecorded(x, W, b):
    """A prediction computed with recording paused."""
    with torch.no_grad():
        return x * W + b


@pytest.mark.parametrize(
    "predict",
    [
        lambda x, W, b: x * W.detach() + b.detach(),
        lambda x, W, b: x * W.item() + b.item(),
        unrecorded,
    ],
    ids=["detach", "item", "no_grad"],
)
def test_what_cuts_the_graph_ends_in_the_same_message(predict):
    """Nothing that the loss was computed from requires a gradient any more."""
    W, b = (torch.ones(1, requires_grad=True) for _ in range(2))
    with pytest.raises(RuntimeError, match=ERRORS["no_requires_grad"]):
        predict(torch.ones(5), W, b).sum().backward()


def test_a_moved_tensor_is_no_leaf():
    """`.to` of another device makes a result, as a product does."""
    W = torch.rand(1, requires_grad=True).to("meta")
    with pytest.raises(ValueError, match=ERRORS["non_leaf"]):
        torch.optim.SGD([W], lr=0.001)


def test_a_plot_asks_for_an_array():
    """Matplotlib ends in the message of NumPy."""
    from matplotlib.figure import Figure  # it takes a second

    axes = Figure().subplots()
    with pytest.raises(RuntimeError, match=r"Can't call numpy\(\) on Tensor"):
        axes.plot(torch.ones(5, requires_grad=True) * 2)


def test_every_change_raises_the_version():
    """What autograd compares before it uses a tensor that it saved."""
    W = torch.ones(1)
    before = W._version
    W.add_(1.0)
    assert W._version == before + 1


def test_words_also_seen_are_those_of_today():
    """Two messages that the page quotes without a program of their own."""
    with pytest.raises(TypeError) as caught, pytest.warns(match="not a leaf"):
        (torch.ones(1, requires_grad=True) * 2).grad * 0.001
    assert str(caught.value) in PAGE
    with pytest.warns(UserWarning, match="volatile") as warnings:
        torch.ones(1).volatile  # noqa: B018
    assert str(warnings[0].message) in PAGE


def test_forced_gradient_never_reaches_the_weights(run):
    """Marking the loss silences the message; W still has no gradient."""
    assert run("mistakes/no_requires_grad_worse").stdout("Worse") == "W.grad is None\n"


def test_old_graph_repeats_the_first_loss(run):
    """With retain_graph the loss is computed from the first prediction for ever."""
    values = run("mistakes/retain_graph").values
    assert len(set(values["losses"])) == 1
    start = run("mistakes/zero_between").values["W"]  # never moved
    assert abs(values["W"] - start) > 0.1


def test_late_zeroing_learns_nothing(run):
    """Zeroed between backward and step, there is nothing to step along."""
    assert len(set(run("mistakes/zero_between").values["losses"])) == 1


def test_broadcast_learns_the_mean(run):
    """25 differences instead of 5: the best line is flat, at the mean of y."""
    values = run("mistakes/broadcast").values
    assert values["shape"] == [5, 5]
    assert not warned(run("mistakes/broadcast"))
    assert values["mean"] == pytest.approx(-2.1)
    assert values["W"] == pytest.approx(0, abs=0.01)
    assert values["b"] == pytest.approx(-2.1, abs=0.01)


def test_equal_shapes_learn_the_line(run):
    """The optimum of the five points is W = -1.1, b = 1.2."""
    values = run("mistakes/broadcast_fixed").values
    assert values["W"] == pytest.approx(-1.1, abs=1e-3)
    assert values["b"] == pytest.approx(1.2, abs=1e-3)


def test_replaced_weight_stays_where_it_is(run):
    """The optimizer moves the tensor it was given, not the name."""
    assert run("mistakes/replaced").values["W"] == 0
    assert run("mistakes/replaced_fixed").values["W"] != 0


def test_forgotten_zeroing_ends_far_above_the_fixed_program(run):
    """It swings, and after a thousand steps it is nowhere near."""
    wrong, right = (run(f"mistakes/{n}").values for n in ("no_zero", "no_zero_fixed"))
    assert wrong["loss"] > 10 * right["loss"]


def test_rate_above_the_limit_ends_in_nan(run):
    """0.02 is above 2 / 118.3; half of it converges to the smallest loss, 0.16."""
    assert math.isnan(run("mistakes/rate_too_high").values["loss"])
    fixed = run("mistakes/rate_too_high_fixed").values["loss"]
    assert fixed == pytest.approx(0.16, abs=1e-3)


def clipped(place):
    """One step at rate 0.02 with the gradient clipped to a size of 10."""
    gradient = 2 * A.T @ (A @ place - Y)
    return place - 0.02 * gradient * min(1, 10 / np.linalg.norm(gradient))


def test_clipping_jumps_from_wall_to_wall(run):
    """The next step lands on the other side, and the one after it here again."""
    values = run("mistakes/rate_too_high_worse").values
    here = np.array([values["W"], values["b"]])
    there = clipped(here)
    across = DIRECTIONS[:, 1]  # the direction of the steep curvature
    assert (here - BEST) @ across * ((there - BEST) @ across) < 0
    assert clipped(there) == pytest.approx(here, abs=1e-4)
    possible = run("mistakes/rate_too_high_fixed").values["loss"]
    assert min(loss_at(here), loss_at(there)) > 3 * possible


def test_sum_of_losses_keeps_every_graph(run):
    """One addition recorded for each of the hundred losses."""
    assert run("mistakes/total_loss").values["kept"] == 100
    assert isinstance(run("mistakes/total_loss_fixed").values["total"], float)


def test_volatile_is_ignored(run):
    """The flag changes nothing; no_grad does."""
    assert "True" in run("mistakes/volatile").stdout("Predict")
    assert "False" in run("mistakes/volatile_fixed").stdout("Fix")


def test_wider_model_makes_one_prediction_for_all_points(run):
    """Five weights and one prediction: another question is answered."""
    values = run("mistakes/shapes_worse").values
    assert values["weights"] == 5
    assert "[1]" in run("mistakes/shapes_worse").stdout("Worse")


def test_mean_squared_error_takes_targets_of_64_bits():
    """Found dtype Double but expected Float: no longer said by MSELoss."""
    W = torch.ones(5, requires_grad=True)
    loss = torch.nn.MSELoss()(W, torch.zeros(5, dtype=torch.float64))
    loss.backward()
    assert loss.dtype == torch.float64
    assert W.grad.dtype == torch.float32


def test_integers_have_other_messages_of_their_own():
    """A product, a mean, and a loss each say it in other words."""
    whole = torch.ones(2, 1, dtype=torch.int64)
    for compute in (lambda: whole @ torch.ones(1, 1), lambda: whole.mean()):
        with pytest.raises(RuntimeError) as caught:
            compute()
        assert str(caught.value).partition(".")[0] in PAGE
    prediction = torch.ones(2, 1, requires_grad=True)
    with pytest.raises(RuntimeError, match="Found dtype Long but expected Float"):
        torch.nn.functional.huber_loss(prediction, whole).backward()


def test_numpy_names_the_text_that_is_no_number():
    """Of a column with a missing value: text is an error, None becomes nan."""
    with pytest.raises(ValueError, match="could not convert") as caught:
        np.array([1.0, "NA"], dtype=object).astype(np.float32)
    assert str(caught.value) in PAGE
    assert np.isnan(np.array([None], dtype=object).astype(np.float32))
    with pytest.raises(
        TypeError, match=r"can't convert np.ndarray of type numpy\.str_"
    ):
        torch.tensor(np.array(["1.0"]))


def test_a_plain_list_hides_its_layers_without_a_word():
    """Beside another layer there is no message, and the hidden one never moves."""
    model = torch.nn.Module()
    model.seen = torch.nn.Linear(1, 1)
    model.hidden = [torch.nn.Linear(1, 1)]
    learned = torch.optim.SGD(model.parameters(), lr=0.1).param_groups[0]["params"]
    assert len(learned) == 2
    assert not any(p is q for p in learned for q in model.hidden[0].parameters())


@pytest.mark.parametrize("hold", ["ModuleDict", "Parameter"])
def test_what_a_model_finds(hold):
    """A dictionary of layers, and a bare tensor made a parameter."""
    model = torch.nn.Module()
    held = {"W": torch.nn.Linear(1, 1)} if hold == "ModuleDict" else torch.ones(1)
    model.held = getattr(torch.nn, hold)(held)
    assert list(model.parameters())


def test_an_iterator_of_parameters_is_empty_the_second_time():
    """The message also follows when one iterator is handed out twice."""
    parameters = torch.nn.Linear(1, 1).parameters()
    torch.optim.SGD(parameters, lr=0.1)
    with pytest.raises(ValueError, match=ERRORS["empty_list"]):
        torch.optim.SGD(parameters, lr=0.1)


def test_each_mistake_leads_back_to_the_table(built):
    """On the page, which is long; its text as Markdown has one title so."""
    page = (built / "mistakes/index.html").read_text("utf-8")
    sections = re.split(r"<h[23] ", page[page.index('<h2 id="gradients"') :])
    mistakes = [one for one in sections if 'class="cell' in one]
    assert len(mistakes) > 20
    assert all('<a href="#all-messages">All messages</a>' in one for one in mistakes)
    assert (built / "mistakes.md").read_text("utf-8").count("All messages") == 1
