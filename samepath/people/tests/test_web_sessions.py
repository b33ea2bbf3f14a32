"""Web sessions know whose they are, and end at once (A09, A12)."""

import pytest

from samepath.people import actions as people
from samepath.people.models import WebSession


@pytest.mark.safety("A12")
def test_a_sign_in_is_a_row_with_its_person(amara, client_as):
    client = client_as(amara)
    began = WebSession.objects.get(person=amara).started_at

    session = client.session
    session["signed_in_at"] = began.isoformat()
    session["device"] = "Firefox on Linux"
    session.save()

    row = WebSession.objects.get(person=amara)
    assert (row.device, row.started_at) == ("Firefox on Linux", began)


@pytest.mark.safety("A09", "A12")
def test_ended_sessions_open_nothing(amara, client_as):
    client, other = client_as(amara), client_as(amara)
    people.end_web_sessions(amara, by=amara, but=client.session.session_key)

    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
