"""Leaders copy a guide and write on it; nothing they typed is lost, and no tab overwrites another unseen."""

from __future__ import annotations

import pytest

from samepath.audit import queries as trail
from samepath.guides import actions, queries, rules
from samepath.guides.errors import Faulty, NotUsable, NotYours, SavedMeanwhile, Sealed, Waits
from samepath.guides.models import Version
from samepath.people.permissions import Role


def test_a_copy_says_the_same_and_belongs_to_the_program(stock, draft, evening, ben):
    assert queries.content(draft) == queries.content(stock)
    assert (draft.guide.program, draft.guide.copied_from, draft.made_by) == (evening, stock, ben)
    assert draft.editable


def test_a_second_copy_has_a_name_of_its_own(stock, draft, evening, ben):
    other = actions.copy(stock, program=evening, by=ben)
    assert other.guide.slug != draft.guide.slug
    assert other.guide_id != draft.guide_id


@pytest.mark.safety("Z09")
def test_another_programs_guide_cannot_be_copied(draft, morning, dr_okafor):
    with pytest.raises(NotUsable, match="program"):
        actions.copy(draft, program=morning, by=dr_okafor)


def test_what_is_typed_is_kept_also_while_it_is_not_whole(draft, words, ben):
    half = words(
        about="", pieces=(rules.Piece(kind="topic", minutes=10, leader_card="Half a sen"),)
    )
    assert actions.save_draft(draft, half, revision=0, by=ben) == 1
    draft.refresh_from_db()
    assert queries.content(draft) == half
    assert draft.minutes == 10


def test_the_same_words_again_change_nothing(draft, words, ben):
    before = len(trail.about([draft.pk]))
    assert actions.save_draft(draft, words(), revision=0, by=ben) == 0
    assert len(trail.about([draft.pk])) == before


def test_of_two_tabs_the_second_is_told_and_overwrites_nothing(draft, words, ben):
    actions.save_draft(draft, words(about="From the first tab."), revision=0, by=ben)
    with pytest.raises(SavedMeanwhile) as refused:
        actions.save_draft(draft, words(about="From the second tab."), revision=0, by=ben)
    assert refused.value.revision == 1
    assert queries.content(Version.objects.get(pk=draft.pk)).about == "From the first tab."


def test_nobody_writes_in_somebody_elses_draft(draft, words, lin):
    with pytest.raises(NotYours):
        actions.save_draft(draft, words(about="Mine now."), revision=0, by=lin)


@pytest.mark.safety("W03")
@pytest.mark.parametrize(
    "piece",
    [
        rules.Piece(kind="topic", minutes=10, leader_card="<script>alert(1)</script>"),
        rules.Piece(kind="topic", minutes=600),
        rules.Piece(kind="topic", minutes=10, leader_card="x" * 2000),
    ],
    ids=["a script", "ten hours", "a novel"],
)
def test_what_is_not_safe_is_refused_and_nothing_changes(draft, words, ben, piece):
    before = queries.content(draft)
    with pytest.raises(Faulty):
        actions.save_draft(draft, words(pieces=(piece,)), revision=0, by=ben)
    draft.refresh_from_db()
    assert (queries.content(draft), draft.revision) == (before, 0)


def test_what_waits_for_approval_stays_as_it_is(offered, words, ben):
    with pytest.raises(Sealed):
        actions.save_draft(offered, words(about="Quickly."), revision=0, by=ben)


def test_what_a_session_was_led_from_stays_and_the_next_version_begins_with_it(
    draft, words, ben, evening
):
    actions.use(draft, program=evening, by=ben)
    with pytest.raises(Sealed):
        actions.save_draft(draft, words(about="Other."), revision=0, by=ben)
    following = actions.write_on(draft, by=ben)
    assert (following.number, following.guide_id) == (2, draft.guide_id)
    assert actions.save_draft(following, words(about="Other."), revision=0, by=ben) == 1
    draft.refresh_from_db()
    assert queries.unchanged(draft)


def test_writing_on_goes_on_where_one_stopped(draft, ben):
    assert actions.write_on(draft, by=ben) == draft


def test_what_came_with_samepath_is_copied_and_never_written_on(stock, ben):
    with pytest.raises(NotUsable):
        actions.write_on(stock, by=ben)


@pytest.mark.safety("Z09")
def test_who_sees_which_version(stock, draft, evening, ben, lin, dr_chen, amara, iris, dr_okafor):
    def seen(person, hat):
        return set(Version.objects.visible_to(person, hat))

    assert seen(ben, Role.PEER_LEADER) == {stock, draft}
    assert seen(lin, Role.PEER_LEADER) == seen(dr_chen, Role.CLINICIAN) == {stock}
    assert seen(dr_okafor, Role.CLINICIAN) == {stock}
    assert seen(amara, Role.PARTICIPANT) == set()
    actions.offer(draft, by=ben)
    assert seen(lin, Role.PEER_LEADER) == {stock}
    assert seen(dr_chen, Role.CLINICIAN) == {stock, draft}
    assert seen(dr_okafor, Role.CLINICIAN) == {stock}
    actions.approve(draft, by=dr_chen)
    assert seen(lin, Role.PEER_LEADER) == seen(iris, Role.COORDINATOR) == {stock, draft}
    assert seen(dr_okafor, Role.CLINICIAN) == {stock}


def test_what_one_may_lead_from(stock, draft, evening, morning, ben, lin, dr_okafor, iris):
    from samepath.programs import actions as programs

    assert set(queries.usable_by(ben, Role.PEER_LEADER, evening)) == {stock, draft}
    assert set(queries.usable_by(lin, Role.PEER_LEADER, evening)) == {stock}
    assert set(queries.usable_by(dr_okafor, Role.CLINICIAN, morning)) == {stock}
    programs.change_settings(evening, by=iris, approved_guides_only=True)
    assert set(queries.usable_by(ben, Role.PEER_LEADER, evening)) == {stock}


def test_a_program_that_wants_approved_guides_only_leads_from_no_draft(draft, evening, ben, iris):
    from samepath.programs import actions as programs

    programs.change_settings(evening, by=iris, approved_guides_only=True)
    with pytest.raises(NotUsable, match="unapproved"):
        actions.use(draft, program=evening, by=ben)


def test_nobody_leads_from_somebody_elses_draft(draft, lin, evening):
    with pytest.raises(NotUsable, match="draft"):
        actions.use(draft, program=evening, by=lin)


def test_who_has_offered_something_takes_it_back_before_writing_on(offered, ben):
    with pytest.raises(Waits):
        actions.write_on(offered, by=ben)
    actions.take_back(offered, by=ben)
    assert actions.write_on(offered, by=ben) == offered
