from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("活动")

    def ready(self) -> None:
        """People hear at once what happens to their place; items know what became of them."""
        from activities.services.event_notices import register_event_notices
        from activities.services.evidence import register_evidence
        from activities.services.outcomes import register_events
        from activities.services.own import register_own
        from activities.services.reminder_kind import register_event_reminders

        register_event_notices()
        register_evidence()
        register_event_reminders()
        register_events()
        register_own()
