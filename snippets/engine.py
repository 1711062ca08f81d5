# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with an autograd engine of our own, checked against PyTorch."""

# %% Data
x = [1.0, 2.0, 3.0, 4.0, 5.0]
y = [0.0, -1.1, -1.8, -3.1, -4.5]

# %% Engine
import itertools

birth = itertools.count()  # 0, 1, 2, ...


class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents  # the Values that it was computed from
        self.slopes = slopes  # how fast it changes with each of them
        self.born = next(birth)

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    __radd__ = __add__  # 2 + value
    __rmul__ = __mul__  # 2 * value

    def backward(self):
        self.grad = 1.0
        for value in sorted(self.ancestors(), key=lambda v: v.born, reverse=True):
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad += slope * value.grad

    def ancestors(self):
        """Find every Value that this one was computed from, and itself."""
        found, waiting = {self}, [self]
        while waiting:
            new = set(waiting.pop().parents) - found
            found |= new
            waiting += new
        return found


def as_value(number):
    return number if isinstance(number, Value) else Value(number)


# %% Start
import torch

torch.manual_seed(0)
W = Value(torch.rand(1).item())
b = Value(torch.rand(1).item())


# %% Loss
def squared_errors(W, b):
    return sum((xi * W + b - yi) ** 2 for xi, yi in zip(x, y))


# %% Train
learning_rate = 0.001
path = []
for step in range(1000):
    loss = squared_errors(W, b)
    if step % 100 == 0:
        print(f"step {step:4} W {W.data:.4f} b {b.data:.4f} loss {loss.data:.3f}")
    W.grad = b.grad = 0.0
    loss.backward()
    W.data -= learning_rate * W.grad
    b.data -= learning_rate * b.grad
    path.append((W.data, b.data))

# %% Result
W, b, loss = W.data, b.data, squared_errors(W, b).data
print(f"step 1000 W {W:.4f} b {b:.4f} loss {loss:.4f}")


# %% Oracle
def torch_path(loss_of):
    """Train with PyTorch's autograd, in float64 like Python's own numbers."""
    torch.manual_seed(0)
    W = torch.rand(1).double().requires_grad_()  # (1,)
    b = torch.rand(1).double().requires_grad_()  # (1,)
    path = []
    for step in range(1000):
        W.grad = b.grad = None
        loss_of(W, b).backward()
        with torch.no_grad():
            W -= learning_rate * W.grad
            b -= learning_rate * b.grad
        path.append((W.item(), b.item()))
    return path


def five_at_once(W, b):
    tx = torch.tensor(x, dtype=torch.float64)  # (5,)
    ty = torch.tensor(y, dtype=torch.float64)  # (5,)
    return (tx * W + b - ty).pow(2).sum()


one_by_one = torch_path(squared_errors)  # the very function above, given tensors
at_once = torch_path(five_at_once)
equal_one_by_one = sum(ours == theirs for ours, theirs in zip(path, one_by_one))
equal_at_once = sum(ours == theirs for ours, theirs in zip(path, at_once))
largest = max(abs(p - q) for pair in zip(path, at_once) for p, q in zip(*pair))
print(f"PyTorch, point by point: every bit in {equal_one_by_one} of 1000 steps")
print(f"PyTorch, five at once:   every bit in {equal_at_once} of 1000 steps")
print(f"largest difference:      {largest:.1e}")

# %% Twice
a = Value(3.0)
(a * a).backward()
print("d(a * a) / da at 3 is", a.grad)

# %% Plot
import matplotlib.pyplot as plt

weight, bias = Value(0.5), Value(0.75)
product = 2.0 * weight  # the point x = 2, y = -1.1
prediction = product + bias
residual = prediction - (-1.1)
square = residual**2
square.backward()

boxes = {  # Value: its label, column, row
    weight: ("W", 0, 4),
    product: ("x W", 0, 3),
    bias: ("b", 1, 3),
    prediction: ("x W + b", 0, 2),
    residual: ("residual", 0, 1),
    square: ("loss", 0, 0),
}
fig, ax = plt.subplots(figsize=(4.6, 4.9), layout="constrained")
gradients = [value.grad for value in boxes]
for gradient, (value, (label, column, row)) in zip(gradients, boxes.items()):
    corner = (column - 0.42, row - 0.28)
    ax.add_patch(plt.Rectangle(corner, 0.84, 0.56, fill=False, edgecolor="gray"))
    texts = (
        (0.12, f"{label} = {value.data:.4g}"),
        (-0.12, f"gradient {gradient:.4g}"),
    )
    for shift, text in texts:
        ax.text(column, row + shift, text, ha="center", va="center")
    for parent, slope in zip(value.parents, value.slopes):
        if parent in boxes:  # x and y are constants: they are left out
            _, across, above = boxes[parent]
            start, end = (0.42 * across, row + 0.3), (across, above - 0.3)
            ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "C1"})
            ax.text(0.06 + 0.8 * across, row + 0.45, f"× {slope:.4g}", color="C1")
ax.set(xlim=(-0.45, 1.45), ylim=(-0.35, 4.35))
ax.axis("off")
plt.show()
