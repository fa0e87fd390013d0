"""Measures evclinic against others, in one run on one machine."""
