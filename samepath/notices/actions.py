"""What happens with messages: posting one beside the fact it tells of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samepath.lib.time import now as right_now
from samepath.notices.models import Notice
from samepath.notices.texts import TEMPLATES


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

    The same `key` again returns the first notice. The context may hold a `link` (a path of ours) and
    nothing else: whatever else there is to say waits behind the sign-in (P03).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a notice is posted in the transaction of the fact it tells of")
    if template not in TEMPLATES:
        raise ValueError(f"no notice is called {template!r}")
    link = _only_link(context or {})
    now = right_now()
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "to": to, "channel": channel, "template": template, "link": link, "posted_at": now,
            "due_at": due_at or now, "next_try_at": due_at or now, "expires_at": expires_at,
        },
    )  # fmt: skip
    return notice


def _only_link(context: dict[str, str]) -> str:
    if set(context) - {"link"}:
        raise ValueError("a notice carries a link and nothing else")
    link = context.get("link", "")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a notice links to our own pages only")
    return link
