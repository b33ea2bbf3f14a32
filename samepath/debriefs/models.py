"""What is kept after a session: check-outs of those who came, debriefs of those who led."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samepath.debriefs import rules
from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Program
from samepath.schedule.models import Session


def _level(question: str) -> models.CheckConstraint:
    none, within = (
        Q(**{f"{question}__isnull": True}),
        Q(**{f"{question}__gte": 0, f"{question}__lte": 4}),
    )
    return models.CheckConstraint(name=f"check_out_{question}_from_0_to_4", condition=none | within)


class CheckOut(Keyed):
    """How a session was for one person. Theirs; leaders never see whose it is."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="check_outs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_outs")
    heard = models.PositiveSmallIntegerField(null=True, blank=True)
    belonging = models.PositiveSmallIntegerField(null=True, blank=True)
    useful = models.PositiveSmallIntegerField(null=True, blank=True)
    safe = models.PositiveSmallIntegerField(null=True, blank=True)
    words = EncryptedTextField(blank=True)
    skipped = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_check_out_a_session"),
            *(_level(one) for one in rules.QUESTIONS),
            models.CheckConstraint(
                name="a_skipped_check_out_says_nothing",
                condition=Q(skipped=False) | Q(heard=None, belonging=None, useful=None, safe=None),
            ),
        ]

    def __str__(self) -> str:
        return f"check-out of {self.session_id}"

    @property
    def answers(self) -> rules.Answers:
        """As the rules see it."""
        return rules.Answers(self.heard, self.belonging, self.useful, self.safe)


class DebriefQuerySet(models.QuerySet["Debrief"]):
    """Debriefs, and whose eyes they are for."""

    def visible_to(self, person: Person, hat: Role | None) -> DebriefQuerySet:
        """A leader's own; a clinician's of their programs. Nobody else reads one (domain 3.8)."""
        if hat == Role.CLINICIAN:
            return self.filter(session__program__in=Program.objects.visible_to(person, hat))
        return self.filter(author=person) if hat == Role.PEER_LEADER else self.none()


class Debrief(Keyed):
    """What one leader writes after one session; saved as it is typed, finished once."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="debriefs")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="debriefs")
    opened_on_time = models.BooleanField(default=False)
    agreements_kept = models.BooleanField(default=False)
    turns_offered = models.BooleanField(default=False)
    passing_respected = models.BooleanField(default=False)
    no_advice = models.BooleanField(default=False)
    closed_on_time = models.BooleanField(default=False)
    went_well = EncryptedTextField(blank=True)
    was_hard = EncryptedTextField(blank=True)
    touched_me = EncryptedTextField(blank=True)
    changed = EncryptedTextField(
        blank=True, help_text=_("What was done differently from the plan.")
    )
    energy = models.PositiveSmallIntegerField(null=True, blank=True)
    wants_to_talk = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    kept = models.JSONField(
        default=dict, help_text=_("At which revision each part was last saved.")
    )
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    talk = models.CharField(
        max_length=10, blank=True, help_text=_("Why somebody should talk with the author.")
    )
    talked_at = models.DateTimeField(null=True, blank=True)
    talked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reply = EncryptedTextField(
        blank=True, help_text=_("What the clinician who signed it wrote back to the author.")
    )

    objects = DebriefQuerySet.as_manager()

    class Meta:
        ordering = ["-session__starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_debrief_a_leader"),
            models.CheckConstraint(
                name="energy_from_1_to_5",
                condition=Q(energy__isnull=True) | Q(energy__gte=1, energy__lte=5),
            ),
            models.CheckConstraint(
                name="a_finished_debrief_has_an_energy",
                condition=Q(done_at__isnull=True) | Q(energy__isnull=False),
            ),
            models.CheckConstraint(
                name="a_read_debrief_is_finished_and_names_who_read_it",
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False, done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_talk_names_who_took_it_up",
                condition=Q(talked_at__isnull=True, talked_by__isnull=True)
                | Q(talked_at__isnull=False, talked_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["author", "done_at"], name="debriefs_of_a_leader")]

    def __str__(self) -> str:
        return f"debrief of {self.session_id}"

    @property
    def written(self) -> rules.Written:
        """As the rules see it. No query."""
        return rules.Written(self.energy, tuple(getattr(self, box) for box in rules.BOXES))

    @property
    def missing(self) -> list[str]:
        """What is still missing to finish it."""
        return rules.missing(self.written)


class FollowUp(Keyed):
    """Somebody of the session whom the clinician should look after, in the leader's words."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    line = EncryptedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debrief", "person"], name="one_follow_up_a_person")
        ]

    def __str__(self) -> str:
        return f"follow-up in {self.debrief_id}"
