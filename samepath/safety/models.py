"""Calls for help and who was told of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Program
from samepath.schedule.models import Session


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns somebody may know about."""

    def visible_to(self, person: Person, hat: Role | None) -> ConcernQuerySet:
        """A person sees their own; a clinician those of the programs they have a seat in."""
        own = Q(person=person)
        if hat == Role.CLINICIAN:
            own |= Q(program__in=Program.objects.visible_to(person, hat))
        return self.filter(own)


class Concern(Keyed):
    """Somebody asked for help, said at the door that they are not safe, or was put out and is to be looked after."""

    class Origin(models.TextChoices):
        """Where it came from."""

        HELP = "help", _("Pressed Help")
        DOOR = "door", _("Answered at the door")
        REMOVED = "removed", _("Was asked to leave a session")
        AFTER = "after", _("Said after a session")
        DROPPED = "dropped", _("Lost the line in a session")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concerns")
    program = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices)
    command_id = models.UUIDField(
        unique=True, help_text="One press, however often it is sent (D04)."
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="answered_concerns"
    )
    next_step = EncryptedTextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = EncryptedTextField(blank=True)
    rung = models.PositiveIntegerField(
        default=0, help_text="How far the ladder has been climbed (rules.Rung)."
    )
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When the ladder goes on; none once it is over."
    )
    waits_since = models.DateTimeField(
        null=True, blank=True, help_text="When that was decided; the clock never shows less since."
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_names_who_answered",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_concern_names_who_closed_it",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["program", "answered_at"], name="open_concerns_of_a_program"),
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="ladders_still_climbed"
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"


class Step(Keyed):
    """Whom one rung of a call's ladder reaches, frozen at the press (safety.md 4.2)."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    rung = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    as_what = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "rung", "person"], name="told_once_on_a_rung"
            )
        ]

    def __str__(self) -> str:
        return f"rung {self.rung} of {self.concern_id}"


class Told(Keyed):
    """One named person (or the duty address) who was told of a concern, and how. One row for each time."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="told")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    as_what = models.CharField(
        max_length=20
    )  # supervisor, care-team, on-call, clinician, leader, duty
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at"]

    def __str__(self) -> str:
        return f"{self.as_what} told of {self.concern_id}"
