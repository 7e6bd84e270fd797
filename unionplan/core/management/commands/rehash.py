"""`manage.py rehash`: the keyed hashes of sealed values anew, after a change of LOOKUP_KEY."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unionplan.core.rotation import rehash


class Command(BaseCommand):
    """Safe to stop and to start again; as long as the old key stands behind the new one, everything is found."""

    help = "Work out the hashes by which sealed values are found again, with the newest LOOKUP_KEY."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Rows per transaction."""
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per column; fails when a row does not open with any key."""
        broken = 0
        for column in rehash(batch=options["batch"]):
            broken += column.broken
            self.stdout.write(
                f"{column.column}: {column.changed} hashed again, {column.overtaken} changed meanwhile, "
                f"{column.broken} do not open"
            )
        if broken:
            raise CommandError(f"{broken} values do not open with any of FIELD_KEYS; their hashes stay as they were.")
