"""The tree of organizations: a level at a time, searched, and moved by hand."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.filters.register import bodies_named
from members.http import MemberRequest
from members.models import Organization, OrganizationMove
from members.permissions import may_manage_offices
from members.services.organizations import move_organization
from members.services.register.moves import take_back_move
from members.services.register.tree import HITS, branch_of, search_tree, tree_of
from members.views.register.base import serves_fragments
from members.views.scoping import organization_in_scope
from unionplan.core.errors import DomainError
from unionplan.core.htmx import wants_fragment
from unionplan.core.notices import notify

OPTIONS = 30


@require_safe
def organization_list(request: MemberRequest) -> HttpResponse:
    """Everything the reader's offices reach: the tree, open down to `at`, or what a search found."""
    asked = request.GET.get("q", "").strip()[:100]
    if asked:
        hits = search_tree(request.user, asked)
        context = {"asked": asked, "hits": hits[:HITS], "more_hits": len(hits) > HITS}
        return render(request, "members/organization_list.html", context)
    at = request.GET.get("at", "")
    body = organization_in_scope(request, int(at)) if at.isdecimal() and len(at) < 19 else None
    nodes = tree_of(request.user, on=timezone.localdate(), at=body)
    return render(request, "members/organization_list.html", {"nodes": nodes, "at": body, "asked": ""})


@require_safe
@serves_fragments
def organization_branch(request: MemberRequest, pk: int) -> HttpResponse:
    """The bodies directly below one; without a script the tree opened down to it."""
    parent = organization_in_scope(request, pk)
    if not wants_fragment(request.htmx):
        return redirect(tree_address(parent))
    after = request.GET.get("after", "")
    level = request.GET.get("level", "")
    nodes = branch_of(
        request.user,
        parent,
        level=int(level) if level.isdecimal() and len(level) < 3 else 2,
        on=timezone.localdate(),
        after=after,
    )
    return render(request, "members/register/_branch.html", {"nodes": nodes, "parent": parent})


@require_safe
def organization_options(request: MemberRequest) -> HttpResponse:
    """What a field that names an organization offers while somebody types: at most OPTIONS of the reader's reach."""
    typed = request.GET.get(request.htmx.trigger_name or "q", request.GET.get("q", "")).strip()[:100]
    reach = Organization.objects.reachable_by(request.user)
    found = reach.filter(pk__in=bodies_named(typed)).order_by("code")[:OPTIONS] if typed else []
    return render(request, "members/register/_options.html", {"found": found})


@require_POST
def organization_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """A body was dragged onto another one: 200 with the note and its undo, 409 with the sentence of the rule."""
    organization = organization_in_scope(request, pk)
    typed = request.POST.get("parent", "")
    reach = Organization.objects.reachable_by(request.user)
    parent = get_object_or_404(reach, pk=int(typed) if typed.isdecimal() and len(typed) < 19 else 0)
    above = organization.parent
    if above is None or not (may_manage_offices(request.user, above) and may_manage_offices(request.user, parent)):
        raise PermissionDenied(_("调整上级，需要同时管理原来的和新的上级工会。"))
    try:
        move = move_organization(organization_id=organization.pk, parent_id=parent.pk, by=request.user)
    except DomainError as error:
        return JsonResponse({"text": error.message, "tone": "error"}, status=409)
    if move is None:
        return JsonResponse({"text": _("上级没有变化。"), "undo": ""})
    return JsonResponse({"text": moved_words(move), "undo": undo_address(move)})


@require_POST
def move_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a move back: for those who decide about both bodies above."""
    reach = Organization.objects.reachable_by(request.user)
    moves = OrganizationMove.objects.select_related("organization", "before", "after")
    move = get_object_or_404(moves.filter(organization__in=reach), pk=pk)
    above = [body for body in (move.before, move.after) if body is not None]
    if not all(may_manage_offices(request.user, body) for body in above):
        raise PermissionDenied(_("调整上级，需要同时管理原来的和新的上级工会。"))
    try:
        organization = take_back_move(move_id=move.pk, by=request.user)
    except DomainError as error:
        return render(request, "members/register/refused.html", {"message": error.message}, status=409)
    notify(request, _("已撤销，“%(name)s”回到原来的上级下面。") % {"name": organization.label})
    return redirect(tree_address(organization.parent or organization))


def undo_address(move: OrganizationMove) -> str:
    """Where the move is taken back."""
    return reverse("members:move-undo", args=[move.pk])


def moved_words(move: OrganizationMove) -> str:
    """What happened, for the note."""
    words = {"name": move.organization.label, "parent": move.after.label}
    return _("“%(name)s”已移到“%(parent)s”下面。") % words


def tree_address(organization: Organization) -> str:
    """The tree, open down to a body."""
    return f"{reverse('members:organization-list')}?at={organization.pk}"
