"""`manage.py parse_plan FILE`: what the parser makes of a document, as JSON."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.documents import parse_text
from plans.documents.scoring import page_as_json
from plans.management.files import read_file
from plans.services.imports.reading import ENCODINGS


class Command(BaseCommand):
    """Exit status: 0 read, 2 wrong call, 3 the file cannot be read."""

    help = "Print title, period, outline, schedule and targets of every plan in FILE as JSON. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".txt, .md, .html, .docx or .xlsx")
        parser.add_argument("--encoding", choices=ENCODINGS, help="of a .txt, where it is not recognised")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lines of a .txt are those of the file."""
        read = read_file(options["file"], encoding=options["encoding"])
        page = page_as_json(parse_text(read.text))
        self.stdout.write(json.dumps(page, ensure_ascii=False, indent=1))
