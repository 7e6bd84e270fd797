"""WSGI for the portal with the empty page."""

from django.conf import settings

from unionplan.wsgi import application as served

settings.ROOT_URLCONF = "unionplan.bench.portal"
application = served
