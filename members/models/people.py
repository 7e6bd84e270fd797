"""Accounts and members. An account is a way in; a member is a person of the union; an office gives rights."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import Access, access_of
from members.choices.people import (
    Education,
    EmploymentForm,
    Gender,
    IdentityKind,
    MemberState,
    PoliticalStatus,
    Standing,
    StayEnd,
)
from members.enums import Right
from members.models.organizations import Organization
from unionplan.core.names import keys_of
from unionplan.core.sealed import SealedField, SealedModel


class AccountManager(UserManager["User"]):
    use_in_migrations = False


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """An account. One person, one account; it holds no right of its own: rights come from Office rows."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("姓名"), max_length=60)
    language = models.CharField(_("界面语言"), max_length=10, blank=True, default="")
    # Channels the person switched off; the in-app message always stays.
    muted_channels = models.JSONField(_("关闭的提醒渠道"), default=list, blank=True)

    REQUIRED_FIELDS = ["full_name"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def access(self) -> Access:
        """Rights in force today; an account object lives as long as one request or one job."""
        return access_of(self, on=timezone.localdate())

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class MemberQuerySet(models.QuerySet["Member"]):
    """Reading vocabulary of the archive."""

    def reachable_with(self, user: User, right: Right = Right.READ_MEMBERS) -> "MemberQuerySet":
        """Members at home where the person's offices give this right (reading rights reach the whole subtree)."""
        return self.filter(home__in=user.access.organizations_with(right))


@pghistory.track(exclude=["search_terms"])
class Member(models.Model):
    """A person of the union; the account is optional, many members never log in."""

    name = models.CharField(_("姓名"), max_length=60)
    # Null while there is none: many have no number yet, no two have the same.
    number = models.CharField(_("会员号"), max_length=32, null=True, blank=True, unique=True)
    state = models.CharField(_("会籍状态"), max_length=12, choices=MemberState, default=MemberState.ACTIVE)
    # The organization of the latest stay; a trigger of Membership keeps it, so that lists need no join.
    home = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="members",
        verbose_name=_("所在工会"),
    )
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="member", verbose_name=_("账号")
    )
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    political_status = models.CharField(_("政治面貌"), max_length=12, choices=PoliticalStatus, blank=True)
    education = models.CharField(_("学历"), max_length=12, choices=Education, blank=True)
    skill_level = models.CharField(_("技能等级或职称"), max_length=60, blank=True)
    household = models.CharField(_("户籍所在地"), max_length=60, blank=True)
    employment_form = models.CharField(_("用工形式"), max_length=14, choices=EmploymentForm, blank=True)
    workplace = models.CharField(_("部门或班组"), max_length=60, blank=True)
    staff_number = models.CharField(_("职工编号"), max_length=40, blank=True)
    union_post = models.CharField(_("工会职务"), max_length=40, blank=True)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    # How names are found and sorted: names.keys_of(name) gives both. Compared byte by byte in every database, so that
    # a beginning is a range of the index.
    pinyin = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    search_terms = ArrayField(models.CharField(max_length=200), default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("会员")
        verbose_name_plural = _("会员")
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="members_member_by_name"),
            models.Index(fields=["home", "pinyin", "id"], name="members_member_by_home"),
            models.Index(fields=["joined_on"], name="members_member_joined"),
            GinIndex(fields=["search_terms"], name="members_member_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        keys = keys_of(self.name)
        self.pinyin, self.search_terms = keys.pinyin, list(keys.terms)
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin", "search_terms"}
        elif kwargs.get("update_fields") is None and not self._state.adding:
            # The database keeps `home`; an object read before somebody moved must not carry the old one back.
            kept = {"home", "id"}
            kwargs["update_fields"] = {field.name for field in self._meta.concrete_fields} - kept
        super().save(*args, **kwargs)


class MemberIdentity(SealedModel):
    """What a person is known by outside the union: sealed, found by keyed hash, shown as a mask (product.md, Scope)."""

    member = models.OneToOneField(
        Member, on_delete=models.PROTECT, primary_key=True, related_name="identity", verbose_name=_("会员")
    )
    kind = models.CharField(_("证件类型"), max_length=16, choices=IdentityKind, default=IdentityKind.RESIDENT_ID)
    number = SealedField(_("证件号码"))
    number_hash = models.CharField(max_length=32, null=True, unique=True, editable=False)  # noqa: DJ001
    number_mask = models.CharField(max_length=24, blank=True, editable=False)
    phone = SealedField(_("手机"))
    phone_hash = models.CharField(max_length=32, blank=True, editable=False)
    phone_mask = models.CharField(max_length=24, blank=True, editable=False)
    bank_name = models.CharField(_("开户银行"), max_length=60, blank=True)
    bank_card = SealedField(_("银行卡号"))
    bank_card_hash = models.CharField(max_length=32, blank=True, editable=False)
    bank_card_mask = models.CharField(max_length=24, blank=True, editable=False)
    address = SealedField(_("住址"))

    class Meta:
        verbose_name = _("会员证件")
        verbose_name_plural = _("会员证件")
        indexes = [
            models.Index(fields=["phone_hash"], condition=~Q(phone_hash=""), name="members_identity_phone"),
            models.Index(fields=["bank_card_hash"], condition=~Q(bank_card_hash=""), name="members_identity_card"),
        ]

    def __str__(self) -> str:
        return str(self.member_id)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date) -> "MembershipQuerySet":
        """Stays that include that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


# The latest stay says where a person is at home; one statement serves an import of a hundred thousand stays.
_HOME_OF_CHANGED = """
    UPDATE members_member m SET home_id = s.organization_id
    FROM (
        SELECT DISTINCT ON (member_id) member_id, organization_id FROM members_membership
        WHERE member_id IN (SELECT member_id FROM new_values) ORDER BY member_id, starts_on DESC, id DESC
    ) s
    WHERE m.id = s.member_id AND m.home_id IS DISTINCT FROM s.organization_id;
    RETURN NULL;
"""
_HOME_OF_REMOVED = """
    UPDATE members_member m SET home_id = (
        SELECT organization_id FROM members_membership s WHERE s.member_id = m.id
        ORDER BY starts_on DESC, id DESC LIMIT 1
    )
    WHERE m.id IN (SELECT member_id FROM old_values);
    RETURN NULL;
"""


@pghistory.track()
class Membership(models.Model):
    """One person's stay in one organization with one standing, from a day to a day."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("会员"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("工会组织")
    )
    standing = models.CharField(_("会籍"), max_length=10, choices=Standing, default=Standing.FULL)
    starts_on = models.DateField(_("入会日期"))
    ends_on = models.DateField(_("离会日期"), null=True, blank=True)
    end_reason = models.CharField(_("离会原因"), max_length=12, choices=StayEnd, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("会籍")
        verbose_name_plural = _("会籍")
        ordering = ["-starts_on", "id"]
        indexes = [models.Index(fields=["organization", "starts_on"], name="members_membership_org")]
        constraints = [
            models.CheckConstraint(
                name="members_membership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="members_membership_one_open_stay",
                fields=["member"],
                condition=Q(ends_on__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="home_added",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=_HOME_OF_CHANGED,
            ),
            pgtrigger.Trigger(
                name="home_changed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=_HOME_OF_CHANGED,
            ),
            pgtrigger.Trigger(
                name="home_removed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="old_values"),
                func=_HOME_OF_REMOVED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.organization}"
