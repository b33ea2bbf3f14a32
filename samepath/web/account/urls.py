"""Addresses of one's own account."""

from django.urls import path

from samepath.web.account import mine

app_name = "account"
urlpatterns = [
    path("me", mine.mine, name="mine"),
    path("me/looks", mine.change_looks, name="change_looks"),
    path("me/devices/end", mine.end_device, name="end_device"),
    path("hat", mine.hat, name="hat"),
    path("factor", mine.factor, name="factor"),
    path("agreements", mine.agreements, name="agreements"),
    path("agreements/sign", mine.sign, name="sign"),
]
