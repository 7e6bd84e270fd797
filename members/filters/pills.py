"""Active filters as pills that can be taken off one by one."""

from dataclasses import dataclass

import django_filters


@dataclass(frozen=True, slots=True)
class Pill:
    """An active filter in words, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


def pills_of(filters: django_filters.FilterSet) -> list[Pill]:
    """Every filter that narrows the list now."""
    if not filters.form.is_valid():
        return []
    pills = []
    for name, value in filters.form.cleaned_data.items():
        if value in (None, "", False):
            continue
        choices = dict(getattr(filters.form.fields[name], "choices", ()))
        rest = filters.data.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        label = str(filters.form.fields[name].label)
        pills.append(Pill(label, str(choices.get(value, value)), f"?{rest.urlencode()}"))
    return pills
