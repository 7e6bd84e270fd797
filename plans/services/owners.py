"""Who can be responsible for an item."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Office, User
from plans.models import Plan
from unionplan.core.errors import DomainError


def possible_owners(plan: Plan) -> QuerySet[User]:
    """Active people who hold an office today in the plan's organization, above or below it; and the plan's author."""
    path = [plan.organization.path]
    near = Q(organization__path__within=path) | Q(organization__path__above=path)
    holders = Office.objects.in_force(timezone.localdate()).filter(near).values("user")
    return User.objects.filter(Q(pk__in=holders) | Q(pk=plan.author_id), is_active=True).order_by("full_name", "pk")


def check_owner(plan: Plan, owner_id: int | None) -> User | None:
    """The person, when it can be one; DomainError otherwise."""
    if owner_id is None:
        return None
    owner = possible_owners(plan).filter(pk=owner_id).first()
    if owner is None:
        raise DomainError(_("责任人须是本组织或上下级组织的在任人员。"), field="owner")
    return owner
