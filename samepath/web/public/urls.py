"""Addresses for anybody."""

from django.conf import settings
from django.urls import path

from samepath.web.public import gallery, health, home, invitation, offline

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("crisis", home.crisis, name="crisis"),
    path("away", home.away, name="away"),
    path("offline.js", offline.worker, name="offline"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("demo/as/<slug:who>", home.demo_enter, name="demo_enter"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("gallery", gallery.show, name="gallery"))
