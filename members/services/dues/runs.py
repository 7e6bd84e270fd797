"""Charging a large tree in steps: the row is the queue, each step stands on its own (reliability.md §0.3)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.dues import Cycle, RunState
from members.enums import Right
from members.models import DuesPeriod, DuesRun, Organization, User
from members.models.dues_books import with_parts
from members.services.dues.charging import LeftOut, charge, left_out
from members.services.dues.periods import period_for
from members.services.dues.planning import plan_period
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

# Organizations charged in one step: some ten thousand members, about a second.
STEP = 250
# Runs of at most this many organizations are done while the officer waits.
AT_ONCE = 50


@transaction.atomic
def start_run(*, organization: Organization, cycle: Cycle, on: date, by: User) -> DuesRun:
    """Ask for the period that includes `on` to be charged wherever below the organization the person manages dues.
    Raises DomainError when it is asked for already, or lies more than a year ahead."""
    if on > timezone.localdate() + timedelta(days=366):
        raise DomainError(_("只能生成一年以内的会费。"), field="on")
    period = period_for(cycle, on)
    open_runs = DuesRun.objects.filter(
        organization=organization, period=period, state__in=[RunState.WAITING, RunState.RUNNING]
    )
    if open_runs.exists():
        raise DomainError(_("这一期正在生成，请稍候。"))
    run = DuesRun.objects.create(
        organization=organization, period=period, created_by=by, total=len(charged_by(organization, by))
    )
    record(
        "members.dues.run_started",
        target=organization,
        actor=by,
        organization_id=organization.pk,
        changes={"period": ["", f"{period.cycle} {period.starts_on.isoformat()}"]},
    )
    return run


def charged_by(organization: Organization, by: User) -> list[int]:
    """Organizations at or below this one whose dues the person manages, with their branches and groups; by id."""
    managed = by.access.organizations_with(Right.MANAGE_DUES).filter(path__within=[organization.path])
    own = {organization.pk} if by.access.may(Right.MANAGE_DUES, organization) else set()
    return sorted(with_parts(own | set(managed.values_list("pk", flat=True))))


@transaction.atomic
def step() -> bool:
    """Charge the next organizations of the oldest run nobody is at; False when none is left. A step that dies undoes
    itself, and any worker takes it up again: what is charged already is not charged twice."""
    waiting = DuesRun.objects.filter(state__in=[RunState.WAITING, RunState.RUNNING]).order_by("created_at", "pk")
    run = (
        waiting.select_for_update(of=("self",), skip_locked=True)
        .select_related("organization", "period", "created_by")
        .first()
    )
    if run is None:
        return False
    _step_of(run)
    return True


def finish(run: DuesRun) -> DuesRun:
    """Do a small run at once; another worker may help."""
    while True:
        with transaction.atomic():
            held = (
                DuesRun.objects.select_for_update(of=("self",))
                .select_related("organization", "period", "created_by")
                .get(pk=run.pk)
            )
            if held.state not in (RunState.WAITING, RunState.RUNNING):
                return held
            _step_of(held)


def _step_of(run: DuesRun) -> None:
    ids = charged_by(run.organization, run.created_by)
    chunk = ids[run.done : run.done + STEP]
    if not ids:
        run.error = str(_("发起人已不再管理这里的会费。"))
    added = charge(period=run.period, organization_ids=chunk)
    if added:
        plan_period(period=run.period, organization_ids=chunk, now=timezone.now())
    run.added += added
    run.total, run.done = len(ids), min(run.done + STEP, len(ids))
    run.state = RunState.RUNNING
    if run.done >= run.total:
        run.state = RunState.FAILED if run.error else RunState.DONE
        run.finished_at = timezone.now()
    run.save(update_fields=["added", "total", "done", "state", "error", "finished_at"])


def left_out_below(organization: Organization, period: DuesPeriod, *, limit: int = 200) -> list[LeftOut]:
    """Members below the organization who wait for a wage in this period."""
    ids = list(Organization.objects.below([organization.path]).values_list("pk", flat=True))
    return left_out(period=period, organization_ids=ids, limit=limit)
