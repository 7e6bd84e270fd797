from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("工作计划")

    def ready(self) -> None:
        """Plan items can be reminded of; models exist only from here on."""
        from plans.services.handover import register_items
        from plans.services.plan_notices import register_plan_notices
        from plans.services.reminder_kind import register_plan_items

        register_plan_items()
        register_items()
        register_plan_notices()
