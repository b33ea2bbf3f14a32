"""Guides, their versions and the segments of each. The database refuses to change an approved or used version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samepath.guides import rules
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs.models import Group, Program


class GuideQuerySet(models.QuerySet["Guide"]):
    """Guides, and which of them somebody may know about."""

    def visible_to(self, person: Person, hat: Role | None) -> GuideQuerySet:
        """Those that come with Samepath and those of the programs somebody works in; none for participants (Z09)."""
        if hat is None or hat in {Role.PARTICIPANT, Role.ADMINISTRATOR}:
            return self.none()
        return self.filter(
            Q(program__isnull=True) | Q(program__in=Program.objects.visible_to(person, hat))
        )


class Guide(Keyed):
    """One guide through all its versions. Without a program it came with Samepath. The title is its newest one's."""

    class Topic(models.TextChoices):
        """What a guide is about."""

        COPING = "coping", _("Coping strategies")
        TRIGGERS = "triggers", _("Managing triggers")
        STRESS = "stress", _("Dealing with stress")
        GOALS = "goals", _("Setting personal goals")
        VICTORIES = "victories", _("Challenges and victories")
        RESILIENCE = "resilience", _("Practising resilience")
        NEWCOMERS = "newcomers", _("A newcomer’s first session")
        CLOSING = "closing", _("Closing circle")
        OTHER = "other", _("Something else")

    program = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.PROTECT, related_name="guides"
    )
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=rules.ROOM["title"])
    topic = models.CharField(max_length=20, choices=Topic.choices, default=Topic.OTHER)
    copied_from = models.ForeignKey(
        "guides.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "slug"], name="one_guide_a_slug_in_a_program"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(program__isnull=True), name="one_shipped_guide_a_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions, and which of them somebody may know about."""

    def visible_to(self, person: Person, hat: Role | None) -> VersionQuerySet:
        """Of the guides somebody may see: one's own, what was approved or used, and for clinicians what waits."""
        shown = Q(approved_at__isnull=False) | Q(used_at__isnull=False) | Q(made_by=person)
        if hat == Role.CLINICIAN:
            shown |= Q(state=Version.State.OFFERED)
        return self.filter(shown, guide__in=Guide.objects.visible_to(person, hat))


class Version(Keyed):
    """One version of a guide's words. Changes only while it is a draft that no session was led from."""

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("Draft")
        OFFERED = "offered", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=rules.ROOM["title"])
    about = models.CharField(max_length=rules.ROOM["about"], blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(
        default=0, help_text=_("Counts saves, so that two tabs never overwrite each other.")
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("Nobody: it came with Samepath."),
    )  # fmt: skip
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    sent_back = models.CharField(
        max_length=1000, blank=True, help_text=_("What the clinician asked to change.")
    )
    shipped = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was first chosen for a session.")
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["guide", "number"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["guide", "made_by"], condition=Q(state="draft", used_at__isnull=True),
                name="one_draft_a_writer_of_a_guide",
            ),
            models.UniqueConstraint(
                fields=["guide"], condition=Q(state="approved"), name="one_approved_version_a_guide"
            ),
            models.CheckConstraint(
                name="version_approved_by_someone_at_some_time",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False)
                | Q(approved_at__isnull=False, shipped=True),
                violation_error_message=_("An approved guide names who approved it."),
            ),
            models.CheckConstraint(
                name="version_approved_only_as_approved",
                condition=Q(state="approved", approved_at__isnull=False)
                | Q(state__in=["draft", "offered"], approved_at__isnull=True)
                | Q(state="retired"),
            ),
            models.CheckConstraint(
                name="version_not_approved_by_its_writer",
                condition=Q(approved_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="version_sealed_with_its_words",
                condition=Q(state="draft", used_at__isnull=True) | ~Q(sha256=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def editable(self) -> bool:
        """Whether its words may still change."""
        return rules.editable(self.state, used=self.used_at is not None)


class Segment(Keyed):
    """A stretch of the session: what it is for, what leaders and participants see, how long it lasts."""

    class Kind(models.TextChoices):
        """What happens in it."""

        WELCOME = "welcome", _("Welcome")
        AGREEMENTS = "agreements", _("Agreements")
        CHECK_IN = "check_in", _("Check-in")
        TOPIC = "topic", _("Topic")
        PRACTICE = "practice", _("Practice")
        RESOURCES = "resources", _("Resources")
        CHECK_OUT = "check_out", _("Check-out")
        CLOSING = "closing", _("Closing")
        BREAK = "break", _("Break")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=rules.ROOM["title"], blank=True)
    purpose = models.CharField(max_length=rules.ROOM["purpose"], blank=True)
    leader_card = models.TextField(blank=True)
    participant_card = models.TextField(blank=True)
    questions = models.JSONField(default=list, blank=True)
    watch_for = models.JSONField(default=list, blank=True)
    round = models.BooleanField(default=False, help_text=_("Each in turn, with the talking piece."))
    cross_talk = models.BooleanField(default=False, help_text=_("People may answer each other."))
    turn_s = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many seconds a turn softly lasts; 0 says nothing.")
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_segment_a_position")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def piece(self) -> rules.Piece:
        """This segment as a value, for rules."""
        return rules.Piece(
            kind=self.kind, minutes=self.minutes, title=self.title, purpose=self.purpose,
            leader_card=self.leader_card, participant_card=self.participant_card,
            questions=tuple(self.questions), watch_for=tuple(self.watch_for), round=self.round,
            cross_talk=self.cross_talk, turn_s=self.turn_s,
        )  # fmt: skip


class AgreementSet(Keyed):
    """What the people of a group promise each other, in one version. Its lines never change; new ones are a new row."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField(default=1)
    lines = models.JSONField()
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "version"], name="one_agreement_a_version_of_a_group"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(superseded_at__isnull=True),
                name="one_current_agreement_a_group",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"promises of {self.group_id} v{self.version}"


class AgreementAccepted(Keyed):
    """Somebody read one version of a group's promises and said: I can keep these."""

    agreements = models.ForeignKey(AgreementSet, on_delete=models.PROTECT, related_name="accepted")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreements", "person"], name="accepted_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} accepted {self.agreements_id}"
