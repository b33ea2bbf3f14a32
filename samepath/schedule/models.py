"""Sessions and who was expected. A session stores local wall time and zone; instants follow from them (D01)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samepath.guides.models import Version
from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Enrolment, Group, Membership, Program


class Kind(models.TextChoices):
    """The three kinds of session, each with its own door."""

    INDIVIDUAL = "individual", _("Individual therapy")
    CLINICAL = "clinical", _("Clinician-led group")
    PEER = "peer", _("Peer-led session")


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, and which of them somebody may know about."""

    def visible_to(self, person: Person | UUID, hat: Role | None) -> SessionQuerySet:
        """The sessions this person may know about with this hat; every lookup from a URL starts here.

        Participants: those they are expected at, or that belong to a group of theirs. Leaders: those they
        guide or host. Clinicians: those they guide or supervise, and every one of their programs while on
        its staff. Office: their programs' (Z02, Z09).
        """
        if hat == Role.PARTICIPANT:
            # Subqueries, not joins: no row comes twice, so nothing has to be sorted out again.
            enrolled = Enrolment.objects.filter(person=person, ended_at__isnull=True)
            groups = Membership.objects.filter(enrolment__person=person, until__isnull=True)
            return self.filter(
                Q(pk__in=Expected.objects.filter(person=person).values("session"))
                | Q(group__in=groups.values("group")),
                program__in=enrolled.values("program"),
            )
        if hat == Role.PEER_LEADER:
            return self.filter(
                Q(guide=person) | Q(host=person),
                program__in=Program.objects.visible_to(person, hat),
            )
        return self.filter(program__in=Program.objects.visible_to(person, hat))


class Session(Keyed):
    """One meeting at one time. `starts_at`/`ends_at` are UTC and derived from wall time and zone."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sessions")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=80)
    on_date = models.DateField(_("date"))
    at_time = models.TimeField(_("time"))
    zone = models.CharField(max_length=50)
    fold = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=90)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    guide = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="guided",
        help_text=_("Leads. The clinician, where a clinician leads."),
    )  # fmt: skip
    host = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted"
    )
    supervisor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="supervised"
    )
    guide_version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions",
        help_text=_("The words it is led from."),
    )  # fmt: skip
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="session_cancelled_by_someone_at_some_time",
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                violation_error_message=_("A cancelled session names who cancelled it."),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["program", "starts_at"], name="sessions_of_a_week")]

    def __str__(self) -> str:
        return self.title


class Expected(Keyed):
    """Somebody who is expected at a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="expected")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="expected_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="expected_once_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs somebody may know about."""

    def visible_to(self, person: Person, hat: Role | None) -> HandOverQuerySet:
        """Those given or offered to this person, of programs whose staff they are (Z09)."""
        known = Session.objects.visible_to(person, hat)
        return self.filter(Q(by=person) | Q(to=person), session__in=known)


class HandOver(Keyed):
    """A room offered to another clinician, with a line. It stays with whoever offers until the other's console answers."""

    class State(models.TextChoices):
        """How it stands."""

        ASKED = "asked", _("Waits for an answer")
        TAKEN = "taken", _("Taken")
        UNDONE = "undone", _("Taken back")
        LATE = "late", _("Not answered in time")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="hand_overs")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    line = EncryptedTextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state="asked"),
                name="one_hand_over_of_a_room_at_a_time",
            ),
            models.CheckConstraint(
                name="nobody_hands_over_to_themselves", condition=~Q(by=F("to"))
            ),
            models.CheckConstraint(
                name="an_ended_hand_over_says_when",
                condition=Q(state="asked", ended_at__isnull=True)
                | (~Q(state="asked") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} to {self.to_id}"
