"""Addresses of the participant's pages; Help is everybody's."""

from django.urls import path

from samepath.web.participant import help as helping
from samepath.web.participant import tonight

app_name = "participant"
urlpatterns = [
    path("tonight", tonight.show, name="tonight"),
    path("week", tonight.week, name="week"),
    path("help", helping.ask, name="ask_for_help"),
    path("help/<uuid:concern_id>", helping.show, name="help"),
]
