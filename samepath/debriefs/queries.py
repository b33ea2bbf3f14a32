"""What is asked after a session: whose debrief is owed, how the log stands, how it was for the group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from samepath.debriefs import rules
from samepath.debriefs.models import CheckOut, Debrief, FollowUp
from samepath.lib.time import in_zone, instant
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.rooms.models import Admission, Room
from samepath.rooms.rules import who_in
from samepath.schedule import queries as schedule
from samepath.schedule.models import Kind, Session

MORNING = time(9)
TAKEN_UP_IN = timedelta(
    days=2
)  # afterwards every clinician of the program is shown a task (domain 3.8)
SIGNED_SHOWN = timedelta(days=7)
WAS_LET_IN = Admission.objects.filter(room__session=OuterRef("pk"))
MAIN = Room.Purpose.MAIN


# --- check-outs -----------------------------------------------------------------------------------


def may_check_out(session: Session, person: Person, now: datetime | None = None) -> bool:
    """Whether somebody was there as a member and the time for it lasts. At most 1 query."""
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    if not rules.may_check_out(now=now or right_now(), **when):
        return False
    return Admission.objects.filter(
        room__session=session, room__purpose=MAIN, person=person, role="participant"
    ).exists()


def check_out_of(session: Session, person: Person) -> CheckOut | None:
    """What somebody said, or that they would rather not. 1 query."""
    return CheckOut.objects.filter(session=session, person=person).first()


def to_check_out(person: Person, hat: Role | None) -> Session | None:
    """The session of the last day that somebody was at and has said nothing of. 1 query."""
    now = right_now()
    return (
        Session.objects.visible_to(person, hat)
        .filter(
            Exists(WAS_LET_IN.filter(person=person, role="participant", room__purpose=MAIN)),
            ~Exists(CheckOut.objects.filter(session=OuterRef("pk"), person=person)),
            ends_at__lte=now, ends_at__gt=now - rules.OPEN_FOR, cancelled_at__isnull=True,
        )
        .order_by("-ends_at")
        .first()
    )  # fmt: skip


def how_it_was(session: Session) -> rules.Summary | None:
    """The middle of all answers; nothing from fewer than five. 1 query."""
    return rules.summary([one.answers for one in CheckOut.objects.filter(session=session)])


def words_of(session: Session) -> list[str]:
    """What people wrote, in no order that tells whose it is. For clinicians. 1 query."""
    return sorted(one.words for one in CheckOut.objects.filter(session=session) if one.words)


# --- who owes a debrief ---------------------------------------------------------------------------


def leaders_of(session: Session) -> list[tuple[str, Person]]:
    """The planned guide and host who were let in: whoever did not come has nothing to write. 1 query."""
    planned = [("guide", session.guide), ("host", session.host)]
    inside = set(
        Admission.objects.filter(room__session=session).values_list("person_id", flat=True)
    )
    return [(part, one) for part, one in planned if one is not None and one.pk in inside]


def owes(session: Session) -> bool:
    """Whether the leaders of this kind of session write a debrief."""
    return session.kind == Kind.PEER and session.cancelled_at is None


def still_writes(session: Session, person: Person) -> bool:
    """Whether somebody led this session and has not finished their debrief; it may be over early. At most 1 query."""
    if not owes(session) or person.pk not in {session.guide_id, session.host_id}:
        return False
    return not Debrief.objects.filter(
        session=session, author=person, done_at__isnull=False
    ).exists()


def log_of(session: Session, now: datetime | None = None) -> rules.Log:
    """How the log of a session stands. 2 queries."""
    done = Debrief.objects.filter(session=session, done_at__isnull=False)
    return rules.log(
        owed=owes(session),
        over=session.ends_at <= (now or right_now()),
        leaders=[(part, str(one.pk)) for part, one in leaders_of(session)],
        done={str(author) for author in done.values_list("author_id", flat=True)},
    )


def owed_by(person: Person, hat: Role | None, at: datetime | None = None) -> QuerySet[Session]:
    """Sessions somebody led that still wait for their debrief, newest first."""
    finished = Debrief.objects.filter(session=OuterRef("pk"), author=person, done_at__isnull=False)
    return (
        Session.objects.visible_to(person, hat)
        .filter(
            Q(guide=person) | Q(host=person), ~Exists(finished), Exists(WAS_LET_IN.filter(person=person)),
            kind=Kind.PEER, cancelled_at__isnull=True, ends_at__lte=at or right_now(),
        )
        .order_by("-ends_at")
    )  # fmt: skip


def morning_after(session: Session) -> datetime:
    """Nine o'clock in the program's zone on the day after a session ended."""
    zone = session.program.zone
    day = in_zone(session.ends_at, zone).date() + timedelta(days=1)
    return instant(day, MORNING, zone)[0]


# --- the paper itself -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """Somebody of the session, by the word its pages use, and the line written about them."""

    who: str
    person: Person
    line: str = ""


@dataclass(frozen=True)
class Paper:
    """One leader's debrief as a page shows it, begun or not."""

    session: Session
    part: str
    debrief: Debrief
    begun: bool
    people: list[Named] = field(default_factory=list)

    @property
    def named(self) -> int:
        """How many people the clinician is asked to look after."""
        return sum(bool(one.line) for one in self.people)


def part_of(session: Session, person: Person) -> str:
    """guide, host, or empty: whose debrief this session waits for. 1 query."""
    return next((part for part, one in leaders_of(session) if one.pk == person.pk), "")


def paper_of(session: Session, person: Person, now: datetime) -> Paper:
    """A leader's paper. Names of members are on it only while leaders may see them (Z04). 6 queries."""
    known = Debrief.objects.filter(session=session, author=person).first()
    blank = Debrief(session=session, author=person, begun_at=now, saved_at=now)
    open_to_names = rules.names_people(
        now=now, starts_at=session.starts_at, ends_at=session.ends_at
    )
    return Paper(
        session=session,
        part=part_of(session, person),
        debrief=known or blank,
        begun=known is not None,
        people=named_in(session, known) if open_to_names else [],
    )


def named_in(session: Session, debrief: Debrief | None) -> list[Named]:
    """The members of a session, each with the line a debrief has about them. 3 queries."""
    lines: dict[UUID, str] = {}
    if debrief is not None:
        lines = {one.person_id: one.line for one in FollowUp.objects.filter(debrief=debrief)}
    return [
        Named(who_in(session.pk, one.pk), one, lines.get(one.pk, "")) for one in members_of(session)
    ]


def members_of(session: Session) -> list[Person]:
    """Whoever came or was expected, leaders and clinicians not counted. 2 queries."""
    came = Person.objects.filter(
        admissions__room__session=session, admissions__role="participant"
    ).distinct()
    people = {one.pk: one for one in (*came, *schedule.expected_people(session))}
    return sorted(people.values(), key=lambda one: one.alias.lower())


# --- for clinicians -------------------------------------------------------------------------------


def finished_of(session: Session, person: Person, hat: Role | None) -> list[Debrief]:
    """The finished debriefs of a session that somebody may read. 2 queries."""
    return list(
        Debrief.objects.visible_to(person, hat)
        .filter(session=session, done_at__isnull=False)
        .select_related("author", "talked_by", "read_by")
        .prefetch_related("follow_ups__person")
        .order_by("done_at")
    )


def to_read(person: Person, hat: Role | None) -> QuerySet[Debrief]:
    """Finished debriefs that no clinician has signed: of sessions one stood behind first, then oldest first.

    2 queries with the people named in them. Nobody reads their own here.
    """
    own_sessions = Case(When(session__supervisor=person, then=0), default=1)
    return (
        Debrief.objects.visible_to(person, hat)
        .exclude(author=person)
        .filter(done_at__isnull=False, read_at__isnull=True)
        .select_related("author", "session")
        .prefetch_related("follow_ups__person")
        .order_by(own_sessions, "done_at")
    )


def signed_lately(person: Person, now: datetime) -> QuerySet[Debrief]:
    """A leader's own debriefs that a clinician signed in the last week, newest first. 1 query."""
    return (
        Debrief.objects.filter(author=person, read_at__gt=now - SIGNED_SHOWN)
        .select_related("session", "read_by")
        .order_by("-read_at")
    )


def to_take_up(person: Person, hat: Role | None, now: datetime | None = None) -> list[Debrief]:
    """Debriefs in which a leader needs somebody, or names somebody: oldest first. 2 queries.

    They wait for the session's clinician, and after two days for every clinician of the program.
    """
    now = now or right_now()
    mine = Q(session__supervisor=person) | Q(session__supervisor=None)
    named = FollowUp.objects.filter(debrief=OuterRef("pk"))
    return list(
        Debrief.objects.visible_to(person, hat)
        .exclude(author=person)
        .annotate(names=Exists(named))
        .filter(
            mine | Q(done_at__lt=now - TAKEN_UP_IN), ~Q(talk="") | Q(names=True),
            done_at__isnull=False, talked_at__isnull=True,
        )
        .select_related("author", "session")
        .order_by(F("done_at").asc())[:20]
    )  # fmt: skip
