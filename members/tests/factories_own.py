"""Test consents and copies; the words are made up."""

from datetime import timedelta

import factory
from django.utils import timezone

from members.choices.own import ConsentPurpose, CopyState
from members.models import Consent, DataCopy
from members.tests.factories import MemberFactory, UserFactory


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    member = factory.SubFactory(MemberFactory)
    purpose = ConsentPurpose.PICTURE
    text_version = "1"
    text = "同意在宣传中使用照片。"
    given_at = factory.LazyFunction(timezone.now)
    given_by = factory.SubFactory(UserFactory)


class DataCopyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataCopy

    asked_by = factory.SubFactory(UserFactory)
    member = factory.SubFactory(MemberFactory, user=factory.SelfAttribute("..asked_by"))
    asked_at = factory.LazyFunction(timezone.now)
    state = CopyState.WAITING
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
