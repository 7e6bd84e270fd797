"""Pages about what takes place."""

from django.urls import path

from activities.views import events, places

app_name = "activities"
urlpatterns = [
    path("", events.event_list, name="event-list"),
    path("new/", events.event_create, name="event-create"),
    path("<int:pk>/", events.event_detail, name="event-detail"),
    path("<int:pk>/change/", events.event_change, name="event-change"),
    path("<int:pk>/publish/", events.event_publish, name="event-publish"),
    path("<int:pk>/finish/", events.event_finish, name="event-finish"),
    path("<int:pk>/cancel/", events.event_cancel, name="event-cancel"),
    path("<int:pk>/sign-up/", places.place_take, name="place-take"),
    path("<int:pk>/places/", places.place_list, name="place-list"),
    path("places/<int:pk>/leave/", places.place_leave, name="place-leave"),
    path("sessions/<int:pk>/came/<int:member>/", places.attendance_tick, name="attendance-tick"),
    path("door/<str:code>/", places.arrive, name="arrive"),
]
