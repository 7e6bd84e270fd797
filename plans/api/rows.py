"""The same shapes as serializers.py, written by PostgreSQL. A test holds both equal, member by member.

They are SQL, not ORM expressions, because compiling sixty expressions costs more than reading a hundred rows
(docs/bench.md). Scopes and filters stay with the ORM; these texts only say what a row looks like.
"""

from django.db.models import TextField
from django.db.models.expressions import RawSQL

# JSON escapes control characters, so this one never stands inside a row.
ROW_END = "\x1e"


def _stamp(column: str) -> str:
    """A moment as `2026-03-08T01:00:00Z`: UTC, whole seconds."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


def _object(**members: str) -> str:
    """`json`, not `jsonb`: members stay in the order given, and the text is written once. A row written as JSON costs a
    fifth less than `json_build_object`, which writes every name anew."""
    columns = ", ".join(f'{column} AS "{name}"' for name, column in members.items())
    return f"(SELECT row_to_json(members) FROM (SELECT {columns}) AS members)"


def _text(sql: str) -> RawSQL:
    return RawSQL(f"({sql})::text", (), output_field=TextField())  # noqa: S611 - nothing a reader sent is in it


_WINDOW = _object(
    text="w.text",
    start="w.start",
    end='w."end"',
    start_time="w.start_time",
    end_time="w.end_time",
    precision="w.precision",
    is_recurring="w.is_recurring",
)


def _target(table: str) -> str:
    return _object(
        id=f"{table}.id",
        item=f"{table}.item_id",
        text=f"{table}.text",
        metric=f"{table}.metric",
        kind=f"{table}.kind",
        comparator=f"{table}.comparator",
        value=f"{table}.value::text",
        value_max=f"{table}.value_max::text",
        unit=f"{table}.unit",
        is_approximate=f"{table}.is_approximate",
    )


def _section(table: str) -> str:
    return _object(
        id=f"{table}.id",
        plan=f"{table}.plan_id",
        parent=f"{table}.parent_id",
        position=f"{table}.position",
        title=f"{table}.title",
        section_type=f"{table}.section_type",
        body=f"{table}.body",
        version=f"{table}.version",
    )


def _item(table: str) -> str:
    """An item with its windows and targets nested; the owner by account and by name."""
    owner = f"(SELECT u.%s FROM members_user u WHERE u.id = {table}.owner_id)"
    windows = f"SELECT {_WINDOW} FROM plans_timewindow w WHERE w.item_id = {table}.id ORDER BY w.position, w.id"
    targets = f"SELECT {_target('t')} FROM plans_target t WHERE t.item_id = {table}.id ORDER BY t.position, t.id"
    return _object(
        id=f"{table}.id",
        plan=f"{table}.plan_id",
        section=f"{table}.section_id",
        parent=f"{table}.parent_id",
        position=f"{table}.position",
        title=f"{table}.title",
        body=f"{table}.body",
        owner=owner % "username",
        owner_name=owner % "full_name",
        responsible=f"{table}.responsible",
        place=f"{table}.place",
        state=f"{table}.state",
        state_reason=f"{table}.state_reason",
        done_at=_stamp(f"{table}.done_at"),
        audience=f"{table}.audience",
        derived_from=f"{table}.derived_from_id",
        version=f"{table}.version",
        updated_at=_stamp(f"{table}.updated_at"),
        windows=f"ARRAY({windows})",
        targets=f"ARRAY({targets})",
    )


def _plan(table: str) -> str:
    organization = f"(SELECT o.%s FROM members_organization o WHERE o.id = {table}.organization_id)"
    return _object(
        id=f"{table}.id",
        organization=organization % "code",
        organization_name=organization % "name",
        parent=f"{table}.parent_id",
        kind=f"{table}.kind",
        title=f"{table}.title",
        year=f"{table}.year",
        period_start=f"{table}.period_start",
        period_end=f"{table}.period_end",
        state=f"{table}.state",
        preamble=f"{table}.preamble",
        approved_at=_stamp(f"{table}.approved_at"),
        version=f"{table}.version",
        updated_at=_stamp(f"{table}.updated_at"),
    )


def _entry(table: str) -> str:
    about = (
        "SELECT %s FROM plans_planitem i JOIN plans_plan p ON p.id = i.plan_id"
        f" JOIN members_organization o ON o.id = p.organization_id WHERE i.id = {table}.item_id"
    )
    return _object(
        id=f"{table}.id",
        item=f"{table}.item_id",
        plan=f"({about % 'i.plan_id'})",
        organization=f"({about % 'o.code'})",
        title=f"({about % 'i.title'})",
        state=f"({about % 'i.state'})",
        start=f"{table}.start",
        end=f'{table}."end"',
    )


def _joined(row: str, source: str, *keys: str) -> RawSQL:
    """Rows of one plan in document order as one text, each behind its keys: `1|7|{…}`, closed by ROW_END."""
    tagged = " || '|' || ".join([*(f"coalesce({key}::text, '')" for key in keys), f"({row})::text"])
    live = "r.plan_id = plans_plan.id AND r.removed_at IS NULL"
    rows = f"SELECT {tagged} FROM {source} r WHERE {live} ORDER BY r.position, r.id"
    return RawSQL(f"array_to_string(ARRAY({rows}), chr(30))", (), output_field=TextField())  # noqa: S611


# A page as one row: its ids, and its rows closed by ROW_END, in the order the query within gives them. A limit that is
# no value lets the server keep its plan.
PAGE_AROUND = "SELECT array_agg(page.id), string_agg(page.text, chr(30)) FROM ({} LIMIT %d) AS page(id, text)"

# Each stands behind a query whose first table is the one it names.
PLAN_TEXT = _text(_plan("plans_plan"))
SECTION_TEXT = _text(_section("plans_section"))
ITEM_TEXT = _text(_item("plans_planitem"))
TARGET_TEXT = _text(_target("plans_target"))
ENTRY_TEXT = _text(_entry("plans_occurrence"))
SECTIONS_OF_PLAN = _joined(_section("r"), "plans_section", "r.id", "r.parent_id")
ITEMS_OF_PLAN = _joined(_item("r"), "plans_planitem", "r.id", "r.parent_id", "r.section_id")
