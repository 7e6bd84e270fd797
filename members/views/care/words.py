"""An organization's own words for occasions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.choices.life import LifeEventKind
from members.forms.life import WordForm
from members.http import MemberRequest
from members.models import LifeEventWord, Organization
from members.permissions import may_manage_settings
from members.services.life.words import add_word, choices_for, switch_word, words_of
from members.views.care.common import done, posted
from members.views.scoping import chosen_organization, organization_to_manage
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def lifeword_list(request: MemberRequest) -> HttpResponse:
    """The words of one organization; those of the nearest body above hold while it has none of its own."""
    organization = chosen_organization(request)
    if organization is None:
        return render(request, "members/life/word_list.html", {"organization": None})
    if request.method == "POST":
        organization_to_manage(request, organization.pk)
    form = WordForm(posted(request))
    if done(
        form,
        lambda data: add_word(
            organization=organization, label=data["label"], kind=LifeEventKind(data["kind"]), by=request.user
        ),
    ):
        notify(request, _("已增加。"))
        return redirect(f"{reverse('members:lifeword-list')}?organization={organization.pk}")
    context = {
        "organization": organization,
        "words": words_of(organization),
        "inherited": choices_for(organization),
        "form": form,
        "may_manage": may_manage_settings(request.user, organization),
    }
    return render(request, "members/life/word_list.html", context, status=422 if form.errors else 200)


@require_POST
def lifeword_switch(request: MemberRequest, pk: int) -> HttpResponse:
    reach = Organization.objects.reachable_by(request.user)
    word = get_object_or_404(LifeEventWord.objects.filter(organization__in=reach), pk=pk)
    organization = organization_to_manage(request, word.organization_id)
    switch_word(word=word, is_active=request.POST.get("active") == "1", by=request.user)
    notify(request, _("已保存。"))
    return redirect(f"{reverse('members:lifeword-list')}?organization={organization.pk}")
