"""Tables that go out."""

from django.urls import path

from members.views import exports

urlpatterns = [
    path("", exports.export_list, name="export-list"),
    path("new/<int:organization>/<slug:kind>/", exports.export_new, name="export-new"),
    path("<uuid:job_id>/", exports.export_detail, name="export-detail"),
    path("<uuid:job_id>/progress/", exports.export_progress, name="export-progress"),
    path("<uuid:job_id>/decide/", exports.export_decide, name="export-decide"),
    path("<uuid:job_id>/file/", exports.export_file, name="export-file"),
]
