"""Planning, changing and calling off by hand: every mistake is explained, nothing typed is lost."""

from datetime import time, timedelta

import pytest

from samepath.lib.time import in_zone
from samepath.people import actions as people
from samepath.schedule import actions as schedule
from samepath.schedule.models import Expected, Session

NEW = "/office/session/new"


@pytest.fixture
def office(client_as, iris):
    return client_as(iris)


@pytest.fixture
def filled(evening, moment, ben, lin, dr_chen):
    """The form, filled without a mistake; a test names what is different."""
    tomorrow = in_zone(moment, evening.zone).date() + timedelta(days=1)

    def fields(**different):
        return {
            "kind": "peer", "title": "Evening Circle", "on": tomorrow.isoformat(), "at": "18:00", "minutes": "90",
            "guide": str(ben.pk), "host": str(lin.pk), "supervisor": str(dr_chen.pk), **different,
        }  # fmt: skip

    return fields


@pytest.fixture
def planned(evening, moment, ben, lin, dr_chen, amara, iris):
    return schedule.plan(
        program=evening, kind="peer", title="Circle", on=in_zone(moment, evening.zone).date() + timedelta(days=2),
        at=time(18), guide=ben, host=lin, supervisor=dr_chen, expected=[amara], by=iris,
    )  # fmt: skip


def test_a_session_is_planned(office, filled):
    answer = office.post(NEW, filled())
    session = Session.objects.get()
    assert answer["Location"] == f"/office/session/{session.pk}"
    assert (session.title, session.guide.alias) == ("Evening Circle", "Heron")
    assert "Planned." in office.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"on": "2020-01-01"}, "This time has passed"),
        ({"on": "someday"}, "valid date"),
        ({"at": "25:99"}, "valid time"),
        ({"title": ""}, "required"),
        ({"minutes": "5"}, "15"),
        ({"kind": "party"}, "valid choice"),
        ({"host": "{guide}"}, "Heron already has another part"),
        ({"kind": "clinical"}, "Heron has no place in this program for that"),
        ({"guide": "3b6f5d0e-0000-4000-8000-000000000000"}, "valid choice"),
        ({"on": "2030-03-10", "at": "02:30"}, "clocks go forward"),
    ],
)
def test_every_mistake_is_explained_and_nothing_typed_is_lost(office, filled, mistake, words):
    fields = filled(title="Kept words")
    if mistake.get("host"):
        mistake = {"host": fields["guide"]}
    answer = office.post(NEW, {**fields, **mistake})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert 'aria-invalid="true"' in page
    assert mistake.get("title") == "" or "Kept words" in page
    assert not Session.objects.exists()


def test_a_clash_names_the_other_session(office, filled, planned, ben):
    fields = filled(on=planned.on_date.isoformat(), at="18:30", host="", supervisor="")
    answer = office.post(NEW, fields)
    assert answer.status_code == 422
    assert "Heron is in “Circle” at that time" in answer.content.decode()


@pytest.mark.safety("Z09")
def test_a_clash_in_another_program_does_not_say_with_what(
    office, filled, planned, morning, ben, iris
):
    from samepath.people.permissions import Role
    from samepath.programs import actions as programs

    programs.seat(ben, program=morning, role=Role.PEER_LEADER, by=iris)
    schedule.plan(
        program=morning, kind="peer", title="Sunrise", on=planned.on_date, at=time(21), guide=ben, by=iris
    )  # fmt: skip
    page = office.post(NEW, filled(on=planned.on_date.isoformat(), at="22:00")).content.decode()
    assert "Heron is in “another program”" in page
    assert "Sunrise" not in page


def test_the_form_of_a_session_is_filled_with_it_and_keeps_changes(office, filled, planned):
    page = office.get(f"/office/session/{planned.pk}/edit").content.decode()
    assert 'value="Circle"' in page
    assert "selected>Heron" in page

    office.post(f"/office/session/{planned.pk}/edit", filled(title="Late Circle", at="20:00"))
    planned.refresh_from_db()
    assert (planned.title, planned.at_time) == ("Late Circle", time(20))


def test_two_who_edit_at_once_see_each_other(office, filled, planned, iris):
    opened = planned.changed_at.isoformat()
    office.post(f"/office/session/{planned.pk}/edit", filled(title="Theirs", seen=opened))

    answer = office.post(f"/office/session/{planned.pk}/edit", filled(title="Mine", seen=opened))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stored now" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page

    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert (
        office.post(
            f"/office/session/{planned.pk}/edit", filled(title="Mine", seen=seen)
        ).status_code
        == 302
    )
    planned.refresh_from_db()
    assert planned.title == "Mine"


def test_a_mark_that_is_no_time_overwrites_nothing(office, filled, planned):
    url = f"/office/session/{planned.pk}/edit"
    assert office.post(url, filled(title="Mine", seen="x")).status_code == 422


def test_calling_off_asks_first_and_can_be_undone(office, planned):
    page = office.get(f"/office/session/{planned.pk}").content.decode()
    assert "1 person is expected" in page

    office.post(f"/office/session/{planned.pk}/cancel")
    page = office.get(f"/office/session/{planned.pk}").content.decode()
    assert "This session is called off" in page
    assert office.get(f"/office/session/{planned.pk}/edit").status_code == 302

    office.post(f"/office/session/{planned.pk}/restore")
    planned.refresh_from_db()
    assert planned.cancelled_at is None


def test_taking_up_again_says_who_is_busy_by_now(office, planned, filled):
    office.post(f"/office/session/{planned.pk}/cancel")
    office.post(NEW, filled(on=planned.on_date.isoformat()))
    page = office.post(f"/office/session/{planned.pk}/restore", follow=True).content.decode()
    assert "Heron is somewhere else at that time by now" in page


@pytest.mark.parametrize("typed", ["Fern", "fern", " amara@evening.test "])
def test_somebody_is_expected_by_name_or_address_and_no_longer(office, planned, amara, typed):
    office.post(f"/office/session/{planned.pk}/unexpect", {"person": str(amara.pk)})
    assert not Expected.objects.exists()
    office.post(f"/office/session/{planned.pk}/expect", {"person": typed})
    assert Expected.objects.get().person == amara


@pytest.mark.safety("Z09", "Z03")
@pytest.mark.parametrize("typed", ["Nobody", "Wave", "noor@morning.test", "Heron", ""])
def test_nobody_else_can_be_named(office, planned, noor, typed):
    answer = office.post(f"/office/session/{planned.pk}/expect", {"person": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not typed or f'value="{typed}"' in page
    assert Expected.objects.count() == 1


def test_the_form_may_be_posted_by_the_office_only(client_as, omar, filled, planned):
    browser = client_as(omar)
    assert browser.get(f"/office/session/{planned.pk}").status_code == 200
    assert browser.post(NEW, filled()).status_code == 403
    assert "New session" not in browser.get("/office").content.decode()


@pytest.mark.safety("P06")
def test_contact_data_is_not_on_the_session_page(office, planned, amara, iris):
    people.change_contact(amara, by=iris, phone="+1 603-555-0199")
    page = office.get(f"/office/session/{planned.pk}").content.decode()
    assert "Fern" in page
    for kept in ("Legalname", "555-0199", "Alder Street", "amara@evening.test"):
        assert kept not in page


def test_nobody_is_missed_before_the_end(office, tonight, planned, amara):
    before, during = (
        office.get(f"/office/session/{one.pk}").content.decode() for one in (planned, tonight)
    )
    assert "Who was there" not in before
    assert "Nobody has been there yet" in during
    assert "was not there" not in during


@pytest.mark.safety("Z05")
def test_calling_off_what_goes_on_closes_its_room(office, tonight, amara, moment):
    from samepath.rooms.models import Admission, Room

    room = Room.objects.create(session=tonight, name="r", seats=12, opened_at=moment)
    inside = Admission.objects.create(
        room=room, person=amara, identity="p_1", role="participant", browser="x", admitted_at=moment
    )  # fmt: skip

    assert "this cannot be undone" in office.get(f"/office/session/{tonight.pk}").content.decode()
    page = office.post(f"/office/session/{tonight.pk}/cancel", follow=True).content.decode()

    assert "Let it take place after all" not in page
    room.refresh_from_db()
    inside.refresh_from_db()
    assert room.closed_at
    assert inside.ended_at
