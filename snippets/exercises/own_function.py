# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Teach autograd a new operation."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def tripled(prediction, target):
    """Return a function of the loss, so that grad_output is not 1."""
    return 3 * SquaredError.apply(prediction, target)


def check():
    """Stop at what is wrong, or print 'correct'."""
    target = y.double()
    prediction = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    loss = SquaredError.apply(prediction, target)
    assert loss.item() == target.pow(2).sum().item(), "not the sum of squared errors"
    inputs = (prediction, target)
    right = torch.autograd.gradcheck(tripled, inputs, raise_exception=False)
    assert right, "the gradient is not that of the sum of squared errors"
    print("correct")


# %% Solution
class SquaredError(torch.autograd.Function):
    """The sum of squared errors, with its gradient written by hand."""

    @staticmethod
    def forward(ctx, prediction, target):
        difference = prediction - target  # (n,)
        ctx.save_for_backward(difference)
        return difference.pow(2).sum()

    @staticmethod
    def backward(ctx, grad_output):
        (difference,) = ctx.saved_tensors
        return grad_output * 2 * difference, None  # nothing for the target


check()
