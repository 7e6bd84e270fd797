"""Staged rows of the roll become members, and cease to be: a handful of statements, however many rows."""

from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Event

from members.choices.transfers import Outcome
from members.models import ImportChange, ImportJob, ImportRow, Member, MemberIdentity, Membership, Organization
from members.services.archive.numbering import next_numbers
from members.services.importing.kinds import Obstacle
from unionplan.core.errors import DomainError

_MEMBER = (
    "name text, number text, gender text, born_on date, ethnicity text, political_status text, education text,"
    " skill_level text, household text, employment_form text, workplace text, staff_number text, union_post text,"
    " joined_on date, pinyin text, search_terms text[]"
)
_TEXTS = (
    "gender", "ethnicity", "political_status", "education", "skill_level", "household", "employment_form", "workplace",
    "staff_number", "union_post",
)  # fmt: skip
_IDENTITY = (
    "kind", "number", "number_hash", "number_mask", "phone", "phone_hash", "phone_mask", "bank_name", "bank_card",
    "bank_card_hash", "bank_card_mask", "address",
)  # fmt: skip
_CHANGEABLE = ("name", "number", "born_on", "joined_on", "pinyin", "search_terms", *_TEXTS)


def _list(columns: tuple[str, ...], before: str = "") -> str:
    return ", ".join(f"{before}{column}" for column in columns)


_ADD_MEMBERS = f"""
    INSERT INTO members_member (id, name, number, state, home_id, born_on, joined_on, pinyin, search_terms,
        {_list(_TEXTS)}, version, changed_at)
    SELECT r.target, m.name, m.number, 'active', (r.values->>'o')::bigint, m.born_on, m.joined_on, m.pinyin,
        m.search_terms, {", ".join(f"coalesce(m.{column}, '')" for column in _TEXTS)}, 1, statement_timestamp()
    FROM members_importrow r CROSS JOIN jsonb_to_record(r.values->'m') AS m({_MEMBER})
    WHERE r.job_id = %(job)s AND r.outcome = 'new'
"""
_ADD_IDENTITIES = f"""
    INSERT INTO members_memberidentity (member_id, {_list(_IDENTITY)})
    SELECT r.target, {_list(_IDENTITY, "i.")}
    FROM members_importrow r CROSS JOIN jsonb_populate_record(NULL::members_memberidentity, r.values->'i') i
    WHERE r.job_id = %(job)s AND (r.outcome = 'new' OR r.outcome = 'changed' AND (r.values->>'first')::boolean)
"""
_ADD_STAYS = """
    INSERT INTO members_membership (member_id, organization_id, standing, starts_on, end_reason)
    SELECT r.target, (r.values->>'o')::bigint, 'full', coalesce((r.values->'m'->>'joined_on')::date, %(today)s), ''
    FROM members_importrow r WHERE r.job_id = %(job)s AND r.outcome = 'new'
"""
# What was there, for exactly the columns that are about to change.
_REMEMBER = """
    INSERT INTO members_importchange (job_id, target, outcome, before)
    SELECT r.job_id, r.target, r.outcome, CASE WHEN r.outcome = 'new' THEN '{}'::jsonb ELSE jsonb_build_object(
        'm', (SELECT coalesce(jsonb_object_agg(k, to_jsonb(m)->k), '{}') FROM jsonb_object_keys(r.values->'m') k),
        'i', (SELECT jsonb_object_agg(k, to_jsonb(i)->k) FROM jsonb_object_keys(r.values->'i') k),
        'first', coalesce(r.values->'first', 'false'), 'version', m.version + 1) END
    FROM members_importrow r LEFT JOIN members_member m ON m.id = r.target AND r.outcome = 'changed'
        LEFT JOIN members_memberidentity i ON i.member_id = m.id
    WHERE r.job_id = %(job)s AND r.outcome IN ('new', 'changed')
"""
# Only where nobody changed the member since the check: the caller compares the counts.
_CHANGE_MEMBERS = f"""
    UPDATE members_member m SET ({_list(_CHANGEABLE)}, version, changed_at) =
        (SELECT {_list(_CHANGEABLE, "p.")}, m.version + 1, statement_timestamp()
         FROM jsonb_populate_record(m, r.values->'m') p)
    FROM members_importrow r
    WHERE r.job_id = %(job)s AND r.outcome = 'changed' AND m.id = r.target
        AND m.version = (r.values->>'version')::integer
"""
_CHANGE_IDENTITIES = f"""
    UPDATE members_memberidentity i SET ({_list(_IDENTITY)}) =
        (SELECT {_list(_IDENTITY, "p.")} FROM jsonb_populate_record(i, r.values->'i') p)
    FROM members_importrow r
    WHERE r.job_id = %(job)s AND r.outcome = 'changed' AND i.member_id = r.target
        AND jsonb_exists(r.values, 'i') AND NOT coalesce((r.values->>'first')::boolean, false)
"""
_RESTORE_MEMBERS = f"""
    UPDATE members_member m SET ({_list(_CHANGEABLE)}, version, changed_at) =
        (SELECT {_list(_CHANGEABLE, "p.")}, m.version + 1, statement_timestamp()
         FROM jsonb_populate_record(m, c.before->'m') p)
    FROM members_importchange c WHERE c.job_id = %(job)s AND c.outcome = 'changed' AND m.id = c.target
"""
_RESTORE_IDENTITIES = f"""
    UPDATE members_memberidentity i SET ({_list(_IDENTITY)}) =
        (SELECT {_list(_IDENTITY, "p.")} FROM jsonb_populate_record(i, c.before->'i') p)
    FROM members_importchange c
    WHERE c.job_id = %(job)s AND c.outcome = 'changed' AND i.member_id = c.target
        AND jsonb_typeof(c.before->'i') = 'object' AND NOT (c.before->>'first')::boolean
"""
_REMOVE = (
    """DELETE FROM members_memberidentity i USING members_importchange c WHERE c.job_id = %(job)s
       AND i.member_id = c.target AND (c.outcome = 'new' OR (c.before->>'first')::boolean)""",
    """DELETE FROM members_membership s USING members_importchange c WHERE c.job_id = %(job)s AND c.outcome = 'new'
       AND s.member_id = c.target""",
    """DELETE FROM members_member m USING members_importchange c WHERE c.job_id = %(job)s AND c.outcome = 'new'
       AND m.id = c.target""",
)
_WITHOUT_NUMBER = """
    SELECT m.home_id, extract(year FROM s.starts_on), array_agg(m.id ORDER BY m.pinyin, m.id)
    FROM members_importchange c JOIN members_member m ON m.id = c.target JOIN members_membership s ON s.member_id = m.id
    WHERE c.job_id = %(job)s AND c.outcome = 'new' AND m.number IS NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_SET_NUMBERS = """
    UPDATE members_member m SET number = given.number
    FROM unnest(%(ids)s::bigint[], %(numbers)s::text[]) AS given(id, number) WHERE m.id = given.id
"""
# Rows that belong to every member and say nothing of use.
_OF_THE_MEMBER = (MemberIdentity, Membership)


def apply(job: ImportJob) -> None:
    """Write every new and changed row of the job. Raises DomainError when a member was changed since the check; a
    number or identity that was taken since violates its unique constraint. Either way nothing was written."""
    facts = {"job": job.pk, "today": timezone.localdate()}
    _run(_REMEMBER, facts)
    expected = ImportRow.objects.filter(job=job, outcome=Outcome.CHANGED).count()
    if _run(_CHANGE_MEMBERS, facts) != expected:
        raise DomainError(_("检查之后有会员的资料被别人改过，没有写入任何内容，请重新检查。"))
    _run(_CHANGE_IDENTITIES, facts)
    _run(_ADD_MEMBERS, facts)
    _run(_ADD_IDENTITIES, facts)
    _run(_ADD_STAYS, facts)
    _number(job)


def undo(job: ImportJob) -> None:
    """Take back what the job did; the caller has made sure that nothing stands on it."""
    for statement in (_RESTORE_MEMBERS, _RESTORE_IDENTITIES, *_REMOVE):
        _run(statement, {"job": job.pk})


def obstacles(job: ImportJob) -> list[Obstacle]:
    """Everything in any app that points to a member this import added, members changed since, and stays moved since."""
    added = ImportChange.objects.filter(job=job, outcome=Outcome.NEW).values("target")
    found = [
        Obstacle(model._meta.verbose_name or "", model._base_manager.filter(**{f"{name}__in": added}).count())
        for model, name in _pointing_to_members()
    ]
    stays = Membership.objects.filter(member__in=added)
    moved = stays.values("member").annotate(stays=Count("pk")).filter(stays__gt=1).count()
    ended = stays.filter(ends_on__isnull=False).count()
    return [
        *found,
        Obstacle(gettext_lazy("会籍变动"), max(moved, ended)),
        Obstacle(gettext_lazy("导入后修改过的档案"), _changed_since(job)),
    ]


def _pointing_to_members() -> list[tuple[Any, str]]:
    """Models with a key to Member and the name of that key; a new one needs no word here to be respected."""
    pointing = []
    for relation in Member._meta.related_objects:
        model: Any = relation.related_model
        if model not in _OF_THE_MEMBER and not issubclass(model, Event):
            pointing.append((model, relation.field.name))
    return pointing


def _changed_since(job: ImportJob) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM members_importchange c JOIN members_member m ON m.id = c.target WHERE c.job_id = %s"
            " AND m.version <> coalesce((c.before->>'version')::integer, 1)",
            [job.pk],
        )
        return int(cursor.fetchone()[0])


def _number(job: ImportJob) -> None:
    """Member numbers for the new people whose row had none, union by union and year by year."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_NUMBER, {"job": job.pk})
        groups = cursor.fetchall()
    for organization_id, year, ids in groups:
        organization = Organization.objects.get(pk=organization_id)
        numbers = next_numbers(organization=organization, year=int(year), count=len(ids))
        _run(_SET_NUMBERS, {"ids": ids, "numbers": numbers})


def _run(statement: str, facts: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return int(cursor.rowcount)
