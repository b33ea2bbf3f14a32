"""The permission table keeps its promises, and each line of it is explained (tests/test_docs.py compares the page)."""

import pytest

from samepath.people.permissions import BY_REACH, GRANTS, Permission, Role
from tools.permissions import MEANS


def test_every_permission_is_explained_and_granted_to_somebody():
    assert set(MEANS) == set(Permission)
    assert frozenset().union(*GRANTS.values()) == set(Permission)
    assert set(GRANTS) == set(BY_REACH) == set(Role)


@pytest.mark.safety("Z04")
def test_a_peer_leader_reaches_no_contact_data_and_an_administrator_no_room():
    kept_away = {Permission.SEE_PEOPLE, Permission.KEEP_PEOPLE, Permission.ANSWER_CALLS}
    assert not GRANTS[Role.PEER_LEADER] & kept_away
    assert Permission.JOIN_SESSIONS not in GRANTS[Role.ADMINISTRATOR]
