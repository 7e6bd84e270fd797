"""A select of bodies stays short at the size of a county, and still takes every body within reach."""

import pytest
from django import forms

from members.forms.bodies import OFFERED, offer_bodies
from members.models import Organization
from members.tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


class Choice(forms.Form):
    organization = forms.ModelChoiceField(Organization.objects.none(), required=False, empty_label="全部组织")


def form_for(reach, chosen="") -> Choice:
    form = Choice({"organization": chosen})
    offer_bodies(form.fields["organization"], reach, chosen=chosen)
    return form


@pytest.fixture
def county():
    root = OrganizationFactory()
    towns = [OrganizationFactory(parent=root) for _ in range(3)]
    bases = Organization.objects.bulk_create(
        Organization(name=f"第{n}号工会", code=f"B{n:04}", kind="base", parent=towns[n % 3]) for n in range(OFFERED)
    )
    OrganizationFactory(name="别处工会")
    return root, towns, bases


def test_upper_levels_are_offered_whole_and_the_chosen_one_with_them(county, django_assert_num_queries):
    root, towns, bases = county
    reach = Organization.objects.below([root.path])
    with django_assert_num_queries(0):
        form = form_for(reach, str(bases[5].pk))
    with django_assert_num_queries(4):  # what was chosen, a few, how many on each level, the upper ones
        shown = str(form["organization"])
    for body in (root, *towns, bases[5]):
        assert f'value="{body.pk}"' in shown
    assert f'value="{bases[5].pk}" selected' in shown
    assert shown.count("<option") == 1 + 1 + 3 + 1
    assert "别处工会" not in shown


def test_every_body_within_reach_is_taken_and_no_other(county):
    root, _towns, bases = county
    reach = Organization.objects.below([root.path])
    form = form_for(reach, str(bases[-1].pk))
    assert form.is_valid()
    assert form.cleaned_data["organization"] == bases[-1]
    foreign = Organization.objects.get(name="别处工会")
    assert not form_for(reach, str(foreign.pk)).is_valid()
    assert not form_for(reach, "9" * 30).is_valid()


def test_a_few_bodies_are_all_offered_with_one_query(county, django_assert_num_queries):
    _root, towns, _bases = county
    with django_assert_num_queries(1):
        shown = str(form_for(Organization.objects.filter(pk__in=[town.pk for town in towns]))["organization"])
    assert shown.count("<option") == 4
