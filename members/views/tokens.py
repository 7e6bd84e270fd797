"""The person's own REST tokens: list, make, end."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.enums import TokenScope
from members.forms.tokens import TokenForm
from members.http import MemberRequest
from members.models import ApiToken
from members.services.keys import create_token, revoke_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: MemberRequest) -> HttpResponse:
    """The secret of a token just made is in the answer to the POST and nowhere else: no redirect, no session."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _token, secret = create_token(
            by=request.user, name=data["name"], scope=TokenScope(data["scope"]), days=data["days"]
        )
        form = TokenForm()
    context = {
        "tokens": ApiToken.objects.filter(user=request.user, revoked_at__isnull=True),
        "form": form,
        "secret": secret,
        "now": timezone.now(),
    }
    return render(request, "members/token_list.html", context, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    revoke_token(token_id=token.pk, by=request.user)
    return redirect("members:token-list")
