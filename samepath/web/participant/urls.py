"""Addresses of the participant's pages; Help is everybody's."""

from django.urls import path

from samepath.web.participant import check_out, tonight
from samepath.web.participant import help as helping

app_name = "participant"
urlpatterns = [
    path("tonight", tonight.show, name="tonight"),
    path("week", tonight.week, name="week"),
    path("session/<uuid:session_id>/how-it-was", check_out.show, name="check_out"),
    path("session/<uuid:session_id>/how-it-was/give", check_out.give, name="give_check_out"),
    path("session/<uuid:session_id>/how-it-was/skip", check_out.skip, name="skip_check_out"),
    path("help", helping.ask, name="ask_for_help"),
    path("help/again", helping.again, name="help_again"),
    path("help/pressed/<str:receipt>", helping.pressed, name="help_pressed"),
    path("help/<uuid:concern_id>", helping.show, name="help"),
]
