"""What is asked about people."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from samepath.lib.ids import hash_secret
from samepath.lib.prepared import Prepared, PreparedModels
from samepath.lib.time import now as right_now
from samepath.people.models import Contact, LostFactor, Person, RememberedDevice, RoleGrant
from samepath.people.permissions import BY_REACH, Role
from samepath.people.rules import RESTORE_WITHIN


def person_by_key(key: UUID) -> Person | None:
    """Somebody by their key. 1 query, prepared: every request asks it."""
    return _BY_KEY.first(key=key)


def roles_of(person: Person) -> list[Role]:
    """The roles somebody holds now, least reach first. 1 query, prepared."""
    held = {role for (role,) in _ROLES(person=person.pk)}
    return [role for role in BY_REACH if role.value in held]


def contact_of(person: Person) -> Contact | None:
    """How staff reach somebody, if that was ever written down. 1 query, prepared."""
    return _CONTACT.first(person=person.pk)


def remembered_device(token: str, *, of: Person) -> RememberedDevice | None:
    """The device a cookie names, while it is remembered for this person. 1 query."""
    return remembered_devices(of).filter(token_hash=hash_secret(token)).first()


def remembered_devices(person: Person) -> QuerySet[RememberedDevice]:
    """The devices remembered for somebody now, newest first."""
    return person.remembered_devices.filter(until__gt=right_now()).order_by("-since")


def _ask_roles(*, person: UUID) -> QuerySet[RoleGrant, tuple[str]]:
    return RoleGrant.objects.filter(person=person, ended_at__isnull=True).values_list("role")


_BY_KEY = PreparedModels[Person](lambda *, key: Person.objects.filter(pk=key), key=UUID)
_ROLES = Prepared(_ask_roles, person=UUID)
_CONTACT = PreparedModels[Contact](
    lambda *, person: Contact.objects.filter(person=person), person=UUID
)


def holders_of(role: Role) -> list[Person]:
    """Everybody who holds a role now. 1 query."""
    return list(
        Person.objects.filter(
            grants__role=role, grants__ended_at__isnull=True, is_active=True
        ).order_by("alias")
    )


def lost_factors(among: QuerySet[Person]) -> QuerySet[LostFactor]:
    """Requests about these people that wait for a second person and have not run out, oldest first."""
    return (
        # Few requests, many people: each request is asked whether it is about one of them.
        LostFactor.objects.filter(
            Exists(among.filter(pk=OuterRef("person"))), restored_at__isnull=True, withdrawn_at__isnull=True,
            asked_at__gte=right_now() - RESTORE_WITHIN,
        )
        .select_related("person", "asked_by")
        .order_by("asked_at")
    )  # fmt: skip
