"""Addresses of plans, their items and what can be done with them."""

from django.urls import include, path

from plans.views import items, lifecycle, lists, pages, structure

app_name = "plans"
urlpatterns = [
    path("", lists.plan_list, name="plan-list"),
    path("new/", lifecycle.plan_create, name="plan-create"),
    path("import/", include("plans.import_urls")),
    path("<int:plan_id>/", pages.plan_detail, name="plan-detail"),
    path("<int:plan_id>/edit/", lifecycle.plan_edit, name="plan-edit"),
    path("<int:plan_id>/step/<slug:step>/", lifecycle.plan_step, name="plan-step"),
    path("<int:plan_id>/restore/", lifecycle.plan_restore, name="plan-restore"),
    path("<int:plan_id>/history/", pages.plan_history, name="plan-history"),
    path("<int:plan_id>/revisions/", pages.plan_revisions, name="plan-revisions"),
    path("<int:plan_id>/items/add/", structure.item_add, name="item-add"),
    path("<int:plan_id>/sections/add/", structure.section_add, name="section-add"),
    path("items/<int:item_id>/", pages.item_detail, name="item-detail"),
    path("items/<int:item_id>/edit/<slug:part>/", items.item_edit, name="item-edit"),
    path("items/<int:item_id>/row/", items.item_row, name="item-row"),
    path("items/<int:item_id>/menu/", structure.item_menu, name="item-menu"),
    path("items/<int:item_id>/move/", structure.item_move, name="item-move"),
    path("items/<int:item_id>/remove/", structure.item_remove, name="item-remove"),
    path("sections/<int:section_id>/edit/", structure.section_edit, name="section-edit"),
    path("sections/<int:section_id>/move/", structure.section_move, name="section-move"),
    path("sections/<int:section_id>/remove/", structure.section_remove, name="section-remove"),
    path("steps/<int:step_id>/undo/", structure.step_undo, name="step-undo"),
]
