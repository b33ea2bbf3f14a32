"""What is true about a live session: door answers, who waits, who was let in, who watches, who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.models import Person
from samepath.schedule.models import Session


class CheckIn(Keyed):
    """A person's answers at the door of one session, each with the moment it was given (H04, H14)."""

    class Place(models.TextChoices):
        """Where somebody is."""

        USUAL = "usual", _("My usual address")
        OTHER = "other", _("Somewhere else")

    class Privacy(models.TextChoices):
        """Who could hear."""

        ALONE = "alone", _("I am alone")
        HEADPHONES = "headphones", _("Others near, I have headphones")
        OVERHEARD = "overheard", _("Somebody may hear me")

    class Safe(models.TextChoices):
        """The one question that can change the way in."""

        YES = "yes", _("Yes")
        NOT_SURE = "not-sure", _("Not sure")
        NO = "no", _("No")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_ins")
    place = models.CharField(max_length=10, choices=Place.choices, blank=True)
    location = EncryptedTextField(blank=True)
    location_state = models.CharField(max_length=2, blank=True)
    located_at = models.DateTimeField(null=True, blank=True)
    call_back = EncryptedTextField(blank=True)
    call_back_at = models.DateTimeField(null=True, blank=True)
    privacy = models.CharField(max_length=12, choices=Privacy.choices, blank=True)
    privacy_at = models.DateTimeField(null=True, blank=True)
    arriving = models.PositiveSmallIntegerField(null=True, blank=True)
    arriving_at = models.DateTimeField(null=True, blank=True)
    safe = models.CharField(max_length=10, choices=Safe.choices, blank=True)
    safe_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The clinician who spoke with somebody not safe and opened the group to them.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_check_in_a_session"),
            models.CheckConstraint(
                name="arriving_from_0_to_10",
                condition=Q(arriving__isnull=True) | Q(arriving__gte=0, arriving__lte=10),
            ),
        ]

    def __str__(self) -> str:
        return f"check-in of {self.person_id}"


class Wait(Keyed):
    """Somebody at the door: since when, whether they came in, by whose word and why (V04). Never a cache entry."""

    class State(models.TextChoices):
        """How waiting stands."""

        WAITING = "waiting", _("Waiting")
        ADMITTED = "admitted", _("Let in")
        DENIED = "denied", _("Not let in")
        PRIVATE = "private", _("With a clinician")
        LEFT = "left", _("Went away")
        OUTSIDE = "outside", _("Back at the door")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="waits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="waits")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True, help_text="Name of the door's answer.")
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty when the door's rule decided.",
    )  # fmt: skip
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_wait_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} at {self.session_id}"


class Room(Keyed):
    """A LiveKit room. Its name is random, made for one occasion, never shown, never used again (V02)."""

    class Purpose(models.TextChoices):
        """What the room is for."""

        MAIN = "main", _("The session")
        PRIVATE = "private", _("One person and a clinician")
        PAIR = "pair", _("Two or three for some minutes")
        SIDE = "side", _("One person with a leader")

    APART = (Purpose.PAIR, Purpose.SIDE)

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rooms")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.MAIN)
    key = models.CharField(
        max_length=20, blank=True, help_text="What the floor calls a room beside the main one."
    )
    apart = models.BooleanField(
        default=False, help_text="Of a main room: somebody belongs in a room beside it now."
    )
    for_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="private_rooms"
    )
    name = models.CharField(max_length=64, unique=True)
    seats = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    held_since = models.DateTimeField(
        null=True, blank=True, help_text="On hold: no staff inside (V05)."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(purpose="main", closed_at__isnull=True),
                name="one_open_main_room_a_session",
            ),
            models.UniqueConstraint(
                fields=["session", "for_person"],
                condition=Q(purpose="private", closed_at__isnull=True),
                name="one_open_private_room_a_person",
            ),
            models.UniqueConstraint(
                fields=["session", "key"],
                condition=Q(closed_at__isnull=True) & ~Q(key=""),
                name="one_open_room_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} room of {self.session_id}"

    @property
    def place(self) -> str:
        """What pages call it."""
        return self.key or self.purpose


class Placement(Keyed):
    """Where somebody belongs in a session while it is not the main room. A ticket leads there (H05)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="placements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="placements")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="placements")
    placed_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_place_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["room", "ended_at"], name="who_belongs_in_a_room")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.room_id}"


class Admission(Keyed):
    """The right to be in a room now. The gate asks for it at every connect and reconnect (V03, V14).

    `identity` is what LiveKit and other browsers know: random, new for every admission. `browser` is the
    hash of the web session that was let in: a copied ticket opens nothing elsewhere.
    """

    class End(models.TextChoices):
        """Why it ended."""

        LEFT = "left", _("Left")
        REMOVED = "removed", _("Was removed")
        MOVED = "moved", _("Went on elsewhere")
        CLOSED = "closed", _("The session ended")
        REVOKED = "revoked", _("No longer allowed")
        GONE = "gone", _("Did not come back")
        CLEARED = "cleared", _("The room was cleared")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="admissions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="admissions")
    role = models.CharField(max_length=12)  # guide, host, supervisor, clinician, participant
    identity = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64, blank=True)
    admitted_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True, blank=True)
    sid = models.CharField(
        max_length=40, blank=True, help_text="LiveKit's name for the connection in use."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        constraints = [
            # H05: nobody is in two rooms at once.
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True) & ~Q(role="supervisor"),
                name="one_room_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["room", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_seat_a_room",
            ),
            models.CheckConstraint(
                name="an_ended_admission_says_why",
                condition=Q(ended_at__isnull=True, end="")
                | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
        ]
        indexes = [models.Index(fields=["room", "ended_at"], name="who_is_admitted")]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Ban(Keyed):
    """Somebody who may not come back to a session, until staff lift it (V03, V04, H07)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bans")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bans")
    reason = EncryptedTextField()
    banned_at = models.DateTimeField()
    banned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(lifted_at__isnull=True),
                name="one_live_ban",
            ),
            models.CheckConstraint(
                name="a_lifted_ban_names_who_lifted_it",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} kept out of {self.session_id}"


class Clearing(Keyed):
    """A room was cleared because of what went on in it: the record of it opens itself (H12)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="clearings")
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = EncryptedTextField(blank=True)
    sent_out = models.PositiveSmallIntegerField(help_text="How many were inside then.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["cleared_at"]
        constraints = [
            models.CheckConstraint(
                name="a_clearing_undone_names_who_did",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} cleared"


class Watch(Keyed):
    """A supervisor's declared presence at a session, proven by the console answering (V05, V06)."""

    class State(models.TextChoices):
        """What everybody in the room is told."""

        IN_ROOM = "in_room", _("in the room")
        LISTENING = "listening", _("listening")
        ON_CALL = "on_call", _("close by")
        AWAY = "away", _("away")

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="watch")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ON_CALL)
    since = models.DateTimeField()
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} at {self.session_id}"


class Presence(Keyed):
    """One connection of one person as one source saw it. Attendance is computed from these, never typed in."""

    class Source(models.TextChoices):
        """Who saw it."""

        HOOK = "hook", _("media server")
        SWEEP = "sweep", _("roll call")
        PAGE = "page", _("own page")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="presences")
    sid = models.CharField(max_length=40)
    source = models.CharField(max_length=6, choices=Source.choices)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_why = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sid", "source"], name="one_interval_a_connection_and_source"
            ),
            models.CheckConstraint(
                name="leaves_after_joining",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=models.F("joined_at")),
            ),
        ]
        indexes = [models.Index(fields=["session", "person"], name="attendance_of_a_session")]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.source}"


class MediaEvent(Keyed):
    """A webhook as it arrived, kept once (D04, V08). Handled after it was stored."""

    event_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    room_name = models.CharField(max_length=64, blank=True, db_index=True)
    identity = models.CharField(max_length=80, blank=True)
    sid = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
