"""Statements over a hundred thousand rows, without the price that row triggers ask by accident."""

from django.db import connection


def expect_many_rows() -> None:
    """Call inside the transaction, before set-based writing.

    Every history trigger asks PostgreSQL for a setting that pgtrigger usually leaves unset; the error is caught, and
    the rollback of each such savepoint walks over all foreign keys still to be checked: 20,000 rows took 31 s, and take
    0.9 s once the setting says that no trigger is ignored. History is written all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
