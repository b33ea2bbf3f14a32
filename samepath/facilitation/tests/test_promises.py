"""What no sequence of commands, drops, returns and moments may break, tried with thousands of evenings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from samepath.facilitation.rules import Unheard, read_floor, tick, write_floor
from samepath.facilitation.rules.apart import ALONE, ARRIVES
from samepath.facilitation.rules.rounds import KEPT, in_line
from samepath.facilitation.tests.conftest import Evening

GROUP = ("amara", "sun", "moon", "wave", "hill")
EVERYONE = st.sampled_from(("ben", "lin", "ada", *GROUP))
LEADERS = st.sampled_from(("ben", "lin", "ada"))
PARTICIPANTS = st.sampled_from(GROUP)
BARE = st.sampled_from(("pause", "go_on", "hide", "swap", "keep", "accept", "call", "step_out"))


class AnEvening(RuleBasedStateMachine):
    """Whoever may do what at any moment tries it; what is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.evening = Evening(GROUP)
        self.passed: set[str] = set()
        self.before = self.evening.floor

    def tries(self, who, kind, /, **args):
        self.before = self.evening.floor
        with suppress(Unheard):
            self.evening.does(who, kind, **args)
        self.promises_of_a_step(passed={who} if kind == "pass" else set())

    def promises_of_a_step(self, passed=frozenset()):
        """Nobody who wants a turn loses it in a step, and nobody falls out of a round."""
        old, new = self.before.round, self.evening.floor.round
        if old is None or new is None or old.number != new.number:
            return
        was = {turn.person: turn.state for turn in old.turns}
        now = {turn.person: turn.state for turn in new.turns}
        assert set(was) <= set(now)
        for person, state in was.items():
            if state in {"waiting", "come-back"} and now[person] not in {"waiting", "come-back"}:
                assert now[person] == "speaking" or person in passed

    # --- what people do ---------------------------------------------------------------------------

    @rule(who=LEADERS, order=st.sampled_from(("fairness", "arrival", "shuffled")))
    def start_a_round(self, who, order):
        self.tries(who, "round", order=order)

    @rule(who=EVERYONE, kind=st.sampled_from(("done", "pass")), stale=st.integers(0, 5))
    def end_a_turn(self, who, kind, stale):
        here = self.evening.floor.round
        if here:
            self.tries(who, kind, round=here.number, turn=here.turn - stale // 5)

    @rule(kind=st.sampled_from(("done", "pass")))
    def the_holder_ends_the_turn(self, kind):
        here = self.evening.floor.round
        if here and here.holder:
            self.tries(here.holder, kind, round=here.number, turn=here.turn)

    @rule(who=EVERYONE)
    def want_it_after_all(self, who):
        here = self.evening.floor.round
        if here:
            self.tries(who, "come_back", round=here.number)

    @rule(who=LEADERS, to=st.none() | EVERYONE)
    def give(self, who, to):
        here = self.evening.floor.round
        if here:
            named = {} if to is None else {"to": to}
            self.tries(who, "give", round=here.number, turn=here.turn, **named)

    @rule(who=LEADERS, dice=st.randoms())
    def arrange(self, who, dice):
        here = self.evening.floor.round
        if here:
            waiting = [turn.person for turn in here.turns if turn.state == "waiting"]
            dice.shuffle(waiting)
            self.tries(who, "turns", round=here.number, turn=here.turn, order=waiting)

    @rule(who=LEADERS)
    def open_the_floor(self, who):
        here = self.evening.floor.round
        if here:
            self.tries(who, "open_floor", round=here.number)

    @rule(who=LEADERS, kind=st.sampled_from(("next", "back")), anyway=st.booleans())
    def move_on(self, who, kind, anyway):
        segment = next((s.key for s in self.evening.floor.segments if s.state == "now"), "")
        self.tries(who, kind, from_=segment, anyway=anyway)

    @rule(who=EVERYONE, up=st.booleans())
    def hand(self, who, up):
        self.tries(who, "hand", up=up)

    @rule(who=EVERYONE, kind=BARE)
    def simple(self, who, kind):
        self.tries(who, kind)

    @rule(who=LEADERS, size=st.sampled_from((2, 3)), minutes=st.integers(1, 6))
    def split(self, who, size, minutes):
        self.tries(who, "split", size=size, minutes=minutes)

    @rule(who=LEADERS)
    def gather(self, who):
        if self.evening.floor.split:
            self.tries(who, "gather", split=self.evening.floor.split.number)

    @rule(who=LEADERS, whom=PARTICIPANTS)
    def aside(self, who, whom):
        self.tries(who, "side", who=whom)

    @rule(who=EVERYONE, which=st.integers(0, 4), kind=st.sampled_from(("end_side", "step_in")))
    def rooms(self, who, which, kind):
        rooms = self.evening.floor.apart
        if rooms:
            self.tries(who, kind, room=rooms[which % len(rooms)].key)

    # --- what happens to them ---------------------------------------------------------------------

    @rule(who=EVERYONE)
    def drop(self, who):
        self.evening.drops(who)

    @rule(who=EVERYONE)
    def leave(self, who):
        self.evening.leaves(who)

    @rule(who=PARTICIPANTS)
    @precondition(lambda self: len([m for m in self.evening.members.values() if m.gone]) < 2)
    def be_removed(self, who):
        self.evening.leaves(who, gone=True)

    @rule(who=EVERYONE)
    def come_back_in(self, who):
        if not self.evening.members[who].gone:
            self.evening.comes(who)

    @rule(who=EVERYONE)
    def follow(self, who):
        """The page goes over to where its owner belongs; whoever never does stays where they were."""
        member = self.evening.members[who]
        self.evening.members[who] = replace(member, at=self.evening.floor.place_of(who))

    @rule(seconds=st.sampled_from((1, 5, 12, 21, 31, 70, 400)))
    def time_passes(self, seconds):
        self.before = self.evening.floor
        for _ in range(0, seconds, 5):
            self.evening.wait(min(5, seconds))
            self.promises_of_a_step()
            self.before = self.evening.floor

    # --- what is always so ------------------------------------------------------------------------

    @property
    def floor(self):
        """The floor as anybody would be told it now."""
        return tick(self.evening.floor, self.evening.company)

    @invariant()
    def one_piece_in_one_pair_of_hands(self):
        here = self.floor.round
        if here is None:
            return
        speaking = [turn.person for turn in here.turns if turn.state == "speaking"]
        assert speaking == ([here.holder] if here.holder else [])
        assert len({turn.person for turn in here.turns}) == len(here.turns)

    @invariant()
    def the_piece_is_never_lost(self):
        floor, company = self.floor, self.evening.company
        if floor.round and in_line(floor.round, floor, company):
            assert floor.round.holder is not None
        if floor.round and floor.round.holder:
            assert company.within(floor.round.holder, KEPT)
            assert floor.place_of(floor.round.holder) == "main"

    @invariant()
    def nobody_is_in_two_rooms_or_in_one_that_is_over(self):
        floor = self.floor
        rooms = [room.key for room in floor.apart]
        assert len(rooms) == len(set(rooms))
        assert all(visit.room in rooms for visit in floor.visits)
        people = [person for room in floor.apart for person in room.people]
        assert len(people) == len(set(people))
        assert not {visit.person for visit in floor.visits} & set(people)
        if floor.split:
            assert self.evening.now < floor.split.ends_at
            assert all(room.people for room in floor.split.rooms)

    @invariant()
    def nobody_is_alone_for_long(self):
        company = self.evening.company
        for room in self.floor.apart:
            there = [one for one in room.people if company.in_room(one, room.key)]
            there += [v.person for v in self.floor.visits if v.room == room.key]
            if len(there) == 1 and there[0] in GROUP:
                assert room.lone == there[0]
                comes = any(company.here(one) for one in room.people if one not in there)
                fresh = company.now - room.opened_at < ARRIVES
                assert (comes and fresh) or company.now - room.alone_since < ALONE

    @invariant()
    def two_leaders_two_parts(self):
        assert {self.floor.guide, self.floor.host} == {"ben", "lin"}

    @invariant()
    def a_floor_is_what_was_written_down(self):
        assert read_floor(write_floor(self.evening.floor)) == self.evening.floor

    @invariant()
    def a_moment_passes_once(self):
        assert tick(self.floor, self.evening.company) == self.floor

    def teardown(self):
        """In the end everybody who is here and wants a turn gets it, and rooms come home by themselves."""
        here = self.evening.floor.round
        for room in [r.key for r in self.evening.floor.sides]:
            self.tries("ada", "end_side", room=room)
        spoke = set()
        waits = set(in_line(here, self.floor, self.evening.company)) if here else set()
        wanted = (
            waits - self.evening.away
        )  # whoever just lost the line is here for some seconds more
        while here and (holder := self.floor.round.holder):
            spoke.add(holder)
            self.evening.wait(1)
            if self.evening.floor.round.holder == holder:
                if not self.evening.company.inside(holder):
                    self.evening.comes(holder)
                self.evening.turn(holder, "done")
        assert wanted <= spoke
        for _ in range(400):
            self.evening.wait(5)
        assert self.evening.floor.split is None


AnEvening.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnEvening = pytest.mark.safety("H11", "H05")(AnEvening.TestCase)
