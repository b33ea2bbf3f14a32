"""What is asked about programs."""

from __future__ import annotations

from django.db.models import QuerySet

from samepath.lib.ids import hash_secret
from samepath.lib.time import now as right_now
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.errors import InvitationRefused
from samepath.programs.models import Invitation, Program, Seat


def on_call(program: Program) -> list[Person]:
    """Clinicians of the program who are paged when somebody is not safe. 1 query."""
    return list(
        Person.objects.filter(
            seats__program=program, seats__role=Role.CLINICIAN, seats__on_call=True,
            seats__until__isnull=True, is_active=True,
        ).distinct()
    )  # fmt: skip


def care_team(person: Person, program: Program) -> list[Person]:
    """The clinicians around an enrolled person. 1 query."""
    return list(
        Person.objects.filter(
            care_ties__enrolment__person=person,
            care_ties__enrolment__program=program,
            care_ties__until__isnull=True,
            is_active=True,
        ).distinct()
    )


def staff_of(program: Program, role: Role) -> QuerySet[Person]:
    """People with a live seat in this role."""
    return Person.objects.filter(
        seats__program=program, seats__role=role, seats__until__isnull=True, is_active=True
    ).order_by("alias")


def participants_of(program: Program) -> QuerySet[Person]:
    """People enrolled now."""
    return Person.objects.filter(
        enrolments__program=program, enrolments__ended_at__isnull=True, is_active=True
    ).order_by("alias")


def people_visible_to(person: Person, hat: Role | None) -> QuerySet[Person]:
    """Everybody in the programs somebody keeps, and, for an administrator, everybody."""
    if hat == Role.ADMINISTRATOR:
        return Person.objects.all()
    programs = Program.objects.visible_to(person, hat)
    seated = Seat.objects.filter(program__in=programs).values("person")
    return Person.objects.filter(pk__in=seated) | Person.objects.filter(
        enrolments__program__in=programs
    )


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
