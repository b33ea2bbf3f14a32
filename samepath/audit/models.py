"""One line of the trail. Knows no domain: names and keys are plain values."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """Somebody did or saw something. `hash` seals this row and, through `before`, all earlier ones (L02)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by_key = models.CharField(max_length=40, blank=True, db_index=True)
    by_name = models.CharField(max_length=60, blank=True)
    hat = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=20, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=40, blank=True, db_index=True)
    program = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=40, blank=True, db_index=True)
    purpose = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=30, default="ok")
    facts = models.JSONField(default=dict)
    # Unique: no two rows follow the same one, whatever two writers read at the same moment.
    before = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.act} by {self.by_name or self.by_key}"
