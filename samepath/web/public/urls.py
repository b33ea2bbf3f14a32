"""Addresses for anybody."""

from django.urls import path

from samepath.web.public import health, home, invitation

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("crisis", home.crisis, name="crisis"),
    path("away", home.away, name="away"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("demo/as/<slug:who>", home.demo_enter, name="demo_enter"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
