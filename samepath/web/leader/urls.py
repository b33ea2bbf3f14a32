"""Addresses of the leader's pages."""

from django.urls import path

from samepath.web.leader import debrief, guides, home, promises

app_name = "leader"
urlpatterns = [
    path("leading", home.home, name="home"),
    path("leading/<uuid:session_id>", home.session, name="session"),
    path("leading/<uuid:session_id>/guide", guides.choose, name="choose_guide"),
    path("leading/<uuid:session_id>/promises", promises.promises, name="promises"),
    path("guides", guides.index, name="guides"),
    path("guides/<uuid:version_id>", guides.show, name="guide"),
    path("guides/<uuid:version_id>/copy", guides.copy, name="copy_guide"),
    path("guides/<uuid:version_id>/write", guides.write, name="write_guide"),
    path("guides/<uuid:version_id>/on", guides.write_on, name="write_on_guide"),
    path("guides/<uuid:version_id>/back", guides.take_back, name="take_back_guide"),
    path("guides/<uuid:version_id>/retire", guides.retire, name="retire_guide"),
    path("leading/<uuid:session_id>/debrief", debrief.show, name="debrief"),
    path("leading/<uuid:session_id>/debrief/keep", debrief.keep, name="keep_debrief"),
    path("leading/<uuid:session_id>/debrief/finish", debrief.finish, name="finish_debrief"),
    path("leading/<uuid:session_id>/debrief/reopen", debrief.reopen, name="reopen_debrief"),
]
