"""Addresses of the import: below plans/import/."""

from django.urls import path

from plans.views import import_parts, imports

urlpatterns = [
    path("", imports.import_new, name="import-start"),
    path("source/<int:source_id>/", imports.import_source, name="import-source"),
    path("source/<int:source_id>/file/", imports.import_file, name="import-file"),
    path("<uuid:preview_id>/", imports.import_preview, name="import-preview"),
    path("<uuid:preview_id>/confirm/", imports.import_confirm, name="import-confirm"),
    path("<uuid:preview_id>/parts/<slug:key>/", import_parts.node_edit, name="import-part"),
    path("<uuid:preview_id>/parts/<slug:key>/retype/", import_parts.section_retype, name="import-retype"),
    path("<uuid:preview_id>/parts/<slug:key>/<slug:step>/", import_parts.node_step, name="import-step"),
    path("<uuid:preview_id>/doubts/<slug:key>/", import_parts.warning_step, name="import-doubt"),
]
