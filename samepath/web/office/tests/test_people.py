"""People: found in one's own program only, reached, placed, invited."""

import pytest
from django.apps import apps

from samepath.people import actions as people
from samepath.people import queries as people_queries
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs import queries
from samepath.programs.models import Enrolment, Invitation, Seat
from samepath.web.office.people import A_PAGE

PEOPLE = "/office/people"
Entry = apps.get_model("audit", "Entry")


@pytest.fixture
def office(client_as, iris):
    return client_as(iris)


def crowd(program, size):
    for number in range(size):
        person = people.add_person(
            email=f"reed{number}@evening.test", alias=f"Reed {number:03}", by=None
        )
        people.grant_role(Role.PARTICIPANT, to=person, by=None)
        programs.enrol(person, program=program, by=None)


@pytest.mark.safety("Z09")
def test_the_list_holds_ones_own_program_only(office, amara, ben, noor, dr_okafor):
    page = office.get(PEOPLE).content.decode()
    assert "Fern" in page
    assert "Heron" in page
    assert "peer leader" in page
    for stranger in ("Wave", "noor@morning.test", "Dr. Okafor"):
        assert stranger not in page
    assert "Wave" not in office.get(PEOPLE, {"q": "Wav"}).content.decode().replace("“Wav”", "")


@pytest.mark.parametrize("words", ["fer", "AMARA@"])
def test_somebody_is_found_by_alias_or_address_never_by_legal_name(office, amara, words):
    assert f"/office/person/{amara.pk}" in office.get(PEOPLE, {"q": words}).content.decode()
    page = office.get(PEOPLE, {"q": "Legalname"}).content.decode()
    assert "Nobody found" in page


@pytest.mark.parametrize("size", [2, 50])
def test_the_list_asks_as_much_for_many_as_for_few(
    office, evening, size, django_assert_max_num_queries
):
    crowd(evening, size)
    office.get(PEOPLE)
    with django_assert_max_num_queries(8):
        page = office.get(PEOPLE).content.decode()
    assert page.count("/office/person/") == min(size + 1, A_PAGE)
    assert ("Page 1 of 2" in page) == (size == 50)
    assert office.get(PEOPLE, {"page": "99"}).status_code == 200


@pytest.mark.safety("L01", "P06")
def test_looking_at_a_person_is_noted(office, amara, iris):
    page = office.get(f"/office/person/{amara.pk}").content.decode()
    assert "Amara Legalname" in page
    line = Entry.objects.get(act="saw.person")
    assert (line.by_key, line.about_key) == (str(iris.pk), str(amara.pk))


@pytest.mark.safety("Z02")
def test_a_stranger_answers_like_nobody(office, noor, amara):
    for url in (
        f"/office/person/{noor.pk}",
        "/office/person/3b6f5d0e-0000-4000-8000-000000000000",
    ):
        assert office.get(url).status_code == 404
        assert office.post(f"{url}/contact", {"legal_name": "X"}).status_code == 404
    noor.contact.refresh_from_db()
    assert noor.contact.legal_name == "Noor Legalname"


# --- contact data ------------------------------------------------------------------------------

CONTACT = {
    "legal_name": "Amara L.", "phone": "603-555-0100", "usual_address": "1 Elm", "usual_state": "VT",
}  # fmt: skip


def test_contact_data_is_kept_and_only_what_differs_is_written(office, amara):
    office.post(f"/office/person/{amara.pk}/contact", CONTACT)
    amara.contact.refresh_from_db()
    assert (amara.contact.phone, amara.contact.usual_state) == ("+1 603-555-0100", "VT")
    assert Entry.objects.get(act="people.change_contact").facts == {"fields": 4}
    office.post(f"/office/person/{amara.pk}/contact", CONTACT)
    assert Entry.objects.filter(act="people.change_contact").count() == 1


def test_a_number_that_cannot_be_called_is_explained_and_kept(office, amara):
    answer = office.post(f"/office/person/{amara.pk}/contact", {**CONTACT, "phone": "call me"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This cannot be called" in page
    assert 'value="call me"' in page
    assert 'value="Amara L."' in page


def test_two_who_change_contact_data_at_once_see_each_other(office, amara):
    url = f"/office/person/{amara.pk}"
    seen = office.get(url).content.decode().split('name="seen" value="')[1].split('"')[0]
    office.post(f"{url}/contact", {**CONTACT, "phone": "603-555-0111"})

    answer = office.post(f"{url}/contact", {**CONTACT, "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this" in page
    assert "555-0111" in page
    assert 'value="603-555-0100"' in page


@pytest.mark.safety("Z03")
def test_a_form_writes_its_own_fields_only(office, amara):
    more = {"is_active": "", "email": "x@x.test", "alias": "Taken", "person": "1"}
    office.post(f"/office/person/{amara.pk}/contact", {**CONTACT, **more})
    amara.refresh_from_db()
    assert (amara.alias, amara.is_active, amara.email) == ("Fern", True, "amara@evening.test")


# --- places ------------------------------------------------------------------------------------


def act(browser, person, what, **fields):
    return browser.post(f"/office/person/{person.pk}/{what}", fields, follow=True).content.decode()


@pytest.fixture
def willow(evening, iris):
    """Somebody with an account and no place yet."""
    person = people.add_person(email="willow@evening.test", alias="Willow", by=None)
    people.grant_role(Role.PARTICIPANT, to=person, by=None)
    enrolment = programs.enrol(person, program=evening, by=None)
    programs.end_enrolment(enrolment, state=Enrolment.State.COMPLETED, by=iris)
    return person


def test_a_place_is_given_and_ended_with_its_role_and_its_sessions(
    office, willow, evening, iris, moment
):
    from datetime import time, timedelta

    from samepath.schedule import actions as schedule

    act(office, willow, "place", role="peer-leader")
    assert Role.PEER_LEADER in people_queries.roles_of(willow)
    session = schedule.plan(
        program=evening, kind="peer", title="C", on=(moment + timedelta(days=3)).date(), at=time(18),
        guide=willow, by=iris,
    )  # fmt: skip

    seat = Seat.objects.get(person=willow)
    page = act(office, willow, "place/end", seat=str(seat.pk))

    assert "Coming sessions without them now: 1" in page
    assert Role.PEER_LEADER not in people_queries.roles_of(willow)
    session.refresh_from_db()
    assert session.guide is None


@pytest.mark.safety("W14")
@pytest.mark.parametrize("role", ["coordinator", "administrator", "king", ""])
def test_the_office_gives_no_more_than_it_may(office, willow, role):
    assert "cannot give this place" in act(office, willow, "place", role=role)
    assert not Seat.objects.filter(person=willow).exists()


def test_an_administrator_seats_a_coordinator(client_as, omar, willow, evening):
    act(client_as(omar), willow, "place", role="coordinator")
    assert queries.staff_of(evening, Role.COORDINATOR).filter(pk=willow.pk).exists()


def test_enrolled_people_do_not_lead_and_leaders_are_not_enrolled(office, amara, ben):
    assert "cannot lead or treat" in act(office, amara, "place", role="peer-leader")
    assert people_queries.roles_of(amara) == [Role.PARTICIPANT]
    assert "cannot be enrolled" in act(office, ben, "enrol")
    assert people_queries.roles_of(ben) == [Role.PEER_LEADER]


@pytest.mark.safety("W14")
def test_nobody_places_themselves(office, iris):
    assert "Nobody gives a place to themselves" in act(office, iris, "place", role="clinician")
    assert people_queries.roles_of(iris) == [Role.COORDINATOR]


@pytest.mark.safety("P06")
def test_whoever_sounds_like_staff_is_asked_to_change_the_name(office, dr_chen, evening):
    assert "sounds like staff" in act(office, dr_chen, "place", role="peer-leader")


def test_enrolment_groups_and_care_team_begin_and_end(office, willow, evening, dr_chen, iris):
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    act(office, willow, "enrol")
    act(office, willow, "group", group=str(group.pk))
    page = act(office, willow, "tie", clinician=str(dr_chen.pk))
    assert "Circle" in page
    assert queries.care_team(willow, evening) == [dr_chen]

    act(office, willow, "tie", clinician=str(dr_chen.pk), no="1")
    membership = queries.members_of(group).get()
    act(office, willow, "group", membership=str(membership.pk), no="1")
    assert not queries.members_of(group).exists()
    assert queries.care_team(willow, evening) == []

    assert "Please choose how it ended" in act(office, willow, "enrol/end", state="active")
    act(office, willow, "enrol/end", state="ended")
    assert queries.enrolment_of(willow, evening) is None


def test_a_full_group_says_so(office, amara, evening, iris):
    programs.change_settings(evening, by=iris, capacity_target=2, capacity_soft=2, capacity_hard=2)
    group = programs.add_group(evening, name="Circle", lane="peer", by=iris)
    crowd(evening, 2)
    for enrolment in Enrolment.objects.exclude(person=amara):
        programs.join_group(group, enrolment=enrolment, by=iris)
    assert "is full" in act(office, amara, "group", group=str(group.pk))


def test_with_nobody_on_call_the_office_is_told_who_is_told(office, dr_chen):
    seat = Seat.objects.get(person=dr_chen)
    assert "duty address" in act(office, dr_chen, "on-call", seat=str(seat.pk))
    assert "duty address" not in act(office, dr_chen, "on-call", seat=str(seat.pk))


@pytest.mark.safety("Z02")
@pytest.mark.parametrize("what", ["place/end", "on-call", "tie", "group", "enrol/end"])
def test_ids_of_another_program_do_nothing(office, amara, dr_okafor, noor, morning, what):
    foreign = {
        "seat": str(Seat.objects.get(person=dr_okafor).pk),
        "clinician": str(dr_okafor.pk),
        "group": str(programs.add_group(morning, name="G", lane="peer", by=None).pk),
    }
    target = amara if what in {"tie", "group"} else noor
    answer = office.post(f"/office/person/{target.pk}/{what}", foreign)
    assert answer.status_code == 404
    assert queries.on_call(morning) == [dr_okafor]


# --- invitations -------------------------------------------------------------------------------

INVITE = "/office/people/invite"


def test_an_invitation_stands_in_the_list_until_it_is_taken_back(office, evening):
    office.post(INVITE, {"email": "new@evening.test", "role": "participant"})
    page = office.get(INVITE).content.decode()
    assert "new@evening.test" in page
    invitation = Invitation.objects.get()

    page = office.post(
        f"{PEOPLE}/revoke", {"invitation": str(invitation.pk)}, follow=True
    ).content.decode()
    assert "does not open any more" in page
    assert "new@evening.test" not in page.split("Asked, and not here yet")[1]


@pytest.mark.safety("W14")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nonsense"}, "valid email"),
        ({"role": "administrator"}, "valid choice"),
        ({"role": "coordinator"}, "valid choice"),
        ({"email": "AMARA@evening.test"}, "Fern has an account"),
    ],
)
def test_what_cannot_be_sent_is_explained(office, amara, fields, words):
    answer = office.post(INVITE, {"email": "new@evening.test", "role": "participant", **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.safety("Z02", "W14")
def test_nobody_takes_back_another_programs_invitation(office, morning):
    foreign, _ = programs.invite(
        email="x@morning.test", role=Role.PARTICIPANT, program=morning, by=None
    )
    for key in (str(foreign.pk), "nonsense", ""):
        assert office.post(f"{PEOPLE}/revoke", {"invitation": key}).status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_nobody_is_made_by_looking(office):
    before = Person.objects.count()
    for url in (PEOPLE, INVITE, "/office/groups", "/office/program"):
        assert office.get(url).status_code == 200
    assert Person.objects.count() == before
