"""Papers around the dues ledger: receipts with gapless numbers, files of payments, and runs that charge a period."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.dues import BatchKind, LineReason, LineState, PaymentMethod, RunState
from members.models.dues_rules import DuesPeriod
from members.models.organizations import Organization
from members.models.people import Member


class DuesReceiptCounter(models.Model):
    """The last receipt number an organization gave out in a year; its row is held until the payment is saved, so that
    a payment that fails leaves no gap."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("收据号")
        verbose_name_plural = _("收据号")
        ordering = ["organization_id", "-year"]
        constraints = [models.UniqueConstraint(name="members_receiptcounter_once", fields=["organization", "year"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"


class DuesReceipt(models.Model):
    """The receipt of one payment of one member, for one period or several; it never changes."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="dues_receipts", verbose_name=_("收款工会")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveIntegerField(_("号码"))
    prefix = models.CharField(_("字号"), max_length=12, blank=True)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="dues_receipts", verbose_name=_("缴费会员")
    )
    amount = models.DecimalField(_("金额"), max_digits=10, decimal_places=2)
    paid_on = models.DateField(_("缴费日期"))
    method = models.CharField(_("方式"), max_length=8, choices=PaymentMethod)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("开具时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("会费收据")
        verbose_name_plural = _("会费收据")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(name="members_receipt_number_once", fields=["organization", "year", "number"]),
            models.CheckConstraint(name="members_receipt_positive", condition=Q(amount__gt=0, number__gt=0)),
        ]
        triggers = [pgtrigger.Protect(name="only_added", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year}-{self.number:06d}"


class DuesReceiptPrint(models.Model):
    """Each time a receipt was printed: from the second on it says so."""

    receipt = models.ForeignKey(DuesReceipt, on_delete=models.PROTECT, related_name="prints")
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("收据打印")
        verbose_name_plural = _("收据打印")
        ordering = ["printed_at", "id"]

    def __str__(self) -> str:
        return str(self.receipt_id)


class DuesBatch(models.Model):
    """One file that said who has paid; the same file a second time adds nothing."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="dues_batches", verbose_name=_("工会组织")
    )
    kind = models.CharField(_("种类"), max_length=8, choices=BatchKind)
    period = models.ForeignKey(DuesPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    file_digest = models.CharField(max_length=64)
    paid_on = models.DateField(_("到账日期"))
    rows = models.PositiveIntegerField(_("行数"), default=0)
    booked_rows = models.PositiveIntegerField(_("入账行数"), default=0)
    booked_amount = models.DecimalField(_("入账金额"), max_digits=12, decimal_places=2, default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("导入时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("会费收款文件")
        verbose_name_plural = _("会费收款文件")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="members_duesbatch_file_once", fields=["organization", "file_digest"])
        ]

    def __str__(self) -> str:
        return self.file_name or str(self.pk)


class DuesBatchLine(models.Model):
    """One row of such a file. Identity and card numbers are matched by hash and not kept here."""

    batch = models.ForeignKey(DuesBatch, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField(_("行"))
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    staff_number = models.CharField(_("职工编号"), max_length=40, blank=True)
    member_number = models.CharField(_("会员号"), max_length=32, blank=True)
    remark = models.CharField(_("附言"), max_length=120, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=10, decimal_places=2, null=True)
    paid_on = models.DateField(_("日期"), null=True)
    # A digest of the bank's own number of the transfer: the same transfer in two files is booked once.
    transfer_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=LineState, default=LineState.OPEN)
    reason = models.CharField(_("未入账的原因"), max_length=12, choices=LineReason, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.ForeignKey(DuesReceipt, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("处理说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("会费收款明细")
        verbose_name_plural = _("会费收款明细")
        ordering = ["batch_id", "row"]
        constraints = [
            models.UniqueConstraint(name="members_duesline_row_once", fields=["batch", "row"]),
            models.UniqueConstraint(
                name="members_duesline_transfer_once",
                fields=["transfer_key"],
                condition=Q(state="booked") & ~Q(transfer_key=""),
            ),
            models.CheckConstraint(
                name="members_duesline_booked_iff_receipt",
                condition=Q(state="booked", receipt__isnull=False) | ~Q(state="booked") & Q(receipt__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["batch"], condition=Q(state="open"), name="members_duesline_open")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class DuesRun(models.Model):
    """Charging a period in an organization with everything below it; the row is the queue and shows how far it is."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="dues_runs", verbose_name=_("工会组织")
    )
    period = models.ForeignKey(DuesPeriod, on_delete=models.PROTECT, related_name="runs", verbose_name=_("会费期"))
    state = models.CharField(_("状态"), max_length=8, choices=RunState, default=RunState.WAITING)
    total = models.PositiveIntegerField(_("组织总数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    added = models.PositiveIntegerField(_("新增应缴"), default=0)
    error = models.CharField(_("未完成的原因"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("会费生成任务")
        verbose_name_plural = _("会费生成任务")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="members_duesrun_one_at_a_time",
                fields=["organization", "period"],
                condition=Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.period}"
