"""The portal with one page more: the frame around nothing, which is what a page can cost at least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from unionplan.urls import urlpatterns as real


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [*real, path("bench/empty/", empty)]
handler404 = "unionplan.pages.errors.not_found"
