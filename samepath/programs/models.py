"""Programs, the people around them, and the numbers each program decides for itself."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.people.permissions import Role


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs, and which of them somebody may know about."""

    def visible_to(self, person: Person | UUID, hat: Role | None) -> ProgramQuerySet:
        """The programs this person works in with this hat, or is enrolled in; an administrator keeps them all."""
        if hat == Role.ADMINISTRATOR:
            return self.all()
        if hat == Role.PARTICIPANT:
            return self.filter(
                enrolments__person=person, enrolments__ended_at__isnull=True
            ).distinct()
        return self.filter(
            seats__person=person, seats__role=hat or "", seats__until__isnull=True
        ).distinct()


class Program(Keyed):
    """One virtual intensive outpatient program and its settings. Minutes and seconds unless said otherwise."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    states = models.JSONField(_("states people may be in"), default=list, blank=True)
    duty_email = models.EmailField(
        _("duty address"), help_text=_("Told about a call for help when nobody else can be.")
    )
    crisis_number = models.CharField(max_length=20, default="988")
    emergency_number = models.CharField(max_length=20, default="911")

    door_opens_min = models.PositiveSmallIntegerField(default=15)
    leaders_early_min = models.PositiveSmallIntegerField(default=30)
    late_grace_min = models.PositiveSmallIntegerField(default=10)  # domain.md 1.6
    stay_after_min = models.PositiveSmallIntegerField(default=10)
    location_fresh_min = models.PositiveSmallIntegerField(default=15)  # H04
    answered_within_s = models.PositiveSmallIntegerField(default=15)  # V05
    hold_after_s = models.PositiveSmallIntegerField(default=60)  # V05
    seat_kept_min = models.PositiveSmallIntegerField(default=10)  # R05
    # safety.md 4.2: seconds after a call for help, minutes after its answer
    help_again_s = models.PositiveSmallIntegerField(default=30)
    help_second_s = models.PositiveSmallIntegerField(default=60)
    help_everyone_s = models.PositiveSmallIntegerField(default=120)
    help_outcome_min = models.PositiveSmallIntegerField(default=5)
    capacity_target = models.PositiveSmallIntegerField(default=8)  # domain.md 1.4
    capacity_soft = models.PositiveSmallIntegerField(default=10)
    capacity_hard = models.PositiveSmallIntegerField(default=12)
    rooms_a_supervisor = models.PositiveSmallIntegerField(default=4)
    approved_guides_only = models.BooleanField(
        default=False, help_text=_("Sessions are led only from what a clinician approved.")
    )
    words_kept_h = models.PositiveSmallIntegerField(
        default=0, help_text=_("Hours that words typed in a session are kept after it.")
    )
    capture_height = models.PositiveSmallIntegerField(default=360)
    capture_fps = models.PositiveSmallIntegerField(default=20)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capacities_rise",
                condition=Q(capacity_target__lte=F("capacity_soft"))
                & Q(capacity_soft__lte=F("capacity_hard")),
                violation_error_message="Target, soft and hard capacity must rise.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Keyed):
    """A place on a program's staff: which hat this person wears there, and on which days."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    on_call = models.BooleanField(
        default=False, help_text=_("Paged when somebody is not safe (clinicians).")
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person", "role"],
                condition=Q(until__isnull=True),
                name="one_live_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} in {self.program_id}"


class Enrolment(Keyed):
    """One person's episode in a program."""

    class State(models.TextChoices):
        """Where the episode stands; a later step adds the states before and after."""

        INTAKE = "intake", _("Intake")
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended early")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=20, choices=State.choices, default=State.ACTIVE)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_live_enrolment",
            )
        ]
        # Without it a database that keeps no statistics reads a whole program for each person asked about.
        indexes = [models.Index(fields=["person", "program"], name="enrolments_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.program_id}"


class CareTie(Keyed):
    """A clinician on an enrolled person's care team."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="care_ties")
    clinician = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="care_ties")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "clinician"],
                condition=Q(until__isnull=True),
                name="one_live_care_tie",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clinician_id} cares for {self.enrolment_id}"


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups somebody may know about."""

    def visible_to(self, person: Person, hat: Role | None) -> GroupQuerySet:
        """Groups of the person's programs (staff) or those they belong to (participants)."""
        if hat == Role.PARTICIPANT:
            return self.filter(
                memberships__enrolment__person=person, memberships__until__isnull=True
            ).distinct()
        return self.filter(program__in=Program.objects.visible_to(person, hat))


class Group(Keyed):
    """A circle of people who meet again and again."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=80)
    lane = models.CharField(
        max_length=10, choices=[("care", _("Care")), ("peer", _("Peers"))], default="peer"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"], name="one_group_a_name_in_a_program"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Keyed):
    """An enrolled person's place in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "enrolment"],
                condition=Q(until__isnull=True),
                name="one_live_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.group_id}"


class Invitation(Keyed):
    """An address asked in, for one role fixed when it was written (W14)."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    program = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_used_invitation_names_who_came",
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_administrators_stand_outside_programs",
                condition=Q(program__isnull=False) | Q(role=Role.ADMINISTRATOR.value),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation as {self.role}"
