"""Who is behind, and reminding all of them at once."""

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.http import MemberRequest
from members.models import DuesRecord
from members.permissions import may_collect_dues
from members.services.dues.arrears import arrears_rows, with_names
from members.services.dues.planning import remind_all
from members.views.dues.base import below, chosen, collecting_organization
from unionplan.core.notices import notify

PER_PAGE = 50


@require_safe
def dues_arrears(request: MemberRequest) -> HttpResponse:
    """Members of the organization and of all below it who did not pay in time, the largest debt first."""
    organization = chosen(request)
    today = timezone.localdate()
    page = Paginator(arrears_rows(below(organization), on=today), PER_PAGE).get_page(request.GET.get("page"))
    late = DuesRecord.objects.in_arrears(today).filter(organization__in=below(organization))
    context = {
        "organization": organization,
        "page": page,
        "rows": with_names(page.object_list),
        "total": late.aggregate(total=Sum("balance"))["total"] or 0,
        "may_remind": may_collect_dues(request.user, organization),
    }
    return render(request, "members/dues/arrears.html", context)


@require_POST
def dues_remind(request: MemberRequest, pk: int) -> HttpResponse:
    """Everybody behind in the organization, its branches and groups hears of it once today."""
    organization = collecting_organization(request, pk)
    people = remind_all(organization=organization, by=request.user, now=timezone.now())
    if people:
        notify(request, _("已提醒 %(people)s 人，一分钟内送达；没有账号的请当面提醒。") % {"people": people})
    else:
        notify(request, _("欠缴的会员都没有账号，请由小组长当面提醒。"))
    return redirect(f"{reverse('members:dues-arrears')}?organization={organization.pk}")
