"""Pages about people, organizations and what is sent to them."""

from django.urls import path

from members.views import tokens

app_name = "members"
urlpatterns = [
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]
