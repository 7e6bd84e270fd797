"""`manage.py check_dues`: count every balance and every sheet again and compare (docs/decisions/0007)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.services.dues.checking import differences


class Command(BaseCommand):
    """Exit status 1 when anything differs; ids only, nobody's name or amount."""

    help = "Prove that balances and sums of dues are what charges and entries say."

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences()
        if found:
            raise CommandError(f"charges {found.records}, sheets (period, organization) {found.sheets} differ")
        self.stdout.write("Every balance and every sum is right.")
