"""Queries put together once: the same rows as the ORM gives, for every value, on every connection."""

from datetime import date

import pytest
from django.db import connection

from members.enums import TokenScope
from members.models import ApiToken, Office, User
from members.services.keys import create_token
from members.tests.factories import OfficeFactory, UserFactory
from unionplan.core.prepared import Prepared

ANY_NAME, ANY_DAY, ANY_NUMBER = "name of anybody", date(2999, 1, 1), 7_310_000_000_000_000_004


def named() -> Prepared:
    return Prepared(
        lambda: User.objects.filter(full_name=ANY_NAME).order_by("id").values_list("id", "muted_channels"),
        name=ANY_NAME,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("in_server", [True, False])
@pytest.mark.parametrize("name", ["张三", "O'Brien", "100%s", "%(name)s", "$1", "'; DROP TABLE members_user; --", ""])
def test_it_gives_what_the_queryset_gives_whatever_the_value(settings, in_server, name):
    settings.PREPARED_STATEMENTS = in_server
    other = UserFactory(full_name="别人")
    wanted = UserFactory(full_name=name, muted_channels=["email"])
    query = named()
    assert query.rows(name=name) == [(wanted.pk, ["email"])]
    assert query.row(name="别人") == (other.pk, [])
    assert query.row(name="没有这个人") is None


@pytest.mark.django_db
def test_constants_stay_as_they_are_and_sql_goes_around(django_assert_num_queries):
    rows = [OfficeFactory(starts_on=date(2020, 1, day), field_of_work="50%") for day in (1, 2, 3)]
    OfficeFactory(starts_on=date(2030, 1, 1), field_of_work="50%")
    OfficeFactory(starts_on=date(2020, 1, 1), field_of_work="宣传")
    query = Prepared(
        lambda: Office.objects.in_force(ANY_DAY).filter(field_of_work="50%").order_by("starts_on").values_list("id"),
        "SELECT array_agg(found.id) FROM ({} LIMIT %(most)s) AS found(id)",
        day=ANY_DAY,
        most=ANY_NUMBER,
    )
    with django_assert_num_queries(1):
        assert query.rows(day=date(2025, 5, 1), most=2) == [([rows[0].pk, rows[1].pk],)]


@pytest.mark.django_db
def test_a_value_worked_into_another_is_refused_before_any_answer():
    query = Prepared(lambda: User.objects.filter(full_name__contains=ANY_NAME).values_list("id"), name=ANY_NAME)
    with pytest.raises(ValueError, match="name"):
        query.rows(name="张")


def _allow_names_of(length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE members_apitoken ALTER COLUMN name TYPE varchar({length})")


@pytest.mark.django_db(transaction=True)
def test_a_column_changed_by_a_migration_meanwhile_is_read_all_the_same():
    token, _secret = create_token(by=UserFactory(), name="汇总", scope=TokenScope.READ, days=1)
    query = Prepared(
        lambda: ApiToken.objects.filter(name=ANY_NAME).values_list("id", "name"),
        name=ANY_NAME,
    )
    assert query.rows(name="汇总") == [(token.pk, "汇总")]
    _allow_names_of(70)
    try:
        assert query.rows(name="汇总") == [(token.pk, "汇总")]
    finally:
        _allow_names_of(60)
