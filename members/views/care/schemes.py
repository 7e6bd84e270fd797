"""Schemes of mutual-aid insurance, their premiums and rounds of enrolment."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.insurance import Audience, ClaimDocument, Payer
from members.enums import OrganizationKind, Right
from members.forms.insurance import CampaignForm, EnrolForm, PremiumForm, SchemeForm
from members.http import MemberRequest
from members.models import InsuranceCampaign, InsuranceScheme, Organization
from members.models.organizations import OrganizationQuerySet
from members.permissions_care import may_manage_care
from members.services.insurance.enrolment import enrol, roster_of
from members.services.insurance.schemes import (
    SchemeFields,
    campaigns_for,
    close_campaign,
    create_scheme,
    open_campaign,
    refund_rule,
    schemes_for,
    set_premium,
    share_of,
)
from members.views.care.common import (
    FormPage,
    done,
    form_page,
    managed_organizations,
    page_of,
    posted,
    require_care,
)
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def scheme_list(request: MemberRequest) -> HttpResponse:
    """Schemes and the latest rounds within the reader's reach."""
    joined = Count("policies", filter=Q(policies__cancelled_on__isnull=True))
    context = {
        "schemes": schemes_for(request.user),
        "page": page_of(request, campaigns_for(request.user).annotate(joined=joined)),
        "may_manage": request.user.access.may_anywhere(Right.MANAGE_CARE),
        "may_read_claims": request.user.access.may_anywhere(Right.READ_HEALTH),
        "today": timezone.localdate(),
    }
    return render(request, "members/insurance/scheme_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_create(request: MemberRequest) -> HttpResponse:
    organizations = managed_organizations(request)
    if not organizations.exists():
        raise PermissionDenied(_("增加保障项目由主席、副主席、干事或女职工委员办理。"))
    form = SchemeForm(posted(request), organizations=organizations)
    made: list[InsuranceScheme] = []

    def act(data: dict[str, object]) -> None:
        made.append(_create(request, form))

    if done(form, act):
        notify(request, _("已增加，请登记保费。"))
        return redirect("members:scheme-detail", pk=made[0].pk)
    crumbs = [(_("互助保障"), reverse("members:scheme-list"))]
    return form_page(request, form, FormPage(_("增加保障项目"), _("增加项目"), reverse("members:scheme-list"), crumbs))


def _create(request: MemberRequest, form: SchemeForm) -> InsuranceScheme:
    data = form.cleaned_data
    fields = SchemeFields(
        name=data["name"],
        provider=data["provider"],
        audience=Audience(data["audience"]),
        term_months=data["term_months"],
        least_age=data["least_age"],
        most_age=data["most_age"],
        documents=[ClaimDocument(name) for name in data["documents"]],
    )
    return create_scheme(organization=data["organization"], fields=fields, by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The scheme with its premiums through time; a POST adds a premium from a day on."""
    scheme = get_object_or_404(schemes_for(request.user), pk=pk)
    if request.method == "POST":
        require_care(request, scheme.organization)
    form = PremiumForm(posted(request))
    if done(form, lambda data: set_premium(scheme=scheme, by=request.user, **data)):
        notify(request, _("已登记保费。"))
        return redirect("members:scheme-detail", pk=scheme.pk)
    today = timezone.localdate()
    labels = dict(ClaimDocument.choices)
    context = {
        "scheme": scheme,
        "documents": [labels[name] for name in scheme.documents],
        "premiums": list(scheme.premiums.all()),
        "campaigns": campaigns_for(request.user).filter(scheme=scheme),
        "form": form,
        "refund": refund_rule(scheme.organization, today),
        "may_change": may_manage_care(request.user, scheme.organization),
        "may_open": _offered(request, scheme).exists(),
        "today": today,
    }
    return render(request, "members/insurance/scheme_detail.html", context, status=422 if form.errors else 200)


def _offered(request: MemberRequest, scheme: InsuranceScheme) -> OrganizationQuerySet:
    return managed_organizations(request).filter(path__within=[scheme.organization.path])


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_create(request: MemberRequest, pk: int) -> HttpResponse:
    """A round of enrolment for one of the reader's organizations."""
    scheme = get_object_or_404(schemes_for(request.user), pk=pk)
    organizations = _offered(request, scheme)
    if not organizations.exists():
        raise PermissionDenied(_("参保办理由参保单位的主席、副主席、干事或女职工委员开办。"))
    form = CampaignForm(posted(request), organizations=organizations)
    made: list[InsuranceCampaign] = []

    def act(data: dict[str, object]) -> None:
        values = form.cleaned_data | {"payer": Payer(form.cleaned_data["payer"])}
        made.append(open_campaign(scheme=scheme, by=request.user, **values))

    if done(form, act):
        notify(request, _("已开办，请确认参保人员。"))
        return redirect("members:campaign-detail", pk=made[0].pk)
    back = reverse("members:scheme-detail", args=[scheme.pk])
    crumbs = [(_("互助保障"), reverse("members:scheme-list")), (scheme.name, back)]
    return form_page(request, form, FormPage(_("开办参保"), _("开办"), back, crumbs))


@require_safe
def campaign_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One round: how many have joined of how many expected, unit by unit."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "share": share_of(campaign),
        "units": _units(campaign),
        "refund": refund_rule(campaign.organization, campaign.opens_on),
        "may_change": may_manage_care(request.user, campaign.organization),
        "is_open": campaign.closed_on is None and campaign.opens_on <= today <= campaign.closes_on,
        "today": today,
    }
    return render(request, "members/insurance/campaign_detail.html", context)


_NO_MEMBERS = (OrganizationKind.WOMEN, OrganizationKind.AUDIT)  # committees; their people are members elsewhere


def _units(campaign: InsuranceCampaign) -> list[Organization]:
    joined = Count("policies", filter=Q(policies__campaign=campaign, policies__cancelled_on__isnull=True))
    below = (
        Organization.objects.below([campaign.organization.path]).filter(is_active=True).exclude(kind__in=_NO_MEMBERS)
    )
    return list(below.annotate(joined=joined).in_tree_order())


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_enrol(request: MemberRequest, pk: int, unit: int) -> HttpResponse:
    """The roster of one unit with every doubt, then enrolled as it was shown."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    require_care(request, campaign.organization)
    body = get_object_or_404(Organization.objects.below([campaign.organization.path]), pk=unit)
    form = EnrolForm(posted(request))
    left_out = {int(text) for text in request.POST.getlist("left_out") if text.isdecimal()}
    if form.is_valid():
        try:
            count = enrol(
                campaign_id=campaign.pk,
                unit=body,
                left_out=left_out,
                seal=form.cleaned_data["seal"],
                by=request.user,
                today=timezone.localdate(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            told = ngettext("%(count)s 人已参保。", "%(count)s 人已参保。", count)
            notify(request, told % {"count": count})
            return redirect("members:campaign-detail", pk=campaign.pk)
    context = {
        "campaign": campaign,
        "unit": body,
        "roster": roster_of(campaign, body),
        "form": form,
        "left_out": left_out,
        "refund": refund_rule(campaign.organization, campaign.opens_on),
        "today": timezone.localdate(),
    }
    return render(request, "members/insurance/enrol.html", context, status=422 if form.errors else 200)


@require_POST
def campaign_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand the round in; a refusal with its clause is told on the page of the round."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    require_care(request, campaign.organization)
    try:
        close_campaign(campaign_id=campaign.pk, on=timezone.localdate(), by=request.user)
    except DomainError as error:
        context = {
            "campaign": campaign,
            "share": share_of(campaign),
            "units": _units(campaign),
            "may_change": True,
            "is_open": campaign.closed_on is None,
            "refusal": error.message,
            "today": timezone.localdate(),
        }
        return render(request, "members/insurance/campaign_detail.html", context, status=409)
    notify(request, _("已办结。"))
    return redirect("members:campaign-detail", pk=campaign.pk)
