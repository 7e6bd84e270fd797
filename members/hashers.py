"""Argon2 with the cost measured for an office server: 19 MiB, two passes, one lane (reliability.md S4)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2PasswordHasher(Argon2PasswordHasher):
    """Strong enough to be slow for a thief, light enough that a hundred logins do not drown the pages."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
