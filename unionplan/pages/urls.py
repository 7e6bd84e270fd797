"""Home and the pages that mix apps."""

from django.urls import include, path

from unionplan.pages import health, views

app_name = "pages"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("me/", views.me, name="me"),
    path("language/", views.switch_language, name="switch-language"),
    path("organization-menu/", views.organization_menu, name="organization-menu"),
    path("calendar/", include("unionplan.pages.calendar.urls")),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
