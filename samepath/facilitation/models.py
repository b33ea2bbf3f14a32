"""The floor of each session as rows: so that nothing said, pressed or promised lives in a process."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.programs.models import Group
from samepath.schedule.models import Session


class Floor(Keyed):
    """The whole floor of one session: one row, one writer at a time, a version for every change."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="floor")
    version = models.PositiveIntegerField(default=0)
    state = EncryptedTextField(help_text=_("A floor of the rules, as text."))
    script = models.JSONField(
        default=dict, help_text=_("The cards of each segment, by its key; they never change.")
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    swept_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When what was only for the evening was taken away.")
    )

    def __str__(self) -> str:
        return f"floor of {self.session_id}"


class Command(models.Model):
    """One thing that was done on the floor, by somebody or by time: together the story of the session.

    The key is the id the page made for one press, so that the same press sent twice is one act (D04).
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="commands")
    by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("Nobody: time did it."),
    )  # fmt: skip
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["session", "at"], name="story_of_a_session")]

    def __str__(self) -> str:
        return self.kind


class Words(Keyed):
    """Words somebody typed to the whole room, because they could not speak (H14). Gone with the session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="words")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at"]
        indexes = [models.Index(fields=["session", "said_at"], name="words_of_a_session")]

    def __str__(self) -> str:
        return f"words of {self.person_id}"


class Whisper(Keyed):
    """A line from whoever stands behind a session to its leaders, and to nobody else (Z07). Gone with the session."""

    class Answer(models.TextChoices):
        """What a leader says to it with one press."""

        THANKS = "thanks", _("Thank you")
        JOIN = "join", _("Please join me")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="whispers")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    said_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["said_at"]
        constraints = [
            models.CheckConstraint(
                name="an_answered_whisper_names_who_answered_when",
                condition=models.Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~models.Q(answer="")
                    & models.Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
            )
        ]
        indexes = [models.Index(fields=["session", "said_at"], name="whispers_of_a_session")]

    def __str__(self) -> str:
        return f"whisper in {self.session_id}"


class Airtime(Keyed):
    """How long somebody was heard, as their own browser measured it. For leaders, and gone with the session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="airtimes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="one_airtime_a_person_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"airtime of {self.person_id}"


class ParkedItem(Keyed):
    """Something for later. What is not taken up comes back when the group meets again."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="parked")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="parked"
    )
    text = EncryptedTextField()
    parked_at = models.DateTimeField()
    parked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["parked_at"]
        constraints = [
            models.CheckConstraint(
                name="a_parked_item_taken_up_names_who_did",
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["group", "done_at"], name="parked_for_a_group")]

    def __str__(self) -> str:
        return f"parked in {self.session_id}"
