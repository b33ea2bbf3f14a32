"""A text column nobody reads from a stolen file (W08).

AES-GCM with the key's id in front and the column's own name as associated data, so that a value copied to
another column does not open. Keys come from settings.FIELD_KEYS, the current one first.
"""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12


class WrongKey(Exception):
    """An encrypted value cannot be opened with the keys at hand, or was changed."""


def seal(text: str, *, name: str) -> str:
    """`text` encrypted for the column `name`; empty stays empty."""
    if not text:
        return ""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), name.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(stored: str, *, name: str) -> str:
    """The text behind a stored value. Raises WrongKey; never returns what it could not open."""
    if not stored:
        return ""
    key_id, _, body = stored.partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise WrongKey(f"{name}: key {key_id!r} is not in FIELD_KEYS")
    try:
        raw = base64.b64decode(body, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], name.encode()).decode()
    except (InvalidTag, ValueError):
        raise WrongKey(f"{name}: the value does not open") from None


class EncryptedTextField(models.TextField[str, str]):
    """Text that is encrypted in the database. It cannot be searched or sorted by."""

    @property
    def _name(self) -> str:
        meta = self.model._meta
        return f"{meta.app_label}.{meta.model_name}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text if text is None else seal(str(text), name=self._name)

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return value if value is None else unseal(value, name=self._name)
