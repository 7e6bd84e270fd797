"""How people come in: accounts are given by the union, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: an account is made for a person by the system administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
