"""Addresses of the calendar: pages, subscriptions, feeds."""

from django.urls import path

from unionplan.pages.calendar import feed_views, subscriptions, views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("subscriptions/<int:organization_id>/", subscriptions.public_switch, name="public-calendar"),
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
    path("public/<str:secret>.ics", feed_views.feed, name="feed-public"),
]
