"""Corrections, titles, completeness with its batches, and how members are numbered."""

from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.archive import TitleLevel
from members.enums import Right
from members.forms.archive import AnswerForm, CampaignForm, CorrectionForm, SchemeForm
from members.http import MemberRequest
from members.models import ArchiveCampaign, CorrectionRequest, Member, Organization
from members.permissions import may_edit_members
from members.services.archive import completeness, corrections, titles
from members.services.archive.numbering import scheme_for, set_scheme
from members.views.archive.base import crumbs_to, home_of, require_edit, require_reader
from members.views.register.base import form_page, page_of, posted, saves
from members.views.scoping import chosen_organization, organization_in_scope
from unionplan.core.notices import notify


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction_request(request: MemberRequest) -> HttpResponse:
    """The member's own page: say what is wrong, see what became of it."""
    member = get_object_or_404(Member, user=request.user)
    form = CorrectionForm(posted(request))
    if form.is_valid() and saves(
        form, lambda: corrections.ask_correction(member=member, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已提交更正申请，所在工会核对后会通知您。"))
        return redirect("members:correction-request")
    context = {"form": form, "asked": member.corrections.order_by("-asked_at")[:20]}
    return render(request, "members/archive/correction_request.html", context, status=422 if form.errors else 200)


@require_POST
def correction_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """The member takes a request back."""
    own = get_object_or_404(CorrectionRequest, pk=pk, member__user=request.user, state="open")
    corrections.withdraw_correction(request_id=own.pk, by=request.user)
    notify(request, _("已撤回。"))
    return redirect("members:correction-request")


@never_cache
@require_safe
def correction_list(request: MemberRequest) -> HttpResponse:
    """What members of the reader's unions want put right, the oldest first."""
    require_reader(request)
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    page = page_of(request, corrections.open_requests(bodies))
    rows = [
        {
            "request": row,
            "now": corrections.standing_value(row),
            "proposed": corrections.shown(row),
            "may_decide": row.member.home is not None and may_edit_members(request.user, row.member.home),
        }
        for row in page
    ]
    return render(request, "members/archive/correction_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def correction_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """It stays as it is, with the reason the member is told."""
    row = _correction(request, pk)
    form = AnswerForm(posted(request))
    if form.is_valid() and saves(
        form, lambda: corrections.decline_correction(request_id=row.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已答复 %(name)s。") % {"name": row.member.name})
        return redirect("members:correction-list")
    return form_page(
        request,
        form,
        title=_("不更正：%(name)s 的%(field)s") % {"name": row.member.name, "field": row.get_field_display()},
        action=pgettext("button", "答复"),
        back=reverse("members:correction-list"),
        crumbs=[*crumbs_to(), (_("更正申请"), reverse("members:correction-list"))],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correction_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """The papers bear it out; the confirm page names the person and the field."""
    row = _correction(request, pk)
    form = Form(posted(request))
    if form.is_valid() and saves(form, lambda: corrections.accept_correction(request_id=row.pk, by=request.user)):
        notify(request, _("已更正 %(name)s 的档案。") % {"name": row.member.name})
        return redirect("members:correction-list")
    lead = _("%(organization)s %(name)s 申请把“%(field)s”更正为“%(proposed)s”。请先核对证件。") % {
        "organization": row.member.home.label if row.member.home else "",
        "name": row.member.name,
        "field": row.get_field_display(),
        "proposed": corrections.shown(row),
    }
    return form_page(
        request,
        form,
        title=_("更正 %(name)s 的%(field)s") % {"name": row.member.name, "field": row.get_field_display()},
        action=_("已核对，更正"),
        back=reverse("members:correction-list"),
        crumbs=[*crumbs_to(), (_("更正申请"), reverse("members:correction-list"))],
        lead=lead,
    )


@require_safe
def title_list(request: MemberRequest) -> HttpResponse:
    """Model workers and other titles in the reader's reach."""
    require_reader(request)
    level = request.GET.get("level", "")
    year = request.GET.get("year", "")
    organization = chosen_organization(request)
    path = str(organization.path) if organization else ""
    rows = titles.titles_under(
        path=path, level=level if level in TitleLevel.values else "", year=int(year) if year.isdecimal() else None
    ).filter(member__home__in=Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS)))
    context = {"page": page_of(request, rows), "levels": TitleLevel.choices, "level": level, "year": year}
    return render(request, "members/archive/title_list.html", context)


@require_safe
def completeness_report(request: MemberRequest) -> HttpResponse:
    """How complete the archives below one body are, body by body, with what is missing most."""
    require_reader(request)
    organization = chosen_organization(request)
    if organization is None or not request.user.access.may(Right.READ_MEMBERS, organization):
        organization = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS)).first()
    today = timezone.localdate()
    parts = completeness.completeness_under(organization, today) if organization else []
    context = {
        "organization": organization,
        "parts": parts,
        "total": completeness.total_of(parts, organization) if organization else None,
        "campaigns": _campaigns(organization) if organization else [],
        "may_edit": organization is not None and may_edit_members(request.user, organization),
    }
    return render(request, "members/archive/completeness.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_start(request: MemberRequest, pk: int) -> HttpResponse:
    """A batch of unions sets out to complete its archives."""
    organization = organization_in_scope(request, pk)
    require_edit(request, organization)
    among = Organization.objects.filter(Q(pk=organization.pk) | Q(parent=organization), is_active=True)
    form = CampaignForm(posted(request), among=among)
    if form.is_valid() and saves(
        form, lambda: completeness.start_campaign(organization=organization, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已开始。"))
        return redirect(f"{reverse('members:archive-completeness')}?organization={organization.pk}")
    return form_page(
        request,
        form,
        title=_("新的建档批次"),
        action=pgettext("button", "开始"),
        back=reverse("members:archive-completeness"),
        crumbs=[*crumbs_to(), (_("档案完整度"), reverse("members:archive-completeness"))],
    )


@require_POST
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    """The batch is over."""
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    rows = ArchiveCampaign.objects.filter(organization__in=bodies).select_related("organization")
    campaign = get_object_or_404(rows, pk=pk)
    require_edit(request, campaign.organization)
    completeness.close_campaign(campaign_id=campaign.pk, by=request.user)
    notify(request, _("已结束。"))
    return redirect(f"{reverse('members:archive-completeness')}?organization={campaign.organization_id}")


@require_http_methods(["GET", "HEAD", "POST"])
def number_scheme(request: MemberRequest, pk: int) -> HttpResponse:
    """How this union numbers its members."""
    organization = organization_in_scope(request, pk)
    require_edit(request, organization)
    now = scheme_for(organization)
    form = SchemeForm(posted(request), initial={"start": now.prefix, "with_year": now.with_year, "digits": now.digits})
    if form.is_valid():
        data = form.cleaned_data
        if saves(
            form,
            lambda: set_scheme(
                organization=organization,
                prefix=data["start"],
                with_year=data["with_year"],
                digits=data["digits"],
                by=request.user,
            ),
        ):
            notify(request, _("已保存。"))
            return redirect("members:organization-detail", pk=organization.pk)
    lead = _("现在按“%(organization)s”的规则编号，前缀 %(prefix)s。已发出的会员号不变。") % {
        "organization": now.organization.label,
        "prefix": now.prefix,
    }
    return form_page(
        request,
        form,
        title=_("会员号编码规则"),
        action=_("保存"),
        back=reverse("members:organization-detail", args=[organization.pk]),
        lead=lead,
    )


def _correction(request: MemberRequest, pk: int) -> CorrectionRequest:
    """An open request about a member whose archive the reader keeps: 404 out of reach, 403 without the right."""
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    row = get_object_or_404(corrections.open_requests(bodies), pk=pk)
    require_edit(request, home_of(row.member))
    return row


def _campaigns(organization: Organization) -> list[dict[str, object]]:
    """Batches that run, with how far they are."""
    today = timezone.localdate()
    rows = ArchiveCampaign.objects.filter(organization=organization, closed_on__isnull=True)
    return [{"campaign": row, "progress": completeness.progress_of(row, today)} for row in rows[:10]]
