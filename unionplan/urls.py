"""The address book: every app's pages, the API, the feeds, and the error pages."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("unionplan.pages.urls")),
    path("accounts/", include("allauth.urls")),
    path("members/", include("members.urls")),
    path("plans/", include("plans.urls")),
    path("activities/", include("activities.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("unionplan.api_urls")),
]

handler400 = "unionplan.pages.errors.bad_request"
handler403 = "unionplan.pages.errors.forbidden"
handler404 = "unionplan.pages.errors.not_found"
handler500 = "unionplan.pages.errors.server_error"
