"""Run settings of the Playground, or programs that it wrote, in PyTorch itself.

A process of its own, since the tests that steer the browser need no torch, and since
`ATEN_CPU_CAPABILITY` must be set before torch starts. Reads JSON from standard input,
{"runs": [settings], "programs": [text]}, and writes JSON, {"capability": name, "runs":
[columns], "outputs": [text]}.
"""

import contextlib
import io
import json
import sys

import torch

torch.set_num_threads(1)


def train(settings):
    """Return W, b, loss and the gradients of every step, by the chosen way."""
    x, y = torch.tensor(settings["points"], dtype=torch.float32).T.contiguous()
    if settings["standard"]:
        x = (x - x.mean()) / x.std(correction=0)
    W, b = (
        torch.tensor([float(value)], requires_grad=True) for value in settings["start"]
    )
    reduce = torch.mean if settings["mean"] else torch.sum
    update = WAYS[settings["way"]](W, b, settings)
    history = []
    for _ in range(settings["steps"]):
        loss = reduce((x * W + b - y).pow(2))
        now = [W.item(), b.item(), loss.item()]
        now += update(loss, (x, y, reduce))
        history.append(now)
    loss = reduce((x * W + b - y).pow(2))
    history.append([W.item(), b.item(), loss.item(), 0.0, 0.0])
    return [list(column) for column in zip(*history, strict=True)]


def with_optimizer(W, b, settings):
    """The update of torch.optim.SGD."""
    rate, momentum = settings["rate"], settings["momentum"]
    optimizer = torch.optim.SGD([W, b], lr=rate, momentum=momentum)

    def update(loss, _):
        if settings["zero"]:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return [W.grad.item(), b.grad.item()]

    return update


def with_no_grad(W, b, settings):
    """The update written in place under torch.no_grad()."""
    rate = settings["rate"]

    def update(loss, _):
        if settings["zero"]:
            W.grad = b.grad = None
        loss.backward()
        with torch.no_grad():
            W.sub_(W.grad, alpha=rate)
            b.sub_(b.grad, alpha=rate)
        return [W.grad.item(), b.grad.item()]

    return update


def with_data(W, b, settings):
    """The update of 2021, through .data."""
    rate = settings["rate"]

    def update(loss, _):
        loss.backward()
        W.data -= rate * W.grad.data
        b.data -= rate * b.grad.data
        gradients = [W.grad.item(), b.grad.item()]
        if settings["zero"]:
            W.grad.data.zero_()
            b.grad.data.zero_()
        return gradients

    return update


def with_autograd_grad(W, b, settings):
    """The gradients as return values."""
    rate = settings["rate"]

    def update(loss, _):
        gradients = torch.autograd.grad(loss, [W, b])
        with torch.no_grad():
            W.sub_(gradients[0], alpha=rate)
            b.sub_(gradients[1], alpha=rate)
        return [gradient.item() for gradient in gradients]

    return update


def by_hand(W, b, settings):
    """The gradients by the formula of the paper."""
    rate = settings["rate"]

    def update(_, data):
        x, y, reduce = data
        with torch.no_grad():
            error = x * W + b - y
            W_grad, b_grad = 2 * reduce(error * x), 2 * reduce(error)
            W.sub_(W_grad, alpha=rate)
            b.sub_(b_grad, alpha=rate)
        return [W_grad.item(), b_grad.item()]

    return update


WAYS = {
    "optimizer": with_optimizer,
    "no_grad": with_no_grad,
    "without_variable": with_data,
    "variable": with_data,
    "autograd_grad": with_autograd_grad,
    "by_hand": by_hand,
}


def printed(program):
    """Return what a program prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


if __name__ == "__main__":
    task = json.load(sys.stdin)
    answer = {
        "capability": torch.backends.cpu.get_cpu_capability(),
        "runs": [train(settings) for settings in task.get("runs", [])],
        "outputs": [printed(program) for program in task.get("programs", [])],
    }
    json.dump(answer, sys.stdout)
