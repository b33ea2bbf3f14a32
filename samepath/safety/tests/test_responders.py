"""Whom a call for help reaches: a table a clinician can read (H01, H02)."""

from __future__ import annotations

from itertools import product

import pytest

from samepath.safety.rules import Responder, responders

CHEN, REYES, SOL, HERON, LANTERN, FERN = (
    "Dr. Chen",
    "Dr. Reyes",
    "Dr. Sol",
    "Heron",
    "Lantern",
    "Fern",
)

# supervisor, care team, on call, leaders -> who is told, as what, in this order
TABLE = {
    "in a peer-led session": (
        (CHEN, [REYES], [SOL], [HERON, LANTERN]),
        [
            (CHEN, "supervisor"), (REYES, "care-team"), (SOL, "on-call"), (HERON, "leader"), (LANTERN, "leader"),
        ],
    ),
    "one clinician in every part is told once, in the nearest part": (
        (CHEN, [CHEN], [CHEN], [CHEN, LANTERN]),
        [(CHEN, "supervisor"), (LANTERN, "leader")],
    ),
    "outside a session": ((None, [REYES], [SOL], []), [(REYES, "care-team"), (SOL, "on-call")]),
    "nobody treats them": ((None, [], [SOL], []), [(SOL, "on-call")]),
    "no clinician at all": ((None, [], [], []), [(None, "duty")]),
    "leaders never stand in for a clinician": (
        (None, [], [], [HERON]),
        [(None, "duty"), (HERON, "leader")],
    ),
    "a leader asks": ((CHEN, [], [], [FERN, LANTERN]), [(CHEN, "supervisor"), (LANTERN, "leader")]),
    "the supervisor asks, alone on duty": ((FERN, [], [FERN], [HERON]), [(None, "duty"), (HERON, "leader")]),
}  # fmt: skip


@pytest.mark.safety("H01", "H02")
@pytest.mark.parametrize("case", TABLE)
def test_who_is_told(case):
    (supervisor, care_team, on_call, leaders), told = TABLE[case]

    answer = responders(
        supervisor=supervisor, care_team=care_team, on_call=on_call, leaders=leaders, asker=FERN
    )

    assert answer == [Responder(person, as_what) for person, as_what in told]


@pytest.mark.safety("H02")
@pytest.mark.parametrize(
    ("supervisor", "care_team", "on_call", "leaders"),
    list(product((None, CHEN, FERN), ([], [CHEN], [FERN, REYES]), ([], [SOL], [FERN]), ([], [HERON], [FERN]))),
)  # fmt: skip
def test_a_call_is_never_told_to_nobody_twice_or_to_oneself(
    supervisor, care_team, on_call, leaders
):
    told = responders(
        supervisor=supervisor, care_team=care_team, on_call=on_call, leaders=leaders, asker=FERN
    )

    people = [one.person for one in told]
    assert any(one.as_what != "leader" for one in told)
    assert FERN not in people
    assert len(people) == len(set(people))
