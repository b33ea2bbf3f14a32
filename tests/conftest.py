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
def of_the_evening(evening, tonight, amara, ben, iris, livekit_silent, monkeypatch):
    """What an address may name, all of it the evening program's."""
    from samepath.consent.models import Consent
    from samepath.guides import actions as guides
    from samepath.guides import shipped
    from samepath.guides.models import Version
    from samepath.people.permissions import Role
    from samepath.programs import actions as programs
    from samepath.programs.models import Enrolment
    from samepath.safety import actions as safety

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
    return {
        "version_id": copied.pk,
        "session_id": tonight.pk,
        "concern_id": concern.pk,
        "consent_id": Consent.objects.filter(person=amara).first().pk,
        "person_id": amara.pk,
        "group_id": group.pk,
        "membership": programs.join_group(group, enrolment=enrolment, by=iris).pk,
        "token": token,
        "who": "fern",
        "key": "none",
        "uidb36": "1",
        "pk": 1,
    }


@pytest.fixture
def livekit_silent(monkeypatch):
    """Nothing is said to the media server."""
    from samepath.rooms import livekit

    for name in ("remove", "close", "tell_to_look"):
        monkeypatch.setattr(livekit, name, lambda *_, **__: None)
