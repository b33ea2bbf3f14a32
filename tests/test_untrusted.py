"""Pages are untrusted: what one claims changes nothing, what one types stays words, and nobody talks to one person alone."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest

from samepath.facilitation.models import Airtime
from samepath.facilitation.rules import Refused, read_args
from samepath.facilitation.rules.arguments import people, person
from samepath.facilitation.rules.table import COMMANDS
from samepath.lib.time import now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms import actions as rooms
from samepath.rooms import livekit
from samepath.rooms.models import Admission, Ban, Clearing, Room, Wait, Watch
from samepath.rooms.tests.conftest import READY
from samepath.schedule.models import Session
from tests.room_page import Page, sample


@pytest.fixture
def fern(client_as, open_door, amara):
    page = Page(client_as(amara, Role.PARTICIPANT), open_door)
    page.seat, _ = page.come_in(**READY)
    return page


@pytest.fixture
def heron(client_as, open_door, ben):
    page = Page(client_as(ben, Role.PEER_LEADER), open_door)
    page.seat, _ = page.come_in(take_over="yes")
    return page


def send(page, kind, command=None, **args):
    return page.json("floor", {"command": str(command or uuid4()), "kind": kind, "args": args})


# --- what a page claims (V15) -------------------------------------------------------------------------


@pytest.mark.safety("V15")
@pytest.mark.parametrize("role", ["participant", "leader"])
def test_a_ticket_lets_nobody_send_data_or_say_who_they_are(role):
    sources = ["camera", "microphone", *(["screen_share"] if role == "leader" else [])]
    token = livekit.ticket(room="r", identity="p", sources=sources)
    video = jwt.decode(token, options={"verify_signature": False})["video"]
    assert video["canPublishData"] is False
    assert video["canUpdateOwnMetadata"] is False
    assert not any(video.get(right) for right in ("roomAdmin", "roomCreate", "roomList", "hidden", "recorder", "ingressAdmin"))  # fmt: skip


@pytest.mark.safety("V15")
def test_what_a_beat_claims_about_the_room_is_not_believed(fern, heron, amara):
    claims = {
        "role": "guide", "me": {"role": "supervisor", "can": ["remove", "close"]}, "people": [], "hold": None,
        "supervision": {"state": "in_room"}, "floor": {"version": 99_999, "round": None}, "waiting": [],
        "reason": "removed", "removed": [heron.seat],
    }  # fmt: skip
    before = list(Watch.objects.values_list("state", "since"))
    answer = fern.json("beat", sample("beat") | claims | {"identity": fern.seat})
    state = answer.json()
    assert (state["me"]["role"], state["me"]["can"], state["waiting"]) == ("participant", [], None)
    assert len(state["people"]) == 2
    assert state["floor"]["version"] < 99_999
    assert list(Watch.objects.values_list("state", "since")) == before
    assert Admission.objects.get(identity=heron.seat).ended_at is None


@pytest.mark.safety("V15")
def test_a_beat_speaks_for_nobody_else(fern, heron):
    assert (
        fern.json("beat", sample("beat") | {"identity": heron.seat, "spoke_s": 9}).status_code
        == 410
    )
    assert not Airtime.objects.exists()
    fern.form("leave", identity=heron.seat)
    assert Admission.objects.get(identity=heron.seat).ended_at is None


@pytest.mark.safety("V15", "H26")
@pytest.mark.parametrize("act", ["admit", "deny", "remove", "close", "clear", "undo-clear"])
def test_nobody_but_who_holds_the_session_decides_who_is_in_it(fern, heron, noor, open_door, act):
    wait = Wait.objects.create(session=open_door, person=noor, asked_at=now(), seen_at=now())
    answer = fern.form(act, wait=str(wait.pk), identity=heron.seat, reason="x", why="x")
    assert (answer.status_code, answer.json()["reason"]) == (403, "not-yours")
    wait.refresh_from_db()
    assert wait.state == Wait.State.WAITING
    assert Room.objects.filter(closed_at=None).count() == 1
    assert not Ban.objects.exists()
    assert not Clearing.objects.exists()


# --- nobody talks to one person alone (Z07) -----------------------------------------------------------


@pytest.mark.safety("Z07")
def test_no_command_of_a_member_names_somebody_else():
    named = {
        kind
        for kind, command in COMMANDS.items()
        if "participant" in command.may and {person, people} & set(command.args.values())
    }
    assert named == set()


@pytest.mark.safety("Z07")
@pytest.mark.parametrize("name", ["to", "who", "room", "private", "only", "with"])
def test_typed_words_take_no_addressee(name):
    with pytest.raises(Refused, match="args"):
        read_args("say", {"text": "hello", name: "someone"}, {"someone": "x"})


@pytest.mark.safety("Z07")
def test_words_typed_in_a_small_room_are_read_by_those_who_lead(fern, heron, open_door):
    send(fern, "say", text="only between us?")
    lines = heron.json("beat", sample("beat") | {"identity": heron.seat}).json()["floor"]["typed"][
        "lines"
    ]
    assert [one["text"] for one in lines] == ["only between us?"]


# --- what somebody types stays words (W03) ------------------------------------------------------------

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</script><script>x()</script>",
    "{{ 7*7 }}{% load x %}", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.safety("W03")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_in_a_room_come_back_as_data_and_nothing_else(fern, heron, payload):
    send(fern, "say", text=payload)
    send(heron, "show", title=payload[:80], text=payload)
    send(heron, "vote", question=payload, options=[payload[:60], "b"])
    send(heron, "park", text=payload)
    answer = fern.json("beat", sample("beat") | {"identity": fern.seat})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    floor = answer.json()["floor"]
    assert floor["typed"]["lines"][0]["text"] == floor["card"]["text"] == payload
    assert (floor["vote"]["question"], floor["parking"][0]["text"]) == (payload, payload)


@pytest.mark.safety("W03")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_and_titles_are_inert_on_every_page_of_a_session(
    fern, heron, open_door, amara, ben, dr_chen, iris, client_as, payload
):
    """Past the check of names on purpose: what is in the database already must be inert too."""
    Person.objects.filter(pk__in=[amara.pk, ben.pk]).update(alias=payload[:60])
    Session.objects.filter(pk=open_door.pk).update(title=payload)
    send(heron, "vote", question=payload, options=[payload[:60], "b"])
    send(heron, "close_vote", vote=1)
    rooms.remove(
        Admission.objects.get(identity=fern.seat), by=ben, hat=Role.PEER_LEADER, reason=payload
    )
    at = f"/session/{open_door.pk}"
    seen = 0
    for who, hat, pages in (
        (amara, Role.PARTICIPANT, ("/", f"{at}/door", f"{at}/room", f"{at}/left", f"{at}/waiting")),
        (ben, Role.PEER_LEADER, ("/", f"{at}/door", f"{at}/room", f"{at}/left")),
        (dr_chen, Role.CLINICIAN, ("/", "/console", f"{at}/door", f"{at}/room")),
        (iris, Role.COORDINATOR, ("/", f"{at}/door")),
    ):
        browser = client_as(who, hat)
        for page in pages:
            answer = browser.get(page, follow=True)
            text = answer.content.decode()
            seen += answer.status_code == 200
            if "<" in payload:
                assert payload not in text, (who, page)
            assert not re.search(r"(href|src|action)=[\"']?\s*javascript:", text), (who, page)
            assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert seen > 10


# --- leaders know who, around their session only (Z04) ------------------------------------------------


@pytest.mark.safety("Z04")
@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 403)])
def test_a_press_sent_again_a_day_later_brings_no_names_back(
    heron, fern, client_as, ben, open_door, time_machine, hours, status
):
    command = uuid4()
    assert send(heron, "typing", command, open=False).status_code == 200
    time_machine.move_to(open_door.ends_at + timedelta(hours=hours), tick=False)
    later = Page(client_as(ben, Role.PEER_LEADER), open_door)
    answer = send(later, "typing", command, open=False)
    assert answer.status_code == status
    if status == 403:
        assert "Fern" not in answer.content.decode()


# --- Help is always there (H27) -----------------------------------------------------------------------


@pytest.mark.safety("H27")
@pytest.mark.parametrize("page", ["door", "room", "left", "waiting"])
def test_every_page_and_every_sheet_of_a_room_carries_help(fern, page):
    text = fern.client.get(f"{fern.at}/{page}").content.decode()
    assert re.search(r'<form[^>]*id="help-form"', text)
    assert re.search(
        r"<button[^>]*class=\"[^\"]*\bhelp\b[^>]*>(?:(?!</button>).)*Help|help", text, re.DOTALL
    )
    assert "F8" in text
    for sheet in re.findall(r"<dialog.*?</dialog>", text, re.DOTALL):
        if 'class="sheet"' in sheet:
            assert 'form="help-form"' in sheet
            assert "data-dismiss" in sheet or 'method="dialog"' in sheet


@pytest.mark.safety("H27")
def test_no_page_of_a_room_goes_on_by_itself(fern):
    for page in ("door", "room", "left", "waiting"):
        text = fern.client.get(f"{fern.at}/{page}").content.decode()
        assert 'http-equiv="refresh"' not in text
        assert not re.search(r"autofocus[^>]*data-act=\"leave\"", text)


def _grade(text):
    """Flesch and Kincaid's school grade, with syllables guessed from vowels."""
    sentences = max(1, len(re.findall(r"[.!?]+", text)))
    words = re.findall(r"[a-z’']+", text.lower())
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e\b|ed\b", "", word))))
        for word in words
    )
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@pytest.mark.safety("H27", "H12")
def test_what_members_read_at_a_door_and_as_they_leave_is_plain(open_door):
    from samepath.rooms.rules import Door
    from samepath.web.room.words import door_words, end_words

    said = [door_words(door, open_door) for door in Door]
    said += [
        end_words(end)
        for end in ("left", "removed", "cleared", "moved", "closed", "revoked", "gone")
    ]
    hard = {words: round(grade, 1) for words in said if (grade := _grade(words)) > 6}
    assert hard == {}
