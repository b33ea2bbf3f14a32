"""Texts people are asked to agree to, and their answers."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person


class Purpose(models.TextChoices):
    """What an agreement is for."""

    TELEHEALTH = "telehealth", _("Care over video or sound")
    GROUP_PRIVACY = "group-privacy", _("Keeping what is said in the group")
    PEER_SUPPORT = "peer-support", _("Peer-led support")


class ConsentText(Keyed):
    """One version of a text. Its words never change; a new version is a new row (C09)."""

    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    effective_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="one_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    def digest(self) -> str:
        """SHA-256 of title and body as shown, hex."""
        return hashlib.sha256(f"{self.title}\n\n{self.body}".encode()).hexdigest()


class Consent(Keyed):
    """A person's signature under one version of a text."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    signed_name = EncryptedTextField()
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_consent_a_text",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} agreed to {self.text_id}"
