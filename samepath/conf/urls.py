"""Every address, by face. A face writes its own paths in full, so that they can be read in one place there."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

FACES = ("public", "account", "participant", "leader", "clinician", "office", "room", "hooks")

urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path("", include(f"samepath.web.{face}.urls"))
        for face in FACES
        if find_spec("samepath.web") and find_spec(f"samepath.web.{face}")
    ),
    path("account/", include("allauth.urls")),
]
