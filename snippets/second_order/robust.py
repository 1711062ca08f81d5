# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""A loss that is no parabola: Newton runs away, LBFGS with a line search does not."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
torch.manual_seed(0)
start = torch.cat([torch.rand(1), torch.rand(1)])  # (2,): W, b


# %% Loss
def robust_loss(params):
    """Square near 0, straight further out: outliers pull less."""
    residual = x * params[0] + params[1] - y  # (5,)
    return (residual.pow(2) + 1).sqrt().sum()  # a single number


# %% Newton
params = start
newton_losses = [robust_loss(params).item()]
for step in range(2):
    gradient = torch.func.grad(robust_loss)(params)  # (2,)
    hessian = torch.func.hessian(robust_loss)(params)  # (2, 2)
    params = params - torch.linalg.solve(hessian, gradient)  # (2,)
    newton_losses.append(robust_loss(params).item())
print("loss:", " then ".join(f"{loss:.1e}" for loss in newton_losses))


# %% LBFGS
def fit(line_search_fn):
    """Every loss seen in two steps of LBFGS, of at most 20 iterations each."""
    params = start.clone().requires_grad_()  # (2,)
    losses = []
    optimizer = torch.optim.LBFGS([params], line_search_fn=line_search_fn)

    def closure():
        optimizer.zero_grad()
        loss = robust_loss(params)
        loss.backward()
        losses.append(loss.item())
        return loss

    for _ in range(2):
        optimizer.step(closure)
    return [*losses, robust_loss(params).item()]


losses_without = fit(None)
losses_with = fit("strong_wolfe")
for name, losses in (("none", losses_without), ("strong Wolfe", losses_with)):
    first = "  ".join(f"{loss:7.2g}" for loss in losses[:5])
    print(f"line search: {name:12}  {first}")
end_without, end_with = losses_without[-1], losses_with[-1]
print(f"strong Wolfe ends at {end_with:.2f}")
