"""Test entries of the audit trail."""

import factory

from unionplan.core.models import AuditEntry


class AuditEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditEntry

    action = "test.acted"
    target_type = "test"
    target_id = "1"
    target_label = "测试"
