"""Every address, by face. A face writes its own paths in full, so that they can be read in one place there."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

FACES = ("public", "account", "participant", "leader", "clinician", "office", "room", "hooks")

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"samepath.web.{face}.urls")) for face in FACES),
    path("account/", include("allauth.urls")),
]
