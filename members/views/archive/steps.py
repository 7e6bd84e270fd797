"""Verbs about one member, each a small form: the table below says who may, what is asked and which service does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from members.forms import archive as typed
from members.http import MemberRequest
from members.models import Member, User
from members.services.archive import family, leaving, standing, titles, transferring
from members.views.archive.base import address_of, crumbs_to, home_of, member_in_reach, require_approve, require_edit
from members.views.register.base import form_page, posted, saves
from unionplan.core.notices import notify


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done with a member: the words, the form, the service, and whether it is a decision of the
    committee (else of whoever keeps the archive)."""

    title: Any
    form: type[forms.Form]
    act: Callable[[Member, dict[str, Any], User], object]
    decides: bool = False
    lead: Any = ""


VERBS: dict[str, Verb] = {
    "transfer": Verb(
        gettext_lazy("转接会籍"),
        typed.TransferForm,
        lambda member, data, by: transferring.ask_transfer(member_id=member.pk, by=by, **data),
        lead=gettext_lazy("一次入会、动态接转：转出单位办理、转入单位接收后生效，档案和缴费记录随人走。"),
    ),
    "leave-for": Verb(
        gettext_lazy("转出本系统"),
        typed.OutsideForm,
        lambda member, data, by: transferring.leave_for_outside(member_id=member.pk, by=by, **data),
        decides=True,
    ),
    "come-in": Verb(
        gettext_lazy("转入会籍"),
        typed.ComeInForm,
        lambda member, data, by: transferring.come_in(member_id=member.pk, target=home_of(member), by=by, **data),
        decides=True,
    ),
    "retain": Verb(
        gettext_lazy("保留会籍"),
        typed.DayReasonForm,
        lambda member, data, by: standing.retain(member_id=member.pk, by=by, **data),
        decides=True,
        lead=gettext_lazy("退休、失业人员可以保留会籍：保留期间不缴会费，没有表决权、选举权和被选举权。"),
    ),
    "resume": Verb(
        gettext_lazy("恢复会籍"),
        typed.DayReasonForm,
        lambda member, data, by: standing.resume(member_id=member.pk, by=by, **data),
        decides=True,
    ),
    "ask-to-leave": Verb(
        gettext_lazy("登记退会申请"),
        typed.LeavingForm,
        lambda member, data, by: leaving.ask_to_leave(member_id=member.pk, by=by, **data),
        lead=gettext_lazy("会员有退会自由。委员会宣布后生效，并收回会员证。"),
    ),
    "propose-leaving": Verb(
        gettext_lazy("提请讨论视为退会"),
        typed.ProposalForm,
        lambda member, data, by: leaving.propose_leaving(member_id=member.pk, on=timezone.localdate(), by=by, **data),
        lead=gettext_lazy(
            "须同时具备：连续六个月无正当理由不缴会费，不参加组织生活，经教育拒不改正。由委员会决定，不会自动退会。"
        ),
    ),
    "expel": Verb(
        gettext_lazy("开除会籍"),
        typed.ExpulsionForm,
        lambda member, data, by: standing.expel(member_id=member.pk, by=by, **data),
        decides=True,
        lead=gettext_lazy("小组讨论、基层委员会决定，报上级工会备案。"),
    ),
    "death": Verb(
        gettext_lazy("登记身故"),
        typed.DeathForm,
        lambda member, data, by: standing.record_death(member_id=member.pk, by=by, **data),
    ),
    "family": Verb(
        gettext_lazy("登记家庭成员"),
        typed.FamilyForm,
        lambda member, data, by: family.add_family_member(member_id=member.pk, by=by, **data),
        lead=gettext_lazy("家庭成员是第三人：只登记用途需要的内容，会员离会后自动删除。"),
    ),
    "title": Verb(
        gettext_lazy("登记荣誉称号"),
        typed.TitleForm,
        lambda member, data, by: titles.add_title(member_id=member.pk, by=by, **data),
    ),
    "title-withdrawn": Verb(
        gettext_lazy("登记称号撤销"),
        typed.TitleWithdrawnForm,
        lambda member, data, by: titles.withdraw_title(member_id=member.pk, by=by, **data),
    ),
}
BUTTON = pgettext_lazy("button", "登记")


@require_http_methods(["GET", "HEAD", "POST"])
def member_step(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one verb; the name of the person stands in the title, so that nobody decides about the wrong one."""
    asked = VERBS.get(verb)
    if asked is None:
        raise Http404
    member = member_in_reach(request, pk)
    (require_approve if asked.decides else require_edit)(request, home_of(member))
    form = asked.form(posted(request))
    if form.is_valid() and saves(form, lambda: asked.act(member, form.cleaned_data, request.user)):
        notify(request, _("已登记：%(name)s，%(what)s。") % {"name": member.name, "what": asked.title})
        return redirect(address_of(member))
    title = _("%(what)s：%(name)s") % {"what": asked.title, "name": member.name}
    return form_page(
        request,
        form,
        title=title,
        action=str(BUTTON),
        back=address_of(member),
        crumbs=crumbs_to(member),
        lead=str(asked.lead),
    )


@require_http_methods(["POST"])
def family_remove(request: MemberRequest, pk: int, family_id: int) -> HttpResponse:
    """A family member's entry is removed for good."""
    member = member_in_reach(request, pk)
    require_edit(request, home_of(member))
    row = member.family.filter(pk=family_id).first()
    if row is None:
        raise Http404
    family.remove_family_member(family_id=row.pk, by=request.user)
    notify(request, _("已删除。"))
    return redirect(address_of(member))
