"""The list of files, opening one with a reason, the file itself and its national form."""

from typing import cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.hardship import CaseState, Category, FileLevel, OpeningPurpose, Scheme
from members.enums import Right
from members.forms.hardship import ApplicationForm, OpeningForm, SheetForm
from members.http import MemberRequest
from members.models import CaseFacts, HardshipCase
from members.services.hardship.cases import open_case, write_form
from members.services.hardship.formfields import BY_KEY, GROUPS
from members.services.hardship.openings import ask_to_open, grant_of
from members.services.hardship.showing import rows_for_list, shown_case
from members.views.hardship.base import (
    area_page,
    attempt,
    case_in_scope,
    form_page,
    may_edit,
    may_write_in,
    member_named,
    page_of,
    uncached,
    with_open_file,
)
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def case_list(request: MemberRequest) -> HttpResponse:
    """Files the reader may ask for: number, masked name, category, state. Nothing else is told without a reason. A name
    is looked for by POST, so that it never stands in an address."""
    cases = HardshipCase.objects.openable_by(request.user).for_listing()
    name = request.POST.get("name", "").strip()
    if name:
        cases = cases.filter(member__name__icontains=name)
    asked = {key: request.GET.get(key, "") for key in ("state", "category", "q")}
    if asked["state"] in CaseState.values:
        cases = cases.filter(state=asked["state"])
    if asked["category"] in Category.values:
        cases = cases.filter(category=asked["category"])
    if asked["q"].strip():
        cases = cases.filter(number__icontains=asked["q"].strip())
    page = page_of(request, cases)
    context = {
        "page": page,
        "rows": rows_for_list(page.object_list),
        "asked": asked,
        "states": CaseState.choices,
        "categories": Category.choices,
        "may_add": request.user.access.may_anywhere(Right.EDIT_HARDSHIP),
        "may_audit": request.user.access.may_anywhere(Right.READ_AUDIT),
    }
    return area_page(request, "members/hardship/list.html", context, here="files")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def case_new(request: MemberRequest) -> HttpResponse:
    """Take in an application."""
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        organizations=may_write_in(request),
        initial={"opened_on": timezone.localdate()},
    )
    case = _taken_in(request, form) if form.is_valid() else None
    if case is not None:
        ask_to_open(case=case, purpose=OpeningPurpose.INTAKE, note="", by=request.user, now=timezone.now())
        notify(request, _("已受理，档案编号 %(number)s。") % {"number": case.number})
        return redirect("members:hardship-form", case.pk)
    return form_page(
        request, form, title=_("受理困难职工申请"), action=_("受理申请"), back=reverse("members:hardship-list")
    )


def _taken_in(request: MemberRequest, form: ApplicationForm) -> HardshipCase | None:
    data = form.cleaned_data
    member = member_named(form, data["organization"], data["member"])
    if member is None:
        return None
    return attempt(
        form,
        lambda: open_case(
            member=member,
            organization=data["organization"],
            scheme=Scheme(data["scheme"]),
            level=FileLevel(data["level"]),
            opened_on=data["opened_on"],
            consent_paper=data["consent_paper"],
            by=request.user,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def case_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then let the reader in for a short time."""
    case = case_in_scope(request, pk)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        purpose, note = OpeningPurpose(form.cleaned_data["purpose"]), form.cleaned_data["note"]
        opening = attempt(
            form, lambda: ask_to_open(case=case, purpose=purpose, note=note, by=request.user, now=timezone.now())
        )
        if opening is not None:
            return redirect(_way_back(request, case))
    context = {"form": form, "case": case, "next": request.GET.get("next", "")}
    return render(request, "members/hardship/open.html", context, status=422 if form.errors else 200)


def _way_back(request: MemberRequest, case: HardshipCase) -> str:
    """The page of this very file that was asked for."""
    asked = request.GET.get("next", "")
    inside = asked.startswith(case.get_absolute_url())
    return asked if inside and url_has_allowed_host_and_scheme(asked, None) else case.get_absolute_url()


@require_safe
@with_open_file()
def case_detail(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    grant = grant_of(case, request.user, timezone.now())
    context = {
        "case": case,
        "shown": shown_case(case),
        "today": timezone.localdate(),
        "grant": grant,
        "may_edit": may_edit(request, case) and case.is_open,
        "may_return": may_edit(request, case),
        "may_approve": request.user.access.may(Right.APPROVE_HARDSHIP, case.organization),
    }
    return render(request, "members/hardship/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_form(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """The national form; who saves second sees both texts and loses nothing."""
    sheet = CaseFacts.objects.get(case=case)
    form = SheetForm(
        request.POST if request.method == "POST" else None, initial={**sheet.facts, "version": sheet.version}
    )
    conflict: list[dict[str, str]] = []
    if form.is_valid():
        answers = dict(form.cleaned_data)
        version = answers.pop("version")
        try:
            write_form(case_id=case.pk, answers=answers, version=version, by=request.user)
        except EditConflictError as error:
            form.add_error(None, error.message)
            conflict = _both_texts(error.current.facts, form)
            form = _with_version(form, error.current.version)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            notify(request, _("已保存。"))
            return redirect(case.get_absolute_url())
    context = {"case": case, "form": form, "groups": _headed(form), "conflict": conflict}
    return render(request, "members/hardship/sheet.html", context, status=422 if form.errors else 200)


def _headed(form: SheetForm) -> list[tuple[str, list[tuple[object, bool]]]]:
    groups = form.groups
    return [(str(label), groups[key]) for key, label in GROUPS.items()]


def _with_version(form: SheetForm, version: int) -> SheetForm:
    """What was typed stays; saved again, it wins knowingly."""
    typed = cast(QueryDict, form.data).copy()
    typed["version"] = str(version)
    form.data = typed
    return form


def _both_texts(theirs: dict[str, str], form: SheetForm) -> list[dict[str, str]]:
    rows = []
    for key, field in BY_KEY.items():
        yours = form.cleaned_data.get(key)
        yours_text = "" if yours is None else str(yours)
        if theirs.get(key, "") != yours_text:
            rows.append(
                {
                    "label": str(field.label),
                    "theirs": field.in_words(theirs.get(key, "")) or "—",
                    "yours": field.in_words(yours_text) or "—",
                }
            )
    return rows
