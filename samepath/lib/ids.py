"""Names nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID, uuid4

from django.db import models


def new_secret() -> str:
    """192 random bits as 32 URL-safe characters."""
    return secrets.token_urlsafe(24)


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its SHA-256, hex. Enough for secrets that are random themselves."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Keyed(models.Model):
    """A row whose key says nothing about how many there are."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )

    class Meta:
        abstract = True
