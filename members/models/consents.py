"""Consents people give and withdraw (rules.md 13.2, 13.4; PIPL art. 14–16, 25, 29, 31)."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.own import ConsentPurpose
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from members.models.people import User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_reader(self, user: "User") -> "ConsentQuerySet":
        """What the person behind this account has consented to."""
        return self.filter(member__user=user)


@pghistory.track(exclude=["guardian"])
class Consent(SealedModel):
    """One yes: who, to what, in which words, from when until when. A withdrawal ends the row, a new yes is a new row.

    `scope` narrows the yes to one occasion, for example "hardship:12"; empty means the purpose as a whole. `text` keeps
    the very words that were shown. `guardian` is who said yes for a child under fourteen."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents", verbose_name=_("会员"))
    purpose = models.CharField(_("用途"), max_length=16, choices=ConsentPurpose)
    scope = models.CharField(_("范围"), max_length=60, blank=True)
    text_version = models.CharField(_("文本版本"), max_length=20)
    text = models.TextField(_("同意的内容"))
    guardian = SealedField(_("监护人"))
    paper = models.CharField(_("纸质同意书编号"), max_length=60, blank=True)
    given_at = models.DateTimeField(_("同意时间"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("撤回登记人"),
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        ordering = ["-given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_consent_one_in_force",
                fields=["member", "purpose", "scope"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="members_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="members_consent_withdrawal_has_both",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_purpose_display())
