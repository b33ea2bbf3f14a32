"""Sentences about the floor. Pages have none of their own."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samepath.facilitation.queries.company import Gathering
from samepath.facilitation.rules import Floor
from samepath.facilitation.rules.floor import Round
from samepath.facilitation.rules.rounds import in_line
from samepath.schedule.models import Session


def reaction_words() -> dict[str, str]:
    """The four quiet signs."""
    return {
        "heard": _("I hear you"),
        "with_you": _("With you"),
        "thank_you": _("Thank you"),
        "strength": _("Strength to you"),
    }


def led_words(floor: Floor, people: Gathering) -> str:
    """Who leads, for everyone."""
    guide, host = people.alias(floor.guide), people.alias(floor.host)
    if floor.stands_in:
        return _("%(host)s holds the floor while %(guide)s is away. You do not have to do anything.") % {
            "host": guide, "guide": host,
        }  # fmt: skip
    if guide and host:
        return _("%(guide)s leads. %(host)s hosts.") % {"guide": guide, "host": host}
    return _("%(guide)s leads.") % {"guide": guide} if guide else ""


def swap_words(floor: Floor, people: Gathering, viewer: str) -> str:
    """What is offered, for the two it is about."""
    assert floor.swap is not None
    by, to = people.alias(floor.swap.by), people.alias(floor.swap.to)
    if viewer == floor.swap.by:
        return _("You offered to change parts with %(name)s.") % {"name": to}
    if floor.offered_back:
        return _("%(name)s is back. Hand the floor back?") % {"name": by}
    return _("%(name)s offers to change parts with you.") % {"name": by}


def whisper_words(by: str, floor: Floor, people: Gathering, viewer: str) -> str:
    """From whom a line to the leaders is, and who reads it."""
    others = [people.alias(one) for one in (floor.guide, floor.host) if one and one != viewer]
    others = [name for name in others if name]
    if viewer not in {floor.guide, floor.host}:
        return _("%(name)s, to %(leaders)s") % {"name": by, "leaders": _(" and ").join(others)}
    if others:
        return _("%(name)s, to you and %(other)s") % {"name": by, "other": others[0]}
    return _("%(name)s, to you") % {"name": by}


def leaders_words(session: Session) -> str:
    """Who leads a session, as somebody writes to them. No query for a session read with its leaders."""
    named = [one.alias for one in (session.guide, session.host) if one is not None]
    return _(" and ").join(named) or _("the leaders")


def answer_words(answer: str, by: str) -> str:
    """What a leader said to it; empty while nobody has."""
    if not answer:
        return ""
    said = {"thanks": _("%(name)s: Thank you."), "join": _("%(name)s: Please join me.")}[answer]
    return said % {"name": by}


def round_words(here: Round, floor: Floor, people: Gathering, viewer: str) -> str:
    """Who speaks and who comes next, as one person hears it."""
    line = in_line(here, floor, people.company)
    if here.holder is None:
        return (
            _("Everyone here has had a turn.")
            if not _missing(here)
            else _("The next turn waits until somebody is back.")
        )
    first = (
        _("You have the floor. Take your time, or pass.")
        if here.holder == viewer
        else _("%(name)s is speaking.") % {"name": people.alias(here.holder)}
    )
    after = _after(line, people, viewer)
    return f"{first} {after}".strip()


def _missing(here: Round) -> bool:
    return any(turn.state in {"waiting", "come-back"} for turn in here.turns)


def _after(line: list[str], people: Gathering, viewer: str) -> str:
    if not line:
        return ""
    if line[0] == viewer:
        return _("You are next.")
    name = {"name": people.alias(line[0])}
    if viewer not in line:
        return _("%(name)s is next.") % name
    place = line.index(viewer)
    if place == 1:
        return _("%(name)s is next, then you.") % name
    return ngettext(
        "%(name)s is next. %(count)d person speaks before you.",
        "%(name)s is next. %(count)d people speak before you.",
        place,
    ) % {**name, "count": place}


def place_words(floor: Floor, people: Gathering, viewer: str) -> str:
    """Where somebody is when they are not with the group."""
    room = next((one for one in floor.apart if one.key == floor.place_of(viewer)), None)
    if room is None:
        return _back_words(floor, people, viewer)
    names = ", ".join(people.alias(one) for one in room.people if one != viewer)
    if room in floor.sides:
        return _("You are aside with %(names)s. Go back to the group whenever you like.") % {
            "names": names
        }
    if room.lone == viewer and room.alone_since is not None:
        return _(
            "You are alone here for a moment. If nobody comes, you are back with the group very soon."
        )
    assert floor.split is not None
    return _("You are with %(names)s. %(time)s Call a leader whenever you like.") % {
        "names": names, "time": left_words(floor.split.ends_at - people.company.now),
    }  # fmt: skip


def left_words(left: timedelta) -> str:
    """How much time small rooms have, without digits: a clock in sight hurries people."""
    about = (
        (10, _("There is plenty of time.")), (4, _("There is time for each of you.")),
        (2, _("A few minutes are left.")), (1, _("One or two minutes are left.")),
    )  # fmt: skip
    found = (words for least, words in about if left >= timedelta(minutes=least))
    return next(found, _("Less than a minute is left."))


def _back_words(floor: Floor, people: Gathering, viewer: str) -> str:
    """A word for somebody who was left alone in a small room and came back."""
    back = next((one for one in reversed(floor.back) if one.person == viewer), None)
    if back is None:
        return ""
    names = ", ".join(people.alias(one) for one in back.others)
    if not names:
        return _("It is good that you are here. You are back with the group.")
    return _("%(names)s could not stay. It is good that you are here. You are back with the group.") % {
        "names": names
    }  # fmt: skip


def ask_words(what: str, by: str) -> str:
    """What somebody is asked to close."""
    if what == "camera":
        return _("%(name)s asks you to turn your camera off for now.") % {"name": by}
    return _("%(name)s asked to close your microphone for now. You can open it again.") % {
        "name": by
    }


def share_words(name: str, share: float) -> str:
    """A share of the speaking time, never as a number."""
    about = (
        (0.85, _("%(name)s, nearly all of the time")), (0.6, _("%(name)s, more than half of the time")),
        (0.42, _("%(name)s, about half of the time")), (0.28, _("%(name)s, about a third of the time")),
        (0.18, _("%(name)s, about a quarter of the time")), (0.0, _("%(name)s, a small part of the time")),
    )  # fmt: skip
    return next(words for least, words in about if share >= least) % {"name": name}


def airtime_words(quiet: int, most: str) -> str:
    """How speaking is shared, for leaders."""
    silent = ngettext(
        "%(count)d person has not spoken yet.", "%(count)d people have not spoken yet.", quiet
    ) % {"count": quiet}
    spoken = _("Heard most: %(name)s.") % {"name": most}
    if not most:
        return _("Nobody has spoken yet.")
    return f"{silent} {spoken}" if quiet else f"{_('Everyone has been heard.')} {spoken}"


def pace_words(over_min: int) -> str:
    """When the whole will end, for leaders."""
    if over_min > 1:
        return _("At this pace you end %(count)d minutes late.") % {"count": over_min}
    if over_min < -1:
        return _("You have %(count)d minutes to spare.") % {"count": -over_min}
    return _("You end on time.")


def shorten_words(title: str, minutes: int) -> str:
    """What could be shorter."""
    return _("Make “%(title)s” %(count)d minutes to get closer to the planned end.") % {
        "title": title, "count": minutes,
    }  # fmt: skip
