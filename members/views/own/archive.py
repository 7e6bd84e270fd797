"""The own archive and the sections that need no page of their own."""

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.http import MemberRequest
from members.models import Member
from members.services.own.archive import PART_LABELS, SealedPart, facts, masks, reveal_own, stays
from members.services.own.sections import section_of
from members.views.own.base import own_member


@require_safe
def own_section(request: MemberRequest, key: str) -> HttpResponse:
    """One section of the own page, made of blocks of lines."""
    section = section_of(key)
    if section is None:
        raise Http404
    member = own_member(request)
    if section.url_name:
        return redirect(section.url_name)
    blocks = section.blocks(member, timezone.localdate())
    return render(request, "members/own/section.html", {"section": section, "blocks": blocks})


@never_cache
@require_safe
def own_archive(request: MemberRequest) -> HttpResponse:
    """Plain facts and masks."""
    member = own_member(request)
    return render(request, "members/own/archive.html", _shown(member, {}))


@never_cache
@require_http_methods(["POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def own_reveal(request: MemberRequest, part: str) -> HttpResponse:
    """One sealed value in full, after the password was given a moment ago; in the answer to the POST and nowhere
    else: no redirect, no session, no address."""
    member = own_member(request)
    if part not in list(SealedPart):
        raise Http404
    wanted = SealedPart(part)
    if not masks(member)[wanted]:
        return redirect("members:own-archive")
    opened = {wanted: reveal_own(member=member, part=wanted, by=request.user)}
    return render(request, "members/own/archive.html", _shown(member, opened))


def _shown(member: Member, opened: dict[SealedPart, str]) -> dict[str, object]:
    hidden = masks(member)
    sealed = [
        {"part": part, "label": PART_LABELS[part], "mask": hidden[part], "value": opened.get(part, "")}
        for part in SealedPart
    ]
    return {"member": member, "facts": facts(member), "sealed": sealed, "stays": stays(member)}
