"""The demo as an app, so that its command is found; it has no models."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Loaded everywhere, refused in production by the command itself."""

    name = "unionplan.demo"
    label = "demo"
