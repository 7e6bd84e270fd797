"""The union record beside name and offices: registration, head counts."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms.register.records import HeadcountForm, RecordForm
from members.http import MemberRequest
from members.models import Organization
from members.services.organizations import change_organization
from members.services.register.employers import report_headcount
from members.views.register.base import form_page, posted, register_of, saves
from unionplan.core.notices import notify


def crumbs_of(organization: Organization) -> list[tuple[str, str]]:
    """The way to an organization's page."""
    address = reverse("members:organization-detail", args=[organization.pk])
    return [(_("组织"), reverse("members:organization-list")), (organization.label, address)]


@require_http_methods(["GET", "HEAD", "POST"])
def organization_record(request: MemberRequest, pk: int) -> HttpResponse:
    """What the union record asks beside name and kind (rules.md §9)."""
    organization = register_of(request, pk)
    form = RecordForm(posted(request), organization=organization)
    back = reverse("members:organization-detail", args=[organization.pk])
    if form.is_valid() and saves(
        form, lambda: change_organization(organization_id=organization.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已保存。"))
        return redirect(back)
    return form_page(
        request, form, title=_("登记信息"), action=_("保存登记信息"), back=back, crumbs=crumbs_of(organization)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def headcount_report(request: MemberRequest, pk: int) -> HttpResponse:
    """How many people work where the union is responsible."""
    organization = register_of(request, pk)
    latest = organization.headcounts.first()
    known = {name: getattr(latest, name) for name in HeadcountForm.base_fields} if latest else {}
    form = HeadcountForm(posted(request), initial={**known, "as_of": timezone.localdate()})
    back = reverse("members:organization-detail", args=[organization.pk])
    if form.is_valid() and saves(
        form,
        lambda: report_headcount(
            organization=organization,
            counts=form.counts,
            delegates=form.cleaned_data["delegates"],
            by=request.user,
        ),
    ):
        notify(request, _("已登记职工人数。"))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("登记职工人数"),
        action=_("保存职工人数"),
        back=back,
        crumbs=crumbs_of(organization),
        lead=_("截止某一天的人数。会员覆盖面按最近一次登记的职工数计算。"),
    )
