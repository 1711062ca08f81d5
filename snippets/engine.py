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

boxes = {  # Value: its name, column, row
    weight: ("W", 0, 0),
    product: ("x W", 1, 0),
    bias: ("b", 1, -4.3),
    prediction: ("x W + b", 2, 0),
    residual: ("residual", 3, 0),
    square: ("loss", 4, 0),
}
fig, ax = plt.subplots(figsize=(4.6, 2.1), layout="constrained")
gradients = [value.grad for value in boxes]
for gradient, (value, (name, column, row)) in zip(gradients, boxes.items()):
    corner = (column - 0.4, row - 1.7)
    ax.add_patch(plt.Rectangle(corner, 0.8, 3.4, fill=False, edgecolor="gray"))
    ax.text(column, row + 1, name, ha="center", va="center")
    ax.text(column, row, f"{value.data:.4g}", color="C0", ha="center", va="center")
    ax.text(column, row - 1, f"{gradient:.4g}", color="C1", ha="center", va="center")
    for parent, slope in zip(value.parents, value.slopes):
        if parent in boxes:  # x and y are constants: they are left out
            _, left, below = boxes[parent]
            if below:  # around the corner, to the side of the box
                start, end, bend = (column, -1.7), (left + 0.4, below), "angle"
                place = (column + 0.25, below + 1.3)
            else:  # from the top of a box to the top of the one before
                start, end, bend = (
                    (column - 0.1, 1.7),
                    (left + 0.1, 1.7),
                    "arc3,rad=0.4",
                )
                place = (column - 0.5, 3.5)
            arrow = {"arrowstyle": "->", "color": "C1", "connectionstyle": bend}
            arrow |= {"shrinkA": 0, "shrinkB": 0}
            ax.annotate("", end, start, arrowprops=arrow)
            ax.text(*place, f"× {slope:.4g}", color="C1", ha="center", va="center")
ax.text(0.5, -4.3, "value", color="C0", ha="right", va="center")
ax.text(0.5, -5.3, "gradient", color="C1", ha="right", va="center")
ax.set(xlim=(-0.45, 4.45), ylim=(-6.1, 4.1))
ax.axis("off")
plt.show()
