"""A text column nobody reads from a stolen file (W08).

AES-GCM with the key's id in front and the column's own name (`app.model.field`) as associated data, so that a
value copied to another column does not open. Keys come from settings.FIELD_KEYS, the current one first; older
ones stay in the ring until `reseal` has been through the table. A migration that renames a model or such a
field must seal its values again.
"""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.functions import Cast

NONCE = 12


class WrongKey(Exception):
    """An encrypted value cannot be opened with the keys at hand, or was changed. Never shows the value."""


def seal(text: str, *, name: str) -> str:
    """`text` encrypted for the column `name`; empty stays empty."""
    if not text:
        return ""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), name.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(stored: str, *, name: str) -> str:
    """The text behind a stored value. Raises WrongKey; never returns what it could not open."""
    if not stored:
        return ""
    key_id, colon, body = stored.partition(":")
    key = settings.FIELD_KEYS.get(key_id) if colon else None
    if key is None:
        known = ", ".join(settings.FIELD_KEYS)
        raise WrongKey(f"{name}: sealed with a key that is not in the ring ({known})")
    try:
        raw = base64.b64decode(body, validate=True)
        opened = AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], name.encode())
    except (InvalidTag, ValueError):
        raise WrongKey(f"{name}: the value does not open") from None
    return opened.decode("utf-8", "surrogatepass")


class EncryptedTextField(models.TextField[str, str]):
    """Text that is encrypted in the database. It cannot be searched or sorted by."""

    @property
    def sealed_as(self) -> str:
        """The name its values are bound to."""
        meta = self.model._meta
        return f"{meta.app_label}.{meta.model_name}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text if text is None else seal(str(text), name=self.sealed_as)

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return value if value is None else unseal(value, name=self.sealed_as)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: any other would compare with a text that is sealed anew each time, and find nothing."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.sealed_as} is encrypted; it cannot be looked up by {lookup_name}.")


def reseal(model: type[models.Model], *, at_a_time: int = 500) -> int:
    """Seal every encrypted value of a table with the current key; how many were not.

    Safe beside writers: a value that changes meanwhile is left to its writer, who uses the current key. One
    query for each value and one for each `at_a_time` of them.
    """
    return sum(
        _reseal(model, field, at_a_time)
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    )


def _reseal(model: type[models.Model], field: EncryptedTextField, at_a_time: int) -> int:
    current = next(iter(settings.FIELD_KEYS))
    rows = model._base_manager.annotate(as_stored=Cast(field.name, models.TextField()))
    old = rows.exclude(as_stored="").exclude(as_stored__startswith=f"{current}:")
    changed = 0
    while batch := list(old.values_list("pk", "as_stored")[:at_a_time]):
        for key, stored in batch:
            text = unseal(stored, name=field.sealed_as)
            changed += rows.filter(pk=key, as_stored=stored).update(**{field.name: text})
    return changed
