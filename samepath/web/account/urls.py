"""Addresses of one's own account."""

from django.urls import path

from samepath.web.account import (
    agreements,
    carried,
    closed,
    hat,
    mine,
    signals,  # noqa: F401  # begins to listen
)

app_name = "account"
urlpatterns = [
    path("me", mine.mine, name="mine"),
    path("me/looks", mine.change_looks, name="change_looks"),
    path("me/contact", mine.contact, name="contact"),
    path("me/devices/end", mine.end_device, name="end_device"),
    path("me/devices/end-others", mine.end_others, name="end_others"),
    path("me/devices/<uuid:device_id>/forget", mine.forget_device, name="forget_device"),
    path("me/carried", carried.show, name="carried"),
    path("me/carried/discard", carried.discard, name="discard"),
    path("hat", hat.hat, name="hat"),
    path("factor", hat.factor, name="factor"),
    path("agreements", agreements.agreements, name="agreements"),
    path("agreements/sign", agreements.sign, name="sign"),
    path("agreements/<uuid:consent_id>/take-back", agreements.take_back, name="take_back"),
    *(path(f"account/{one}", closed.closed, name="closed") for one in closed.PATHS),
    path("account/confirm-email/<str:key>/", closed.closed, name="closed"),
]
