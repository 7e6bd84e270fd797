"""Tables that come in."""

from django.urls import path

from members.views import imports

urlpatterns = [
    path("", imports.import_list, name="import-list"),
    path("new/<int:organization>/<slug:kind>/", imports.import_new, name="import-new"),
    path("template/<slug:kind>/", imports.import_template, name="import-template"),
    path("<uuid:job_id>/", imports.import_detail, name="import-detail"),
    path("<uuid:job_id>/progress/", imports.import_progress, name="import-progress"),
    path("<uuid:job_id>/columns/", imports.import_columns, name="import-columns"),
    path("<uuid:job_id>/confirm/", imports.import_confirm, name="import-confirm"),
    path("<uuid:job_id>/errors/", imports.import_errors, name="import-errors"),
    path("<uuid:job_id>/<slug:step>/", imports.import_step, name="import-step"),
]
