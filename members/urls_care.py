"""Addresses of checks, rest cures and women's care; `members/urls.py` hangs them under care/."""

from django.urls import path

from members.views.care import checks, rest, women

urlpatterns = [
    path("checks/", checks.check_list, name="check-list"),
    path("checks/new/", checks.check_create, name="check-create"),
    path("checks/<int:pk>/", checks.check_detail, name="check-detail"),
    path("checks/<int:pk>/shortlist/", checks.check_shortlist, name="check-shortlist"),
    path("checks/<int:pk>/decide/", checks.check_decide, name="check-decide"),
    path("checks/<int:pk>/invite/", checks.check_invite, name="check-invite"),
    path("checks/<int:pk>/mark/", checks.check_mark, name="check-mark"),
    path("checks/<int:pk>/close/", checks.check_close, name="check-close"),
    path("rest/", rest.rest_list, name="rest-list"),
    path("rest/rotation/", rest.rest_rotation, name="rest-rotation"),
    path("rest/quota/", rest.rest_quota, name="rest-quota"),
    path("rest/trips/new/", rest.rest_trip_create, name="rest-trip-create"),
    path("rest/trips/<int:pk>/", rest.rest_trip_detail, name="rest-trip"),
    path("rest/apply/<int:member>/", rest.rest_apply, name="rest-apply"),
    path("rest/applications/<int:pk>/place/", rest.rest_place, name="rest-place"),
    path("rest/applications/<int:pk>/move/", rest.rest_move, name="rest-move"),
    path("women/", women.women_home, name="women-home"),
    path("women/roster/", women.women_roster, name="women-roster"),
    path("women/protection/", women.special_list, name="special-list"),
    path("women/protection/new/<int:member>/", women.special_create, name="special-create"),
    path("women/protection/<int:pk>/", women.special_detail, name="special-detail"),
    path("women/protection/<int:pk>/open/", women.special_open, name="special-open"),
    path("women/protection/<int:pk>/withdraw/", women.special_withdraw, name="special-withdraw"),
    path("women/rooms/", women.room_list, name="room-list"),
    path("women/rooms/new/", women.room_create, name="room-create"),
    path("women/rooms/<int:pk>/", women.room_change, name="room-change"),
]
