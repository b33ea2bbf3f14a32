"""The loop that delivers what is owed. Marks after success and repeats until then (R12)."""

from __future__ import annotations

import random
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from samepath.lib.fields import WrongKey
from samepath.lib.time import now as right_now
from samepath.notices.models import Notice
from samepath.notices.texts import TEMPLATES, URGENT

CLAIM = timedelta(seconds=60)  # longer than a mail server may hang (settings.EMAIL_TIMEOUT)
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = {
    True: timedelta(seconds=15),
    False: timedelta(seconds=50),
}  # by whether it is urgent
TRY_FOR = timedelta(days=1)
TRIES_AFTER_A_NO = 5  # some servers say a lasting no for a passing reason
CONSOLE = "django.core.mail.backends.console.EmailBackend"
log = structlog.get_logger(__name__)


class NoAddress(ValueError):
    """A message to nobody, or to what is no single address."""


def deliver_due(*, at_most: int = 50) -> int:
    """Send what is due now, urgent ones first, and return how many were sent.

    Safe beside another loop: a row is claimed first. A loop killed between sending and marking sends that
    one again after the claim has lapsed: at least once, and under the same Message-ID, so that mail programs
    show it once.
    """
    now = right_now()
    _expire(now)
    urgent_first = Case(When(template__in=URGENT, then=0), default=1, output_field=IntegerField())
    keys = _owed(now).order_by(urgent_first, "next_try_at").values_list("pk", flat=True)[:at_most]
    sent = 0
    for key in list(keys):
        notice = _claim(key)
        if notice is None:
            continue
        failure = _try(notice)
        sent += failure is None
        if isinstance(failure, OSError) and not _is_an_answer(failure):
            break  # nobody answers: the others need not wait for that, one after the other
    return sent


def _owed(now: datetime) -> QuerySet[Notice]:
    """What may be claimed: due, alive, and in no other loop's hands."""
    return Notice.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        sent_at__isnull=True,
        dead_at__isnull=True,
        next_try_at__lte=now,
    )


def _expire(now: datetime) -> None:
    """Give up what has missed its moment, unless it is being sent just now."""
    missed = Notice.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
        sent_at__isnull=True,
        dead_at__isnull=True,
        expires_at__lte=now,
    ).update(dead_at=now, last_error="expired", to="", link="")
    if missed:
        log.warning("notice.expired", count=missed)


def _claim(key: UUID) -> Notice | None:
    """Take a notice into this loop's hands. None when another was quicker."""
    now = right_now()
    if not _owed(now).filter(pk=key).update(claimed_until=now + CLAIM, attempts=F("attempts") + 1):
        return None
    # Whom and where is opened later: one value that does not open must not hold up the others.
    return Notice.objects.defer("to", "link").get(pk=key)


def _try(notice: Notice) -> Exception | None:
    """Send and mark, or write down why not."""
    try:
        _send(notice)
    except Exception as failure:  # whatever a mail server does means: later again  # noqa: BLE001
        _postpone(notice, failure)
        return failure
    Notice.objects.filter(pk=notice.pk).update(
        sent_at=right_now(), dead_at=None, claimed_until=None, last_error="", to="", link=""
    )
    return None


def _postpone(notice: Notice, failure: Exception) -> None:
    now = right_now()
    code = _code(failure)
    told_no = isinstance(failure, (WrongKey, ValueError)) or code.startswith("5")
    dead = now - notice.due_at > TRY_FOR or (told_no and notice.attempts >= TRIES_AFTER_A_NO)
    wait = min(
        FIRST_WAIT * 2 ** min(notice.attempts - 1, 10), LONGEST_WAIT[notice.template in URGENT]
    )
    wait *= random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries; no secret
    error = f"{type(failure).__name__} {code}".strip()[:60]
    Notice.objects.filter(pk=notice.pk).update(
        claimed_until=None, next_try_at=now + wait, last_error=error, dead_at=now if dead else None
    )
    tell = log.error if dead else log.warning
    tell(
        "notice.dead" if dead else "notice.postponed",
        template=notice.template, notice=str(notice.pk), attempts=notice.attempts, error=error,
    )  # fmt: skip


def _code(failure: Exception) -> str:
    """The mail server's number for a refusal, or nothing. Its words name people and stay out of here."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return str(max(code for code, _ in failure.recipients.values()))
    if isinstance(failure, smtplib.SMTPResponseException):
        return str(failure.smtp_code)
    return ""


def _is_an_answer(failure: OSError) -> bool:
    """Whether a server refused this message, rather than being out of reach."""
    return bool(_code(failure)) and not isinstance(
        failure, (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
    )


def _send(notice: Notice) -> None:
    try:
        validate_email(notice.to)
    except ValidationError:
        raise NoAddress from None
    subject, text = TEMPLATES[notice.template]
    link = f"\n\n{settings.ORIGIN}{notice.link}" if notice.link else ""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    message = EmailMessage(
        subject=str(subject),
        body=f"{text}{link}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to],
        headers={
            "Auto-Submitted": "auto-generated",
            # The same for each try, and not this machine's own name.
            "Message-ID": f"<{notice.pk.hex}@{domain}>",
        },
        connection=get_connection(CONSOLE if notice.channel == "console" else None),
    )
    message.send()
