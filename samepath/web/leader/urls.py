"""Addresses of the leader's pages."""

from django.urls import path

from samepath.web.leader import home

app_name = "leader"
urlpatterns = [
    path("leading", home.home, name="home"),
    path("leading/<uuid:session_id>", home.session, name="session"),
]
