"""Run one snippet in a process of its own, and write down what it did."""
