"""What a snippet leaves in its namespace, and what of it is a value."""

from projects import Project


def test_values_are_plain(project: Project) -> None:
    """Numbers, one-element tensors, strings, booleans, flat lists; nothing else."""
    record = project.run(
        """
        # %% Values
        import torch
        number, text, flag = 1.5, "a", True
        tensor, bad = torch.tensor([2.0]), float("nan")
        numbers = [1, torch.tensor(2.0), float("inf")]
        table, none, big = [[1]], None, torch.zeros(2)
        unreadable = torch.zeros(1, device="meta")
        _private = 1
        """
    )
    values = record.values
    assert values.pop("bad") != values.get("bad")  # nan is not itself
    assert values == {
        "number": 1.5,
        "text": "a",
        "flag": True,
        "tensor": 2.0,
        "numbers": [1, 2.0, float("inf")],
    }


def test_a_value_too_long_to_write_is_no_value(project: Project) -> None:
    """The run goes on without it."""
    assert project.run("# %% Data\nx = 10**5000\ny = 1\n").values == {"y": 1}


def test_a_long_text_is_no_value(project: Project) -> None:
    """Nor are many short ones: what a snippet may print is limited, too."""
    source = """
        # %% Data
        text = "x" * 100_000
        longer = text + "x"
        texts = [text, "x"]
        """
    assert project.run(source).values == {"text": "x" * 100_000}
