"""Shapes of organizations in the API."""

from rest_framework import serializers

from members.models import Organization


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """A union body; `above` is the code of the body it belongs to, `path` the chain of ids from the root to itself.
    `industry` (01–20) and `ownership` (110 …) are the codes of the union record, empty while unknown."""

    above = serializers.CharField(source="parent.code", read_only=True, allow_null=True, default=None)
    path = serializers.CharField(read_only=True)
    industry = serializers.CharField(read_only=True)
    ownership = serializers.CharField(read_only=True)

    class Meta:
        model = Organization
        fields = [
            "id",
            "code",
            "name",
            "short_name",
            "kind",
            "above",
            "path",
            "is_active",
            "founded_on",
            "credit_code",
            "legal_status",
            "industry",
            "ownership",
            "phone",
            "address",
            "community",
            "contact_leader",
            "has_party_branch",
            "has_contract",
            "has_congress",
        ]
        read_only_fields = fields


class OrganizationNodeSerializer(serializers.ModelSerializer[Organization]):
    """A union body in its tree; `below` holds bodies of the same shape."""

    below = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = Organization
        fields = ["id", "code", "name", "short_name", "kind", "is_active", "below"]
        read_only_fields = fields
