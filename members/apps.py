from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("会员与组织")

    def ready(self) -> None:
        import members.api.schema  # noqa: F401 - registers how the schema describes our tokens
        from members.services.archive.registering import register_archive
        from members.services.care.registering import register_care
        from members.services.dues.registering import register_dues
        from members.services.exporting.registering import register_exports
        from members.services.hardship.registering import register_hardship
        from members.services.importing.registering import register_imports
        from members.services.own.registering import register_own
        from members.services.register.registering import register_register

        register_archive()
        register_own()
        register_register()
        register_hardship()
        register_care()
        register_imports()
        register_exports()
        register_dues()
