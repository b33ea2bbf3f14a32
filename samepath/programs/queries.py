"""What is asked about programs."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from samepath.lib.ids import hash_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person, RoleGrant
from samepath.people.permissions import Role
from samepath.programs.errors import InvitationRefused
from samepath.programs.models import Enrolment, Group, Invitation, Membership, Program, Seat


def _holding(role: Role) -> Q:
    """Open accounts that hold a role now: a seat whose role was taken back is empty (A09, Z05)."""
    held = RoleGrant.objects.filter(person=OuterRef("pk"), role=role, ended_at__isnull=True)
    return Q(Exists(held), is_active=True)


def seats_of(program: Program) -> QuerySet[Seat]:
    """The live places on a program's staff, with who has them."""
    return (
        Seat.objects.filter(program=program, until__isnull=True)
        .select_related("person")
        .order_by("role", "person__alias")
    )


def on_call(program: Program) -> list[Person]:
    """Clinicians of the program who are paged when somebody is not safe. 1 query."""
    return list(
        Person.objects.filter(
            _holding(Role.CLINICIAN), seats__program=program, seats__role=Role.CLINICIAN,
            seats__on_call=True, seats__until__isnull=True,
        ).distinct()
    )  # fmt: skip


def care_team(person: Person, program: Program) -> list[Person]:
    """The clinicians around an enrolled person. 1 query."""
    return list(
        Person.objects.filter(
            _holding(Role.CLINICIAN), care_ties__enrolment__person=person,
            care_ties__enrolment__program=program, care_ties__until__isnull=True,
        ).distinct()
    )  # fmt: skip


def staff_of(program: Program, *roles: Role) -> QuerySet[Person]:
    """People who hold one of these roles and have a live seat in it."""
    wanted = Q(pk__in=())
    for role in roles:
        seated = Seat.objects.filter(program=program, role=role, until__isnull=True)
        wanted |= _holding(role) & Q(pk__in=seated.values("person"))
    return Person.objects.filter(wanted).order_by("alias")


def participants_of(program: Program) -> QuerySet[Person]:
    """People enrolled now."""
    return Person.objects.filter(
        enrolments__program=program, enrolments__ended_at__isnull=True, is_active=True
    ).order_by("alias")


def programs_of(person: Person, hat: Role | None) -> list[Program]:
    """The programs somebody works in, or is enrolled in, with this hat. 1 query."""
    return list(Program.objects.visible_to(person, hat).order_by("name"))


def people_visible_to(person: Person, hat: Role | None) -> QuerySet[Person]:
    """Everybody who is or was in the programs somebody keeps, and, for an administrator, everybody."""
    if hat == Role.ADMINISTRATOR:
        return Person.objects.all()
    programs = Program.objects.visible_to(person, hat)
    # Asked person by person: a page needs few of them, and a list of all who ever enrolled is long.
    seated = Seat.objects.filter(program__in=programs, person=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(program__in=programs, person=OuterRef("pk"))
    return Person.objects.filter(Exists(seated) | Exists(enrolled))


def enrolment_of(person: Person, program: Program) -> Enrolment | None:
    """Somebody's live episode in a program. 1 query."""
    return Enrolment.objects.filter(program=program, person=person, ended_at__isnull=True).first()


def members_of(group: Group) -> QuerySet[Membership]:
    """The live places in a group, with who has them."""
    return (
        Membership.objects.filter(group=group, until__isnull=True)
        .select_related("enrolment__person")
        .order_by("enrolment__person__alias")
    )


def open_invitations(program: Program | None) -> QuerySet[Invitation]:
    """Invitations into a program that nobody used or took back, newest first; expired ones among them."""
    return Invitation.objects.filter(
        program=program, used_at__isnull=True, revoked_at__isnull=True
    ).order_by("-made_at")


def open_invitation(token: str) -> Invitation:
    """The invitation behind a token, if it can still be used. Raises InvitationRefused. 1 query."""
    found = (
        Invitation.objects.select_related("program").filter(token_sha256=hash_secret(token)).first()
    )
    if found is None:
        raise InvitationRefused("unknown")
    if found.used_at:
        raise InvitationRefused("used")
    if found.revoked_at:
        raise InvitationRefused("revoked")
    if found.expires_at < right_now():
        raise InvitationRefused("expired")
    return found
