"""Filters that refuse what PostgreSQL could not read, with a sentence beside the name instead of a failure."""

from datetime import UTC, datetime

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

MAX_ID = 2**63 - 1


class IdFilter(django_filters.NumberFilter):
    """An id: a whole number that fits a bigint."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: object) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)

    def get_max_validator(self) -> None:
        """The field's own bounds say it better than django-filter's general one."""


class YearFilter(IdFilter):
    """A calendar year."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.extra.update(min_value=1900, max_value=2200)


class SinceField(forms.Field):
    """A moment in ISO 8601; one without a zone is read as UTC."""

    default_error_messages = {"invalid": _("时间写作 2026-03-08T01:00:00Z。")}

    def to_python(self, value: object) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            moment = datetime.fromisoformat(str(value))
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not 1970 <= moment.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class SinceFilter(django_filters.Filter):
    """Rows changed at this moment or later."""

    field_class = SinceField

    def filter(self, qs: QuerySet, value: datetime | None) -> QuerySet:  # type: ignore[type-arg]
        return qs if value is None else qs.filter(**{f"{self.field_name}__gte": value})
