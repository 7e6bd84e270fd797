"""Schema operations in one go make the same tables as one after the other, and can be taken back."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from unionplan.core.migrating import AllAtOnce

pytestmark = pytest.mark.django_db


def operations():
    """Two tables that point at each other, as a first migration lists them."""
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        CreateModel("Hall", [key, ("name", models.CharField(max_length=20))]),
        CreateModel("Chair", [key, ("hall", models.ForeignKey("core.Hall", models.CASCADE))]),
        AddField("Hall", "best_chair", models.ForeignKey("core.Chair", models.CASCADE, null=True)),
        AddIndex("Hall", models.Index(fields=["name"], name="core_hall_name")),
        AddConstraint("Hall", models.CheckConstraint(condition=~models.Q(name=""), name="core_hall_named")),
    ]


def run(steps):
    """The states before and after; the steps are applied as a migration would."""
    before = ProjectState()
    state = before.clone()
    for step in steps:
        old = state.clone()
        step.state_forwards("core", state)
        with connection.schema_editor() as editor:
            step.database_forwards("core", editor, old, state)
    return before, state


def shape():
    with connection.cursor() as cursor:
        return {
            table: (
                sorted(column.name for column in connection.introspection.get_table_description(cursor, table)),
                sorted(
                    str((each["columns"], each["check"], each["index"], each["foreign_key"]))
                    for each in connection.introspection.get_constraints(cursor, table).values()
                ),
            )
            for table in connection.introspection.table_names(cursor)
            if table in {"core_hall", "core_chair"}
        }


def test_at_once_is_the_same_as_one_after_the_other():
    run(operations())
    one_by_one = shape()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_hall, core_chair CASCADE")

    run([AllAtOnce(operations())])

    assert shape() == one_by_one
    assert set(one_by_one) == {"core_hall", "core_chair"}
    assert "best_chair_id" in one_by_one["core_hall"][0]


def test_it_can_be_taken_back():
    step = AllAtOnce(operations())
    before, after = run([step])

    with connection.schema_editor() as editor:
        step.database_backwards("core", editor, after, before)

    assert shape() == {}
