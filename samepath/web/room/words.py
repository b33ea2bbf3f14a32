"""What the door says, in plain words. The rules answer by name; the page speaks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samepath.people.models import Person
from samepath.rooms.rules import Door
from samepath.schedule.models import Session


def _name(person: Person | None, otherwise: str) -> str:
    return person.alias if person else otherwise


def door_words(door: Door, session: Session) -> str:
    """One or two sentences for the person at the door: what is so, and what happens next."""
    guide = _name(session.guide, _("your leader"))
    host = _name(session.host or session.guide, _("your host"))
    clinician = _name(session.supervisor, _("a clinician"))
    words = {
        Door.OPEN: _("The door is open. Come in when you are ready."),
        Door.PRIVATE_OPEN: _("A clinician is in a room for the two of you. Come in when you are ready."),
        Door.PRIVATE_WAIT: _("Thank you for saying so. %(clinician)s has been told and comes to you here. "
                             "Stay on this page. Your seat in the group is kept."),
        Door.WAIT_LEADER: _("We wait for %(guide)s. The door opens by itself. You do not have to do anything."),
        Door.WAIT_SUPERVISOR: _("We wait for %(clinician)s, who stands close by. No group starts without that. "
                                "The door opens by itself."),
        Door.WAIT_HOST: _("%(host)s sees that you are here and will let you in at a good moment."),
        Door.ASK_CHECK_IN: _("A few answers are still open. They are marked on this page."),
        Door.ASK_CONSENT: _("There is something to read and sign first."),
        Door.ASK_AGREEMENTS: _("This group has promises to each other. Please read them first."),
        Door.ASK_LOCATION_AGAIN: _("It has been a while. Please tell us again where you are right now."),
        Door.OUTSIDE_STATES: _("Our clinicians are not licensed where you are today, so we cannot open this "
                               "session to you. The office would like to help: please call them."),
        Door.WAIT_CLEARED: _("The group stopped for a moment to keep everyone safe. Your microphone and camera are off. "
                             "Please wait here. %(guide)s lets people in one by one. "
                             "If you feel shaken, press “I need help”."),
        Door.TOO_EARLY: _("It is early. The door opens %(minutes)s minutes before the start."),
        Door.ENDED: _("This session is over."),
        Door.CANCELLED: _("This session does not take place."),
        Door.NOT_ON_THE_LIST: _("This session is not on your list."),
        Door.KEPT_OUT: _("You cannot come into this session tonight. You still belong here. "
                         "A clinician will talk with you."),
        Door.FULL: _("Every seat is taken right now. You are next; the door opens by itself."),
        Door.ELSEWHERE: _("You are here already. The room is open in another tab, or on another phone or screen."),
    }[door]  # fmt: skip
    return words % {
        "guide": guide,
        "host": host,
        "clinician": clinician,
        "minutes": session.program.door_opens_min,
    }


def end_words(end: str) -> str:
    """Why somebody is no longer inside."""
    return {
        "left": _("You left the room."),
        "removed": _("You were asked to leave for tonight. You still belong here. "
                     "A clinician will be in touch today."),
        "cleared": _("The group stopped for a moment to keep everyone safe. Your microphone and camera are off. "
                     "Please wait here. People come back in one by one. "
                     "If you feel shaken, press “I need help”."),
        "moved": _("You went on in another tab, or on another phone or screen."),
        "closed": _("The session has ended. Thank you for being here."),
        "revoked": _("You no longer have access to this room. The office can help."),
        "gone": _("You were away for more than ten minutes. You can come back through the door."),
    }.get(end, _("You are not in the room. You can come in through the door."))  # fmt: skip


def floor_words(reason: str) -> str:
    """Why a command of the floor was not carried out, and what can be done."""
    return {
        "moved-on": _("It has already moved on. This is how things stand now."),
        "not-yours": _("Only the people who hold this session can do that."),
        "no-floor": _("This session is for one person; there is nothing to hand round."),
        "round-open": _("Some people have not had a turn yet. Go on all the same?"),
        "round-first": _("A round is going on. End it first, or open the floor."),
        "split-first": _("The group is in small rooms. Bring everyone back first."),
        "first": _("This is the first part."),
        "minutes": _("That is too long or too short. Nothing was changed."),
        "number": _("That number is too big or too small. Nothing was changed."),
        "segment": _("There is no such part tonight. Nothing was changed."),
        "order": _("That order leaves somebody out, or names somebody who is not waiting. Nothing was changed."),
        "who": _("That person is not in this session."),
        "away": _("That person is not in the room right now."),
        "nobody": _("There is nobody in the room to hand the piece to."),
        "no-other": _("There is no second leader tonight."),
        "not-inside": _("Come into the room first."),
        "busy": _("One of the two is in a side room already."),
        "group-alone": _("The group would be alone. Ask your co-leader or the clinician to stay with it."),
        "no-pairs": _("Small rooms do not work out for this group tonight. Stay together, or go aside with one person."),
        "not-open": _("That room is not open to you right now. Please ask the clinician."),
        "too-few": _("Small rooms need at least two people."),
        "typing-closed": _("Typing rests just now. You can raise your hand, or press Help."),
        "vote-open": _("A vote is still open. Close it first."),
        "options": _("Two of the choices are the same."),
        "option": _("There is no such choice."),
        "link": _("Only pages of this site can be shown."),
        "empty": _("Please write something first."),
        "long": _("That is too long. Please make it shorter; nothing was lost."),
        "letters": _("There is a sign in it that we cannot show. Please take it out."),
        "closed": _("The room is closed; nobody would read it any more."),
        "whispers": _("A lot was written to the leaders tonight already. Please step in to them."),
        "many": _("A lot was typed tonight already. Please speak, or raise your hand."),
    }.get(reason, _("That did not work. Nothing was changed."))  # fmt: skip


def room_words() -> dict[str, str]:
    """Everything the room's script may say; it has no words of its own."""
    return {
        "unknown": _("somebody joining"),
        "since": _("since %s"),
        "you": _("you"),
        "mic_on": _("microphone on"),
        "mic_off": _("microphone off"),
        "arriving": _("arrived at %s of 10"),
        "reconnecting": _("The line is poor. Your seat is kept, we are bringing you back."),
        "joining": _("Coming in …"),
        "speaks": _("%s is speaking."),
        "here": _("You are in the room."),
        "poor": _("Your line is poor. Under “More” you can take small pictures, or sound only."),
        "came": _("%s came in."),
        "went": _("%s is away."),
        "waits": _("%s waits at the door."),
        "line": _("Your seat may still be free. Press “Come back in” when you have a line again."),
        "signed-out": _(
            "You are signed out. Please sign in again; your seat is kept for ten minutes."
        ),
        "hat": _("You changed your role on another page. Change back to come into this room."),
        "factor": _("Please show again that it is you, then come back through the door."),
        "no_microphone": _("We could not reach your microphone. You can listen, and try again."),
        "no_camera": _("We could not reach your camera. You can go on without."),
        "no_group": _(
            "The group is not open to you yet. Please tell the clinician when you are ready."
        ),
        "hand": _("Hand"),
        "hand_place": _("Hand up, %s"),
        "hand_up": _("hand up"),
        "holds": _("has the talking piece"),
        "minutes_left": _("%s minutes left"),
        "not_sent": _("That did not reach the server. Please try again."),
        "vote_open": _("Choose one. Nobody sees who chose what."),
        "vote_mine": _("Thank you. You can choose again until it is closed."),
        "vote_closed": _("The vote is closed."),
        **_leader_words(),
        "no_line": _("We could not reach the server. Please try again. Your answers are kept."),
    }


def _leader_words() -> dict[str, str]:
    return {
        "show_before": _("Before we begin"),
        "show_over": _("The evening is over"),
        "begin": _("Begin: %s"),
        "next_part": _("Next: %s"),
        "end_show": _("End the last part"),
        "left_of": _("%(left)s min left of %(whole)s"),
        "have_spoken": _("%(spoke)s of %(all)s have spoken"),
        "turn_speaking": _("speaking"),
        "turn_next": _("next"),
        "turn_waiting": "",
        "turn_passed": _("passed"),
        "turn_come-back": _("comes back later"),
        "earlier": _("%s one place earlier"),
        "later": _("%s one place later"),
        "heard_least": _("heard least"),
        "segment_minutes": _("%s min"),
        "segment_now": _("now"),
        "segment_done": _("done"),
        "segment_skipped": _("left out"),
        "skip": _("Leave out"),
        "unskip": _("Put back"),
        "split_left": _("In small rooms for %s more minutes."),
        "calls": _("asks you to come"),
        "have_voted": _("%s have voted"),
        "typing_open": _("Let people type"),
        "typing_rest": _("Let typing rest"),
        "parked_earlier": _("from an earlier evening"),
    }


def watch_states() -> list[tuple[str, str]]:
    """Where a supervisor can say they are."""
    return [
        ("on_call", _("Close by")),
        ("listening", _("Listening")),
        ("in_room", _("In the room")),
        ("away", _("Away")),
    ]
