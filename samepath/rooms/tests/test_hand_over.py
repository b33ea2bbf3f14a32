"""A room goes from one clinician to another and is nobody's at no moment."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from samepath.audit import queries as audit
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import jobs, queries
from samepath.rooms.errors import AlreadyOver, LineTooLong, NoLine, NotOffered, NotYours
from samepath.rooms.models import Watch
from samepath.rooms.rules import still_offered
from samepath.rooms.tests.conftest import READY
from samepath.schedule import actions as schedule
from samepath.schedule.errors import Clash, SamePerson, WrongPerson
from samepath.schedule.models import HandOver, Kind

LINE = "Sun came at 2 and has been quiet."


@pytest.fixture
def reyes(evening):
    """The evening program's second clinician."""
    from conftest import _person, _staff

    person = _person("Dr. Reyes", "reyes@evening.test", "Rosa Reyes")
    return _staff(person, Role.CLINICIAN, evening)


@pytest.fixture
def live(tonight, ben, dr_chen, livekit_hears):
    """Tonight's room, with Ben in it and Dr. Chen listening."""
    rooms.watch(tonight, by=dr_chen, hat=Role.CLINICIAN, state="listening")
    rooms.enter(tonight, by=ben, hat=Role.PEER_LEADER, browser="b")
    return tonight


def _offer(session, by, to, line=LINE):
    return rooms.hand_over(session, to=to, by=by, hat=Role.CLINICIAN, line=line)


def _take(offered, by):
    offered.refresh_from_db()
    rooms.take_over(offered, by=by, hat=Role.CLINICIAN)


@pytest.fixture
def offered(live, dr_chen, reyes):
    return _offer(live, dr_chen, reyes)


@pytest.mark.safety("H03", "V05")
def test_the_outgoing_one_is_released_only_when_the_incoming_console_answers(
    live, offered, dr_chen, reyes
):
    live.refresh_from_db()
    assert (live.supervisor, Watch.objects.get().person) == (dr_chen, dr_chen)

    _take(offered, reyes)

    live.refresh_from_db()
    watch = Watch.objects.get()
    assert (live.supervisor, watch.person, watch.state) == (reyes, reyes, "on_call")
    assert now() - watch.answered_at < timedelta(seconds=15)


@pytest.mark.safety("V06")
def test_everybody_in_the_room_reads_who_stands_behind_it_and_since_when(
    live, offered, reyes, amara, livekit_hears, django_capture_on_commit_callbacks
):
    admission = rooms.enter(
        live, by=amara, hat=Role.PARTICIPANT, browser="x", answers=READY
    ).admission
    assert admission is not None
    with django_capture_on_commit_callbacks(execute=True):
        _take(offered, reyes)

    supervision = queries.state_for(admission, now())["supervision"]
    assert supervision["words"] == "Dr. Reyes is close by"
    assert supervision["since"] == Watch.objects.get().since.isoformat()
    assert ("tell_to_look", admission.room.name) in livekit_hears


@pytest.mark.safety("H03")
@pytest.mark.parametrize(
    ("seconds", "waits"), [(0, True), (120, True), (121, False), (3600, False)]
)
def test_a_hand_over_waits_two_minutes(seconds, waits):
    at = now()
    assert still_offered(at - timedelta(seconds=seconds), at) is waits


@pytest.mark.safety("H03")
def test_who_takes_too_long_takes_nothing(live, offered, dr_chen, reyes, time_machine):
    time_machine.move_to(now() + timedelta(seconds=121))
    with pytest.raises(NotOffered):
        _take(offered, reyes)
    jobs.end_offers()
    jobs.end_offers()

    offered.refresh_from_db()
    live.refresh_from_db()
    assert (offered.state, live.supervisor) == ("late", dr_chen)
    assert [line.act for line in audit.about([reyes.pk])].count("rooms.let_lapse") == 1


def test_what_still_waits_is_left_alone_by_time(offered):
    jobs.end_offers()
    offered.refresh_from_db()
    assert offered.state == "asked"


@pytest.mark.safety("H03")
def test_until_it_is_taken_it_can_be_taken_back(live, offered, dr_chen, reyes):
    rooms.undo_hand_over(offered, by=dr_chen)
    with pytest.raises(NotOffered):
        _take(offered, reyes)
    with pytest.raises(NotOffered):
        rooms.undo_hand_over(offered, by=dr_chen)
    live.refresh_from_db()
    assert live.supervisor == dr_chen


def test_what_was_taken_is_not_taken_back(offered, dr_chen, reyes):
    _take(offered, reyes)
    with pytest.raises(NotOffered):
        rooms.undo_hand_over(offered, by=dr_chen)
    with pytest.raises(NotOffered):
        _take(offered, reyes)


def test_only_the_two_of_them_answer_it(offered, dr_chen, reyes, lin):
    with pytest.raises(NotYours):
        _take(offered, dr_chen)
    for person in (reyes, lin):
        with pytest.raises(NotYours):
            rooms.undo_hand_over(offered, by=person)


def test_a_second_offer_takes_the_first_back(live, offered, dr_chen, evening):
    from conftest import _person, _staff

    third = _staff(_person("Dr. Moss", "m@evening.test", "M"), Role.CLINICIAN, evening)
    again = _offer(live, dr_chen, third)
    offered.refresh_from_db()
    assert (offered.state, again.state) == ("undone", "asked")


@pytest.mark.safety("H03")
def test_nobody_stands_behind_more_rooms_than_the_limit(
    live, dr_chen, reyes, evening, iris, moment
):
    from conftest import _person, _staff

    evening.rooms_a_supervisor = 1
    evening.save(update_fields=["rooms_a_supervisor"])
    live.refresh_from_db()
    wall = (moment + timedelta(minutes=5)).astimezone(ZoneInfo(evening.zone))
    guide = _staff(_person("Finch", "f@evening.test", "F"), Role.PEER_LEADER, evening)
    other = schedule.plan(
        program=evening, kind=Kind.PEER, title="Other", on=wall.date(),
        at=wall.time().replace(second=0, microsecond=0), guide=guide, by=iris,
    )  # fmt: skip
    offered = _offer(live, dr_chen, reyes)
    other.supervisor = reyes
    other.save(update_fields=["supervisor"])

    with pytest.raises(Clash):
        _take(offered, reyes)
    with pytest.raises(Clash):
        _offer(live, dr_chen, reyes)

    live.refresh_from_db()
    offered.refresh_from_db()
    assert (live.supervisor, offered.state) == (dr_chen, "asked")


@pytest.mark.parametrize(
    ("line", "refusal"), [("", NoLine), (" \n", NoLine), ("x" * 201, LineTooLong)]
)
def test_the_line_is_needed_and_short(live, dr_chen, reyes, line, refusal):
    with pytest.raises(refusal):
        _offer(live, dr_chen, reyes, line)
    assert not HandOver.objects.exists()


@pytest.mark.safety("Z09")
def test_a_room_goes_to_clinicians_of_the_program_only(live, dr_chen, dr_okafor, lin):
    for person in (dr_okafor, lin):
        with pytest.raises(WrongPerson):
            _offer(live, dr_chen, person)
    with pytest.raises(NotYours):
        _offer(live, dr_chen, dr_chen)


def test_whoever_leads_it_does_not_stand_behind_it(live, dr_chen, reyes):
    live.host = reyes
    live.save(update_fields=["host"])
    with pytest.raises(SamePerson):
        _offer(live, dr_chen, reyes)


def test_only_whoever_stands_behind_it_hands_it_over(live, dr_chen, reyes, ben):
    with pytest.raises(NotYours):
        _offer(live, reyes, dr_chen)
    with pytest.raises(NotYours):
        rooms.hand_over(live, to=reyes, by=ben, hat=Role.PEER_LEADER, line=LINE)


def test_what_is_over_is_handed_to_nobody(live, dr_chen, reyes, time_machine):
    rooms.close(live, by=dr_chen, hat=Role.CLINICIAN)
    time_machine.move_to(live.ends_at + timedelta(minutes=1))
    with pytest.raises(AlreadyOver):
        _offer(live, dr_chen, reyes)


@pytest.mark.safety("D03", "L01")
def test_the_trail_has_each_step_and_none_of_the_words(offered, dr_chen, reyes):
    assert "quiet" not in HandOver.objects.extra(select={"raw": "line"}).get().raw
    _take(offered, reyes)
    acts = [line.act for line in audit.by(dr_chen.pk)] + [line.act for line in audit.by(reyes.pk)]
    assert {"rooms.hand_over", "rooms.take_over", "schedule.hand_supervision"} <= set(acts)
    assert "quiet" not in str(list(audit.by(dr_chen.pk)))


def test_the_incoming_one_is_told_outside_too(offered, reyes):
    from samepath.notices.models import Notice

    told = Notice.objects.get(key=f"hand-over:{offered.pk}")
    assert told.to == reyes.email
    assert "quiet" not in str(vars(told))
