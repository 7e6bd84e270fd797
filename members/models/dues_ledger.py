"""The dues ledger: a charge per member and period, entries that are only ever added, and the sums kept from them.

The record is the charge; its balance is the charge plus the sum of its entries. Triggers keep both the record's and the
organization's sums inside the same transaction, so that no code path can make them differ (docs/decisions/0007)."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices.dues import CorrectionState, EntryKind, PaymentMethod
from members.enums import Right
from members.models.dues_money import DuesReceipt
from members.models.dues_rules import DuesPeriod, DuesRule, percent
from members.models.organizations import Organization
from members.models.people import Member

if TYPE_CHECKING:
    from members.models.people import User

_ZERO = Decimal("0")


def _money(label: "str | Promise", **extra: object) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(label, max_digits=12, decimal_places=2, default=_ZERO, **extra)  # type: ignore[arg-type]


class DuesSheet(models.Model):
    """One organization's books of one period. Its sums are written by triggers only; a closed sheet takes no more.

    `paid` and `adjusted` are entries booked here for this period's own records; `late_paid` and `late_adjusted` those
    booked here for records of periods that were closed already."""

    period = models.ForeignKey(DuesPeriod, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("会费期"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="dues_sheets", verbose_name=_("工会组织")
    )
    members = models.PositiveIntegerField(_("应缴人数"), default=0, editable=False)
    due = _money(_("应缴"), editable=False)
    adjusted = _money(_("更正和减免"), editable=False)
    paid = _money(_("已缴"), editable=False)
    late_paid = _money(_("补缴以前各期"), editable=False)
    late_adjusted = _money(_("更正以前各期"), editable=False)
    closed_at = models.DateTimeField(_("结账时间"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("会费账页")
        verbose_name_plural = _("会费账页")
        ordering = ["-period__starts_on", "organization__path"]
        constraints = [
            models.UniqueConstraint(name="members_duessheet_once", fields=["period", "organization"]),
            models.CheckConstraint(
                name="members_duessheet_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["organization", "period"], name="members_duessheet_org")]

    def __str__(self) -> str:
        return f"{self.organization} {self.period}"

    @property
    def owed(self) -> Decimal:
        """What should come in: charges with their corrections and waivers."""
        owed: Decimal = self.due + self.adjusted
        return owed


class DuesRecordQuerySet(models.QuerySet["DuesRecord"]):
    """Reading vocabulary of charges."""

    def reachable_by(self, user: "User") -> "DuesRecordQuerySet":
        """Records of the organizations where the person may read dues."""
        return self.filter(organization__in=user.access.organizations_with(Right.READ_DUES))

    def unpaid(self) -> "DuesRecordQuerySet":
        return self.filter(balance__gt=0)

    def in_arrears(self, on: date) -> "DuesRecordQuerySet":
        """Unpaid after the last day of their collection window."""
        return self.unpaid().filter(payable_by__lt=on)


_SHEETS_OF_CHARGES = """
    WITH touched AS (
        INSERT INTO members_duessheet
            (period_id, organization_id, members, due, adjusted, paid, late_paid, late_adjusted)
        SELECT period_id, organization_id, count(*), sum(due), 0, 0, 0, 0
        FROM new_values GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (period_id, organization_id) DO UPDATE
            SET members = members_duessheet.members + EXCLUDED.members, due = members_duessheet.due + EXCLUDED.due
        RETURNING closed_at
    )
    SELECT count(closed_at) INTO shut FROM touched;
    IF shut > 0 THEN
        RAISE EXCEPTION 'dues sheet is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class DuesRecord(models.Model):
    """The charge of one member for one period, with the numbers it was counted from; it never changes.

    `base` is the counted wage (null with a flat amount), `rate` the rate used, `months` how many months of the period
    were charged; `adjusted` and `paid` are the sums of the entries and are written by their trigger only."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="dues_records", verbose_name=_("会员"), db_index=False
    )
    period = models.ForeignKey(
        DuesPeriod, on_delete=models.PROTECT, related_name="records", verbose_name=_("会费期"), db_index=False
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="dues_records",
        verbose_name=_("当时所在工会"),
        db_index=False,
    )
    rule = models.ForeignKey(
        DuesRule, on_delete=models.PROTECT, related_name="+", verbose_name=_("会费标准"), db_index=False
    )
    base = models.DecimalField(_("计费基数"), max_digits=10, decimal_places=2, null=True)
    rate = models.DecimalField(_("费率"), max_digits=6, decimal_places=5)
    months = models.PositiveSmallIntegerField(_("月数"), default=1)
    due = models.DecimalField(_("应缴"), max_digits=10, decimal_places=2)
    payable_from = models.DateField(_("收缴起"))
    payable_by = models.DateField(_("收缴止"))
    adjusted = models.DecimalField(_("更正和减免"), max_digits=10, decimal_places=2, default=_ZERO, editable=False)
    paid = models.DecimalField(_("已缴"), max_digits=10, decimal_places=2, default=_ZERO, editable=False)
    balance = models.GeneratedField(
        expression=F("due") + F("adjusted") - F("paid"),
        output_field=models.DecimalField(_("欠缴"), max_digits=10, decimal_places=2),
        db_persist=True,
    )

    objects = DuesRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("会费应缴")
        verbose_name_plural = _("会费应缴")
        ordering = ["-period_id", "member_id"]
        constraints = [
            models.UniqueConstraint(name="members_duesrecord_once", fields=["member", "period"]),
            models.CheckConstraint(
                name="members_duesrecord_nobody_overpays",
                condition=Q(due__gte=0, paid__gte=0, balance__gte=0),
            ),
        ]
        indexes = [
            # Who is charged already in a period, read in one go when it is charged again.
            models.Index(fields=["period", "organization", "member"], name="members_duesrecord_period"),
            models.Index(
                fields=["organization", "payable_by", "member"],
                include=["balance", "months"],
                condition=Q(balance__gt=0),
                name="members_duesrecord_unpaid",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sheets",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                declare=[("shut", "integer")],
                func=_SHEETS_OF_CHARGES,
            ),
            # Direct changes are refused; the trigger of the entries (one level down) may write the sums.
            pgtrigger.Protect(
                name="kept", operation=pgtrigger.Update, condition=pgtrigger.Condition("pg_trigger_depth() = 0")
            ),
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.period_id}"

    @property
    def rate_words(self) -> str:
        """0.5% rather than 0.00500."""
        return percent(self.rate)


# One pass for a payment at the counter and for a payroll file: lock the records in one order, add the sums, carry them
# to the sheets they are booked in, refuse closed sheets, and check every balance against its entries.
_SUMS_OF_ENTRIES = """
    PERFORM 1 FROM members_duesrecord WHERE id IN (SELECT record_id FROM new_values) ORDER BY id FOR NO KEY UPDATE;
    WITH sums AS (
        SELECT record_id, booked_in_id,
               coalesce(-sum(amount) FILTER (WHERE kind IN ('payment', 'refund')), 0) AS paid,
               coalesce(sum(amount) FILTER (WHERE kind IN ('correction', 'waiver')), 0) AS adjusted
        FROM new_values GROUP BY 1, 2
    ), changed AS (
        UPDATE members_duesrecord r SET paid = r.paid + s.paid, adjusted = r.adjusted + s.adjusted
        FROM (SELECT record_id, sum(paid) AS paid, sum(adjusted) AS adjusted FROM sums GROUP BY 1) s
        WHERE r.id = s.record_id
        RETURNING r.id, r.period_id, r.organization_id
    ), touched AS (
        INSERT INTO members_duessheet
            (period_id, organization_id, members, due, adjusted, paid, late_paid, late_adjusted)
        SELECT s.booked_in_id, c.organization_id, 0, 0,
               coalesce(sum(s.adjusted) FILTER (WHERE s.booked_in_id = c.period_id), 0),
               coalesce(sum(s.paid) FILTER (WHERE s.booked_in_id = c.period_id), 0),
               coalesce(sum(s.paid) FILTER (WHERE s.booked_in_id <> c.period_id), 0),
               coalesce(sum(s.adjusted) FILTER (WHERE s.booked_in_id <> c.period_id), 0)
        FROM sums s JOIN changed c ON c.id = s.record_id GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (period_id, organization_id) DO UPDATE
            SET adjusted = members_duessheet.adjusted + EXCLUDED.adjusted,
                paid = members_duessheet.paid + EXCLUDED.paid,
                late_paid = members_duessheet.late_paid + EXCLUDED.late_paid,
                late_adjusted = members_duessheet.late_adjusted + EXCLUDED.late_adjusted
        RETURNING closed_at
    )
    SELECT count(closed_at) INTO shut FROM touched;
    IF shut > 0 THEN
        RAISE EXCEPTION 'dues sheet is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM members_duesrecord r
        JOIN (
            SELECT record_id, sum(amount) AS total FROM members_duesentry
            WHERE record_id IN (SELECT record_id FROM new_values) GROUP BY 1
        ) s ON s.record_id = r.id
        WHERE r.balance <> r.due + s.total
    ) THEN
        RAISE EXCEPTION 'dues balance differs from its entries' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class DuesEntry(models.Model):
    """One change of a balance, added and never altered. `amount` is signed: what it adds to what is owed (a payment is
    negative). `booked_in` is the period in whose books it stands: the record's own, or the open one after closing."""

    record = models.ForeignKey(DuesRecord, on_delete=models.PROTECT, related_name="entries", verbose_name=_("应缴"))
    kind = models.CharField(_("种类"), max_length=10, choices=EntryKind)
    amount = models.DecimalField(_("金额"), max_digits=10, decimal_places=2)
    booked_in = models.ForeignKey(
        DuesPeriod, on_delete=models.PROTECT, related_name="entries", verbose_name=_("入账期"), db_index=False
    )
    happened_on = models.DateField(_("日期"))
    method = models.CharField(_("方式"), max_length=8, choices=PaymentMethod, blank=True)
    receipt = models.ForeignKey(
        DuesReceipt, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("收据")
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("入账时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("会费分录")
        verbose_name_plural = _("会费分录")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="members_duesentry_sign_of_kind",
                condition=Q(kind__in=["payment", "waiver"], amount__lt=0)
                | Q(kind="refund", amount__gt=0)
                | (Q(kind="correction") & ~Q(amount=0)),
            ),
            models.CheckConstraint(
                name="members_duesentry_says_why",
                condition=Q(kind="payment") & ~Q(method="") & Q(receipt__isnull=False)
                | ~Q(kind="payment") & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["happened_on"], name="members_duesentry_day")]
        triggers = [
            pgtrigger.Trigger(
                name="sums",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                declare=[("shut", "integer")],
                func=_SUMS_OF_ENTRIES,
            ),
            pgtrigger.Protect(name="only_added", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"

    @property
    def amount_words(self) -> str:
        """The amount beside the name of its kind; only a correction needs its sign to be understood."""
        return f"{self.amount:+}" if self.kind == EntryKind.CORRECTION else f"{abs(self.amount)}"


class DuesCorrection(models.Model):
    """A refund, correction or waiver somebody asks for; a second person approves it and only then it becomes an entry.
    `amount` is signed as the entry will be."""

    record = models.ForeignKey(DuesRecord, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(_("种类"), max_length=10, choices=EntryKind)
    amount = models.DecimalField(_("金额"), max_digits=10, decimal_places=2)
    method = models.CharField(_("方式"), max_length=8, choices=PaymentMethod, blank=True)
    reason = models.CharField(_("原因"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=10, choices=CorrectionState, default=CorrectionState.ASKED, editable=False
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    answer = models.CharField(_("复核意见"), max_length=200, blank=True)
    entry = models.OneToOneField(DuesEntry, on_delete=models.PROTECT, null=True, related_name="correction")

    class Meta:
        verbose_name = _("会费更正申请")
        verbose_name_plural = _("会费更正申请")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_duescorrection_kind",
                condition=Q(kind__in=["refund", "correction", "waiver"]) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="members_duescorrection_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="members_duescorrection_entry_iff_approved",
                condition=Q(state="approved", entry__isnull=False, decided_by__isnull=False)
                | Q(state="refused", entry__isnull=True, decided_by__isnull=False)
                | Q(state="asked", entry__isnull=True, decided_by__isnull=True),
            ),
            models.UniqueConstraint(
                name="members_duescorrection_one_waiting", fields=["record"], condition=Q(state="asked")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"
