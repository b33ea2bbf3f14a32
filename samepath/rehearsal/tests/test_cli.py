"""What may be asked for, and what the exit status says."""

from __future__ import annotations

import json

import pytest

from samepath.rehearsal import cli
from samepath.rehearsal.browser import Somebody
from samepath.rehearsal.report import Report


def test_the_people_of_the_demonstration():
    cast = cli.cast(None, 3)
    assert [one.key for one in cast.members] == ["moon", "wave", "ridge"]
    assert [one.key for one in cast.leads] == ["heron", "lantern"]
    assert cast.clinician == Somebody("ada")


@pytest.mark.parametrize("members", [0, 12])
def test_more_people_than_there_are_is_said_in_a_sentence(members, capsys):
    assert cli.main(["--members", str(members)]) == 2
    assert "--members can be 1 to 11" in capsys.readouterr().err


def test_people_of_another_installation_come_from_a_file(tmp_path):
    one = {"email": "a@b.test", "password": "long enough", "totp": "ABCD", "alias": "Rowan"}
    file = tmp_path / "people.json"
    file.write_text(json.dumps({"members": [one], "leads": [one], "clinician": one}))
    assert cli.cast(file, 1).members == [Somebody(**one)]
    assert cli.cast(file, 1).members[0].name == "Rowan"


@pytest.mark.parametrize("text", ["", "{}", '{"members": [{"mail": "x"}]}'])
def test_a_bad_file_is_said_in_a_sentence(tmp_path, capsys, text):
    file = tmp_path / "people.json"
    file.write_text(text)
    assert cli.main(["--people", str(file)]) == 2
    assert "people.json cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize(("failures", "status"), [([], 0), (["no picture"], 1)])
def test_the_exit_status_and_the_file_say_how_it_went(
    monkeypatch, tmp_path, capsys, failures, status
):
    async def rehearse(*_, **__):
        return Report(members=6, failures=failures)

    monkeypatch.setattr(cli, "rehearse", rehearse)
    file = tmp_path / "report.json"
    assert cli.main(["--report", str(file)]) == status
    assert json.loads(file.read_text())["failures"] == failures
    assert json.loads(capsys.readouterr().out)["members"] == 6


def test_more_scripts_than_members_is_said_in_a_sentence(capsys):
    asked = ["--members", "1", "--script", "passer", "--script", "silent"]
    assert cli.main(asked) == 2
    assert "more scripts than members" in capsys.readouterr().err
