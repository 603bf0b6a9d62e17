"""Measured traces: what is read off, and computed from, a spectrum of velocity over time."""
