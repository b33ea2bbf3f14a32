"""What is true about people. The name others see and the name in the records never share a table (P06)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samepath.lib.fields import EncryptedTextField
from samepath.lib.ids import Keyed
from samepath.people.permissions import Role

DRAWINGS = (
    "fern", "heron", "lantern", "moon", "wave", "hill", "acorn", "sun", "leaf", "stone", "juniper", "finch",
)  # fmt: skip


class PersonManager(BaseUserManager["Person"]):
    """Makes people; `people.actions.add_person` is the verb that also writes the trail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Keyed):
    """Somebody with an account. Peers only ever receive `alias` and `drawing`."""

    email = models.EmailField(_("e-mail"), unique=True)
    alias = models.CharField(
        _("name others see"), max_length=40, help_text=_("First name or any name you like.")
    )
    alias_skeleton = models.CharField(max_length=80, unique=True, editable=False)
    drawing = models.CharField(max_length=20, default="fern", choices=[(d, d) for d in DRAWINGS])
    pronouns = models.CharField(max_length=30, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["alias"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.alias


class Contact(models.Model):
    """How staff reach a person. Encrypted at rest; never sent to peers."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True)
    legal_name = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    usual_address = EncryptedTextField(blank=True)
    usual_state = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.person_id}"


class RoleGrant(Keyed):
    """A role given to a person by somebody, until it is taken back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at__isnull=True),
                name="one_live_grant_a_role",
            ),
            models.CheckConstraint(
                name="an_ended_grant_names_who_ended_it",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class RememberedDevice(Keyed):
    """A browser that its owner asked to remember: until then a password is enough there, to join and for Help (A01)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="remembered_devices")
    token_hash = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"a device of {self.person_id}"


class WebSession(AbstractBaseSession):
    """One browser's sign-in: whose it is, so that people see their devices and end them (A12)."""

    person = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="web_sessions"
    )
    # A sign-in ends with the device it belongs to.
    remembered = models.ForeignKey(
        RememberedDevice, null=True, on_delete=models.CASCADE, related_name="web_sessions"
    )
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(auto_now=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        from samepath.people.sessions import SessionStore

        return SessionStore


class LostFactor(Keyed):
    """Somebody lost their second factor: who checked that it is them and how, and who agreed (A08)."""

    class How(models.TextChoices):
        """As strong as at enrolment: a face and a document, or a face that staff know."""

        ID_ON_VIDEO = "id-on-video", _("I saw them and their photo ID on a video call")
        ID_IN_PERSON = "id-in-person", _("I saw them and their photo ID in person")
        KNOWN_IN_PERSON = "known-in-person", _("I know them, and met them in person")
        KNOWN_ON_VIDEO = "known-on-video", _("I know them, and saw them on a video call")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="lost_factors")
    how = models.CharField(max_length=20, choices=How.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    restored_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(restored_at__isnull=True, withdrawn_at__isnull=True),
                name="one_lost_factor_waits",
            ),
            models.CheckConstraint(
                name="two_others_restore_a_factor",
                condition=~Q(asked_by=F("person"))
                & (
                    Q(restored_at__isnull=True, restored_by__isnull=True)
                    | Q(
                        restored_at__isnull=False,
                        restored_by__isnull=False,
                        withdrawn_at__isnull=True,
                    )
                    & ~Q(restored_by=F("asked_by"))
                    & ~Q(restored_by=F("person"))
                ),
            ),
            models.CheckConstraint(
                name="a_withdrawn_lost_factor_names_who",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"lost factor of {self.person_id}"
