"""The desk, the person's own page, and the small answers of the frame."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from members.http import MemberRequest
from members.models import Organization, User
from members.services.organizations import reachable_matching
from members.services.own.overview import overview_of
from members.services.profile import change_language
from unionplan.pages.desk import Desk

MENU_LENGTH = 200


@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """What should I do now? `?organization=` narrows it to one organization and everything below it."""
    reader = request.user
    within = _chosen_organization(request)
    template = "pages/desk.html" if reader.access.holds_office else "pages/desk_member.html"
    return render(request, template, {"desk": Desk(reader=reader, today=timezone.localdate(), within=within)})


def _chosen_organization(request: MemberRequest) -> Organization | None:
    asked = request.GET.get("organization", "")
    if not asked:
        return None
    reachable = Organization.objects.reachable_by(request.user)
    return get_object_or_404(reachable, pk=asked) if asked.isdecimal() else get_object_or_404(reachable, code=asked)


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Everything about the person in one place: what the union keeps of them, and their account."""
    own = overview_of(request.user, on=timezone.localdate())
    return render(request, "pages/me.html", {"own": own})


@require_safe
def organization_menu(request: MemberRequest) -> HttpResponse:
    """The tree of organizations this person reaches, for the switcher in the rail."""
    organizations = reachable_matching(request.user, request.GET.get("q", "").strip())[:MENU_LENGTH]
    return render(request, "pages/_organization_menu.html", {"organizations": organizations})


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Django's language switch (a cookie); a known person's messages follow."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        change_language(by=request.user, language=language)
    return set_language(request)


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here on pages that name no icon of their own."""
    return redirect(static("img/mark.svg"), permanent=True)
