"""Commands, time, words and the sweep, with rows: what reaches the database and what comes back out."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from samepath.audit import queries as audit
from samepath.facilitation import actions, jobs, queries, rules
from samepath.facilitation.models import Airtime, Command, Floor, ParkedItem, Words
from samepath.facilitation.rules import MovedOn, NotYours, Refused
from samepath.lib.time import now
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms


@pytest.mark.safety("V15")
def test_a_command_moves_the_floor_and_asks_every_page_to_look(
    circle, ben, looks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        circle.does(ben, "next", from_="")
    assert circle.floor.segments[0].state == "now"
    assert looks == [circle.seats[ben].room.name]


@pytest.mark.safety("D04")
def test_the_same_press_twice_is_one_act(circle, ben):
    press = uuid4()
    circle.does(ben, "next", command_id=press, from_="")
    circle.does(ben, "next", command_id=press, from_="")
    assert Floor.objects.get().version == 1
    assert Command.objects.get(pk=press).kind == "next"


def test_somebody_elses_press_is_not_ones_own(circle, ben, lin):
    press = uuid4()
    circle.does(ben, "next", command_id=press, from_="")
    with pytest.raises(Refused):
        circle.does(lin, "hand", command_id=press, up=True)


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        ("next", {"from": ""} | {"more": 1}), ("next", {}), ("next", {"from": 3}), ("nothing", {}),
        ("split", {"size": 2, "minutes": 600}), ("split", {"size": True, "minutes": 5}),
        ("lower", {"who": "0" * 12}), ("reorder", {"order": ["s9"]}), ("show", {"title": ""}),
        ("show", {"title": "a\x00b"}), ("vote", {"question": "Q", "options": ["one"]}), ("react", {"what": "boo"}),
        ("say", {"text": "x" * 501}),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_changes_nothing(circle, ben, kind, args):
    before = Floor.objects.values().get()
    with pytest.raises(Refused):
        actions.command(
            circle.session, by=ben, hat=Role.PEER_LEADER, kind=kind, args=args, command_id=uuid4()
        )
    assert Floor.objects.values().get() == before
    assert not Command.objects.exists()


def test_the_floor_outlives_the_process(circle, ben, amara):
    """All of it is rows: what another process reads after kill -9 is what was there before."""
    circle.does(ben, "next", from_="")
    circle.does(ben, "round", order="arrival")
    circle.does(amara, "hand", up=True)
    stored = Floor.objects.get(session=circle.session)
    again = rules.read_floor(stored.state)
    assert again.round.holder == str(ben.pk)
    assert [hand.person for hand in again.hands] == [str(amara.pk)]
    assert "round" not in Floor.objects.extra(select={"raw": "state"}).get().raw


@pytest.mark.safety("H11")
def test_the_host_holds_the_floor_when_the_guide_is_gone(circle, ben, lin, amara, time_machine):
    start = now()
    for second in (4, 8, 11):
        time_machine.move_to(start + timedelta(seconds=second), tick=False)
        circle.beats(lin, amara)
        jobs.let_time_pass()
    assert circle.floor.guide == str(lin.pk)
    assert Command.objects.get(kind="stand-in").by is None
    assert (
        "holds the floor while Heron is away"
        in circle.seen_by(amara, "participant")["led"]["words"]
    )
    circle.does(lin, "next", from_="")
    circle.beats(ben)
    actions.pass_time(circle.session)
    assert circle.seen_by(lin, "host")["led"]["swap"]["mine"]


@pytest.mark.safety("V03", "H05")
def test_a_reload_in_the_middle_of_a_turn_keeps_the_piece(circle, amara, ben):
    circle.does(ben, "round", order="arrival")
    circle.does(ben, "give", round=1, turn=1, to=circle.who(amara))
    seat = circle.seats[amara]
    rooms.leave(circle.session, by=amara, browser=amara.alias, identity=seat.identity)
    circle.comes(amara)
    actions.pass_time(circle.session)
    assert circle.floor.round.holder == str(amara.pk)


@pytest.mark.safety("Z04")
def test_participants_see_no_airtime_no_card_of_leaders_and_no_votes(circle, ben, amara):
    actions.heard(circle.session, by=ben, seconds=5)
    circle.does(ben, "next", from_="")
    circle.does(ben, "vote", question="What?", options=["Sleep", "Work"])
    circle.does(amara, "ballot", vote=1, option=1)
    hers, his = circle.seen_by(amara, "participant"), circle.seen_by(ben, "guide")
    assert hers["leader"] is None
    assert [one["votes"] for one in hers["vote"]["options"]] == [None, None]
    assert (hers["vote"]["voted"], hers["vote"]["mine"]) == (None, 1)
    assert [one["votes"] for one in his["vote"]["options"]] == [0, 1]
    assert his["leader"]["airtime"]["words"] == "2 people have not spoken yet. Heard most: Heron."


def test_leaders_see_how_earlier_votes_went_and_the_story_tells_it(circle, ben, lin, amara):
    for question, option in (("Longer?", 1), ("What?", 0)):
        circle.does(ben, "vote", question=question, options=["Yes", "No"])
        number = circle.floor.votes
        circle.does(amara, "ballot", vote=number, option=option)
        circle.does(ben, "close_vote", vote=number)
    assert all("option" not in one.facts for one in Command.objects.filter(kind="ballot"))
    earlier = circle.seen_by(lin, "host")["leader"]["votes"]
    assert [(one["question"], [each["votes"] for each in one["options"]]) for one in earlier] == [
        ("Longer?", [0, 1])
    ]
    assert circle.seen_by(amara, "participant")["leader"] is None
    told = queries.story_of(circle.session).votes
    assert told == [("Longer?", [("Yes", 0), ("No", 1)]), ("What?", [("Yes", 1), ("No", 0)])]


@pytest.mark.safety("Z04", "P06")
def test_nobody_is_told_who_passed_nor_any_key(circle, ben, lin, amara):
    circle.does(ben, "round", order="arrival")
    circle.does(ben, "pass", round=1, turn=1)
    hers = circle.seen_by(amara, "participant")
    states = {turn["who"]: turn["state"] for turn in hers["round"]["turns"]}
    assert states[circle.who(ben)] == "spoke"
    assert circle.seen_by(lin, "host")["round"]["turns"][0]["state"] == "passed"
    for person in (ben, lin, amara):
        assert str(person.pk) not in str(hers)
        assert "Legalname" not in str(hers)


def test_the_order_is_said_as_each_hears_it(circle, ben, lin, amara):
    circle.does(ben, "round", order="arrival")
    words = {
        person: circle.seen_by(person, role)["round"]["words"]
        for person, role in ((ben, "guide"), (lin, "host"), (amara, "participant"))
    }
    assert words[ben] == "You have the floor. Take your time, or pass. Lantern is next."
    assert words[lin] == "Heron is speaking. You are next."
    assert words[amara] == "Heron is speaking. Lantern is next, then you."


@pytest.mark.safety("Z07", "H14")
def test_typed_words_are_for_the_whole_room_and_gone_with_it(circle, ben, amara, dr_chen):
    circle.does(amara, "say", text="I am on a bus")
    for person, role in ((ben, "guide"), (amara, "participant"), (dr_chen, "supervisor")):
        assert circle.seen_by(person, role)["typed"]["lines"][0]["text"] == "I am on a bus"
    assert "bus" not in Words.objects.extra(select={"raw": "text"}).get().raw
    rooms.close(circle.session, by=ben, hat=Role.PEER_LEADER)
    jobs.sweep_floors()
    assert not Words.objects.exists()


def test_a_program_may_keep_words_for_some_hours(circle, ben, amara, evening, time_machine):
    evening.words_kept_h = 2
    evening.save(update_fields=["words_kept_h"])
    circle.session.refresh_from_db()
    circle.does(amara, "say", text="I am on a bus")
    rooms.close(circle.session, by=ben, hat=Role.PEER_LEADER)
    jobs.sweep_floors()
    jobs.forget_words()
    assert Words.objects.exists()
    time_machine.move_to(circle.session.ends_at + timedelta(hours=2, minutes=1))
    jobs.forget_words()
    assert not Words.objects.exists()


@pytest.mark.safety("P10")
def test_speaking_time_is_gone_when_the_session_ends(circle, ben, amara):
    actions.heard(circle.session, by=amara, seconds=4)
    actions.heard(circle.session, by=amara, seconds=3)
    assert Airtime.objects.get().seconds == 7
    jobs.sweep_floors()
    assert Airtime.objects.exists()
    rooms.close(circle.session, by=ben, hat=Role.PEER_LEADER)
    jobs.sweep_floors()
    assert not Airtime.objects.exists()


def test_whoever_is_heard_needs_the_hand_no_more(circle, amara):
    circle.does(amara, "hand", up=True)
    actions.heard(circle.session, by=amara, seconds=1)
    assert circle.floor.hands
    actions.heard(circle.session, by=amara, seconds=5)
    assert not circle.floor.hands


def test_what_is_parked_waits_for_the_group_until_it_is_taken_up(circle, ben, evening, iris):
    from samepath.programs import actions as programs

    group = programs.add_group(evening, name="Tuesdays", lane="peer", by=iris)
    circle.session.group = group
    circle.session.save(update_fields=["group"])
    circle.does(ben, "park", text="How to tell a new employer")
    item = circle.seen_by(ben, "guide")["parking"][0]
    assert (item["text"], item["earlier"]) == ("How to tell a new employer", False)
    circle.does(ben, "parked", item=item["item"])
    assert ParkedItem.objects.get().done_by == ben
    with pytest.raises(MovedOn):
        circle.does(ben, "parked", item=item["item"])


@pytest.mark.safety("Z02")
def test_somebody_without_a_part_does_nothing(circle, noor, dr_okafor):
    for person, hat in ((noor, Role.PARTICIPANT), (dr_okafor, Role.CLINICIAN)):
        with pytest.raises(NotYours):
            actions.command(
                circle.session, by=person, hat=hat, kind="hand", args={"up": True}, command_id=uuid4()
            )  # fmt: skip


def test_the_supervisor_leads_from_the_console_too(circle, dr_chen):
    circle.does(dr_chen, "pause")
    assert circle.floor.pause.by == str(dr_chen.pk)


def test_the_trail_has_the_act_and_none_of_the_words(circle, ben, amara):
    circle.does(amara, "say", text="secret words")
    circle.does(ben, "lower", who=circle.who(amara))
    said = [line for line in audit.by(amara.pk) if line.act == "facilitation.command"]
    lowered = audit.about([amara.pk])[0]
    assert (len(said), lowered.act) == (1, "facilitation.command")
    assert "secret" not in f"{said} {lowered}"
    assert "secret" not in str(list(Command.objects.values()))


def test_a_session_of_one_person_has_no_floor(evening, amara, dr_chen, iris, tonight):
    from samepath.schedule.models import Kind

    tonight.kind = Kind.INDIVIDUAL
    assert actions.open_floor(tonight, by=dr_chen) is None
    with pytest.raises(Refused, match="no-floor"):
        actions.command(
            tonight, by=dr_chen, hat=Role.CLINICIAN, kind="pause", args={}, command_id=uuid4()
        )


def test_the_guide_of_a_session_becomes_its_segments(tonight, ben):
    floor = rules.read_floor(actions.open_floor(tonight, by=ben).state)
    assert [segment.kind for segment in floor.segments] == ["welcome", "check_in", "topic", "check_out", "closing"]  # fmt: skip
    assert sum(segment.minutes for segment in floor.segments) == tonight.minutes


def test_the_longest_card_of_a_guide_can_be_shown_to_all(circle, ben, amara):
    """As the page sends it: the part's title, its card for members and its questions, a line each."""
    from samepath.guides.rules import MOST_LINES, ROOM

    words = "\n".join(["c" * ROOM["participant_card"], *["q" * ROOM["questions"]] * MOST_LINES])
    circle.does(ben, "show", title="t" * ROOM["title"], text=words)
    for person, role in ((amara, "participant"), (ben, "guide")):
        assert circle.seen_by(person, role)["card"]["text"] == words
    circle.does(ben, "hide")
    assert circle.seen_by(amara, "participant")["card"] is None


def test_a_card_may_lead_to_a_page_of_this_site(circle, ben, amara):
    circle.does(ben, "show", title="Five things you see", link="/library/one")
    card = circle.seen_by(amara, "participant")["card"]
    assert (card["link"], card["link_words"]) == ("/library/one", "Open it")
