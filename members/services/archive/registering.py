"""What the archive brings to the house when the app is ready: rules, hash columns, news for single people."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from members.choices.archive import CorrectionState
from members.enums import Right
from members.models import CorrectionRequest, User
from members.services.archive import corrections, identities
from members.services.archive.known_of_dues import register_dues_evidence
from members.services.archive.rulebook import register_rules
from members.services.kinds import Line
from members.services.notices import NoticeKind, register


def register_archive() -> None:
    """Called once per process."""
    identities.register_columns()
    register_dues_evidence()
    register_rules()
    register(NoticeKind(corrections.ASKED, _asked))
    register(NoticeKind(corrections.DECIDED, _decided))


def _asked(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For those who keep the archive the request is about."""
    if reader is None:
        return {}
    rows = CorrectionRequest.objects.filter(
        pk__in=subjects, member__home__in=reader.access.organizations_with(Right.EDIT_MEMBERS)
    ).select_related("member", "member__home")
    return {
        row.pk: Line(
            title=_("%(name)s 申请更正%(field)s") % {"name": row.member.name, "field": row.get_field_display()},
            url=reverse("members:correction-list"),
            on=None,
            when="",
            section=row.member.home.label if row.member.home else "",
        )
        for row in rows
    }


def _decided(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For the member whose archive it is."""
    rows = CorrectionRequest.objects.filter(pk__in=subjects, member__user=reader) if reader else []
    return {
        row.pk: Line(
            title=_("您申请更正的“%(field)s”：%(state)s")
            % {"field": row.get_field_display(), "state": CorrectionState(row.state).label},
            url=reverse("members:correction-request"),
            on=None,
            when="",
            section=_("会员档案"),
            note=row.answer,
        )
        for row in rows
    }
