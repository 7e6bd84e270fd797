"""Choices by area; they import nothing of ours."""
