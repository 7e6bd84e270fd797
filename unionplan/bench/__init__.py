"""Figures against raw limits, in one run: `make bench` (docs/bench.md)."""
