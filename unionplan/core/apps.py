from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "unionplan.core"
    label = "core"
    verbose_name = "基础"
