"""The limits: bare WSGI with psycopg2 and json_agg, and a page of the same layout with nothing in it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import psycopg2

_ITEM = """
    SELECT json_build_object('id', i.id, 'plan', i.plan_id, 'section', i.section_id, 'parent', i.parent_id,
        'position', i.position, 'title', i.title, 'body', i.body, 'owner', u.username, 'owner_name', u.full_name,
        'responsible', i.responsible, 'place', i.place, 'state', i.state, 'state_reason', i.state_reason,
        'done_at', i.done_at, 'audience', i.audience, 'derived_from', i.derived_from_id, 'version', i.version,
        'updated_at', i.updated_at,
        'windows', ARRAY(SELECT json_build_object('text', w.text, 'start', w.start, 'end', w."end", 'start_time',
            w.start_time, 'end_time', w.end_time, 'precision', w.precision, 'is_recurring', w.is_recurring)
            FROM plans_timewindow w WHERE w.item_id = i.id ORDER BY w.position, w.id),
        'targets', ARRAY(SELECT json_build_object('id', t.id, 'item', t.item_id, 'text', t.text, 'metric', t.metric,
            'kind', t.kind, 'comparator', t.comparator, 'value', t.value::text, 'value_max', t.value_max::text,
            'unit', t.unit, 'is_approximate', t.is_approximate)
            FROM plans_target t WHERE t.item_id = i.id ORDER BY t.position, t.id)) AS row
    FROM plans_planitem i LEFT JOIN members_user u ON u.id = i.owner_id
"""
LIST = f"SELECT json_agg(row)::text FROM ({_ITEM} ORDER BY i.id LIMIT 100) rows"
TREE = f"SELECT json_agg(row)::text FROM ({_ITEM} WHERE i.plan_id = %s ORDER BY i.position) rows"

_connection: Any = None


def _rows(sql: str, *params: object) -> bytes:
    global _connection
    if _connection is None:
        _connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _connection.autocommit = True
    with _connection.cursor() as cursor:
        cursor.execute(sql, params)
        return str(cursor.fetchone()[0]).encode()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/items`, `/tree/<plan>`: the same rows as the API's, with nothing around them."""
    path = environ["PATH_INFO"]
    body = _rows(TREE, int(path.rpartition("/")[2])) if path.startswith("/tree/") else _rows(LIST)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
