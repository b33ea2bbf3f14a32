"""What is owed is sent within a minute, once, never too late, and never silently lost (R12)."""

import smtplib
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection

from samepath.notices import actions, deliver, queries
from tests.elsewhere import Installation
from tests.post_office import PostOffice

pytestmark = pytest.mark.safety("R12")

SIX = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)


@pytest.fixture
def clock(db):
    with time_machine.travel(SIX, tick=False) as clock:
        yield clock


@pytest.fixture
def relay(monkeypatch):
    """Stands for the mail server; `relay.side_effect` is what it does wrong."""
    send = Mock(return_value=1)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    return send


def owe(**more):
    return actions.post(
        **{
            "to": "amara@evening.test",
            "template": "update",
            "key": str(uuid4()),
            "context": {"link": "/"},
            **more,
        }
    )


def run(clock, seconds, *, every=1):
    """The loop as it turns, once a second unless said otherwise."""
    sent = []
    for _ in range(0, seconds, every):
        for _ in range(deliver.deliver_due()):
            sent.append(datetime.now(UTC))
        clock.shift(every)
    return sent


def test_a_message_is_sent_once_and_then_knows_nobody(clock):
    notice = owe()
    assert deliver.deliver_due() == 1
    assert deliver.deliver_due() == 0

    (letter,) = mail.outbox
    assert letter.to == ["amara@evening.test"]
    assert letter.body.endswith("/\n")
    notice.refresh_from_db()
    assert (notice.sent_at, notice.to, notice.link, notice.claimed_until) == (SIX, "", "", None)


def test_nothing_goes_before_it_is_due(clock):
    owe(due_at=SIX + timedelta(minutes=5))
    assert run(clock, 295, every=5) == []
    assert len(run(clock, 10)) == 1


@pytest.mark.safety("R12", "H06")
def test_nothing_goes_after_its_moment(clock, relay):
    relay.side_effect = ConnectionRefusedError
    notice = owe(expires_at=SIX + timedelta(minutes=5))
    run(clock, 301, every=7)
    relay.side_effect = None
    assert run(clock, 120) == []
    notice.refresh_from_db()
    assert (notice.last_error, notice.to, notice.sent_at) == ("expired", "", None)
    assert notice.dead_at is not None


def test_a_message_being_sent_as_its_moment_passes_is_sent(clock, monkeypatch):
    notice = owe(expires_at=SIX + timedelta(seconds=5))

    def slowly(_):
        clock.shift(10)
        assert deliver.deliver_due() == 0  # another loop, meanwhile
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slowly)
    assert deliver.deliver_due() == 1
    notice.refresh_from_db()
    assert notice.dead_at is None


@pytest.mark.parametrize(("template", "within"), [("look-now", 20), ("update", 60)])
def test_a_mail_server_down_for_an_hour_costs_a_minute_more(clock, relay, template, within):
    relay.side_effect = ConnectionRefusedError
    for _ in range(3):
        owe(template=template)
    assert run(clock, 3600, every=10) == []
    assert queries.outbox().late == 3
    assert not queries.outbox().well

    relay.side_effect = None
    sent = run(clock, within)
    assert len(sent) == 3
    assert relay.call_count < 3 * 3600 / 10
    assert queries.outbox() == queries.Outbox(owed=0, late=0, oldest=None, dead=0)


def test_a_mix_of_refusals_loses_nothing(clock, relay):
    busy = smtplib.SMTPRecipientsRefused({"a": (451, b"amara@evening.test: later")})
    relay.side_effect = [
        busy,
        smtplib.SMTPServerDisconnected("x"),
        smtplib.SMTPDataError(452, b"full"),
        TimeoutError(),
        1,
    ]
    notice = owe()
    assert len(run(clock, 120)) == 1
    notice.refresh_from_db()
    assert (notice.attempts, notice.last_error) == (5, "")


@pytest.mark.safety("R12", "P08")
def test_a_lasting_no_becomes_a_dead_letter_within_a_minute_and_names_nobody(clock, relay, caplog):
    relay.side_effect = smtplib.SMTPRecipientsRefused(
        {"amara@evening.test": (550, b"amara@evening.test unknown")}
    )
    owe()
    run(clock, 60)
    (dead,) = queries.dead_letters()
    assert (dead.template, dead.attempts, dead.last_error) == (
        "update",
        5,
        "SMTPRecipientsRefused 550",
    )
    assert queries.outbox().dead == 1
    assert relay.call_count == 5
    assert "amara" not in caplog.text + repr(dead)


@pytest.mark.parametrize("to", ["", "nobody", "amara@evening.test\nBcc: all@evening.test"])
def test_an_address_that_is_none_becomes_a_dead_letter(clock, to):
    owe(to=to)
    run(clock, 60)
    assert mail.outbox == []
    assert queries.outbox().dead == 1


def test_a_message_that_nobody_takes_is_given_up_after_a_day(clock, relay):
    relay.side_effect = ConnectionRefusedError
    owe()
    run(clock, 3)
    clock.shift(timedelta(days=1))
    run(clock, 3)
    assert queries.dead_letters()[0].last_error == "ConnectionRefusedError"


def test_one_value_that_does_not_open_holds_up_no_other(clock):
    broken, fine = owe(), owe()
    with connection.cursor() as cursor:
        key = broken.pk if connection.vendor == "postgresql" else broken.pk.hex
        cursor.execute(
            """UPDATE notices_notice SET "to" = 't1:bm9uc2Vuc2U=' WHERE id = %s""", [key]
        )
    run(clock, 60)
    fine.refresh_from_db()
    assert fine.sent_at is not None
    assert queries.dead_letters()[0].last_error == "WrongKey"


def test_what_is_urgent_goes_first(clock):
    for number in range(5):
        owe(key=f"update:{number}")
    owe(template="look-now")
    assert deliver.deliver_due(at_most=1) == 1
    assert mail.outbox[0].subject == "Please sign in now"


def test_one_silence_is_not_waited_for_again_and_again(clock, relay):
    relay.side_effect = TimeoutError
    for _ in range(10):
        owe()
    deliver.deliver_due()
    assert relay.call_count == 1


def test_a_refusal_of_one_does_not_hold_up_the_others(clock, relay):
    relay.side_effect = [smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), 1, 1]
    for _ in range(3):
        owe()
    assert deliver.deliver_due() == 2


def test_a_row_in_another_loops_hands_is_left_alone(clock):
    notice = owe()
    assert deliver._claim(notice.pk) is not None
    assert deliver._claim(notice.pk) is None
    assert deliver.deliver_due() == 0
    clock.shift(deliver.CLAIM)
    assert deliver.deliver_due() == 1


def test_a_failed_one_is_not_tried_again_at_once_by_a_loop_that_saw_it_before(clock, relay):
    relay.side_effect = [ConnectionRefusedError, 1]
    notice = owe()
    deliver.deliver_due()
    assert deliver._claim(notice.pk) is None


def test_the_console_is_a_channel_too(clock, capsys):
    owe(channel="console")
    assert deliver.deliver_due() == 1
    assert "You have a new update" in capsys.readouterr().out
    assert mail.outbox == []


POST = """
from django.db import transaction
from samepath.notices import actions
with transaction.atomic():
    for n in range({count}):
        actions.post(to="amara@evening.test", template="update", key=f"n:{{n}}")
"""
KILLED = """
import os, signal
from samepath.notices import deliver
send = deliver._send
def send_and_fall(notice):
    if {when} == "before": os.kill(os.getpid(), signal.SIGKILL)
    send(notice)
    os.kill(os.getpid(), signal.SIGKILL)
deliver._send = send_and_fall
deliver.deliver_due()
"""
AFTERWARDS = """
import time
from datetime import timedelta
from samepath.notices import deliver
from samepath.notices.models import Notice
print(deliver.deliver_due(), end=" ")  # the claim of the fallen one still holds
Notice.objects.filter(claimed_until__isnull=False).update(claimed_until=Notice.objects.get().posted_at)
print(deliver.deliver_due(), deliver.deliver_due(), Notice.objects.filter(sent_at__isnull=False).count())
"""
LOOP = """
from samepath.notices import deliver
from samepath.notices.models import Notice
while Notice.objects.filter(sent_at__isnull=True).exists():
    deliver.deliver_due(at_most=5)
"""


@pytest.fixture
def office():
    office = PostOffice()
    yield office
    office.close()


@pytest.fixture
def elsewhere(office, tmp_path):
    other = Installation(
        tmp_path,
        "notices",
        SAMEPATH_MAIL=f"smtp://127.0.0.1:{office.port}",
        SAMEPATH_MAIL_FROM="a@b.test",
    )
    yield other
    other.remove()


@pytest.mark.safety("D03", "R12")
@pytest.mark.parametrize(("when", "copies"), [("before", 1), ("after", 2)])
def test_a_loop_killed_in_the_midst_loses_nothing(elsewhere, office, when, copies):
    elsewhere.run(POST.format(count=1))
    killed = elsewhere.start(KILLED.format(when=repr(when)))
    killed.communicate(timeout=100)
    assert killed.returncode == -9

    assert elsewhere.run(AFTERWARDS) == "0 1 0 1"
    assert len(office.letters) == copies
    assert len({letter["Message-ID"] for letter in office.letters}) == 1


@pytest.mark.safety("D04")
def test_two_loops_at_once_send_each_message_once(elsewhere, office):
    elsewhere.run(POST.format(count=40))
    loops = [elsewhere.start(LOOP) for _ in range(2)]
    for loop in loops:
        _, complained = loop.communicate(timeout=100)
        assert loop.returncode == 0, complained
    assert len(office.letters) == len({letter["Message-ID"] for letter in office.letters}) == 40
