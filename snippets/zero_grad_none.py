# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""zero_grad() leaves None behind: None means skip, zero means coast."""

# %% None
import torch


def coast(set_to_none):
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    p.grad = torch.tensor([1.0])
    optimizer.step()
    places = [p.item()]
    for _ in range(3):  # three steps in which no loss uses p
        optimizer.zero_grad(set_to_none=set_to_none)
        optimizer.step()
        places.append(p.item())
    left = None if p.grad is None else p.grad.item()
    return left, places


left_none, with_none = coast(set_to_none=True)
left_zero, with_zero = coast(set_to_none=False)
stays = with_none[0] == with_none[-1]
print("set_to_none=True   grad:", left_none, " p:", [round(p, 4) for p in with_none])
print("set_to_none=False  grad:", left_zero, " p:", [round(p, 4) for p in with_zero])
