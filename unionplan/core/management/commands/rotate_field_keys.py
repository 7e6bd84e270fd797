"""`manage.py rotate_field_keys`: seal everything with the newest of FIELD_KEYS, while the portal runs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unionplan.core.rotation import rotate


class Command(BaseCommand):
    """Safe to stop and to start again; the old key may go when a run reports nothing left."""

    help = "Seal what older keys sealed again with the newest of FIELD_KEYS, in batches, without stopping the portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Rows per transaction."""
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per column; fails when a row does not open with any key."""
        broken = 0
        for column in rotate(batch=options["batch"]):
            broken += column.broken
            self.stdout.write(
                f"{column.column}: {column.changed} sealed again, {column.overtaken} changed meanwhile, "
                f"{column.broken} do not open"
            )
        if broken:
            raise CommandError(
                f"{broken} values do not open with any of FIELD_KEYS; keep the old keys and look at them."
            )
