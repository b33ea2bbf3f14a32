"""The whole cast at once, each in a browser of their own, and something to visit for each of them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.pages import EVERYONE


@pytest.fixture
def browsers(client_as, amara, ben, lin, dr_chen, iris, omar, noor, dr_okafor):
    """A browser for everybody, past the second factor; the stranger's is not signed in."""
    people = locals()
    return {who: Client() if who == "a stranger" else client_as(people[who]) for who in EVERYONE}


@pytest.fixture
def of_the_evening(evening, tonight, amara, ben, lin, dr_chen, iris, livekit_silent, monkeypatch):
    """What an address may name, all of it the evening program's."""
    from samepath.consent.models import Consent
    from samepath.guides import actions as guides
    from samepath.guides import shipped
    from samepath.guides.models import Version
    from samepath.people import actions as people
    from samepath.people.permissions import Role
    from samepath.programs import actions as programs
    from samepath.programs.models import Enrolment
    from samepath.safety import actions as safety
    from samepath.safety import credentials

    _were_there(tonight, amara=amara, guide=ben, host=lin)
    group = programs.add_group(evening, name="Tuesday", lane="peer", by=iris)
    enrolment = Enrolment.objects.get(person=amara)
    _, token = programs.invite(
        email="new@evening.test", role=Role.PARTICIPANT, program=evening, by=iris
    )
    concern = safety.ask_for_help(by=amara, command_id=uuid4(), session=tonight)
    one = next(shipped.guides())
    monkeypatch.setattr(shipped, "guides", lambda: iter([one]))
    guides.load_shipped()
    copied = guides.copy(Version.objects.get(), program=evening, by=ben)
    guides.offer(copied, by=ben)
    device, _token = people.remember_device(amara, device="Firefox on Linux", by=amara)
    return {
        "device_id": device.pk,
        "version_id": copied.pk,
        "session_id": tonight.pk,
        "hand_over_id": offered(tonight, by=dr_chen, to=iris).pk,
        "concern_id": concern.pk,
        "consent_id": Consent.objects.filter(person=amara).first().pk,
        "person_id": amara.pk,
        "group_id": group.pk,
        "membership": programs.join_group(group, enrolment=enrolment, by=iris).pk,
        "token": token,
        "receipt": credentials.receipt_of(concern),
        "who": "fern",
        "key": "none",
        "uidb36": "1",
        "pk": 1,
    }


def offered(session, *, by, to):
    """A room on its way from one to another."""
    from samepath.lib.time import now
    from samepath.schedule.models import HandOver

    return HandOver.objects.create(session=session, by=by, to=to, line="Fern", asked_at=now())


def _were_there(session, *, amara, guide, host):
    """Three seats of the session's first minutes, left again: what comes after a session is theirs to write."""
    from samepath.rooms.models import Admission, Room

    at = session.starts_at
    room = Room.objects.create(session=session, name="r0", seats=12, opened_at=at, closed_at=at)
    for person, role in ((amara, "participant"), (guide, "guide"), (host, "host")):
        Admission.objects.create(
            room=room, person=person, identity=f"p_{role}", role=role, admitted_at=at, ended_at=at,
            end=Admission.End.LEFT,
        )  # fmt: skip


@pytest.fixture
def livekit_silent(monkeypatch):
    """Nothing is said to the media server."""
    from samepath.rooms import livekit

    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(livekit, name, lambda *_, **__: None)


@pytest.fixture
def open_door(tonight, ben, dr_chen, livekit_silent):
    """Tonight with a leader inside and the supervisor listening."""
    from samepath.people.permissions import Role
    from samepath.rooms import actions as rooms

    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="ben")
    return tonight
