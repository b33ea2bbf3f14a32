"""Addresses for other systems."""

from django.urls import path

from samepath.web.hooks import livekit

app_name = "hooks"
urlpatterns = [path("hooks/livekit", livekit.hear, name="livekit")]
