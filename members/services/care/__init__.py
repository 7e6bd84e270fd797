"""Checks, rest cures and women's care, and what life events and insurance share with them: rules, duty, own page."""
