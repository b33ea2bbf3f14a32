"""What happens with people: they are added, renamed, given hats, helped back in, and let go."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction

from samepath.audit import trail
from samepath.lib.ids import hash_secret, new_secret
from samepath.lib.time import now as right_now
from samepath.lib.words import NameRefused, borrows_a_badge, skeleton, tidy_name
from samepath.notices import actions as notices
from samepath.people.errors import (
    AliasRefused,
    AliasTaken,
    EmailTaken,
    LastAdministrator,
    NotRestored,
    OwnRole,
)
from samepath.people.models import (
    Contact,
    LostFactor,
    Person,
    RememberedDevice,
    RoleGrant,
    WebSession,
)
from samepath.people.permissions import Role
from samepath.people.queries import roles_of
from samepath.people.rules import (
    REMEMBERED_FOR,
    Restoring,
    may_vouch,
    needs_plain_name,
    why_not_restore,
)

CONTACT = ("legal_name", "phone", "usual_address", "usual_state")


@transaction.atomic
def add_person(
    *,
    email: str,
    alias: str,
    by: Person | None,
    password: str | None = None,
    drawing: str = "fern",
    pronouns: str = "",
    zone: str = "America/New_York",
    **contact: str,
) -> Person:
    """Make an account. `contact` may hold legal_name, phone, usual_address, usual_state (kept encrypted)."""
    name, shape = _free_alias(alias)
    if Person.objects.filter(email__iexact=email).exists():
        raise EmailTaken
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                email, password, alias=name, alias_skeleton=shape, drawing=drawing, pronouns=pronouns,
                zone=zone,
            )  # fmt: skip
    except IntegrityError:  # somebody else was quicker; say which of the two it was
        raise (
            EmailTaken if Person.objects.filter(email__iexact=email).exists() else AliasTaken
        ) from None
    Contact.objects.create(person=person, **_contact_fields(contact))
    trail.did("people.add_person", by=by, about=person)
    return person


def _free_alias(alias: str, *, whose: Person | None = None) -> tuple[str, str]:
    try:
        name = tidy_name(alias)
    except NameRefused as refusal:
        raise AliasRefused(refusal.why) from None
    shape = skeleton(name)
    if not shape:
        raise AliasRefused("empty")
    taken = Person.objects.filter(alias_skeleton=shape)
    if whose is not None:
        taken = taken.exclude(pk=whose.pk)
    if taken.exists():
        raise AliasTaken
    return name, shape


def _contact_fields(contact: dict[str, str]) -> dict[str, str]:
    unknown = set(contact) - set(CONTACT)
    if unknown:
        raise TypeError(f"no contact field is called {sorted(unknown)}")
    return contact


@transaction.atomic
def rename(person: Person, *, alias: str, by: Person) -> None:
    """Change the name others see. Only staff with a title may carry one in their name (P06)."""
    name, shape = _free_alias(alias, whose=person)
    if borrows_a_badge(name) and needs_plain_name(roles_of(person)):
        raise AliasRefused("badge")
    person.alias, person.alias_skeleton = name, shape
    try:
        with transaction.atomic():
            person.save(update_fields=["alias", "alias_skeleton"])
    except IntegrityError:
        raise AliasTaken from None
    trail.did("people.rename", by=by, about=person)


@transaction.atomic
def change_looks(person: Person, *, by: Person, drawing: str, pronouns: str, zone: str) -> None:
    """Change the drawing, pronouns and time zone shown."""
    person.drawing, person.pronouns, person.zone = drawing, pronouns, zone
    person.save(update_fields=["drawing", "pronouns", "zone"])
    trail.did("people.change_looks", by=by, about=person)


@transaction.atomic
def change_contact(person: Person, *, by: Person, **fields: str) -> None:
    """Change how staff reach a person."""
    contact, _ = Contact.objects.get_or_create(person=person)
    for name, value in _contact_fields(fields).items():
        setattr(contact, name, value)
    contact.save(update_fields=list(fields))
    trail.did("people.change_contact", by=by, about=person, fields=len(fields))


@transaction.atomic
def grant_role(role: Role, *, to: Person, by: Person | None) -> None:
    """Give somebody a hat. Giving it twice changes nothing; nobody gives one to themselves.

    A name that sounds like staff does not go with a role among peers (P06).
    """
    if by is not None and by.pk == to.pk:
        raise OwnRole
    if needs_plain_name([role]) and borrows_a_badge(to.alias):
        raise AliasRefused("badge")
    _, made = RoleGrant.objects.get_or_create(
        person=to, role=role, ended_at=None, defaults={"granted_at": right_now(), "granted_by": by}
    )
    if made:
        trail.did("people.grant_role", by=by, about=to, role=role.value)


@transaction.atomic
def end_role(role: Role, *, of: Person, by: Person) -> None:
    """Take a hat back, and end the person's web sessions at once; live rooms follow within seconds (A09)."""
    others = RoleGrant.objects.filter(role=role, ended_at__isnull=True, person__is_active=True)
    if role == Role.ADMINISTRATOR and not others.exclude(person=of).exists():
        raise LastAdministrator
    ended = others.filter(person=of).update(ended_at=right_now(), ended_by=by)
    if ended:
        end_web_sessions(of, by=by)
        trail.did("people.end_role", by=by, about=of, role=role.value)


@transaction.atomic
def deactivate(person: Person, *, by: Person) -> None:
    """Close an account: no sign-in, no session, no room; the record stays."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_web_sessions(person, by=by)
    trail.did("people.deactivate", by=by, about=person)


@transaction.atomic
def end_web_sessions(person: Person, *, by: Person | None, but: str = "") -> int:
    """Sign a person out everywhere, but in the session `but`, and remember no device but that one's.

    Returns how many sign-ins ended. A constant number of queries.
    """
    others = WebSession.objects.filter(person=person).exclude(session_key=but)
    ended = others.count()
    forget_devices(person, by=by, but=but)
    others.delete()
    trail.did("people.end_web_sessions", by=by, about=person, ended=ended)
    return ended


@transaction.atomic
def end_web_session(hash_start: str, *, by: Person) -> bool:
    """End one of one's own sign-ins, named by the start of its key's hash. False when there is none.

    Its device is not remembered any more: it may be the one that was lost.
    """
    mine = WebSession.objects.filter(person=by)
    found = [row for row in mine if hash_secret(row.session_key).startswith(hash_start)]
    if len(hash_start) < 8 or len(found) != 1:
        return False
    if found[0].remembered is not None:
        found[0].remembered.delete()  # and with it the sign-in
    else:
        found[0].delete()
    trail.did("people.end_web_session", by=by, about=by)
    return True


@transaction.atomic
def remember_device(person: Person, *, device: str, by: Person) -> tuple[RememberedDevice, str]:
    """Let a browser stand in for the second factor for 30 days, for joining and for Help (A01).

    Returns the row and the secret for the browser's cookie; only its hash is kept.
    """
    person.remembered_devices.filter(until__lte=right_now()).delete()
    token, now = new_secret(), right_now()
    row = RememberedDevice.objects.create(
        person=person, token_hash=hash_secret(token), device=device, since=now,
        until=now + REMEMBERED_FOR,
    )  # fmt: skip
    trail.did("people.remember_device", by=by, about=person)
    return row, token


@transaction.atomic
def forget_devices(person: Person, *, by: Person | None, but: str = "") -> None:
    """Remember no device of somebody's, but the one that the web session `but` belongs to. Their sign-ins end too."""
    devices = person.remembered_devices.exclude(web_sessions__session_key=but)
    forgotten, _ = devices.delete()
    if forgotten:
        trail.did("people.forget_devices", by=by, about=person)


@transaction.atomic
def forget_device(device: RememberedDevice, *, by: Person) -> None:
    """Ask for the second factor on this device again; its sign-ins end with it."""
    device.delete()
    trail.did("people.forget_device", by=by, about=device.person)


@transaction.atomic
def ask_to_restore(person: Person, *, how: str, by: Person) -> LostFactor:
    """Say that somebody lost their second factor and that one has checked it is them. Nothing changes yet (A08).

    The newest request counts: an older one that still waits is taken back. The person is told in neutral words.
    """
    _check_voucher(person, by=by)
    if how not in LostFactor.How.values:
        raise NotRestored("how")
    if not Authenticator.objects.filter(user=person).exists():
        raise NotRestored("none")
    now = right_now()
    for older in LostFactor.objects.filter(
        person=person, restored_at__isnull=True, withdrawn_at__isnull=True
    ):
        withdraw_lost_factor(older, by=by)
    asked = LostFactor.objects.create(person=person, how=how, asked_by=by, asked_at=now)
    _tell(person, asked, "asked")
    trail.did("people.ask_to_restore", by=by, about=person, how=how)
    return asked


def _check_voucher(person: Person, *, by: Person) -> None:
    if by.pk == person.pk:
        raise NotRestored("own")
    if not may_vouch(roles_of(by), roles_of(person)):
        raise NotRestored("reach")


def _tell(person: Person, asked: LostFactor, what: str) -> None:
    notices.post(
        to=person.email, template="update", key=f"lost-factor:{asked.pk}:{what}", context={"link": "/me"},
        expires_at=right_now() + timedelta(days=3),
    )  # fmt: skip


@transaction.atomic
def withdraw_lost_factor(asked: LostFactor, *, by: Person) -> None:
    """Take a request back. One that was restored stays."""
    waiting = LostFactor.objects.filter(
        pk=asked.pk, restored_at__isnull=True, withdrawn_at__isnull=True
    )
    if waiting.update(withdrawn_at=right_now(), withdrawn_by=by):
        trail.did("people.withdraw_lost_factor", by=by, about=asked.person)


@transaction.atomic
def restore(asked: LostFactor, *, by: Person) -> None:
    """The second person agrees: old factors, the password and every sign-in end at once (A08).

    The person chooses a new password by a link to the address they were enrolled with, and sets a factor up when
    they sign in. Nobody sees or sets a password for them, and whoever knows the old one does not come in by it.
    """
    asked = (
        LostFactor.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    )
    person, now = asked.person, right_now()
    over = asked.restored_at is not None or asked.withdrawn_at is not None
    facts = Restoring(person.pk, asked.asked_by_id, asked.asked_at, over)
    if why := why_not_restore(facts, by=by.pk, now=now):
        raise NotRestored(why)
    _check_voucher(person, by=by)
    asked.restored_at, asked.restored_by = now, by
    asked.save(update_fields=["restored_at", "restored_by"])
    ended, _ = Authenticator.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_web_sessions(person, by=by)
    _tell(person, asked, "restored")
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    notices.post(
        to=person.email, template="reset", key=f"lost-factor:{asked.pk}:reset",
        context={"link": f"/account/password/reset/key/{key}/"},
        expires_at=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )  # fmt: skip
    trail.did("people.restore", by=by, about=person, how=asked.how, factors=ended)
