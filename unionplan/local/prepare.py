"""The first-run set-up as one process: `python -m unionplan.local.prepare` (each start of Django costs a second)."""

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Bring the database up to the code and load the demo federation when it is empty; safe to repeat."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if settings.DEMO:
        call_command("demo", if_empty=True)


if __name__ == "__main__":
    main()
