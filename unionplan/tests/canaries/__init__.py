"""Canary people: made-up people with valid numbers who go through the portal; afterwards their values are looked for
in every place data may trickle to (reliability.md S8)."""
