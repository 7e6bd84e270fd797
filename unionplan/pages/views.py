"""The desk: what should I do now?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.http import MemberRequest


@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/desk.html")
