"""Solutions pass their checks, checks reject what is wrong, and a task stands once."""

import ast
import re
from pathlib import Path

import pytest
from five_points import BEST, RATE, A, Y

from runpages.assets.search import entries

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "snippets" / "exercises"
NAMES = sorted(file.stem for file in FOLDER.glob("*.py"))

FORGETFUL = """
class Momentum(Momentum):
    steps = 0

    def step(self):
        self.steps += 1
        if self.steps == 3:
            self.state.clear()
        super().step()
"""
SGD_WITHOUT_SKIPPING = """
class Momentum(torch.optim.SGD):
    def step(self):
        for p in self.param_groups[0]["params"]:
            p.grad = {instead}
        super().step()
"""
WRONG = [
    ("first_step", "W = W.item()", "not tensors"),
    ("first_step", "W = W.detach()", "requires_grad"),
    ("first_step", "W = W - 0.0", "change in place"),
    ("first_step", "W = torch.zeros(1, requires_grad=True)", "one step away"),
    ("accumulate", "b.grad = None", "no gradient yet"),
    ("accumulate", "W.grad = W.grad / 5", "not the full gradient"),
    ("accumulate", "b.grad = b.grad / 5", "db is not the full gradient"),
    ("accumulate", "W = torch.zeros(1)", "takes no step"),
    ("flat_line", "W, b = train(wrong)", "print the shape"),
    ("flat_line", "b = b + 1", "the intercept is not"),
    ("mean_loss", "rate = 0.001", "how many points"),
    ("parabola", "gravity = 9.5", "train longer"),
    ("parabola", "gravity = gravity / 2", "mind the 1/2"),
    ("lost_sign", "W = torch.tensor([-0.48])", "still pulls"),
    ("ridge", "W = torch.tensor([-1.1])", "loss plus penalty"),
    ("weighted", "W = torch.tensor([-1.1])", "not the weighted slope"),
    ("weighted", "b = torch.tensor([1.2])", "not the weighted intercept"),
    (
        "ridge",  # the minimum if the intercept is penalized as well
        "W, b = torch.linalg.solve(torch.tensor([[56.0, 15.0], [15.0, 6.0]]), "
        "torch.tensor([-42.5, -10.5])).split(1)",
        "is it penalized too",
    ),
    ("ridge", "closed_W = -0.5", "something else"),
    ("standardize", "W = W * 0.8", "which correction"),
    ("standardize", "b = b_z.item()", "at x = 0"),
    ("predict_loss", "predicted = predicted - 0.16", "is not 0"),
    ("predict_loss", "predicted = 0.16", "is off"),
    ("momentum_limit", "limit = limit / 1.9", "not the limit of momentum"),
    (
        "own_optimizer",
        "Momentum = lambda ps, lr, momentum: torch.optim.SGD(ps, lr / 2)",
        "the first step differs",
    ),
    (
        "own_optimizer",
        "Momentum = lambda ps, lr, momentum: torch.optim.SGD(ps, lr)",
        "velocity kept",
    ),
    ("own_optimizer", FORGETFUL, "the paths part later"),
    (
        "own_optimizer",
        SGD_WITHOUT_SKIPPING.format(instead="p.grad * 1"),
        "whose .grad is None",
    ),
    (
        "own_optimizer",
        SGD_WITHOUT_SKIPPING.format(
            instead="torch.zeros_like(p) if p.grad is None else p.grad"
        ),
        "whose .grad is None",
    ),
    (
        "own_function",
        "SquaredError.forward = staticmethod("
        "lambda ctx, prediction, target: (prediction - target).pow(2).mean())",
        "not the sum of squared errors",
    ),
    (
        "own_function",
        "SquaredError.backward = staticmethod("
        "lambda ctx, grad_output: (2 * ctx.saved_tensors[0], None))",
        "not that of the sum",
    ),
    ("confidence", "error_W = error_W * 0.8", "error_W is off"),
    ("confidence", "error_b = error_b * 0.8", "error_b is off"),
    ("one_slope", "predicted = best", "do not reach the best slope"),
    ("one_slope", "predicted = best * (1 - share)", "what share"),
    ("other_units", "other.bias.data = model.bias.data", "look at the bias"),
    ("other_units", "other.weight.data = 1.8 * model.weight.data", "not per minute"),
    ("many_rates", "losses = losses.tolist()", "one tensor"),
    ("many_rates", "losses = losses[:159]", "one loss per rate"),
    ("many_rates", "losses = losses.flip(0)", "another loss"),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_its_check(run, name):
    """The check of a solved exercise ends in 'correct'."""
    assert run(f"exercises/{name}").stdout("Solution").endswith("correct\n")


@pytest.mark.parametrize("name", NAMES)
def test_the_check_comes_before_the_solution(run, name):
    """So whoever copies the program up to the check does not copy the solution."""
    titles = [c["metadata"]["title"] for c in run(f"exercises/{name}").cells]
    assert titles.index("Check") < titles.index("Solution")


@pytest.mark.parametrize(("name", "mistake", "words"), WRONG)
def test_the_check_says_what_is_wrong(run, name, mistake, words):
    """A mistake after the solution is found, with words that help."""
    cells = {
        c["metadata"]["title"]: c["source"] for c in run(f"exercises/{name}").cells
    }
    namespace = {"__name__": "__main__"}
    for title in ("Data", "Given", "Check", "Solution"):
        exec(cells.get(title, ""), namespace)
    exec(mistake, namespace)
    with pytest.raises(AssertionError, match=words):
        exec("check()", namespace)


@pytest.mark.parametrize("name", NAMES)
def test_every_complaint_of_a_check_can_be_met(run, name):
    """For each thing that a check says, the list above has a mistake that earns it."""
    tree = ast.parse(run(f"exercises/{name}").cell("Check")["source"])
    met = [words for other, _, words in WRONG if other == name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            complaint = ast.unparse(node.msg)
            assert any(words in complaint for words in met), complaint


def tasks():
    """The exercises on their page, by their names: the heading, and what is below."""
    page = (ROOT / "docs" / "exercises.md").read_text("utf-8")
    parts = re.split(r"^### \d+\. (.+) \{ #([\w-]+) \}$", page, flags=re.MULTILINE)
    rest = iter(parts[1:])
    return {
        name.replace("-", "_"): (head, b)
        for head, name, b in zip(rest, rest, rest, strict=True)
    }


def test_each_exercise_is_on_the_page_once():
    """In the order of their numbers, as many as the page says."""
    page = (ROOT / "docs" / "exercises.md").read_text("utf-8")
    assert sorted(tasks()) == NAMES
    numbers = re.findall(r"^### (\d+)\.", page, flags=re.MULTILINE)
    assert numbers == [str(n + 1) for n in range(len(NAMES))]
    assert page.count("Seventeen exercises") == 2
    assert len(NAMES) == 17


@pytest.mark.parametrize("name", NAMES)
def test_the_page_offers_hint_check_and_solution(name):
    """In this order, each folded, after the task."""
    _, task = tasks()[name]
    parts = [
        f'{{{{< include("snippets/exercises/{name}.md") >}}}}',
        '??? tip "Hint"\n',
        f'??? example "Check"\n    {{{{< code("exercises/{name}:Check") >}}}}\n',
        f'??? success "Solution"\n    {{{{< cell("exercises/{name}:Solution") >}}}}\n',
    ]
    places = [task.index(part) for part in parts]
    assert places == sorted(places)


TASK = re.compile(
    r"- \*\*\[(.+)\]\(exercises\.md#([\w-]+)\)\.\*\* "
    r'\{\{< include\("snippets/exercises/(\w+)\.md"\) >\}\}'
)


def practiced():
    """The exercises at the end of each page: title, anchor, file."""
    pages = {page.name: page.read_text("utf-8") for page in ROOT.glob("docs/*.md")}
    found = {name: TASK.findall(text) for name, text in pages.items()}
    return {name: tasks for name, tasks in found.items() if tasks}


def test_a_page_ends_with_the_two_exercises_that_practice_it():
    """The page of an exercise says which, and its title is the same at both places."""
    pages = practiced()
    assert {len(tasks) for tasks in pages.values()} == {2}
    for name, (title, text) in tasks().items():
        said = re.search(r"\*Practices (.+)\.\*$", text, re.MULTILINE)[1]
        shown = [page for page, ts in pages.items() if name in [t[2] for t in ts]]
        assert sorted(re.findall(r"\]\((\w+\.md)\)", said)) == sorted(shown)
        for page in shown:
            assert (title, name.replace("_", "-"), name) in pages[page]


def test_the_search_knows_a_task_once():
    """It finds the exercise on its page, not the pages that repeat it."""
    for page in practiced():
        text = (ROOT / "docs" / page).read_text("utf-8")
        assert text.partition("\n## Exercises\n")[2].count("- **[") == 2
    html = '<h1 id="a">A</h1><p>b</p><h2 id="exercises">Exercises</h2><p>c</p>'
    assert [entry[1] for entry in entries(html)] == ["A"]


def test_all_exercises_begin_with_the_same_data(run):
    """The page shows the data once, for all of them."""
    data = {run(f"exercises/{name}").cells[0]["source"] for name in NAMES}
    assert len(data) == 1


def test_the_step_on_paper(run):
    """The gradient at zero is (85, 21), as the solution derives."""
    gradient = -2 * A.T @ Y
    assert gradient == pytest.approx([85, 21])
    values = run("exercises/first_step").values
    # Two roundings of numbers below 0.1: well under 1e-7.
    assert [values["W"], values["b"]] == pytest.approx(-RATE * gradient, abs=1e-7)


def test_ridge_moves_the_slope_to_minus_one(run):
    """-11 / (10 + 1), as the solution derives."""
    assert run("exercises/ridge").values["closed_W"] == pytest.approx(-1, abs=1e-5)


def test_one_wrong_sign_turns_the_slope(run):
    """With squares the slope leaves that of the good points; with Huber it stays."""
    values = run("exercises/lost_sign").values
    assert abs(values["squares_W"] - values["good_W"]) > 0.5
    assert abs(values["W"] - values["good_W"]) < 0.1


def test_the_winning_rate_is_near_the_formula(run):
    """2 / (sum of the eigenvalues) is 2 / 120, and the trace is 120."""
    assert 2 * (A.T @ A).trace() == 120
    best = run("exercises/many_rates").values["best_rate"]
    assert best == pytest.approx(2 / 120, rel=0.02)


def test_standardized_steps_land_on_the_best_line(run):
    """One step is enough when both eigenvalues are 10."""
    values = run("exercises/standardize").values
    # float32: a division and a product of numbers near 1.
    assert [values["W"], values["b"]] == pytest.approx(BEST, abs=1e-5)


def test_a_weight_is_a_repetition(run):
    """Weighing the last point by four moves the line to -8/7 and 9/7."""
    values = run("exercises/weighted").values
    # float32 with a condition number below 100: some 1e-5.
    assert [values["W"], values["b"]] == pytest.approx([-8 / 7, 9 / 7], abs=1e-4)
