"""Union bodies in a tree, and the offices people hold in them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.register import Industry, LegalStatus, Ownership
from members.enums import RIGHTS_OF_POST, OrganizationKind, Post, Right
from unionplan.core.fields import LtreeField

if TYPE_CHECKING:
    from members.models.people import User

# The path is the chain of ids from the root. The database computes it, so that no code path can get it wrong.
_PATH_BEFORE = """
    IF NEW.parent_id IS NULL THEN
        NEW.path = NEW.id::text::ltree;
    ELSE
        SELECT p.path || NEW.id::text INTO STRICT NEW.path FROM members_organization p WHERE p.id = NEW.parent_id;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT NULL AND NEW.path ~ ('*.' || NEW.id || '.*{1,}')::lquery THEN
        RAISE EXCEPTION 'organization % would lie below itself', NEW.id;
    END IF;
    RETURN NEW;
"""
_PATH_AFTER = """
    UPDATE members_organization SET path = NEW.path || subpath(path, nlevel(OLD.path))
    WHERE path <@ OLD.path AND id <> NEW.id;
    RETURN NULL;
"""


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Reading vocabulary of the tree."""

    def below(self, paths: Iterable[str]) -> "OrganizationQuerySet":
        """These nodes and everything below them."""
        return self.filter(path__within=list(paths))

    def above(self, paths: Iterable[str]) -> "OrganizationQuerySet":
        """These nodes and everything above them, up to the root."""
        return self.filter(path__above=list(paths))

    def reachable_by(self, user: "User") -> "OrganizationQuerySet":
        """What the person's offices let them read: the organizations they hold office in, and the subtrees."""
        return self.below(user.access.read_paths)

    def in_tree_order(self) -> "OrganizationQuerySet":
        return self.order_by("path")


@pghistory.track()
class Organization(models.Model):
    """A union body (systems.md OB-01): federation, base union, branch, group or committee."""

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    code = models.CharField(_("编码"), max_length=40, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganizationKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级工会")
    )
    path = LtreeField()
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    # What the union record asks beside that (rules.md §9); head counts are dated rows of their own.
    credit_code = models.CharField(_("工会统一社会信用代码"), max_length=18, blank=True)
    legal_status = models.CharField(_("法人登记"), max_length=10, choices=LegalStatus, default=LegalStatus.NONE)
    industry = models.CharField(_("行业"), max_length=2, choices=Industry, blank=True)
    ownership = models.CharField(_("单位类别"), max_length=3, choices=Ownership, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    community = models.CharField(_("所在社区"), max_length=60, blank=True)
    # The leader of party or government who looks after this union (systems.md OB-06).
    contact_leader = models.CharField(_("联系领导"), max_length=60, blank=True)
    has_party_branch = models.BooleanField(_("已建党组织"), null=True, blank=True)
    has_contract = models.BooleanField(_("已签集体合同"), null=True, blank=True)
    has_congress = models.BooleanField(_("已建职代会"), null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("工会组织")
        verbose_name_plural = _("工会组织")
        ordering = ["path"]
        indexes = [GistIndex(fields=["path"], name="members_org_path_gist")]
        constraints = [
            models.UniqueConstraint(
                name="members_organization_one_credit_code", fields=["credit_code"], condition=~Q(credit_code="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="path_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                func=_PATH_BEFORE,
            ),
            pgtrigger.Trigger(
                name="path_after",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("parent_id"),
                condition=pgtrigger.Condition("OLD.path IS DISTINCT FROM NEW.path"),
                func=_PATH_AFTER,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What fits into a chip or a column."""
        return self.short_name or self.name

    @property
    def depth(self) -> int:
        """Levels above it; the root has none."""
        return str(self.path).count(".")

    def lies_within(self, path: str) -> bool:
        """True for the node at `path` itself and everything below it."""
        return f"{self.path}.".startswith(f"{path}.")


class OrganizationMove(models.Model):
    """A body was hung under another one, on a day; a move taken back keeps its row and says so."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="moves")
    before = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("调整上级的记录")
        verbose_name_plural = _("调整上级的记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.organization} → {self.after}"


class OfficeQuerySet(models.QuerySet["Office"]):
    def in_force(self, on: date) -> "OfficeQuerySet":
        """Offices held on that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@pghistory.track()
class Office(models.Model):
    """A person's post in an organization, from a day to a day. Every right derives from it and ends with it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offices", verbose_name=_("人员")
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="offices", verbose_name=_("工会组织")
    )
    post = models.CharField(_("职务"), max_length=20, choices=Post)
    field_of_work = models.CharField(_("分工"), max_length=60, blank=True)
    # Writing stays in the organization itself unless the office says otherwise (product.md, Scope).
    writes_below = models.BooleanField(_("可编辑下级"), default=False)
    starts_on = models.DateField(_("任职起"))
    ends_on = models.DateField(_("任职止"), null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["organization__path", "post", "id"]
        constraints = [
            models.CheckConstraint(
                name="members_office_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("任职止不能早于任职起。"),
            ),
            models.UniqueConstraint(
                name="members_office_once_from_a_day", fields=["user", "organization", "post", "starts_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_post_display()} {self.user}"

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS_OF_POST[Post(self.post)]
