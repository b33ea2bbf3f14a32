"""What an operator types."""

from __future__ import annotations

import os

import pytest
from django.apps import apps
from django.db import connection

from samepath.conf import cli
from samepath.notices.models import Notice
from samepath.programs.models import Invitation


@pytest.fixture(autouse=True)
def _keep_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.safety("W14")
def test_invite_sends_a_link_and_prints_none(evening, capsys):
    assert cli.main(["user", "invite", "new@evening.test", "--role", "clinician"]) == 0
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.program) == (
        "new@evening.test",
        "clinician",
        evening,
    )
    assert Notice.objects.exists()
    assert "http" not in capsys.readouterr().out


def test_invite_asks_which_program(evening, morning, capsys):
    assert cli.main(["user", "invite", "new@evening.test", "--role", "clinician"]) == 1
    assert "Evening program, Morning program" in capsys.readouterr().err
    invite = [
        "user",
        "invite",
        "new@evening.test",
        "--role",
        "clinician",
        "--program",
        "Evening program",
    ]
    assert cli.main(invite) == 0


def test_invite_knows_the_roles(evening, capsys):
    assert cli.main(["user", "invite", "new@evening.test", "--role", "boss"]) == 1
    assert "peer-leader" in capsys.readouterr().err
    assert not Invitation.objects.exists()


def test_the_guides_are_loaded_once(db, capsys):
    assert cli.main(["guides", "load"]) == 0
    assert cli.main(["guides", "load"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first != second
    assert second.endswith(": 0.")


def test_the_first_administrator_needs_no_program(db):
    assert cli.main(["user", "invite", "omar@evening.test", "--role", "administrator"]) == 0
    assert Invitation.objects.get().program is None


@pytest.mark.safety("L01", "L02")
def test_audit_verify_names_the_first_broken_row(evening, amara, capsys):
    assert cli.main(["audit", "verify"]) == 0
    assert "The trail is whole" in capsys.readouterr().out
    Entry = apps.get_model("audit", "Entry")  # a class
    row = Entry.objects.order_by("id")[1]
    with connection.cursor() as cursor:  # as somebody with the database's own password could
        postgres = connection.vendor == "postgresql"
        off = (
            "ALTER TABLE audit_entry DISABLE TRIGGER USER"
            if postgres
            else "DROP TRIGGER trail_never_changes"
        )
        cursor.execute(off)
    Entry.objects.filter(pk=row.pk).update(act="nothing.happened")
    assert cli.main(["audit", "verify"]) == 1
    assert f"broken at row {row.pk}" in capsys.readouterr().out


def test_secrets_are_fresh_each_time(capsys):
    cli.main(["secrets"])
    first = capsys.readouterr().out
    cli.main(["secrets"])
    assert capsys.readouterr().out != first
    assert first.count("\n") == 6


def test_an_unknown_word_explains_itself(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["dance"])
    assert end.value.code == 2
    assert "up" in capsys.readouterr().err


@pytest.mark.safety("W07")
@pytest.mark.parametrize("command", [["manage", "check"], ["audit", "verify"], ["clock"]])
def test_bad_settings_are_said_without_a_traceback(monkeypatch, tmp_path, capsys, command):
    monkeypatch.setenv("SAMEPATH_HOME", str(tmp_path))
    monkeypatch.setenv("SAMEPATH_SECRET_KEY", "")
    assert cli.main(command) == 1
    assert "SAMEPATH_SECRET_KEY is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "url"),
    [([], "http://localhost:8123"), (["--url", "http://localhost:9"], "http://localhost:9")],
)
def test_a_rehearsal_goes_to_the_installation_of_this_home(monkeypatch, typed, url):
    monkeypatch.delenv("SAMEPATH_ORIGIN", raising=False)
    monkeypatch.setenv("SAMEPATH_PORT", "8123")
    seen = []
    monkeypatch.setattr("samepath.rehearsal.cli.main", lambda arguments: seen.extend(arguments))
    assert cli.main(["rehearse", *typed]) == 0
    assert seen[seen.index("--url") + 1] == url
    assert seen.count("--url") == 1
