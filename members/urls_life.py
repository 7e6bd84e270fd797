"""Addresses of life events; `members/urls.py` hangs them under life/. No health fact stands in an address."""

from django.urls import path

from members.views.care import life, words

urlpatterns = [
    path("", life.lifeevent_list, name="lifeevent-list"),
    path("report/", life.lifeevent_report, name="lifeevent-report"),
    path("report/<int:member>/", life.lifeevent_tell, name="lifeevent-tell"),
    path("words/", words.lifeword_list, name="lifeword-list"),
    path("words/<int:pk>/switch/", words.lifeword_switch, name="lifeword-switch"),
    path("<int:pk>/", life.lifeevent_detail, name="lifeevent-detail"),
    path("<int:pk>/open/", life.lifeevent_open, name="lifeevent-open"),
    path("<int:pk>/correct/", life.lifeevent_correct, name="lifeevent-correct"),
    path("<int:pk>/withdraw/", life.lifeevent_withdraw, name="lifeevent-withdraw"),
    path("<int:pk>/answer/", life.lifeevent_answer, name="lifeevent-answer"),
    path("<int:pk>/answers/<int:source_id>/take-back/", life.lifeevent_unanswer, name="lifeevent-unanswer"),
]
