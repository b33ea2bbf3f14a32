"""Invitations: one person, one role, one program, once (W14)."""

from datetime import timedelta

import pytest
import time_machine

from samepath.notices.models import Notice
from samepath.people import queries as people
from samepath.people.errors import AliasRefused, AliasTaken, EmailTaken
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.programs import queries, rules
from samepath.programs.errors import InvitationRefused, MayNotInvite
from samepath.programs.models import Invitation

pytestmark = pytest.mark.safety("W14")


@pytest.fixture
def invite(evening, iris):
    def send(role=Role.PARTICIPANT, email="new@evening.test", program=evening, by=iris):
        return programs.invite(email=email, role=role, program=program, by=by)

    return send


def accept(token, alias="Bracken"):
    return programs.accept_invitation(
        token, alias=alias, legal_name="N Legalname", password="a long passphrase indeed",
        zone="America/New_York",
    )  # fmt: skip


def test_an_invitation_leaves_as_a_neutral_message_and_keeps_no_token(invite):
    invitation, token = invite()

    notice = Notice.objects.get(template="invitation")
    assert (notice.to, notice.link) == ("new@evening.test", f"/invitation/{token}")
    assert token not in str(Invitation.objects.values_list())
    assert invitation.expires_at - invitation.made_at == timedelta(hours=72)


@pytest.mark.parametrize(
    ("role", "enrolled", "seated"),
    [(Role.PARTICIPANT, True, False), (Role.PEER_LEADER, False, True)],
)
def test_whoever_comes_in_has_exactly_what_was_written(invite, evening, role, enrolled, seated):
    person = accept(invite(role)[1])

    assert people.roles_of(person) == [role]
    assert (queries.enrolment_of(person, evening) is not None) == enrolled
    assert queries.staff_of(evening, role).filter(pk=person.pk).exists() == seated
    assert person.check_password("a long passphrase indeed")


def test_a_link_works_once(invite):
    _, token = invite()
    accept(token)
    with pytest.raises(InvitationRefused) as refusal:
        accept(token, "Thistle")
    assert refusal.value.why == "used"
    assert not Person.objects.filter(alias="Thistle").exists()


def test_of_two_who_press_at_once_one_comes_in(invite, monkeypatch):
    invitation, token = invite()
    monkeypatch.setattr(queries, "open_invitation", lambda _: invitation)
    accept(token)
    Person.objects.filter(email="new@evening.test").update(email="renamed@evening.test")
    with pytest.raises(InvitationRefused):
        accept(token, "Thistle")
    assert not Person.objects.filter(alias="Thistle").exists()


def test_an_invitation_taken_back_opens_nothing(invite, iris):
    invitation, token = invite()
    programs.revoke_invitation(invitation, by=iris)
    with pytest.raises(InvitationRefused) as refusal:
        accept(token)
    assert refusal.value.why == "revoked"


def test_an_invitation_grows_old(invite):
    _, token = invite()
    with (
        time_machine.travel(timedelta(hours=72, seconds=5).total_seconds() + _now(), tick=False),
        pytest.raises(InvitationRefused) as refusal,
    ):
        accept(token)
    assert refusal.value.why == "expired"


def _now():
    from samepath.lib.time import now

    return now().timestamp()


def test_a_made_up_link_opens_nothing(db):
    with pytest.raises(InvitationRefused) as refusal:
        accept("made-up")
    assert refusal.value.why == "unknown"


def test_the_newest_link_is_the_one_that_counts(invite):
    _, older = invite()
    _, newer = invite(Role.PEER_LEADER)
    with pytest.raises(InvitationRefused):
        accept(older)
    assert people.roles_of(accept(newer)) == [Role.PEER_LEADER]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_office_hands_out_no_more_than_it_may(invite, role):
    with pytest.raises(MayNotInvite):
        invite(role)
    assert not Invitation.objects.exists()


@pytest.mark.safety("Z09")
def test_nobody_invites_into_another_program(invite, morning, ben, omar):
    with pytest.raises(MayNotInvite):
        invite(program=morning)
    with pytest.raises(MayNotInvite):
        invite(by=ben)
    invite(program=morning, by=omar, role=Role.COORDINATOR)


def test_a_taken_name_or_address_leaves_the_link_good(invite, amara):
    _, token = invite()
    with pytest.raises(AliasTaken):
        accept(token, "Fern")
    with pytest.raises(AliasRefused):
        accept(token, "Dr. Bracken")
    assert accept(token).alias == "Bracken"
    with pytest.raises(EmailTaken):
        accept(invite(email="amara@evening.test")[1], "Thistle")


def test_no_role_invites_above_itself():
    reach = ["participant", "peer-leader", "clinician", "coordinator", "administrator"]
    for hat, offered in rules.MAY_INVITE.items():
        assert max(map(reach.index, offered)) <= reach.index(hat)
    assert not rules.may_invite({"participant", "peer-leader", "clinician"}, "participant")
