"""Which standard holds, by whose word, and setting a new one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.forms.dues import StandardForm
from members.http import MemberRequest
from members.permissions import may_manage_dues
from members.services.dues.standards import set_standard, standard_of, standards_of
from members.views.dues.base import done, form_page, managed_organization, read_organization
from unionplan.core.notices import notify


@require_safe
def dues_standards(request: MemberRequest, pk: int) -> HttpResponse:
    organization = read_organization(request, pk)
    context = {
        "organization": organization,
        "current": standard_of(organization, timezone.localdate()),
        "standards": standards_of(organization),
        "may_manage": may_manage_dues(request.user, organization),
    }
    return render(request, "members/dues/standards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def dues_standard_set(request: MemberRequest, pk: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    current = standard_of(organization, timezone.localdate())
    known = {name: getattr(current, name) for name in StandardForm.base_fields if name != "starts_on"}
    known |= {"rate": (current.rate * 100).normalize(), "source_document": "", "source_clause": ""}
    form = StandardForm(request.POST if request.method == "POST" else None, initial=known)
    back = reverse("members:dues-standards", args=[organization.pk])
    if done(form, lambda: set_standard(organization=organization, by=request.user, **form.values())):
        notify(request, _("已登记会费标准。已经生成的各期不变，以后生成的按新标准。"))
        return redirect(back)
    return form_page(request, form, organization, title=_("登记会费标准"), action=_("保存"), back=back)
