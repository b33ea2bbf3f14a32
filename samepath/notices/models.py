"""One message on its way out. It says nothing: it asks to sign in and look (P03)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed


class Notice(Keyed):
    """A message owed to somebody. Marked after it was sent; until then it is tried again."""

    key = models.CharField(
        max_length=120, unique=True, help_text="One message, however often posted."
    )
    to = EncryptedTextField()
    channel = models.CharField(max_length=10, default="mail")
    template = models.CharField(max_length=40)
    link = EncryptedTextField(
        blank=True, help_text="A path of ours; the only thing a message may carry."
    )
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, dead_at__isnull=True),
                name="notices_still_owed",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_or_given_up_never_both",
                condition=Q(sent_at__isnull=True) | Q(dead_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}"
