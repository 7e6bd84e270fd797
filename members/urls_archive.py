"""Pages of the member archive; included by members.urls."""

from django.urls import path

from members.views.archive import joining, members, moving, records, steps

urlpatterns = [
    path("archive/", members.member_list, name="member-list"),
    path("archive/count/", members.member_count, name="member-count"),
    path("archive/search/", members.member_search, name="member-search"),
    path("archive/<int:pk>/", members.member_detail, name="member-detail"),
    path("archive/<int:pk>/change/", members.member_change, name="member-change"),
    path("archive/<int:pk>/reveal/<slug:field>/", members.member_reveal, name="member-reveal"),
    path("archive/<int:pk>/do/<slug:verb>/", steps.member_step, name="member-step"),
    path("archive/<int:pk>/family/<int:family_id>/remove/", steps.family_remove, name="family-remove"),
    path("archive/completeness/", records.completeness_report, name="archive-completeness"),
    path("archive/completeness/<int:pk>/batch/", records.campaign_start, name="campaign-start"),
    path("archive/batches/<int:pk>/close/", records.campaign_close, name="campaign-close"),
    path("archive/titles/", records.title_list, name="title-list"),
    path("archive/numbers/<int:pk>/", records.number_scheme, name="number-scheme"),
    path("archive/corrections/", records.correction_list, name="correction-list"),
    path("archive/corrections/<int:pk>/accept/", records.correction_accept, name="correction-accept"),
    path("archive/corrections/<int:pk>/decline/", records.correction_decline, name="correction-decline"),
    path("archive/corrections/<int:pk>/withdraw/", records.correction_withdraw, name="correction-withdraw"),
    path("archive/corrections/own/", records.correction_request, name="correction-request"),
    path("applications/", joining.application_list, name="application-list"),
    path("applications/approve/", joining.application_approve_many, name="application-approve-many"),
    path("applications/new/<int:pk>/", joining.application_file, name="application-file"),
    path("applications/<int:pk>/hear/", joining.application_hear, name="application-hear"),
    path("applications/<int:pk>/decide/<slug:answer>/", joining.application_decide, name="application-decide"),
    path("join/", joining.join, name="join"),
    path("transfers/", moving.transfer_list, name="transfer-list"),
    path("transfers/pull/<int:pk>/", moving.transfer_pull, name="transfer-pull"),
    path("transfers/<int:pk>/<slug:act>/", moving.transfer_act, name="transfer-act"),
    path("leavings/", moving.leaving_list, name="leaving-list"),
    path("leavings/<int:pk>/<slug:act>/", moving.leaving_act, name="leaving-act"),
]
