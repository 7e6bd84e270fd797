"""Addresses of mutual-aid insurance; `members/urls.py` hangs them under insurance/."""

from django.urls import path

from members.views.care import policies, schemes

urlpatterns = [
    path("", schemes.scheme_list, name="scheme-list"),
    path("schemes/new/", schemes.scheme_create, name="scheme-create"),
    path("schemes/<int:pk>/", schemes.scheme_detail, name="scheme-detail"),
    path("schemes/<int:pk>/rounds/new/", schemes.campaign_create, name="campaign-create"),
    path("rounds/<int:pk>/", schemes.campaign_detail, name="campaign-detail"),
    path("rounds/<int:pk>/enrol/<int:unit>/", schemes.campaign_enrol, name="campaign-enrol"),
    path("rounds/<int:pk>/close/", schemes.campaign_close, name="insurance-round-close"),
    path("policies/", policies.policy_roll, name="policy-roll"),
    path("policies/<int:pk>/", policies.policy_detail, name="policy-detail"),
    path("policies/<int:pk>/cancel/", policies.policy_cancel, name="policy-cancel"),
    path("policies/<int:pk>/claims/new/", policies.claim_create, name="claim-create"),
    path("claims/", policies.claim_list, name="claim-list"),
    path("claims/<int:pk>/", policies.claim_detail, name="claim-detail"),
    path("claims/<int:pk>/open/", policies.claim_open, name="claim-open"),
    path("claims/<int:pk>/move/", policies.claim_move, name="claim-move"),
    path("claims/<int:pk>/documents/", policies.claim_documents, name="claim-documents"),
]
