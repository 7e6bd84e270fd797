from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "unionplan.pages"
    label = "pages"
    verbose_name = "页面"
