"""A clinician of the program approves or sends back; what is approved never changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from samepath.audit import queries as trail
from samepath.guides import actions, queries, rules
from samepath.guides.errors import (
    Faulty,
    NoClinicianHere,
    NotOffered,
    NotYours,
    OwnWork,
    Sealed,
    Wordless,
)
from samepath.guides.models import Version
from samepath.people.permissions import Role


def test_a_clinician_approves_and_the_trail_says_so(offered, dr_chen):
    actions.approve(offered, by=dr_chen)
    offered.refresh_from_db()
    assert (offered.state, offered.approved_by) == ("approved", dr_chen)
    assert queries.unchanged(offered)
    assert trail.about([offered.pk])[0].act == "guides.approve"


def test_only_a_whole_guide_is_offered(draft, words, ben):
    actions.save_draft(draft, words(pieces=()), revision=0, by=ben)
    with pytest.raises(Faulty) as refused:
        actions.offer(draft, by=ben)
    assert refused.value.faults == [rules.Fault(None, "segments", "empty")]
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_only_the_writer_offers(draft, lin):
    with pytest.raises(NotYours):
        actions.offer(draft, by=lin)


@pytest.mark.safety("Z09")
@pytest.mark.parametrize("who", ["dr_okafor", "lin", "iris"])
def test_nobody_but_a_clinician_of_the_program_approves(offered, who, request):
    with pytest.raises(NoClinicianHere):
        actions.approve(offered, by=request.getfixturevalue(who))
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_nobody_approves_their_own_work(stock, evening, dr_chen):
    own = actions.copy(stock, program=evening, by=dr_chen)
    actions.offer(own, by=dr_chen)
    with pytest.raises(OwnWork):
        actions.approve(own, by=dr_chen)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=own.pk).update(
            state="approved", approved_by=dr_chen, approved_at=own.made_at
        )


def test_only_what_waits_is_approved(draft, dr_chen):
    with pytest.raises(NotOffered):
        actions.approve(draft, by=dr_chen)


def test_it_comes_back_with_words_and_can_be_written_on(offered, words, ben, dr_chen):
    with pytest.raises(Wordless):
        actions.send_back(offered, words="  ", by=dr_chen)
    actions.send_back(offered, words="Please leave out the part about sleep.", by=dr_chen)
    offered.refresh_from_db()
    assert (offered.state, offered.sent_back) == ("draft", "Please leave out the part about sleep.")
    actions.save_draft(offered, words(about="Without it."), revision=0, by=ben)


def test_the_writer_may_take_it_back(offered, ben, lin):
    with pytest.raises(NotYours):
        actions.take_back(offered, by=lin)
    actions.take_back(offered, by=ben)
    offered.refresh_from_db()
    assert offered.editable


def test_a_newer_approved_version_takes_the_place_of_the_older(
    offered, words, ben, dr_chen, evening
):
    actions.approve(offered, by=dr_chen)
    following = actions.write_on(offered, by=ben)
    actions.save_draft(following, words(title="Our first evening"), revision=0, by=ben)
    actions.offer(following, by=ben)
    actions.approve(following, by=dr_chen)
    offered.refresh_from_db()
    following.guide.refresh_from_db()
    assert offered.state == "retired"
    assert following.guide.title == "Our first evening"
    usable = queries.for_program(evening, approved_only=True).filter(guide=offered.guide)
    assert list(usable) == [following]


def test_an_approved_version_never_changes(offered, words, ben, dr_chen):
    actions.approve(offered, by=dr_chen)
    with pytest.raises(Sealed):
        actions.save_draft(offered, words(about="Later."), revision=0, by=ben)
    with pytest.raises(Sealed):
        actions.offer(offered, by=ben)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        offered.segments.update(leader_card="Later.")
    assert queries.unchanged(offered)


def test_who_may_retire_it(offered, dr_chen, lin, ben):
    actions.approve(offered, by=dr_chen)
    with pytest.raises(NoClinicianHere):
        actions.retire(offered, by=lin)
    actions.retire(offered, by=dr_chen)
    offered.refresh_from_db()
    assert offered.state == "retired"
    actions.retire(offered, by=ben)
    assert [line.act for line in trail.about([offered.pk])].count("guides.retire") == 1


def test_what_came_with_samepath_is_retired_by_nobody(stock, dr_chen):
    with pytest.raises(NoClinicianHere):
        actions.retire(stock, by=dr_chen)


@pytest.mark.safety("Z09")
def test_what_waits_for_a_clinician_is_of_their_program_and_not_their_own(
    offered, stock, evening, dr_chen, dr_okafor
):
    own = actions.copy(stock, program=evening, by=dr_chen)
    actions.offer(own, by=dr_chen)
    assert list(queries.waiting(dr_chen, Role.CLINICIAN)) == [offered]
    assert list(queries.waiting(dr_okafor, Role.CLINICIAN)) == []


def test_a_clinician_sees_what_differs_from_what_it_was_copied_from(draft, words, ben):
    pieces = words().pieces
    changed = (
        replace(pieces[0], leader_card="Hello, all."),
        *pieces[1:],
        rules.Piece("break", 5, "A rest"),
    )
    actions.save_draft(draft, words(about="Other.", pieces=changed), revision=0, by=ben)
    found = queries.changes(Version.objects.get(pk=draft.pk))
    assert [(one.where, one.field) for one in found] == [
        ("", "about"), (pieces[0].title, "leader_card"), ("A rest", "segment"),
    ]  # fmt: skip
    assert (found[1].was, found[1].now) == (pieces[0].leader_card, "Hello, all.")


def test_a_segment_left_out_is_seen_and_the_same_words_are_no_change():
    one, two = rules.Piece("topic", 10, "One"), rules.Piece("topic", 10, "Two")
    before = rules.Draft("T", "A", (one, two))
    assert rules.changes(before, before) == []
    assert rules.changes(before, rules.Draft("T", "A", (two,))) == [
        rules.Change("One", "segment", "One", "")
    ]
    round_now = replace(two, round=True, questions=("a", "b"))
    assert rules.changes(before, rules.Draft("T", "A", (one, round_now))) == [
        rules.Change("Two", "questions", "", "a\nb"), rules.Change("Two", "round", "no", "yes"),
    ]  # fmt: skip
