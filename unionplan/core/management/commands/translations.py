"""`manage.py translations --update | --check | --compile`: the message catalogues, without system gettext."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from unionplan.core.catalogue import collect, compile_all, english_path, forms_of, load, merge, problems, save


class Command(BaseCommand):
    """Keep the English catalogue complete; exactly one of the three steps per call."""

    help = "Collect source strings into the English catalogue, check that it is complete, or compile the catalogues."
    # Settings and the database are not what is being worked on; compiling happens before the first migration.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One step."""
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--update", action="store_true", help="collect strings into the English catalogue")
        step.add_argument("--check", action="store_true", help="fail when a string has no English")
        step.add_argument("--compile", action="store_true", help="write the compiled catalogues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the step that was asked for."""
        if options["compile"]:
            written = compile_all()
            self.stdout.write(f"{len(written)} catalogues compiled.")
        elif options["update"]:
            self._update(Path(settings.BASE_DIR))
        else:
            self._check(Path(settings.BASE_DIR))

    def _update(self, root: Path) -> None:
        path = english_path()
        catalog = merge(collect(root), load(path))
        save(catalog, path)
        empty = sum(message.id != "" and not all(forms_of(message.string)) for message in catalog)
        self.stdout.write(f"{len(catalog)} messages, {empty} without English.")

    def _check(self, root: Path) -> None:
        found = problems(collect(root), load(english_path()))
        if found:
            listed = "\n".join(found)
            raise CommandError(
                f"{listed}\n{len(found)} problems; run “manage.py translations --update” and fill them in."
            )
        self.stdout.write("The English catalogue is complete.")
