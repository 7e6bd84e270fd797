"""Pages about people, organizations and what is sent to them."""

from django.urls import include, path

from members.views import channels, inbox, organizations, policies, rules, tokens

app_name = "members"
urlpatterns = [
    path("", include("members.urls_register")),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization-detail"),
    path("organizations/<int:pk>/change/", organizations.organization_change, name="organization-change"),
    path("organizations/<int:pk>/move/", organizations.organization_move, name="organization-move"),
    path("organizations/<int:pk>/add/", organizations.organization_add, name="organization-add"),
    path("organizations/<int:pk>/appoint/", organizations.office_appoint, name="office-appoint"),
    path("offices/<int:pk>/end/", organizations.office_end, name="office-end"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-all/", inbox.message_read_all, name="message-read-all"),
    path("inbox/<int:pk>/", inbox.message_detail, name="message-detail"),
    path("inbox/<int:pk>/unread/", inbox.message_unread, name="message-unread"),
    path("inbox/<int:pk>/mail/", inbox.message_mail, name="message-mail"),
    path("notifications/", inbox.notification_settings, name="notification-settings"),
    path("reminders/", policies.policy_list, name="policy-list"),
    path("reminders/<int:organization>/<str:rule>/", policies.policy_change, name="policy-change"),
    path("reminders/<int:organization>/<str:rule>/inherit/", policies.policy_inherit, name="policy-inherit"),
    path("channels/<int:organization>/", channels.channel_list, name="channel-list"),
    path("channels/<int:pk>/test/", channels.channel_test, name="channel-test"),
    path("channels/<int:pk>/switch/", channels.channel_switch, name="channel-switch"),
    path("channels/<int:pk>/remove/", channels.channel_remove, name="channel-remove"),
    path("channels/<int:organization>/failed/<int:pk>/retry/", channels.delivery_retry, name="delivery-retry"),
    path("rules/", rules.rule_list, name="rule-list"),
    path("rules/<int:organization>/<str:key>/", rules.rule_detail, name="rule-detail"),
    path("rules/<int:organization>/<str:key>/set/", rules.rule_set, name="rule-set"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("own/", include("members.urls_own")),
    path("dues/", include("members.urls_dues")),
    path("hardship/", include("members.urls_hardship")),
    path("life/", include("members.urls_life")),
    path("insurance/", include("members.urls_insurance")),
    path("care/", include("members.urls_care")),
    path("imports/", include("members.urls_imports")),
    path("exports/", include("members.urls_exports")),
    path("", include("members.urls_archive")),
]
