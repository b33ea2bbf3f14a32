"""Addresses of the office's pages."""

from django.urls import path

from samepath.web.office import (
    expected,
    groups,
    invitations,
    lost_factors,
    people,
    places,
    program,
    sessions,
    week,
)

app_name = "office"
urlpatterns = [
    path("office", week.show, name="week"),
    path("office/choose", week.choose_program, name="choose_program"),
    path("office/session/new", sessions.new, name="new_session"),
    path("office/session/<uuid:session_id>", expected.show, name="session"),
    path("office/session/<uuid:session_id>/edit", sessions.edit, name="edit_session"),
    path("office/session/<uuid:session_id>/cancel", sessions.cancel, name="cancel_session"),
    path("office/session/<uuid:session_id>/restore", sessions.restore, name="restore_session"),
    path("office/session/<uuid:session_id>/expect", expected.expect, name="expect"),
    path("office/session/<uuid:session_id>/unexpect", expected.unexpect, name="unexpect"),
    path("office/people", people.index, name="people"),
    path("office/people/invite", invitations.invite, name="invite"),
    path("office/people/revoke", invitations.revoke, name="revoke_invitation"),
    path("office/person/<uuid:person_id>", people.person, name="person"),
    path("office/person/<uuid:person_id>/contact", people.change_contact, name="change_contact"),
    path("office/person/<uuid:person_id>/lost-factor", lost_factors.begin, name="lost_factor"),
    path("office/lost-factors", lost_factors.index, name="lost_factors"),
    path("office/lost-factors/restore", lost_factors.restore, name="restore_factor"),
    path("office/lost-factors/withdraw", lost_factors.withdraw, name="withdraw_lost_factor"),
    path("office/person/<uuid:person_id>/place", places.give_place, name="give_place"),
    path("office/person/<uuid:person_id>/place/end", places.end_place, name="end_place"),
    path("office/person/<uuid:person_id>/on-call", places.on_call, name="on_call"),
    path("office/person/<uuid:person_id>/enrol", places.enrol, name="enrol"),
    path("office/person/<uuid:person_id>/enrol/end", places.end_enrolment, name="end_enrolment"),
    path("office/person/<uuid:person_id>/group", places.in_group, name="in_group"),
    path("office/person/<uuid:person_id>/tie", places.tie, name="tie"),
    path("office/groups", groups.index, name="groups"),
    path("office/group/<uuid:group_id>", groups.group, name="group"),
    path("office/group/<uuid:group_id>/join", groups.join, name="join_group"),
    path("office/group/<uuid:group_id>/leave", groups.leave, name="leave_group"),
    path("office/program", program.settings, name="program"),
    path("office/program/new", program.new, name="new_program"),
]
