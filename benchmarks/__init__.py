"""How fast sonodeck is, against programs that do less: ``python -m benchmarks``."""
