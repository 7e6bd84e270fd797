"""Addresses of the pages a member opens about themselves; `members/urls.py` hangs them under own/."""

from django.urls import path

from members.views.own import archive, consents, copies

urlpatterns = [
    path("archive/", archive.own_archive, name="own-archive"),
    path("archive/<slug:part>/show/", archive.own_reveal, name="own-reveal"),
    path("consents/", consents.own_consents, name="own-consents"),
    path("consents/<slug:purpose>/give/", consents.own_consent_give, name="own-consent-give"),
    path("consents/<slug:purpose>/withdraw/", consents.own_consent_withdraw, name="own-consent-withdraw"),
    path("copies/", copies.own_copies, name="own-copies"),
    path("copies/ask/", copies.own_copy_ask, name="own-copy-ask"),
    path("copies/<int:pk>/take/", copies.own_copy_take, name="own-copy-take"),
    path("<slug:key>/", archive.own_section, name="own-section"),
]
