"""Groups, and the program's own numbers."""

import pytest

from samepath.programs import actions as programs
from samepath.programs import queries, rules
from samepath.programs.models import Group, Program
from samepath.web.office.program import NUMBERS, SECTIONS, UNITS


@pytest.fixture
def office(client_as, iris):
    return client_as(iris)


@pytest.fixture
def kept(evening):
    """The settings form as it stands."""

    def fields(**different):
        numbers = {name: str(getattr(evening, name)) for name in rules.SETTINGS}
        words = {"zone": evening.zone, "states": "NH, VT", "duty_email": "duty@evening.test",
                 "crisis_number": "988", "emergency_number": "911"}  # fmt: skip
        return {**numbers, **words, **different}

    return fields


def test_every_number_is_explained_and_stands_in_a_section():
    assert set(NUMBERS) == set(rules.SETTINGS)
    assert {name for _, names in SECTIONS for name in names} == (
        set(rules.SETTINGS) | rules.WORDS | rules.SWITCHES
    )
    assert {allowed.unit for allowed in rules.SETTINGS.values()} <= set(UNITS)


def test_each_number_says_what_it_does_what_is_usual_and_what_is_safe(office):
    page = office.get("/office/program").content.decode()
    assert "whoever is late waits for the host to decide" in page
    assert "0 to 60 minutes are safe; usual: 10." in page


def test_a_number_is_kept(office, evening, kept):
    office.post("/office/program", kept(late_grace_min="20", states="vt, ma"))
    evening.refresh_from_db()
    assert (evening.late_grace_min, evening.states) == (20, ["MA", "VT"])


def test_a_switch_is_kept_on_and_off(office, evening, kept):
    office.post("/office/program", kept(approved_guides_only="on"))
    evening.refresh_from_db()
    assert evening.approved_guides_only is True
    office.post("/office/program", kept())
    evening.refresh_from_db()
    assert evening.approved_guides_only is False


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"late_grace_min": "90"}, "Please choose 0 to 60 minutes."),
        ({"late_grace_min": "soon"}, "Please choose 0 to 60 minutes."),
        ({"answered_within_s": "60"}, "Please choose 10 to 30 seconds."),
        ({"capacity_target": "12", "capacity_soft": "10"}, "lies between the other two"),
        ({"states": "NH, Vermont"}, "No state is written “VERMONT”"),
        ({"zone": "Mars/Base"}, "valid choice"),
        ({"duty_email": "nobody"}, "valid email"),
    ],
)
def test_an_unsafe_value_is_explained_and_nothing_changes(office, evening, kept, mistake, words):
    answer = office.post("/office/program", kept(door_opens_min="20", **mistake))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="20"' in answer.content.decode()
    evening.refresh_from_db()
    assert evening.door_opens_min == 15


def test_two_who_change_settings_at_once_see_each_other(office, evening, kept, iris):
    page = office.get("/office/program").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    programs.change_settings(evening, by=iris, late_grace_min=20)

    answer = office.post("/office/program", kept(late_grace_min="5", seen=seen))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stored now: 20." in page
    assert 'value="5"' in page
    evening.refresh_from_db()
    assert evening.late_grace_min == 20

    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert office.post("/office/program", kept(late_grace_min="5", seen=seen)).status_code == 302
    evening.refresh_from_db()
    assert evening.late_grace_min == 5


BEGIN = {"name": "Night", "zone": "America/Chicago", "states": "IL", "duty_email": "d@n.test"}


def test_an_administrator_begins_a_program(client_as, omar, evening):
    browser = client_as(omar)
    assert browser.post("/office/program/new", BEGIN)["Location"] == "/office/people/invite"
    assert Program.objects.get(name="Night").states == ["IL"]
    again = browser.post("/office/program/new", BEGIN)
    assert again.status_code == 422
    assert "There is a program of this name" in again.content.decode()


def test_the_office_begins_none(office):
    assert office.post("/office/program/new", BEGIN).status_code == 403
    assert not Program.objects.filter(name="Night").exists()


# --- groups ------------------------------------------------------------------------------------


def test_a_group_is_made_once(office, evening):
    answer = office.post("/office/groups", {"name": "Circle", "lane": "peer"})
    group = Group.objects.get()
    assert answer["Location"] == f"/office/group/{group.pk}"
    again = office.post("/office/groups", {"name": "Circle", "lane": "care"})
    assert again.status_code == 422
    assert "There is a group of this name" in again.content.decode()
    assert 'value="Circle"' in again.content.decode()


def test_somebody_joins_by_name_and_leaves(office, evening, amara, iris):
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    url = f"/office/group/{group.pk}"
    page = office.post(f"{url}/join", {"person": "fern"}, follow=True).content.decode()
    assert "1 of 12 seats" in page

    membership = queries.members_of(group).get()
    page = office.post(
        f"{url}/leave", {"membership": str(membership.pk)}, follow=True
    ).content.decode()
    assert "0 of 12 seats" in page


def test_a_full_group_is_explained_beside_the_name(office, evening, amara, iris):
    programs.change_settings(evening, by=iris, capacity_target=2, capacity_soft=2, capacity_hard=2)
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    from samepath.people import actions as people
    from samepath.people.permissions import Role

    for number in range(2):
        person = people.add_person(email=f"r{number}@evening.test", alias=f"Reed {number}", by=None)
        people.grant_role(Role.PARTICIPANT, to=person, by=None)
        enrolment = programs.enrol(person, program=evening, by=None)
        programs.join_group(group, enrolment=enrolment, by=iris)

    answer = office.post(f"/office/group/{group.pk}/join", {"person": "Fern"})
    assert answer.status_code == 422
    assert "This group is full: a room holds 2 members" in answer.content.decode()
    assert 'value="Fern"' in answer.content.decode()


@pytest.mark.safety("Z02", "Z09")
def test_another_programs_group_answers_like_none(office, morning, amara):
    group = programs.add_group(morning, name="Sunrise", lane="peer", by=None)
    url = f"/office/group/{group.pk}"
    assert office.get(url).status_code == 404
    assert office.post(f"{url}/join", {"person": "Fern"}).status_code == 404
    assert not queries.members_of(group).exists()
