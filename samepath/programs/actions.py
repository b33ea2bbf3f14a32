"""What happens with programs: they start, are staffed, take people in, form groups, and invite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from samepath.audit import trail
from samepath.lib.ids import hash_secret, new_secret
from samepath.lib.time import now as right_now
from samepath.notices import actions as notices
from samepath.people import actions as people
from samepath.people import queries as people_queries
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import queries, rules
from samepath.programs.errors import (
    BadSetting,
    GroupFull,
    InvitationRefused,
    LeadsHere,
    MayNotInvite,
    NameTaken,
    NotASetting,
    NotOfThisProgram,
    Over,
    RoleMissing,
)
from samepath.programs.models import (
    CareTie,
    Enrolment,
    Group,
    Invitation,
    Membership,
    Program,
    Seat,
)

SIZES = ("capacity_target", "capacity_soft", "capacity_hard")


@transaction.atomic
def start_program(
    *, name: str, zone: str, states: Sequence[str], duty_email: str, by: Person | None
) -> Program:
    """Begin a program with the default numbers. Raises for a zone or a state that does not exist."""
    _check_zone(zone)
    _check_states(states)
    try:
        with transaction.atomic():
            program = Program.objects.create(
                name=name, zone=zone, states=sorted(states), duty_email=duty_email
            )
    except IntegrityError:
        raise NameTaken from None
    trail.did("programs.start_program", by=by, about=program, program=program.pk)
    return program


def _check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise NotASetting("zone", "zone")


def _check_states(states: Sequence[str]) -> None:
    if not set(states) <= rules.STATES:
        raise NotASetting("states", "states")


@transaction.atomic
def change_settings(program: Program, *, by: Person, **fields: int | str | list[str]) -> None:
    """Change a program's own numbers and words. Raises BadSetting outside the safe range."""
    for name, value in fields.items():
        _check_setting(name, value)
    sizes = {name: int(str(fields.get(name, getattr(program, name)))) for name in SIZES}
    if not rules.rising(*sizes.values()):
        raise NotASetting("capacity_soft", "order")
    for name, value in fields.items():
        was = getattr(program, name)
        setattr(program, name, value)
        told = name in rules.SETTINGS or name in rules.SWITCHES
        numbers = {"was": was, "became": value} if told else {}
        trail.did(
            "programs.change_settings", by=by, about=program, program=program.pk, name=name, **numbers
        )  # fmt: skip
    program.save(update_fields=list(fields))


def _check_setting(name: str, value: int | str | list[str]) -> None:
    """Only what a program decides, and only safe values (Z03)."""
    allowed = rules.SETTINGS.get(name)
    if allowed is None and name not in rules.WORDS | rules.SWITCHES:
        raise NotASetting(name, "unknown")
    if name in rules.SWITCHES and not isinstance(value, bool):
        raise NotASetting(name, "switch")
    if allowed is not None and not allowed.low <= int(str(value)) <= allowed.high:
        raise BadSetting(name, allowed.low, allowed.high)
    if name == "zone":
        _check_zone(str(value))
    if name == "states":
        _check_states(value)  # type: ignore[arg-type]  # a list by contract


@transaction.atomic
def seat(
    person: Person, *, program: Program, role: Role, by: Person | None, on_call: bool = False
) -> Seat:
    """Give somebody a place on a program's staff. The role comes first; enrolled people stay participants."""
    if role not in people_queries.roles_of(person):
        raise RoleMissing(role)
    if role == Role.PARTICIPANT:
        raise RoleMissing(role)
    if queries.enrolment_of(person, program):
        raise LeadsHere
    place, made = Seat.objects.get_or_create(
        program=program,
        person=person,
        role=role,
        until=None,
        defaults={"since": right_now(), "on_call": on_call},
    )
    if made:
        trail.did("programs.seat", by=by, about=person, program=program.pk, role=role.value)
    return place


@transaction.atomic
def set_on_call(place: Seat, *, on_call: bool, by: Person) -> None:
    """Put a clinician on call, or take them off."""
    if on_call and place.role != Role.CLINICIAN:
        raise RoleMissing(Role.CLINICIAN)
    place.on_call = on_call
    place.save(update_fields=["on_call"])
    trail.did(
        "programs.set_on_call", by=by, about=place.person, program=place.program_id, on_call=on_call
    )


@transaction.atomic
def unseat(place: Seat, *, by: Person) -> None:
    """End somebody's place on the staff; a clinician leaves the program's care teams too."""
    now = right_now()
    if not Seat.objects.filter(pk=place.pk, until__isnull=True).update(until=now):
        return
    if place.role == Role.CLINICIAN:
        ties = CareTie.objects.filter(clinician=place.person_id, until__isnull=True)
        ties.filter(enrolment__program=place.program_id).update(until=now)
    trail.did(
        "programs.unseat", by=by, about=place.person, program=place.program_id, role=place.role
    )


@transaction.atomic
def enrol(
    person: Person,
    *,
    program: Program,
    by: Person | None,
    state: str = Enrolment.State.ACTIVE,
    at: datetime | None = None,
) -> Enrolment:
    """Take somebody in. Nobody is enrolled where they lead or treat."""
    if Role.PARTICIPANT not in people_queries.roles_of(person):
        raise RoleMissing(Role.PARTICIPANT)
    if Seat.objects.filter(program=program, person=person, until__isnull=True).exists():
        raise LeadsHere
    enrolment, made = Enrolment.objects.get_or_create(
        program=program,
        person=person,
        ended_at=None,
        defaults={"state": state, "started_at": at or right_now()},
    )
    if made:
        trail.did("programs.enrol", by=by, about=person, program=program.pk)
    return enrolment


@transaction.atomic
def end_enrolment(enrolment: Enrolment, *, state: str, by: Person) -> None:
    """End an episode: completed, or ended early. Places in groups and care teams end with it."""
    now = right_now()
    if not Enrolment.objects.filter(pk=enrolment.pk, ended_at__isnull=True).update(
        state=state, ended_at=now
    ):
        return
    enrolment.refresh_from_db()
    enrolment.memberships.filter(until__isnull=True).update(until=now)
    enrolment.care_ties.filter(until__isnull=True).update(until=now)
    trail.did(
        "programs.end_enrolment",
        by=by,
        about=enrolment.person,
        program=enrolment.program_id,
        state=state,
    )


@transaction.atomic
def tie(clinician: Person, *, enrolment: Enrolment, by: Person | None) -> CareTie:
    """Put a clinician of the program on somebody's care team."""
    if enrolment.ended_at:
        raise Over
    if not queries.staff_of(enrolment.program, Role.CLINICIAN).filter(pk=clinician.pk).exists():
        raise NotOfThisProgram
    made, new = CareTie.objects.get_or_create(
        enrolment=enrolment, clinician=clinician, until=None, defaults={"since": right_now()}
    )
    if new:
        trail.did(
            "programs.tie", by=by, about=enrolment.person, program=enrolment.program_id,
            clinician=str(clinician.pk),
        )  # fmt: skip
    return made


@transaction.atomic
def untie(care_tie: CareTie, *, by: Person) -> None:
    """Take a clinician off somebody's care team."""
    if CareTie.objects.filter(pk=care_tie.pk, until__isnull=True).update(until=right_now()):
        trail.did(
            "programs.untie", by=by, about=care_tie.enrolment.person,
            program=care_tie.enrolment.program_id, clinician=str(care_tie.clinician_id),
        )  # fmt: skip


@transaction.atomic
def add_group(program: Program, *, name: str, lane: str, by: Person | None) -> Group:
    """Make a group. Names are used once in a program."""
    try:
        with transaction.atomic():
            group = Group.objects.create(program=program, name=name, lane=lane)
    except IntegrityError:
        raise NameTaken from None
    trail.did("programs.add_group", by=by, about=group, program=program.pk)
    return group


@transaction.atomic
def join_group(
    group: Group, *, enrolment: Enrolment, by: Person | None, at: datetime | None = None
) -> Membership:
    """Give an enrolled person a place in a group of the same program, while there is one (H22)."""
    group = Group.objects.select_for_update(of=("self",)).select_related("program").get(pk=group.pk)
    if group.program_id != enrolment.program_id:
        raise NotOfThisProgram
    if group.closed_at or enrolment.ended_at:
        raise Over
    others = queries.members_of(group).exclude(enrolment=enrolment)
    if others.count() >= group.program.capacity_hard:
        raise GroupFull(group.program.capacity_hard)
    membership, made = Membership.objects.get_or_create(
        group=group, enrolment=enrolment, until=None, defaults={"since": at or right_now()}
    )
    if made:
        trail.did(
            "programs.join_group", by=by, about=enrolment.person, program=group.program_id,
            group=str(group.pk),
        )  # fmt: skip
    return membership


@transaction.atomic
def leave_group(membership: Membership, *, by: Person) -> None:
    """End a place in a group."""
    if Membership.objects.filter(pk=membership.pk, until__isnull=True).update(until=right_now()):
        trail.did(
            "programs.leave_group", by=by, about=membership.enrolment.person,
            program=membership.enrolment.program_id, group=str(membership.group_id),
        )  # fmt: skip


@transaction.atomic
def invite(
    *, email: str, role: Role, program: Program | None, by: Person | None
) -> tuple[Invitation, str]:
    """Ask somebody in, for one role in one program, once, within 72 hours (W14). Returns the token too.

    `by` None is the operator at the machine's own console. The newest link is the one that counts: an older
    open invitation of this address into the program is taken back.
    """
    if by is not None:
        _check_inviter(by, role, program)
    for older in queries.open_invitations(program).filter(email=email.lower()):
        revoke_invitation(older, by=by)
    token, now = new_secret(), right_now()
    invitation = Invitation.objects.create(
        email=email.lower(), role=role, program=program, token_sha256=hash_secret(token), invited_by=by,
        made_at=now, expires_at=now + rules.INVITATION_LIFE,
    )  # fmt: skip
    notices.post(
        to=email, template="invitation", key=f"invitation:{invitation.pk}",
        context={"link": f"/invitation/{token}"}, expires_at=invitation.expires_at,
    )  # fmt: skip
    trail.did(
        "programs.invite",
        by=by,
        about=invitation,
        program=program.pk if program else "",
        role=role.value,
    )
    return invitation, token


def _check_inviter(by: Person, role: Role, program: Program | None) -> None:
    hats = set(people_queries.roles_of(by))
    if not rules.may_invite({hat.value for hat in hats}, role.value):
        raise MayNotInvite
    if Role.ADMINISTRATOR in hats:
        return
    if program is None or not Program.objects.visible_to(by, Role.COORDINATOR).contains(program):
        raise MayNotInvite


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Person | None) -> None:
    """Take an invitation back. One that was used stays used."""
    changed = Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=right_now(), revoked_by=by)
    if changed:
        trail.did("programs.revoke_invitation", by=by, about=invitation)


@transaction.atomic
def accept_invitation(
    token: str, *, alias: str, legal_name: str, password: str, zone: str, drawing: str = "fern"
) -> Person:
    """Come in: account, role and place, exactly as the invitation was written. Raises InvitationRefused.

    Two people with one link: the second finds it used.
    """
    invitation = queries.open_invitation(token)
    role = Role(invitation.role)
    person = people.add_person(
        email=invitation.email, alias=alias, by=None, legal_name=legal_name, password=password, zone=zone,
        drawing=drawing,
    )  # fmt: skip
    people.grant_role(role, to=person, by=invitation.invited_by)
    if invitation.program is not None and role == Role.PARTICIPANT:
        enrol(person, program=invitation.program, by=invitation.invited_by)
    elif invitation.program is not None:
        seat(person, program=invitation.program, role=role, by=invitation.invited_by)
    used = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(
        used_at=right_now(), used_by=person
    )
    if not used:
        raise InvitationRefused("used")
    trail.did("programs.accept_invitation", by=person, about=invitation)
    return person
