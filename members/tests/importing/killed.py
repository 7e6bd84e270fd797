"""A worker for the test that kills it: runs what waits, and with `--unprotected` writes without the one transaction.

The unprotected way is the negative control: an import as it is often written, each statement by itself. Nothing but
that test starts it.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionplan.settings")
    django.setup()
    from django.db import connection, transaction

    from members.services.importing import applying, running
    from members.services.importing.roll import writing

    if "--unprotected" in sys.argv:
        connection.ensure_connection()
        bare = applying.apply.__wrapped__

        def apply(lease, kind):
            """The same statements in the same order, each final as soon as it is done."""
            transaction.on_commit = lambda each, **_: each()
            bare(lease, kind)

        applying._held = lambda lease: lease.job
        running.apply = apply
        assert writing.apply
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    running.run_waiting_imports()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
