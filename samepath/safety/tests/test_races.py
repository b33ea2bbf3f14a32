"""At the same moment: one press that arrives twice, and two clinicians who take one call. On a real database."""

from __future__ import annotations

import json

import pytest

from tests.elsewhere import Installation

SCENE = """
import json, threading
from uuid import uuid4
from django.db import connection
from samepath.people import actions as people
from samepath.people.models import Person
from samepath.people.permissions import Role
from samepath.programs import actions as programs
from samepath.safety import actions as safety
from samepath.safety.errors import AlreadyAnswered
from samepath.safety.models import Concern, Told
from samepath.notices.models import Notice

def at_once(act, *given):
    together, said = threading.Barrier(len(given)), []
    def one(what):
        try:
            together.wait(30)
            said.append(act(what))
        except Exception as problem:
            said.append(f"{type(problem).__name__}: {problem}")
        finally:
            connection.close()
    hands = [threading.Thread(target=one, args=(what,)) for what in given]
    for hand in hands: hand.start()
    for hand in hands: hand.join()
    return said

tag = uuid4().hex[:6]
letters = "".join(chr(ord("a") + int(digit, 16)) for digit in tag)
program = programs.start_program(
    name=f"P {tag}", zone="America/New_York", states=["NH"], duty_email=f"d{tag}@p.test", by=None
)
def clinician(name):
    person = people.add_person(email=f"{name}{tag}@p.test", alias=f"{name} {letters}", by=None)
    people.grant_role(Role.CLINICIAN, to=person, by=None)
    programs.seat(person, program=program, role=Role.CLINICIAN, by=None, on_call=True)
    return person
fern = people.add_person(email=f"fern{tag}@p.test", alias=f"Alder {letters}", by=None)
people.grant_role(Role.PARTICIPANT, to=fern, by=None)
programs.enrol(fern, program=program, by=None)
chen, reyes = clinician("Chen"), clinician("Reyes")
"""

PRESSES = (
    SCENE
    + """
command = uuid4()
said = at_once(lambda _: str(safety.ask_for_help(by=fern, command_id=command).pk), *range(6))
call = Concern.objects.get(person=fern)
print(json.dumps({
    "said": sorted(set(said)), "answers": len(said), "call": str(call.pk), "told": call.told.count(),
    "owed": Notice.objects.filter(key__startswith=f"concern:{call.pk}:").count(),
}))
"""
)

ANSWERS = (
    SCENE
    + """
results = []
for _ in range(5):
    call = safety.ask_for_help(by=fern, command_id=uuid4())
    Concern.objects.filter(pk=call.pk).update(asked_at="2020-01-01T00:00Z")
    def take(who):
        try:
            safety.answer(Concern.objects.get(pk=call.pk), by=who, next_step=f"{who.alias} calls.")
            return ["has it", who.alias]
        except AlreadyAnswered as taken:
            return ["learns who", taken.by.alias]
    said = at_once(take, chen, reyes)
    call.refresh_from_db()
    results.append({"said": sorted(said), "by": call.answered_by.alias, "step": call.next_step})
print(json.dumps(results))
"""
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = Installation(
        tmp_path_factory.mktemp("house"), "audit", "notices", "programs", "schedule", "safety"
    )
    yield made
    made.remove()


@pytest.mark.safety("H01", "D04")
@pytest.mark.timeout(300)
def test_one_press_that_arrives_six_times_at_once_is_one_call(house):
    found = json.loads(house.run(PRESSES))

    assert found["said"] == [found["call"]]
    assert (found["answers"], found["told"], found["owed"]) == (6, 2, 2)


@pytest.mark.safety("H18")
@pytest.mark.timeout(300)
def test_of_two_clinicians_at_once_one_has_it_and_the_other_learns_who(house):
    for round_ in json.loads(house.run(ANSWERS)):
        assert round_["said"] == [["has it", round_["by"]], ["learns who", round_["by"]]]
        assert round_["step"] == f"{round_['by']} calls."
