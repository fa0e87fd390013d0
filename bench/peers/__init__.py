"""What the worker is measured against, written as one would write it."""
