"""A failure is said in words and with the right code, also when the database is what failed."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from unionplan.pages.errors import server_error


@pytest.mark.parametrize(
    ("failure", "code"),
    [(OperationalError("gone"), 503), (InterfaceError("closed"), 503), (ValueError("a mistake of ours"), 500)],
)
def test_a_database_that_is_away_is_503_and_a_mistake_is_500(failure, code):
    try:
        raise failure
    except type(failure):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == code
    assert answer.headers.get("Retry-After") == ("10" if code == 503 else None)
    assert str(failure) not in answer.text
