"""Addresses of the calendar: pages, subscriptions, feeds."""

from django.urls import path

from unionplan.pages.calendar import feed_views

urlpatterns = [
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
    path("public/<str:secret>.ics", feed_views.feed, name="feed-public"),
]
