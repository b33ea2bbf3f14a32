"""What is asked about people."""

from __future__ import annotations

from samepath.people.models import Person, RoleGrant
from samepath.people.permissions import BY_REACH, Role


def roles_of(person: Person) -> list[Role]:
    """The roles somebody holds now, least reach first. 1 query."""
    held = set(
        RoleGrant.objects.filter(person=person, ended_at__isnull=True).values_list(
            "role", flat=True
        )
    )
    return [role for role in BY_REACH if role.value in held]


def holders_of(role: Role) -> list[Person]:
    """Everybody who holds a role now. 1 query."""
    return list(
        Person.objects.filter(
            grants__role=role, grants__ended_at__isnull=True, is_active=True
        ).order_by("alias")
    )
