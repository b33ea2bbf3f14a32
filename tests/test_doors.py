"""Every page against everyone in the cast (Z01, Z02, A01, W05).

The table says who comes in. A page that is missing from it, or a page without a door, fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction

from samepath.people import actions as people
from samepath.people.permissions import GRANTS, ON_REMEMBERED_DEVICE, Permission, Role
from samepath.people.sessions import REMEMBERED
from tests.conftest import offered
from tests.pages import EVERYONE, all_pages

PAGES = all_pages()

ANYONE = set(EVERYONE)
SIGNED_IN = ANYONE - {"a stranger"}
PARTICIPANTS = {"amara", "noor"}
LEADERS = {"ben", "lin"}
CLINICIANS = {"dr_chen", "dr_okafor"}
OFFICE = {"iris", "omar"}
NOBODY: set[str] = set()

# Who opens each page when it is about the evening program, its session tonight, and Amara.
OPENS_FOR: dict[str, set[str]] = {
    "public:home": ANYONE, "public:crisis": ANYONE, "public:away": ANYONE, "public:invitation": ANYONE, "public:offline": ANYONE, "public:gallery": ANYONE,
    "public:demo_enter": ANYONE, "public:healthz": ANYONE, "public:readyz": ANYONE,
    "account:mine": SIGNED_IN, "account:change_looks": SIGNED_IN, "account:contact": SIGNED_IN,
    "account:end_device": SIGNED_IN, "account:end_others": SIGNED_IN, "account:forget_device": SIGNED_IN, "account:hat": ANYONE,
    "account:factor": SIGNED_IN, "account:agreements": SIGNED_IN, "account:sign": SIGNED_IN,
    "account:take_back": {"amara"}, "account:closed": NOBODY,
    "account:carried": SIGNED_IN, "account:discard": SIGNED_IN,
    "participant:tonight": PARTICIPANTS, "participant:week": PARTICIPANTS,
    "participant:check_out": {"amara"}, "participant:give_check_out": PARTICIPANTS, "participant:skip_check_out": PARTICIPANTS,
    "participant:ask_for_help": ANYONE, "participant:help": {"amara"},
    "participant:help_again": SIGNED_IN, "participant:help_pressed": ANYONE,  # whoever holds the receipt
    "leader:home": LEADERS, "leader:session": LEADERS,
    "leader:guides": LEADERS | CLINICIANS, "leader:guide": {"ben", "dr_chen"}, "leader:write_guide": {"ben"},
    "leader:choose_guide": {"ben", "lin", "dr_chen"}, "leader:promises": NOBODY,  # tonight’s session has no group
    **{f"leader:{act}_guide": LEADERS | CLINICIANS for act in ("copy", "write_on", "take_back", "retire")},
    "clinician:approvals": CLINICIANS, "clinician:approval": {"dr_chen"},
    "clinician:approve_guide": CLINICIANS, "clinician:send_back_guide": CLINICIANS,
    "leader:debrief": LEADERS, **{f"leader:{act}_debrief": LEADERS for act in ("keep", "finish", "reopen")},
    "clinician:console": CLINICIANS, "clinician:console_beat": CLINICIANS, "clinician:console_alive": CLINICIANS, "clinician:reach_out": CLINICIANS,
    **{f"clinician:{act}": CLINICIANS for act in ("hand_over", "ask_hand_over", "take_room", "keep_room")}, "clinician:calls": CLINICIANS,
    "clinician:whisper": {"dr_chen"}, "clinician:send_whisper": CLINICIANS,
    "clinician:session": {"dr_chen"}, "clinician:watch": CLINICIANS, "clinician:clear": CLINICIANS,
    "clinician:lift": CLINICIANS, "clinician:call": {"dr_chen"}, "clinician:answer": CLINICIANS,
    "clinician:close": CLINICIANS, "clinician:take_up": CLINICIANS, "clinician:debriefs": CLINICIANS, "clinician:sign_debrief": CLINICIANS,
    "office:week": OFFICE, "office:choose_program": OFFICE, "office:new_session": {"iris"},
    "office:session": OFFICE, "office:edit_session": {"iris"}, "office:cancel_session": {"iris"},
    "office:restore_session": {"iris"}, "office:expect": {"iris"}, "office:unexpect": {"iris"},
    "office:people": OFFICE, "office:invite": OFFICE, "office:revoke_invitation": OFFICE,
    "office:person": OFFICE, "office:change_contact": OFFICE, "office:give_place": OFFICE,
    "office:end_place": OFFICE, "office:on_call": OFFICE, "office:tie": OFFICE, "office:in_group": OFFICE,
    "office:enrol": OFFICE, "office:end_enrolment": OFFICE, "office:lost_factor": OFFICE, "office:lost_factors": OFFICE,
    "office:restore_factor": OFFICE, "office:withdraw_lost_factor": OFFICE,
    "office:groups": OFFICE, "office:group": OFFICE, "office:join_group": OFFICE,
    "office:leave_group": OFFICE, "office:program": OFFICE, "office:new_program": {"omar"},
    "room:door": {"amara", "ben", "lin", "dr_chen", "iris"}, "room:room": {"amara", "ben", "lin", "dr_chen", "iris"},
    "room:waiting": {"amara", "ben", "lin", "dr_chen", "iris"}, "room:left": {"amara", "ben", "lin", "dr_chen", "iris"},
    # What only writes answers GET with 405 to whoever holds the permission; whose session it is, is asked by POST.
    **{
        f"room:{act}": SIGNED_IN - {"omar"}
        for act in ("answer", "agree", "enter", "go_away", "ticket", "beat", "floor", "leave", "admit", "deny", "remove", "close", "clear", "undo_clear")
    },
    "hooks:livekit": ANYONE,
    "account_login": {"a stranger"}, "account_logout": SIGNED_IN, "account_inactive": ANYONE, "account_signup": NOBODY,
    "account_reauthenticate": SIGNED_IN, "account_email": NOBODY, "account_email_verification_sent": NOBODY,
    "account_change_password": SIGNED_IN, "account_set_password": NOBODY, "account_reset_password": ANYONE,
    "account_confirm_login_code": NOBODY, "account_confirm_email": NOBODY,
    "account_reset_password_from_key_done": ANYONE, "account_reset_password_from_key": ANYONE,
    "account_reset_password_done": ANYONE,
    "mfa_index": SIGNED_IN, "mfa_authenticate": NOBODY, "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN, "mfa_deactivate_totp": NOBODY, "mfa_view_recovery_codes": NOBODY,
    "mfa_generate_recovery_codes": SIGNED_IN, "mfa_download_recovery_codes": NOBODY,
    "mfa_list_webauthn": SIGNED_IN, "mfa_add_webauthn": SIGNED_IN, "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN, "mfa_edit_webauthn": SIGNED_IN, "mfa_login_webauthn": NOBODY,
}  # fmt: skip

# Pages of allauth's that first ask who it is again, or answer to nobody who has not got so far.
ASKS_AGAIN = {name for name in OPENS_FOR if name.startswith("mfa_")} | {
    "account_logout", "account_change_password", "account_reauthenticate", "account_login",
}  # fmt: skip


def bunches(names: Iterable[str], count: int = 8) -> Any:
    """The names in a few bunches: a bunch makes the cast once, and each page starts from it anew (`alone`)."""
    names = list(names)
    return pytest.mark.parametrize(
        "names", [names[n::count] for n in range(count)], ids=range(count)
    )


@pytest.fixture
def alone(subtests: Any) -> Any:
    """One page at a time, by name; what it wrote is taken back before the next."""

    @contextmanager
    def one(name: str) -> Iterator[None]:
        with subtests.test(name), transaction.atomic():
            cache.clear()
            yield
            transaction.set_rollback(True)

    return one


@pytest.mark.safety("Z01")
def test_every_page_stands_in_the_table():
    assert set(OPENS_FOR) == set(PAGES)


@pytest.mark.safety("Z01")
def test_every_page_of_ours_has_a_door():
    ours = {name: page.door for name, page in PAGES.items() if page.ours}
    assert [
        name for name, door in ours.items() if door not in {*Permission, "anyone", "machines"}
    ] == []


@pytest.mark.safety("Z01", "Z02")
@bunches(OPENS_FOR)
def test_the_door_opens_for_these_and_no_one_else(names, alone, browsers, of_the_evening):
    for name in names:
        with alone(name):
            url = PAGES[name].url(of_the_evening)

            opened = {who for who, browser in browsers.items() if _comes_in(browser.get(url), name)}

            assert opened == OPENS_FOR[name]


def _comes_in(answer: Any, name: str) -> bool:
    """A page, or that it wants another method, or a way on that is no sign-in and no factor."""
    if answer.status_code in {200, 405, 422}:
        return True
    if answer.status_code != 302:
        return False
    away = answer["Location"].startswith(("/account/login/", "/factor"))
    return not away and (name not in ASKS_AGAIN or "reauthenticate" in answer["Location"])


WITH_A_FACTOR = [
    # Asking for help asks for nothing; whose call it is still counts.
    name
    for name, page in PAGES.items()
    if page.door in set(Permission) - {Permission.ASK_FOR_HELP}
]
CANARIES = (b"Legalname", b"Alder Street", b"555-0142", b"Fern", b"Evening")


def _opens_nothing(browser: Any, url: str, *, own_name: bytes = b"") -> None:
    for answer in (browser.get(url), browser.post(url)):
        assert answer.status_code in {302, 403, 404}
        assert answer.status_code != 302 or answer["Location"].startswith("/factor")
        for canary in CANARIES:
            assert canary == own_name or canary not in answer.content


@pytest.mark.safety("A01")
@bunches(WITH_A_FACTOR)
def test_a_password_alone_opens_nothing(
    names, alone, client_as, amara, ben, dr_chen, iris, omar, of_the_evening
):
    cast = (amara, ben, dr_chen, iris, omar)
    browsers = [client_as(one, second_factor=False) for one in cast]
    for name in names:
        with alone(name):
            for browser in browsers:
                own_name = b"Fern" if browser is browsers[0] else b""
                _opens_nothing(browser, PAGES[name].url(of_the_evening), own_name=own_name)


@pytest.mark.safety("A01")
@bunches(WITH_A_FACTOR)
def test_a_remembered_device_opens_joining_and_nothing_else(
    names, alone, client_as, amara, ben, of_the_evening
):
    """Where it opens, it opens what the table says; a leader's own stands in for nothing."""
    participant, leader = (client_as(one, second_factor=False) for one in (amara, ben))
    _remember(participant, amara)
    _remember(leader, ben)
    for name in names:
        with alone(name):
            url = PAGES[name].url(of_the_evening)
            if PAGES[name].door in ON_REMEMBERED_DEVICE:
                assert _comes_in(participant.get(url), name) is ("amara" in OPENS_FOR[name])
            else:
                _opens_nothing(participant, url, own_name=b"Fern")
            _opens_nothing(leader, url)


def _remember(browser: Any, person: Any) -> None:
    device, _token = people.remember_device(person, device="", by=person)
    session = browser.session
    session[REMEMBERED] = str(device.pk)
    session.save()


# --- another program's ids ---------------------------------------------------------------------


@pytest.fixture
def of_the_morning(client_as, morning, noor, dr_okafor):
    """Whoever may do most in the other program: browsers for each hat, all of the morning."""
    from conftest import _person, _staff

    leader = _staff(_person("Finch", "f@morning.test", "F Legalname"), Role.PEER_LEADER, morning)
    office = _staff(_person("Juniper", "j@morning.test", "J Legalname"), Role.COORDINATOR, morning)
    return [client_as(person) for person in (noor, dr_okafor, leader, office)]


def _rows() -> dict[str, list[Any]]:
    """Everything the database holds, but for sign-ins and the trail."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.label not in {"people.WebSession", "audit.Entry", "contenttypes.ContentType"}
    }


NAMED = [
    name for name, page in PAGES.items() if page.ours and page.door in set(Permission) and page.keys
]


@pytest.mark.safety("Z02", "Z09")
@bunches(NAMED)
def test_ids_of_another_program_are_ids_of_nothing(names, alone, of_the_evening, of_the_morning):
    before = _rows()
    for name in names:
        with alone(name):
            theirs = PAGES[name].url(of_the_evening)
            nobodys = PAGES[name].url({key: uuid4() for key in of_the_evening})
            for browser in of_the_morning:
                _finds_nothing(browser, theirs, nobodys)
            assert _rows() == before


def _finds_nothing(browser: Any, theirs: str, nobodys: str) -> None:
    for method in ("get", "post"):
        for accepts in ("text/html", "application/json"):
            foreign = getattr(browser, method)(theirs, headers={"accept": accepts})
            absent = getattr(browser, method)(nobodys, headers={"accept": accepts})
            assert foreign.status_code == absent.status_code
            assert foreign.status_code in {302, 403, 404, 405}
            assert foreign.status_code != 302 or foreign["Location"].startswith("/factor")
            assert b"Fern" not in foreign.content


# What a form may name. A page that reads one of these looks for it among its visitor's own things.
NAMES = (
    "wait", "identity", "person", "ban", "session", "text", "key", "program", "enrolment", "membership", "seat",
    "clinician", "invitation", "group", "guide", "host", "supervisor", "expected", "with",
    "version", "agreements", "lost",
)  # fmt: skip
WORDS = {
    "signed_name": "F", "reason": "why", "why": "why", "next_step": "s", "state": "listening", "no": "1",
    "kind": "peer", "title": "T", "how": "id-on-video", "on": "2030-01-07", "at": "18:00", "minutes": "90", "role": "clinician",
}  # fmt: skip
WRITES = [name for name, page in PAGES.items() if page.ours and page.door in set(Permission)]
WRITES += ["participant:ask_for_help", "account:hat"]


@pytest.mark.safety("Z02", "Z09")
@bunches(WRITES)
def test_ids_of_another_program_in_a_form_touch_nothing_there(
    names, alone, of_the_evening, of_the_morning, morning, noor, evening_ids
):
    """With one's own ids in the address and the evening's in the form: not one row of the evening's changes."""
    own = _of_the_morning_too(morning, noor)
    theirs = {key for keys in evening_ids.values() for key in keys}
    before = _rows()
    for name in names:
        with alone(name):
            url = PAGES[name].url(own)
            for browser in of_the_morning:
                for which in range(3):
                    form = {
                        what: keys[which % len(keys)] for what, keys in evening_ids.items() if keys
                    }
                    browser.post(url, {**WORDS, **form})
                    browser.post(url, {**WORDS, **form}, content_type="application/json")

            new = [
                row for label, rows in _rows().items() for row in rows if row not in before[label]
            ]
            assert not [row for row in new for key in theirs if key in row]


@pytest.fixture
def evening_ids(evening, of_the_evening, amara, ben, dr_chen, tonight, iris):
    """What of the evening's a form could name, by the name forms use."""
    from samepath.consent.models import Consent
    from samepath.guides.models import AgreementSet, Version
    from samepath.people.models import LostFactor
    from samepath.programs.models import Enrolment, Group, Invitation, Membership, Seat
    from samepath.rooms.models import Admission, Ban, Room, Wait

    now = tonight.starts_at
    room = Room.objects.create(session=tonight, name="r1", seats=12, opened_at=now)
    admission = Admission.objects.create(
        room=room, person=amara, identity="p_evening", role="participant", browser="x", admitted_at=now
    )  # fmt: skip
    wait = Wait.objects.create(session=tonight, person=amara, asked_at=now, seen_at=now)
    ban = Ban.objects.create(
        session=tonight, person=amara, banned_by=ben, banned_at=now, reason="r"
    )
    assert Consent.objects.exists()
    LostFactor.objects.create(person=amara, how="id-on-video", asked_by=iris, asked_at=now)

    def keys(model, **which):
        return [str(one.pk) for one in model.objects.filter(**which)]

    people = [str(one.pk) for one in (amara, ben, dr_chen)]
    given = {
        "wait": [str(wait.pk)], "identity": [admission.identity], "ban": [str(ban.pk)],
        "session": [str(tonight.pk)], "program": [str(evening.pk)],
        "enrolment": keys(Enrolment, program=evening), "membership": keys(Membership),
        "seat": keys(Seat, program=evening), "invitation": keys(Invitation, program=evening),
        "agreements": keys(AgreementSet, group__program=evening),
        "version": keys(Version, guide__program=evening),
        "group": keys(Group, program=evening), "clinician": [str(dr_chen.pk)], "lost": keys(LostFactor),
    }  # fmt: skip
    return {what: given.get(what, people) for what in NAMES}


def _of_the_morning_too(morning, noor) -> dict[str, Any]:
    """An address of the morning's own, for whoever works there."""
    from samepath.consent.models import Consent
    from samepath.guides import actions as guides
    from samepath.guides.models import Version
    from samepath.people.models import Person
    from samepath.programs import actions as programs
    from samepath.safety import actions as safety
    from samepath.schedule import actions as schedule

    clinician = Person.objects.get(email="okafor@morning.test")
    leader = Person.objects.get(email="f@morning.test")
    office = Person.objects.get(email="j@morning.test")
    session = schedule.plan(
        program=morning, kind="peer", title="Morning circle", on=date(2030, 1, 7), at=time(9), minutes=90,
        guide=leader, supervisor=clinician, expected=[noor], by=office,
    )  # fmt: skip
    stock = Version.objects.get(guide__program=None)
    device, _token = people.remember_device(noor, device="", by=noor)
    return {
        "device_id": device.pk,
        "version_id": guides.copy(stock, program=morning, by=leader).pk,
        "session_id": session.pk,
        "hand_over_id": offered(session, by=clinician, to=office).pk,
        "concern_id": safety.ask_for_help(by=noor, command_id=uuid4()).pk,
        "consent_id": Consent.objects.filter(person=noor).first().pk,
        "person_id": noor.pk,
        "group_id": programs.add_group(morning, name="M", lane="peer", by=office).pk,
    }


@pytest.mark.safety("Z02")
def test_an_id_that_is_no_id_is_an_id_of_nothing(client_as, dr_chen, tonight):
    browser = client_as(dr_chen)
    for address in ("clear", "watch"):
        answer = browser.post(f"/console/{tonight.pk}/{address}", {"person": "' OR 1=1"})
        assert answer.status_code in {404, 422}
    assert browser.get("/clinic/not-an-id").status_code == 404


# --- methods -----------------------------------------------------------------------------------


@pytest.mark.safety("W05", "A07")
@bunches(name for name, page in PAGES.items() if page.ours)
def test_looking_changes_nothing(names, alone, browsers, of_the_evening):
    before = _rows()
    for name in names:
        with alone(name):
            url = PAGES[name].url(of_the_evening)
            for browser in browsers.values():
                for method in ("get", "head", "options"):
                    getattr(browser, method)(url)
            assert _rows() == before


@pytest.mark.safety("W05")
@bunches(name for name, page in PAGES.items() if page.ours and page.door != "machines")
def test_a_form_of_another_site_is_refused(
    names, alone, client_as, iris, amara, dr_chen, of_the_evening
):
    visitors = [client_as(person, enforce_csrf_checks=True) for person in (iris, amara, dr_chen)]
    before = _rows()
    for name in names:
        with alone(name):
            url = PAGES[name].url(of_the_evening)
            for browser in visitors:
                answer = browser.post(url, headers={"origin": "https://elsewhere.example"})
                assert answer.status_code in {403, 405}
            assert _rows() == before


@pytest.mark.safety("Z01")
def test_everything_granted_is_asked_for_somewhere():
    asked = {page.door for page in PAGES.values()}
    for permission in Permission:
        assert permission in asked, f"no page asks for {permission}"
        assert any(permission in granted for granted in GRANTS.values())
