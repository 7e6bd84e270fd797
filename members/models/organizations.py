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

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("工会组织")
        verbose_name_plural = _("工会组织")
        ordering = ["path"]
        indexes = [GistIndex(fields=["path"], name="members_org_path_gist")]
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
