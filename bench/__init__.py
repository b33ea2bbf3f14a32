"""The measures: each prints a line for every figure and writes bench/results/NAME.json. Never part of the tests."""
