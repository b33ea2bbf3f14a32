"""The door as a table a clinician can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samepath.rooms.rules import (
    INSIDE,
    STAFF,
    Answers,
    Arrival,
    Door,
    Limits,
    door,
    on_hold,
    stays_open,
)

SIX = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
LIMITS = Limits(
    opens=timedelta(minutes=15),
    leaders_early=timedelta(minutes=30),
    late_grace=timedelta(minutes=10),
    stay_after=timedelta(minutes=20),
    location_fresh=timedelta(minutes=15),
    answered_within=timedelta(seconds=15),
    capacity=12,
)
READY = Answers(complete=True, safe="yes", located_at=SIX, state="NH")
FERN = Arrival(
    now=SIX, starts_at=SIX, ends_at=SIX + timedelta(minutes=90), kind="peer", role="participant",
    limits=LIMITS, expected=True, answers=READY, states=("NH",), leader_here=True, supervisor_answers=True,
)  # fmt: skip


def at(minutes: float) -> datetime:
    return SIX + timedelta(minutes=minutes)


@pytest.mark.safety("V01", "V05", "H03", "H04")
@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, Door.OPEN),
        ({"role": ""}, Door.NOT_ON_THE_LIST),
        ({"cancelled": True}, Door.CANCELLED),
        ({"kept_out": True}, Door.KEPT_OUT),
        ({"kept_out": True, "role": "host"}, Door.KEPT_OUT),
        ({"now": at(-15.1)}, Door.TOO_EARLY),
        ({"now": at(-15)}, Door.OPEN),
        ({"now": at(-29), "role": "guide"}, Door.OPEN),
        ({"now": at(-31), "role": "guide"}, Door.TOO_EARLY),
        ({"now": at(110)}, Door.ENDED),
        ({"now": at(90), "let_in_by_host": True}, Door.ENDED),
        ({"now": at(90), "rejoining": True}, Door.OPEN),
        ({"now": at(109), "role": "host"}, Door.OPEN),
        ({"consents_missing": 1}, Door.ASK_CONSENT),
        ({"promises_missing": True}, Door.ASK_AGREEMENTS),
        ({"promises_missing": True, "rejoining": True}, Door.OPEN),
        ({"promises_missing": True, "role": "guide"}, Door.OPEN),
        ({"promises_missing": True, "answers": Answers()}, Door.ASK_AGREEMENTS),
        ({"answers": Answers()}, Door.ASK_CHECK_IN),
        ({"answers": replace(READY, complete=False)}, Door.ASK_CHECK_IN),
        ({"answers": replace(READY, located_at=at(-15))}, Door.OPEN),
        ({"answers": replace(READY, located_at=at(-15.02))}, Door.ASK_LOCATION_AGAIN),
        ({"answers": replace(READY, located_at=at(-15.02)), "rejoining": True}, Door.OPEN),
        ({"answers": replace(READY, state="CA")}, Door.OUTSIDE_STATES),
        ({"answers": replace(READY, state="CA"), "states": ()}, Door.OPEN),
        ({"leader_here": False}, Door.WAIT_LEADER),
        ({"supervisor_answers": False}, Door.WAIT_SUPERVISOR),
        ({"supervisor_answers": False, "kind": "clinical"}, Door.OPEN),
        ({"supervisor_answers": False, "rejoining": True}, Door.WAIT_SUPERVISOR),
        ({"now": at(10)}, Door.OPEN),
        ({"now": at(10.1)}, Door.WAIT_HOST),
        ({"now": at(10.1), "rejoining": True}, Door.OPEN),
        ({"now": at(10.1), "let_in_by_host": True}, Door.OPEN),
        ({"expected": False}, Door.WAIT_HOST),
        ({"expected": False, "let_in_by_host": True}, Door.OPEN),
        ({"inside": 11}, Door.OPEN),
        ({"inside": 12}, Door.FULL),
        ({"inside": 12, "rejoining": True}, Door.OPEN),
        ({"role": "supervisor", "leader_here": False}, Door.OPEN),
    ],
)
def test_what_the_door_answers(change: dict[str, Any], answer: Door) -> None:
    fresh = {"answers": replace(READY, located_at=change["now"])} if "now" in change else {}
    assert door(replace(FERN, **(fresh | change))) == answer


@pytest.mark.safety("V05")
@pytest.mark.parametrize(
    ("now", "seen", "answer"),
    [
        (89, None, True), (90, None, True), (91, None, False), (95, 94.5, True), (95, 93.9, False),
        (110, 110, True), (110.1, 110.1, False),
    ],
)  # fmt: skip
def test_a_room_stays_open_a_while_with_somebody_of_the_staff(
    now: float, seen: float | None, answer: bool
) -> None:
    assert answer == stays_open(
        now=at(now), ends_at=at(90), stay=timedelta(minutes=20),
        staff_seen=None if seen is None else at(seen), after=timedelta(seconds=60),
    )  # fmt: skip


@pytest.mark.safety("H15")
@pytest.mark.parametrize("safe", ["no", "not-sure"])
def test_someone_not_safe_meets_a_clinician_and_never_a_form(safe: str) -> None:
    half_done = Answers(complete=False, safe=safe)
    assert door(replace(FERN, answers=half_done, consents_missing=2)) == Door.PRIVATE_WAIT
    with_someone = replace(FERN, answers=half_done, clinician_in_private=True)
    assert door(with_someone) == Door.PRIVATE_OPEN
    asked_for_help = replace(FERN, rejoining=True, clinician_in_private=True)
    assert door(asked_for_help) == Door.PRIVATE_OPEN
    cleared = replace(READY, safe=safe, cleared=True)
    assert door(replace(FERN, answers=cleared)) == Door.OPEN
    assert door(replace(FERN, answers=cleared, clinician_in_private=True)) == Door.OPEN


arrivals = st.builds(
    Arrival,
    now=st.integers(-60, 200).map(at),
    starts_at=st.just(SIX),
    ends_at=st.just(at(90)),
    kind=st.sampled_from(["peer", "clinical", "individual"]),
    role=st.sampled_from(["", "participant", "guide", "host", "supervisor", "clinician"]),
    limits=st.just(LIMITS),
    cancelled=st.booleans(),
    expected=st.booleans(),
    kept_out=st.booleans(),
    consents_missing=st.integers(0, 2),
    answers=st.builds(
        Answers,
        complete=st.booleans(),
        safe=st.sampled_from(["", "yes", "no", "not-sure"]),
        cleared=st.booleans(),
        located_at=st.one_of(st.none(), st.integers(-60, 200).map(at)),
        state=st.sampled_from(["", "NH", "CA"]),
    ),
    states=st.sampled_from([(), ("NH",)]),
    leader_here=st.booleans(),
    supervisor_answers=st.booleans(),
    let_in_by_host=st.booleans(),
    rejoining=st.booleans(),
    inside=st.integers(0, 14),
    clinician_in_private=st.booleans(),
)


@pytest.mark.safety("V01", "V03", "V05")
@given(arrivals)
def test_nobody_comes_into_the_group_unless_every_condition_holds(arrival: Arrival) -> None:
    answer = door(arrival)
    if answer not in INSIDE:
        return
    assert arrival.role
    assert not arrival.kept_out
    assert not arrival.cancelled
    if arrival.role in STAFF:
        return
    if answer == Door.PRIVATE_OPEN:
        assert arrival.clinician_in_private
        return
    assert arrival.consents_missing == 0
    assert arrival.answers.complete
    assert arrival.answers.safe not in {"no", "not-sure"} or arrival.answers.cleared
    assert arrival.leader_here
    assert arrival.supervisor_answers or arrival.kind != "peer"
    assert arrival.expected or arrival.let_in_by_host or arrival.rejoining
    assert arrival.inside < LIMITS.capacity or arrival.rejoining


@pytest.mark.safety("V05", "H11")
@pytest.mark.parametrize(
    ("staff_s", "supervisor_s", "peer", "rests"),
    [
        (0, 0, True, False),
        (60, 60, True, False),
        (61, 0, True, True),
        (0, 61, True, True),
        (0, 61, False, False),
        (None, 0, True, True),
        (0, None, True, True),
        (0, None, False, False),
    ],
)
def test_a_room_rests_when_nobody_stands_behind_it(
    staff_s: int | None, supervisor_s: int | None, peer: bool, rests: bool
) -> None:
    def ago(seconds: int | None) -> datetime | None:
        return None if seconds is None else SIX - timedelta(seconds=seconds)

    answer = on_hold(
        now=SIX, staff_seen=ago(staff_s), supervisor_seen=ago(supervisor_s), peer=peer,
        after=timedelta(seconds=60),
    )  # fmt: skip
    assert answer is rests
