"""What happens with messages: posting one beside the fact it tells of."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction

from samepath.lib.time import now as right_now
from samepath.notices.models import Notice
from samepath.notices.texts import TEMPLATES, WITH_A_SECRET, tells

CHANNELS = ("mail", "console")
BARE_PAGE = re.compile(r"/[a-z/-]{0,40}")
SECRET_PAGE = re.compile(r"/[A-Za-z0-9/_-]{1,200}")


def post(
    *,
    to: str,
    channel: str = "mail",
    template: str,
    key: str,
    context: dict[str, str] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Owe somebody a message; delivered by the loop once this transaction has committed (D03).

    The same `key` again returns the first notice. The context may hold a `link` to a page of ours, without
    any id, and nothing else: whatever else there is to say waits behind the sign-in (P03). After `expires_at`
    it is not sent any more. An address that is none becomes a dead letter, so that it stops no call for help.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a notice is posted in the transaction of the fact it tells of")
    if template not in TEMPLATES:
        raise ValueError(f"no notice is called {template!r}")
    if channel not in CHANNELS:
        raise ValueError(f"nothing goes out by {channel!r}")
    if "@" in key:
        raise ValueError("a key is no place for an address")
    link = _only_link(context or {}, secret=template in WITH_A_SECRET)
    now = right_now()
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "to": (to.isprintable() and parseaddr(to)[1]) or to, "channel": channel, "template": template, "link": link, "posted_at": now,
            "due_at": due_at or now, "next_try_at": due_at or now, "expires_at": expires_at,
        },
    )  # fmt: skip
    return notice


def _only_link(context: dict[str, str], *, secret: bool) -> str:
    if set(context) - {"link"}:
        raise ValueError("a notice carries a link and nothing else")
    link = context.get("link", "")
    shape = SECRET_PAGE if secret else BARE_PAGE
    if link and (link.startswith("//") or not shape.fullmatch(link)):
        raise ValueError("a notice links to a bare page of our own")
    if not secret and tells(link):
        raise ValueError("the address of that page tells on its reader")
    return link
