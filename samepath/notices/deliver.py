"""The loop that delivers what is owed. Marks after success and repeats until then (R12)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q

from samepath.lib.time import now as right_now
from samepath.notices.models import Notice
from samepath.notices.texts import TEMPLATES

CLAIM = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
GIVE_UP = 60
log = structlog.get_logger()


def deliver_due(*, at_most: int = 50) -> int:
    """Send what is due now and return how many were sent. Safe beside another loop: a row is claimed first.

    A loop killed between sending and marking sends that one again after the claim has lapsed: at least
    once, and the text is such that twice does no harm.
    """
    now = right_now()
    _expire(now)
    owed = Notice.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now),
        sent_at__isnull=True, dead_at__isnull=True, next_try_at__lte=now,
    ).order_by("next_try_at")[:at_most]  # fmt: skip
    return sum(_deliver(notice, now) for notice in owed)


def _expire(now: datetime) -> None:
    Notice.objects.filter(sent_at__isnull=True, dead_at__isnull=True, expires_at__lt=now).update(
        dead_at=now, last_error="the moment has passed"
    )


def _deliver(notice: Notice, now: datetime) -> bool:
    claimed = Notice.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), pk=notice.pk, sent_at__isnull=True
    ).update(claimed_until=now + CLAIM, attempts=F("attempts") + 1)
    if not claimed:
        return False
    try:
        _send(notice)
    except Exception as failure:  # any failure of a mail server means: later again  # noqa: BLE001
        _postpone(notice, type(failure).__name__, now)
        return False
    Notice.objects.filter(pk=notice.pk).update(
        sent_at=right_now(), claimed_until=None, last_error="", to="", link=""
    )
    return True


def _postpone(notice: Notice, error: str, now: datetime) -> None:
    attempts = notice.attempts + 1
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    wait *= random.uniform(0.8, 1.2)  # noqa: S311  (spreads retries; no secret)
    Notice.objects.filter(pk=notice.pk).update(
        claimed_until=None,
        next_try_at=now + wait,
        last_error=error[:60],
        dead_at=now if attempts >= GIVE_UP else None,
    )
    log.warning("notice.postponed", template=notice.template, attempts=attempts, error=error)


def _send(notice: Notice) -> None:
    subject, text = TEMPLATES[notice.template]
    link = f"\n\n{settings.ORIGIN}{notice.link}" if notice.link else ""
    EmailMessage(
        subject=str(subject),
        body=f"{text}{link}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
