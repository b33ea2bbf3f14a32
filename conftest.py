"""The cast: the few people all tests are about.

Of the evening program: Amara, a participant whom others know as Fern; Ben, a peer leader whom others know as
Heron; Lin, who hosts and is known as Lantern; Dr. Chen, their clinician; Iris of the office. Of the morning
program, who must see nothing of the evening's: Noor, a participant, and Dr. Okafor, a clinician. Omar runs
the installation.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest

# This folder's code, also where the environment was made for another one.
sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from django.conf import settings

assert settings.configured or settings.DATABASES

# How long an example takes says more about the machine than about the rule.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


PASSWORD = "a long enough passphrase"


@pytest.fixture(scope="session", autouse=True)
def _sealed_tables_may_be_emptied_between_tests():
    """A test with real transactions ends by emptying every table; triggers that keep rows (L02) step aside for it."""
    from django.db import connection

    ops = type(connection.ops)
    flush = ops.execute_sql_flush

    def step_aside(self, sql_list):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
                flush(self, sql_list)
                cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, sql_list)
            for _, sql in triggers:
                cursor.execute(sql)

    ops.execute_sql_flush = step_aside  # type: ignore[method-assign]
    yield
    ops.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture
def moment():
    """Now, as the product sees it (UTC)."""
    from samepath.lib.time import now

    return now()


@pytest.fixture
def evening(db):
    """The evening program, in Eastern time, for people in New Hampshire and Vermont."""
    from samepath.programs import actions as programs

    return programs.start_program(
        name="Evening program",
        zone="America/New_York",
        states=["NH", "VT"],
        duty_email="duty@evening.test",
        by=None,
    )


@pytest.fixture
def morning(db):
    """Another program on the same installation: it and the evening never see each other (Z09)."""
    from samepath.programs import actions as programs

    return programs.start_program(
        name="Morning program",
        zone="America/Chicago",
        states=["IL"],
        duty_email="duty@morning.test",
        by=None,
    )


def _person(alias: str, email: str, legal_name: str, **contact: str):
    from samepath.people import actions as people

    return people.add_person(
        email=email, alias=alias, by=None, legal_name=legal_name, password=PASSWORD, **contact
    )


def _staff(person, role, program, *, on_call=False):
    from samepath.people import actions as people
    from samepath.programs import actions as programs

    people.grant_role(role, to=person, by=None)
    programs.seat(person, program=program, role=role, by=None, on_call=on_call)
    return person


def _enrolled(person, program):
    from samepath.consent import actions as consent
    from samepath.consent import queries
    from samepath.people import actions as people
    from samepath.people.permissions import Role
    from samepath.programs import actions as programs

    people.grant_role(Role.PARTICIPANT, to=person, by=None)
    programs.enrol(person, program=program, by=None)
    for text in queries.current_texts().values():
        consent.agree(text, by=person, signed_name="signed")
    return person


@pytest.fixture
def agreements(db):
    """The three texts a peer-led session asks for, published."""
    from samepath.consent import actions as consent
    from samepath.consent.models import Purpose

    return [
        consent.publish(purpose=purpose, title=f"About {purpose}", body="Plain words.", by=None)
        for purpose in Purpose
    ]


@pytest.fixture
def amara(evening, agreements):
    """A participant of the evening program; others know her as Fern."""
    person = _person(
        "Fern", "amara@evening.test", "Amara Legalname", phone="+1 603-555-0142",
        usual_address="12 Alder Street, Keene", usual_state="NH", drawing="fern",
    )  # fmt: skip
    return _enrolled(person, evening)


@pytest.fixture
def ben(evening):
    """A peer leader of the evening program; others know him as Heron."""
    from samepath.people.permissions import Role

    person = _person("Heron", "ben@evening.test", "Ben Legalname", drawing="heron")
    return _staff(person, Role.PEER_LEADER, evening)


@pytest.fixture
def lin(evening):
    """The evening program's second peer leader, who hosts; others know her as Lantern."""
    from samepath.people.permissions import Role

    person = _person("Lantern", "lin@evening.test", "Lin Legalname", drawing="lantern")
    return _staff(person, Role.PEER_LEADER, evening)


@pytest.fixture
def dr_chen(evening):
    """The evening program's clinician: supervises, and is on call."""
    from samepath.people.permissions import Role

    person = _person("Dr. Chen", "chen@evening.test", "Mei Chen", drawing="stone")
    return _staff(person, Role.CLINICIAN, evening, on_call=True)


@pytest.fixture
def iris(evening):
    """The evening program's office."""
    from samepath.people.permissions import Role

    return _staff(_person("Iris", "iris@evening.test", "Iris Legalname"), Role.COORDINATOR, evening)


@pytest.fixture
def omar(db):
    """Runs the installation; has no place in a room or a chart."""
    from samepath.people import actions as people
    from samepath.people.permissions import Role

    person = _person("Omar", "omar@install.test", "Omar Legalname")
    people.grant_role(Role.ADMINISTRATOR, to=person, by=None)
    return person


@pytest.fixture
def noor(morning, agreements):
    """A participant of the morning program; others know them as Wave."""
    person = _person("Wave", "noor@morning.test", "Noor Legalname", drawing="wave")
    return _enrolled(person, morning)


@pytest.fixture
def dr_okafor(morning):
    """A clinician too, but of the morning program: must see nothing of Amara."""
    from samepath.people.permissions import Role

    return _staff(
        _person("Dr. Okafor", "okafor@morning.test", "Ada Okafor"),
        Role.CLINICIAN,
        morning,
        on_call=True,
    )


@pytest.fixture
def tonight(evening, amara, ben, lin, dr_chen, iris, moment):
    """A peer-led session that started two minutes ago: Ben guides, Lin hosts, Dr. Chen supervises, Amara is expected."""
    from samepath.schedule import actions as schedule
    from samepath.schedule.models import Kind

    wall = (moment - timedelta(minutes=2)).astimezone(ZoneInfo(evening.zone))
    return schedule.plan(
        program=evening,
        kind=Kind.PEER,
        title="Tuesday Evening Circle",
        on=wall.date(),
        at=wall.time().replace(second=0, microsecond=0),
        minutes=90,
        guide=ben,
        host=lin,
        supervisor=dr_chen,
        expected=[amara],
        by=iris,
    )


@pytest.fixture
def client_as() -> Callable[..., object]:
    """A test client signed in as somebody, wearing a hat, past the second factor."""
    from django.test import Client

    def sign_in(person, hat=None, *, second_factor=True, **kwargs):
        from samepath.people import queries
        from samepath.web.hats import wear

        client = Client(**kwargs)
        client.force_login(person)
        session = client.session
        wear(session, hat or queries.roles_of(person)[0], second_factor=second_factor)
        session.save()
        return client

    return sign_in
