"""What the landing page of the demonstration asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samepath.demo.cast import MEMBERS, STAFF
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.rooms.models import Admission
from samepath.schedule.models import Kind, Session


@dataclass(frozen=True)
class Way:
    """One way into the demonstration."""

    key: str
    person: Person
    role: str
    drawing: str
    words: str = ""
    who: str = ""
    what: str = ""


@dataclass(frozen=True)
class OpenNow:
    """The session that is open, for the landing page."""

    title: str
    guide: str
    clinician: str
    minute: int
    drawings: list[str]


def people_of_the_demo() -> list[Way]:
    """Every made-up person one can come in as. 1 query."""
    figures = {figure.email: figure for figure in (*STAFF, *MEMBERS)}
    found = Person.objects.filter(email__in=figures)
    return [Way(figures[p.email].key, p, figures[p.email].role, p.drawing) for p in found]


def ways_in() -> list[Way]:
    """The four ways of the landing page. 1 query."""
    words = {
        "fern": (_("Come as Fern"), _("a participant, on a phone, a little nervous"), _("check in, then the room")),
        "heron": (_("Lead as Heron"), _("a peer leader, ninety minutes, ten people"), _("the door, the room, who comes")),
        "ada": (_("Stand behind as Ada"), _("a licensed clinician"), _("listen, step in, answer")),
        "priya": (_("Keep the week as Priya"), _("the coordinator"), _("gaps, people, who was there")),
    }  # fmt: skip
    by_key = {way.key: way for way in people_of_the_demo()}
    return [
        Way(key, by_key[key].person, by_key[key].role, by_key[key].drawing, *said)
        for key, said in words.items()
        if key in by_key
    ]


def open_now() -> OpenNow | None:
    """The open session and the drawings of who is inside. 2 queries."""
    now = right_now()
    session = (
        Session.objects.filter(
            kind=Kind.PEER, starts_at__lte=now, ends_at__gt=now, cancelled_at__isnull=True,
            guide__email="heron@demo.invalid",
        )
        .select_related("guide", "supervisor")
        .first()
    )  # fmt: skip
    if session is None or session.guide is None or session.supervisor is None:
        return None
    inside = Admission.objects.filter(
        room__session=session, ended_at__isnull=True, role="participant"
    ).values_list("person__drawing", flat=True)
    minute = int((now - session.starts_at).total_seconds() // 60)
    return OpenNow(
        session.title, session.guide.alias, session.supervisor.alias, minute, list(inside)[:8]
    )
